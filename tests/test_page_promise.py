"""Promises on the customer's page: recorded within the limits of the policy, asked of a person beyond, told when wrong."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .asks import AskCase


@tagged("post_install", "-at_install")
class TestPagePromise(AskCase):
    # === WITHIN THE LIMITS === #

    def test_within_the_limits_it_is_recorded_at_once(self):
        self.invoice(-10, 300)
        submission = self.promise_online("120,00", text="After our sale")
        promise = submission.promise_id
        self.assertEqual((promise.amount, promise.date, promise.contact_id), (120, self.day(10), self.lucie))
        self.assertEqual(promise.user_id, self.env.ref("base.user_root"))
        self.assertEqual((promise.exchange_id, promise.means), (submission.exchange_id, "page"))
        self.assertEqual(promise.note, "After our sale")
        self.assertEqual(self.chased(), 180, "the rest goes on")
        self.assertIn("120.00", submission.exchange_id.summary)
        self.assertEqual(self.page_tasks().user_id, self.collector)
        self.assertIn("120.00", self.page_tasks().summary)

    def test_one_message_confirms_it(self):
        self.invoice(-10, 300)
        submission = self.promise_online("120")
        mail = self.mails()
        self.assertEqual(len(mail), 1)
        self.assertIn("As agreed: 120.00", mail.subject)
        self.assertEqual(mail.recipient_ids, self.lucie)
        self.assertEqual(submission.confirmation_id, submission.promise_id.confirmation_id)
        self.policy.promise_confirmation = False
        submission = self.promise_online("100")
        self.assertIn("We have received: Promise to pay", (self.mails() - mail).subject)

    def test_nothing_typed_is_all_that_is_late(self):
        self.invoice(-10, 300)
        self.invoice(20, 450)
        self.assertEqual(self.promise_online("").promise_id.amount, 300)
        self.assertEqual(self.promise_online("").promise_id.amount, 450, "everything, when nothing else is late")

    def test_invoices_may_be_chosen(self):
        self.invoice(-20, 300)
        chosen = self.invoice(-10, 200)
        promise = self.promise_online("", moves=chosen).promise_id
        self.assertEqual((promise.amount, promise.line_ids.move_id), (200, chosen))

    def test_each_currency_by_itself(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.invoice(-20, 300)
        self.invoice(-10, 200, currency=dollar)
        values, errors = self.read_promise(currency=str(dollar.id), date="2026-12-05")
        self.assertFalse(errors)
        promise = self.send("promise", values)[0].promise_id
        self.assertEqual((promise.amount, promise.currency_id), (200, dollar))
        self.assertEqual(
            self.read_promise(currency="999999", date="2026-12-05")[0]["amount"], 300, "a wrong id is none"
        )

    # === BEYOND THEM === #

    def assertAsked(self, submission, objection):
        self.assertFalse(submission.promise_id)
        self.assertRegex(submission.objections, objection)
        self.assertEqual(submission.answer_by, self.day(5), "three working days: not the week-end")
        self.assertEqual(self.page_tasks().user_id, self.collector)
        self.assertIn("Asks to pay", self.page_tasks().summary)
        self.assertFalse(self.case().promise_ids.filtered(lambda promise: not promise.cancelled_on))

    def test_a_day_beyond_the_policy_is_asked_of_a_person(self):
        self.policy.promise_max_days = 15
        self.invoice(-10, 300)
        submission = self.promise_online("120", date="2026-12-20", text="Our bank pays late")
        self.assertAsked(submission, "12/10/2026")
        self.assertEqual(
            (submission.wish_amount, submission.wish_date, submission.text), (120, self.day(25), "Our bank pays late")
        )
        self.assertIn("nothing is agreed yet", " ".join(submission._get_next_steps()))
        self.assertIn("Monday 30 November 2026", " ".join(submission._get_next_steps()))
        self.assertPlanned("suspended")

    def test_as_often_as_the_policy_accepts(self):
        self.policy.promise_limit = 1
        invoice = self.invoice(-10, 300)
        self.promise(100, 3, moves=invoice)._set_cancelled("x")
        self.promise_online("100")
        submission = self.promise_online("100")
        self.assertRegex(submission.objections, "as often as the policy accepts")
        self.assertFalse(submission.promise_id)

    def test_after_a_broken_promise(self):
        self.invoice(-40, 300)
        with self.at(-20):
            promise = self.promise(300, -15)
        self.assertEqual(promise.state, "broken")
        values, errors = self.read_promise(date="2026-12-05")
        self.assertFalse(errors)
        submission = self.send("promise", values)[0]
        self.assertFalse(submission.promise_id)
        self.assertRegex(submission.objections, "was not kept")

    def test_a_manager_records_what_was_asked(self):
        self.policy.promise_max_days = 15
        self.invoice(-10, 300)
        submission = self.promise_online("120", date="2026-12-20")
        action = submission.with_user(self.manager).action_record_promise()
        wizard = self.env["recouvrement.promise.record"].with_user(self.manager).with_context(**action["context"])
        wizard.create({}).action_record()
        self.env.invalidate_all()
        promise = submission.promise_id
        self.assertEqual((promise.amount, promise.date, promise.user_id), (120, self.day(25), self.manager))
        self.assertEqual((submission.state, submission.done_by), ("done", self.manager))
        self.assertFalse(self.page_tasks())
        self.assertEqual(promise.exchange_id, submission.exchange_id)
        with self.assertRaisesRegex(UserError, "already been handled"):
            submission.with_user(self.manager).action_record_promise()

    # === ONCE === #

    def test_sent_twice_it_is_one_promise(self):
        self.invoice(-10, 300)
        values, _errors = self.read_promise(amount="120", date="2026-12-05")
        first, is_again = self.send("promise", values, number=0)
        self.assertFalse(is_again)
        second, is_again = self.send("promise", values, number=0)
        self.assertTrue(is_again)
        self.assertEqual((first, self.case().promise_ids), (second, first.promise_id))
        self.assertEqual(len(self.mails()), 1)

    def test_what_was_paid_meanwhile_is_told(self):
        invoice = self.invoice(-10, 300)
        values, _errors = self.read_promise(amount="300", date="2026-12-05")
        self.pay(invoice, 200)
        with self.assertRaisesRegex(UserError, "at most 100.00"):
            self.send("promise", values)
        self.assertFalse(self.case().submission_ids, "nothing was written")

    def test_the_policy_takes_it_off_the_page(self):
        self.invoice(-10, 300)
        self.assertIn("promise", [action[0] for action in self.case()._get_page_actions(self.visit())])
        values, _errors = self.read_promise(amount="300", date="2026-12-05")
        self.policy.page_promise = False
        self.assertNotIn("promise", [action[0] for action in self.case()._get_page_actions(self.visit())])
        with self.assertRaisesRegex(UserError, "write to us"):
            self.send("promise", values)

    def test_what_is_disputed_or_promised_is_not_promised_again(self):
        self.invoice(-10, 300)
        self.promise_online("300")
        self.assertNotIn("promise", [action[0] for action in self.case()._get_page_actions(self.visit())])
        self.assertIn("Nothing can be promised", self.read_promise(date="2026-12-05")[1]["amount"])

    # === WHAT IS WRONG === #

    def test_what_is_wrong_is_told_in_the_language_of_the_customer(self):
        self.invoice(-10, 300)
        other = self.invoice(-10, 999, partner=self._make_customer("Durand"))
        wrong = {
            "amount": ("NaN", "inf", "-5", "0", "300,01", "1e2", "9" * 400, "12,345", "<b>1</b>"),
            "date": ("", "2026-11-24", "31/02/2026", "9999-12-31", "2030-01-01", "soon"),
        }
        for field, texts in wrong.items():
            for text in texts:
                with self.subTest(field, text=text):
                    values, errors = self.read_promise(**{"amount": "10", "date": "2026-12-05", field: text})
                    self.assertEqual(list(errors), [field])
                    self.assertIsNone(values[field])
        for id_ in (str(other.id), "0", "-1", "x", "9" * 30):
            errors = self.read_promise(amount="10", date="2026-12-05", move_ids=[id_])[1]
            self.assertIn("choose again", errors["move_ids"])
        self.assertIn("300.00", self.read_promise(amount="301", date="2026-12-05")[1]["amount"])

    def test_french_amounts(self):
        self.invoice(-10, 5000)
        for text in ("1 234,50", "1\u202f234,50 €", "1.234,50", "1234,5"):
            with self.subTest(text):
                values, errors = self.read_promise(lang="fr_FR", amount=text, date="05/12/2026")
                self.assertEqual((values["amount"], values["date"], errors), (1234.5, self.day(10), {}))

    def test_it_merges_with_its_customer(self):
        self.invoice(-10, 300)
        submission = self.promise_online("120")
        other = self._make_customer("Dupont bis")
        self.env["base.partner.merge.automatic.wizard"].create(
            {"partner_ids": [Command.set((self.customer | other).ids)], "dst_partner_id": other.id, "state": "option"}
        ).action_merge()
        self.assertEqual(submission.promise_id.case_id, self.case(other))
