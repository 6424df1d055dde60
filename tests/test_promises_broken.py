"""A word that was not kept: noticed once, given to somebody, and the follow-up goes on; what is confirmed to the customer."""

from odoo.tests import Form, tagged
from odoo.tools import html2plaintext, mute_logger

from .promises import PromiseCase


@tagged("post_install", "-at_install")
class TestBrokenPromises(PromiseCase):
    # === NOTICED === #

    def test_the_owner_is_told_once(self):
        self.invoice(-10, 300)
        promise = self.promise(300, 5)
        self.watch(7)
        self.assertFalse(self.tasks(), "the money may still be on its way")
        self.watch(8)
        task = self.tasks()
        self.assertEqual((task.user_id, promise.broken_on), (self.collector, self.day(8)))
        self.assertRegex(task.summary, "300.00.* promised for 11/30/2026, nothing received")
        self.assertIn("Promise not kept", self.case().message_ids[0].body)
        said = len(self.case().message_ids)
        self.watch(8, hour=11)
        self.watch(9)
        self.assertEqual((self.tasks(), len(self.case().message_ids)), (task, said))

    def test_a_task_that_was_done_does_not_come_back(self):
        self.invoice(-10, 300)
        self.promise(300, 5)
        self.watch(8)
        with self.at(8):
            self.tasks().action_feedback(feedback="He pays tomorrow, by card")
        self.watch(9)
        self.assertFalse(self.tasks())

    def test_two_broken_promises_of_a_customer_make_one_task(self):
        first, second = self.invoice(-10, 300), self.invoice(-9, 200)
        self.promise(300, 5, moves=first)
        self.promise(200, 6, moves=second)
        self.watch(14)
        self.assertRegex(self.tasks().summary, "300.*200|200.*300")

    def test_a_statement_that_comes_late_takes_it_back(self):
        invoice = self.invoice(-10, 300)
        promise = self.promise(300, 5)
        self.watch(8)
        self.pay(invoice, day=self.day(6))
        self.watch(9)
        self.assertFalse(promise.broken_on)
        self.assertFalse(self.tasks())
        self.assertIn("kept after all", self.case().message_ids[0].body)

    def test_paid_too_late_leaves_nothing_to_do(self):
        invoice = self.invoice(-10, 300)
        promise = self.promise(300, 5)
        self.watch(8)
        self.pay(invoice, day=self.day(9))
        self.watch(9)
        self.assertFalse(self.tasks())
        self.assertEqual(self.outcome(promise, 9)[0], "broken")

    def test_a_new_promise_settles_the_task(self):
        self.invoice(-10, 300)
        self.promise(300, 5)
        self.watch(8)
        with self.at(8):
            self.promise(300, 12, user=self.manager)
        self.assertFalse(self.tasks())

    def test_a_payment_that_the_bank_has_not_confirmed_is_waited_for(self):
        invoice = self.invoice(-10, 300)
        promise = self.promise(300, 5)
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move SET payment_state = 'in_payment' WHERE id = %s", [invoice.id])
        self.env.invalidate_all()
        self.watch(8)
        self.assertEqual((self.outcome(promise, 8)[0], len(self.tasks())), ("pending", 0))

    # === IN THE WORKLIST === #

    def test_it_is_listed_with_what_the_word_of_the_customer_is_worth(self):
        self.invoice(-10, 1000)
        with self.at(8):
            risk = 1000 * 0.05
        self.promise(300, 5)
        self.watch(8)
        with self.at(8):
            row = self.env["recouvrement.todo"].with_user(self.collector).search([])
            self.assertEqual((row.kind, row.case_id), ("promise", self.case()))
            self.assertRegex(row.reason, "300.00.* promised for .* · promises kept: 0 of 1")
            self.assertEqual(row.amount_at_risk, risk * 1.25)

    def test_a_call_settles_it(self):
        self.customer.phone = "+33 1 23 45 67 89"
        self.invoice(-10, 300)
        self.promise(300, 5)
        self.watch(8)
        with self.at(8):
            self.call("no_answer")
            self.assertTrue(self.tasks())
        with self.at(9):
            self.call("refuse")
            self.assertFalse(self.tasks())

    def call(self, outcome, user=None, **vals):
        sheet = self.env["recouvrement.call"].with_user(user or self.collector).create({"case_id": self.case().id})
        with Form(sheet) as form:
            form.outcome = outcome
            for name, value in vals.items():
                form[name] = value
        sheet.action_record()
        self.env.invalidate_all()

    # === THE FOLLOW-UP GOES ON === #

    def late_at_first(self):
        """An invoice whose first reminder left today, and which is promised for Friday."""
        invoice = self.invoice(-3, 300)
        self.run_cron()._set_sent()
        self.assertEqual(invoice.recouvrement_level_id, self.levels["first"])
        with self.at(1):
            self.promise(300, 2)
        return invoice

    def test_at_its_own_pace(self):
        self.late_at_first()
        self.assertPlanned(None, 6)
        self.assertPlanned("second", 7)

    def test_one_step_ahead_if_the_policy_says_so(self):
        self.policy.write({"promise_step_ahead": True, "minimum_gap": 0})
        invoice = self.late_at_first()
        self.assertPlanned(None, 5)
        self.assertPlanned("second", 6)
        [second] = self.run_cron(6)
        second._set_sent()
        self.assertEqual(
            (second.level_id, invoice.recouvrement_level_id), (self.levels["second"], self.levels["second"])
        )
        # One step, not the whole ladder.
        self.assertPlanned(None, 16)
        self.assertPlanned("third", 19)

    def test_one_step_ahead_keeps_the_days_between_messages(self):
        self.policy.write({"promise_step_ahead": True, "minimum_gap": 9})
        self.late_at_first()
        self.assertPlanned("minimum_gap", 6)
        self.assertPlanned("second", 9)

    def test_money_that_came_in_part_keeps_the_pace(self):
        self.policy.write({"promise_step_ahead": True, "minimum_gap": 0})
        invoice = self.late_at_first()
        self.pay(invoice, 100, day=self.day(2))
        self.assertPlanned(None, 6)

    def test_a_policy_that_says_nothing_is_not_ahead(self):
        self.policy.minimum_gap = 0
        self.late_at_first()
        self.assertPlanned(None, 6)

    # === THE CALL SHEET === #

    def test_a_call_takes_the_promise_down(self):
        self.customer.phone = "+33 1 23 45 67 89"
        old, recent = self.invoice(-40, 500), self.invoice(-10, 300)
        self.call("promise", date=self.day(6), amount=600)
        promise = self.case().promise_ids
        self.assertEqual((promise.amount, promise.means, promise.user_id), (600, "call", self.collector))
        self.assertEqual(promise.exchange_id.direction, "out")
        self.assertEqual(promise.line_ids.mapped("amount"), [500, 100])
        self.assertEqual(promise.line_ids.move_id, old + recent)
        self.assertEqual(self.chased(), 200)

    def test_the_sheet_shows_what_the_word_of_the_customer_is_worth_and_what_the_policy_thinks(self):
        self.customer.phone = "+33 1 23 45 67 89"
        invoice = self.invoice(-10, 300)
        self.promise(300, 5)
        with self.at(9):
            sheet = self.env["recouvrement.call"].with_user(self.collector).create({"case_id": self.case().id})
            self.assertIn("0 of 1", sheet.promise_reliability)
            with Form(sheet) as form:
                form.outcome = "promise"
                form.date = self.day(15)
                self.assertIn("was not kept", form.objection)
                self.assertIn(invoice.name, form.coverage)

    def test_a_call_about_debts_in_another_currency(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.customer.phone = "+33 1 23 45 67 89"
        self.invoice(-10, 400, currency=dollar)
        self.call("promise", date=self.day(6))
        promise = self.case().promise_ids
        self.assertEqual((promise.amount, promise.currency_id), (400, dollar))

    # === WHAT IS CONFIRMED === #

    def confirm(self, **vals):
        with self.at():
            action = self.case().with_user(self.collector).action_promise()
            record = self.env[action["res_model"]].with_user(self.collector).with_context(**action["context"])
            record.create({"date": self.day(6), **vals}).action_record()
        self.env.invalidate_all()
        return self.case().promise_ids

    def test_what_was_agreed_is_confirmed_in_the_language_of_whoever_promised(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        invoice = self.invoice(-10, 1300)
        accountant = self._make_customer("Lucie", parent_id=self.customer.id, is_company=False, lang="fr_FR")
        promise = self.confirm(contact_id=accountant.id)
        confirmation = promise.confirmation_id
        self.assertTrue(confirmation.is_information)
        message = confirmation.message_id
        self.assertEqual(message.notified_partner_ids, accountant)
        self.assertIn("Lucie", message.body)
        self.assertIn(invoice.name, message.body)
        self.assertRegex(html2plaintext(message.body), r"1\s300,00\s€")
        self.assertIn("01/12/2026", message.body)
        self.assertEqual((message.model, message.res_id), ("recouvrement.case", self.case().id))
        self.assertEqual(message.mail_ids.state, "outgoing")

    def test_it_counts_in_no_limit(self):
        self.policy.write({"contact_limit": 1, "contact_window": 30})
        self.invoice(-10, 1000)
        self.confirm(amount=300)
        self.assertTrue(self.case().promise_ids.confirmation_id)
        self.assertPlanned("first")

    def test_a_policy_may_confirm_nothing(self):
        self.policy.promise_confirmation = False
        self.invoice(-10, 300)
        promise = self.confirm()
        self.assertFalse(promise.confirmation_id or promise.confirmation_problem)

    def test_nothing_leaves_in_test_during_a_pause_or_without_address_and_the_promise_says_so(self):
        self.invoice(-10, 1000)
        self.customer.email = False
        self.assertIn("no usable e-mail address", self.confirm(amount=100).confirmation_problem)
        self.customer.email = "dupont@example.org"
        self.company.recouvrement_paused_until = self.day(3)
        self.assertIn("paused until", self.confirm(amount=100)[0].confirmation_problem)
        self.company.write({"recouvrement_paused_until": False, "recouvrement_mode": "test"})
        self.policy.promise_limit = 5
        self.assertIn("not active", self.confirm(amount=100)[0].confirmation_problem)
        self.assertFalse(self.case().promise_ids.confirmation_id)

    def test_a_text_that_cannot_be_made_does_not_lose_the_promise(self):
        self.invoice(-10, 300)
        template = self.env.ref("recouvrement_preventif.mail_template_promise")
        template.body_html = '<p><t t-out="object.no_such_field"/></p>'
        with mute_logger("odoo.addons.recouvrement_preventif.models.recouvrement_case_information", "odoo.addons.mail"):
            promise = self.confirm()
        self.assertEqual((promise.state, promise.amount), ("pending", 300))
        self.assertIn("could not be made", promise.confirmation_problem)

    def test_a_confirmation_that_could_not_be_delivered_is_given_to_a_person(self):
        self.invoice(-10, 300)
        promise = self.confirm()
        mail = promise.confirmation_id.message_id.mail_ids
        mail._postprocess_sent_message([], [], failure_reason="Unknown user", failure_type="mail_email_invalid")
        self.assertIn("confirmation of a promise", self.case().activity_ids.summary)
