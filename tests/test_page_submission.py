"""What a visitor sends from the page: received once, followed up at once, and shown as it was typed."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from odoo.addons.recouvrement_preventif.models.recouvrement_submission_receiving import DAILY_LIMIT_OF_KIND
from odoo.addons.recouvrement_preventif.tools.visit import Visit

from .smtp import SmtpCase

NASTY = "<script>alert(1)</script> {{ object.company_id.name }} <t t-out='1'/> ${7*7}"


class TestPageSubmission(SmtpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.collector = new_test_user(
            cls.env,
            "collector",
            groups="recouvrement_preventif.group_user",
            company_ids=[(6, 0, cls.company.ids)],
            company_id=cls.company.id,
        )
        cls.company.recouvrement_user_id = cls.collector
        cls.Submission = cls.env["recouvrement.submission"]

    def setUp(self):
        super().setUp()
        self.invoice(-10, 300)
        self.handled = []
        self.enterContext(
            patch.object(
                self.registry["recouvrement.submission"],
                "_handle_message",
                _make_handler(self),
                create=True,
            )
        )

    def handle(self, record, values):
        self.handled.append(values)

    def visit(self, contact=None, is_preview=False, **context):
        case, contact = self.case().sudo(), (contact or self.customer).sudo()
        access = self.env["recouvrement.access"]._get_for([(case, contact)])[case, contact]
        return Visit(
            case=case.with_context(**context),
            contact=contact,
            access=access,
            user=None,
            today=self.company._get_recouvrement_today(),
            ip_address="192.0.2.7",
            is_preview=is_preview,
        )

    def send(self, number=0, visit=None, **values):
        values = {"name": "Anne Dupont", "email": "", "text": "Please call me", **values}
        return self.Submission._submit(visit or self.visit(), "message", number, values)

    def test_what_is_sent_is_on_the_case_at_once_and_its_owner_has_a_task(self):
        submission, is_again = self.send()
        case = self.case()
        self.assertFalse(is_again)
        self.assertEqual(
            (submission.name, submission.ip_address, submission.state), ("Anne Dupont", "192.0.2.7", "new")
        )
        exchange = case.exchange_ids.filtered(lambda exchange: exchange.direction == "in")
        self.assertEqual((exchange.kind, exchange.note, exchange.contact_id), ("page", "Please call me", self.customer))
        self.assertEqual((case.activity_ids.user_id, case.activity_ids), (self.collector, submission.activity_id))
        self.assertEqual(case.suspension_ids.kind, "answer")
        self.assertEqual(case.suspension_ids.date_to, self.day(5))
        todo = self.env["recouvrement.todo"].search([("case_id", "=", case.id)])
        self.assertEqual((todo.kind, todo.reason), ("page", submission.summary))
        self.assertIn("Please call me", case.message_ids[0].body + case.message_ids[1].body + case.message_ids[2].body)
        self.assertPlanned("suspended", 0)

    def test_the_customer_receives_a_confirmation(self):
        self.send()
        self.send_queue()
        [(recipients, subject, text)] = self.received()
        self.assertEqual(recipients, ["dupont@example.org"])
        self.assertIn("We have received", subject)
        self.assertIn("Please call me", text)
        self.assertIn("/recouvrement/l/", text)

    def test_who_answers_in_the_customers_place_is_led_back_by_a_link_of_his_own(self):
        accountant = self._make_customer("Fiduciaire")
        self.send(visit=self.visit(accountant))
        self.send_queue()
        [(recipients, _subject, text)] = self.received()
        self.assertEqual(recipients, ["fiduciaire@example.org"])
        url = self.case().access_ids.filtered(lambda access: access.contact_id == accountant)._get_url()
        self.assertIn(url, text)

    def test_the_address_that_was_typed_is_written_to_by_nobody(self):
        self.send(email="victim@example.net")
        self.send_queue()
        self.assertEqual([recipients for recipients, _subject, _text in self.received()], [["dupont@example.org"]])

    def test_a_form_sent_twice_is_received_once(self):
        first, _again = self.send()
        second, is_again = self.send(text="Another text, typed after going back")
        self.assertEqual((second, is_again), (first, True))
        self.assertEqual(len(self.handled), 1)
        self.assertEqual(len(self.case().submission_ids), 1)
        third, is_again = self.send(number=1)
        self.assertEqual((third != first, is_again), (True, False))

    def test_two_people_of_a_customer_do_not_hide_each_other(self):
        colleague = self.env["res.partner"].create({"name": "Bob", "parent_id": self.customer.id})
        self.send(text="From Anne")
        _second, is_again = self.send(visit=self.visit(colleague), text="From Bob")
        self.assertFalse(is_again)
        self.assertEqual(set(self.case().submission_ids.mapped("text")), {"From Anne", "From Bob"})

    def test_what_is_refused_leaves_nothing(self):
        def refuse(record, values):
            record.case_id.message_post(body="half done")
            raise UserError("Not like this.")

        self.handle = refuse
        case = self.case()
        before = case.message_ids
        with self.assertRaisesRegex(UserError, "Not like this."):
            self.send()
        self.assertFalse(case.submission_ids or case.exchange_ids)
        self.assertEqual(case.message_ids, before)

    def test_more_than_anybody_sends_in_a_day_is_refused_until_tomorrow(self):
        for number in range(DAILY_LIMIT_OF_KIND):
            self.send(number=number)
        with self.assertRaisesRegex(UserError, "wait until tomorrow"):
            self.send(number=DAILY_LIMIT_OF_KIND)
        with self.at(1, 11):
            self.send(number=DAILY_LIMIT_OF_KIND)

    def test_what_needs_nobody_gives_no_task_and_no_pause(self):
        def settle(record, values):
            record.state = "done"

        self.handle = settle
        self.send()
        case = self.case()
        self.assertFalse(case.activity_ids or case.suspension_ids)
        self.assertFalse(self.env["recouvrement.todo"].search([("case_id", "=", case.id)]))

    def test_the_policy_may_want_no_pause(self):
        self.policy.page_pause = False
        self.send()
        self.assertFalse(self.case().suspension_ids)

    def test_a_request_and_its_task_end_together(self):
        submission, _again = self.send()
        submission.with_user(self.collector).action_done()
        self.assertEqual((submission.state, submission.done_by), ("done", self.collector))
        self.assertFalse(self.case().activity_ids)
        other, _again = self.send(number=1)
        other.activity_id.with_user(self.collector).action_feedback("Called")
        self.assertEqual((other.state, other.done_by), ("done", self.collector))

    def test_who_only_reads_handles_nothing(self):
        submission, _again = self.send()
        reader = new_test_user(
            self.env,
            "reader",
            groups="account.group_account_readonly",
            company_ids=[(6, 0, self.company.ids)],
            company_id=self.company.id,
        )
        self.assertEqual(submission.with_user(reader).summary, submission.summary)
        with self.assertRaises(AccessError):
            submission.with_user(reader).action_done()
        access = submission.access_id.with_user(reader)
        self.assertEqual(access.state, "open")
        with self.assertRaises(AccessError):
            access.action_revoke()
        for field in ("url", "nonce"):
            with self.assertRaises(AccessError):
                access.read([field])

    def test_nobody_of_the_company_sends_anything_in_the_name_of_a_customer(self):
        with self.assertRaisesRegex(UserError, "what the customer sees"):
            self.send(visit=self.visit(is_preview=True))

    def test_while_nothing_may_leave_it_is_kept_and_the_reason_is_told(self):
        self.company.recouvrement_mode = "test"
        submission, _again = self.send()
        self.assertFalse(submission.confirmation_id)
        self.assertIn("nothing leaves", submission.confirmation_problem)
        self.assertEqual(submission.state, "new")

    def test_the_company_reads_its_language_and_the_customer_his(self):
        self.customer.lang = "fr_FR"
        self.company.partner_id.lang = "en_US"
        submission, _again = self.send(visit=self.visit(lang="fr_FR"))
        self.assertIn("Message", submission.exchange_id.summary)
        self.assertTrue(any("the customer's page" in body for body in self.case().message_ids.mapped("body")))

    def test_html_and_templates_are_shown_as_they_were_typed(self):
        submission, _again = self.send(name=NASTY, text=NASTY)
        self.assertEqual(submission.text, NASTY)
        bodies = " ".join(self.case().message_ids.mapped("body"))
        self.assertNotIn("<script>", bodies)
        self.assertIn("&lt;script&gt;", bodies)
        self.assertIn("{{ object.company_id.name }}", bodies)
        self.send_queue()
        [(_to, _subject, text)] = self.received()
        self.assertNotIn("<script>", text)
        self.assertIn("{{ object.company_id.name }}", text)
        self.assertNotIn("${49}", text)

    def test_the_links_and_requests_of_a_merged_customer_go_on(self):
        kept = self._make_customer("Dupont et fils")
        self.case(kept)
        access = self.visit().access
        submission, _again = self.send()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + kept).ids, kept)
        self.env.invalidate_all()
        self.assertEqual((access.case_id, submission.case_id), (self.case(kept), self.case(kept)))
        self.assertTrue(access._filter_usable())


def _make_handler(case):
    """The handling of a kind of requests, as the test has it at the moment."""

    def handle(record, values):
        return case.handle(record, values)

    return handle
