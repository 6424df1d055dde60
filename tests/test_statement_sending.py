"""Statements that leave: one a person sends, and one each month."""

from unittest.mock import patch

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

from odoo.addons.recouvrement_preventif.models.recouvrement_case_statement import RecouvrementCase

from .common import TODAY
from .smtp import SmtpCase

# Days from TODAY, a Wednesday 25: the first of December is a Tuesday.
FIRST = 6


class StatementCase(SmtpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.write({"monthly_statement": True, "statement_day": 1})
        # Nothing but statements leaves in these stories.
        cls.policy.level_ids[:-1].active = False
        cls.policy.level_ids[-1:].delay = 300

    def pass_by(self, day=FIRST, hour=10):
        """The scheduled job, then the mail queue, pass at a moment; who received what."""
        self.sink.messages.clear()
        with self.at(day, hour), self.enter_registry_test_mode():
            self.env.ref("recouvrement_preventif.ir_cron_statement").method_direct_trigger()
        self.send_queue(day, hour)
        return [recipient for recipients, _subject, _text in self.received() for recipient in recipients]


class TestMonthlyStatement(StatementCase):
    def test_once_a_month_on_its_day(self):
        self.invoice(30, 300)
        self.assertEqual(self.pass_by(FIRST - 1), [])
        self.assertEqual(self.pass_by(FIRST), ["dupont@example.org"])
        [(_to, subject, text)] = self.received()
        self.assertIn("12/01/2026", subject)
        self.assertIn("300.00", text)
        [attachment] = self.sink.messages[0][2].iter_attachments()
        self.assertIn("2026-12-01", attachment.get_filename())
        for day in (FIRST, FIRST + 1, FIRST + 6, FIRST + 20):
            self.assertEqual(self.pass_by(day), [])
        january = FIRST + 34
        self.assertEqual(self.pass_by(january), ["dupont@example.org"])

    def test_not_within_the_policy_not_sent(self):
        self.invoice(-10, 300)
        self.policy.monthly_statement = False
        self.assertEqual(self.pass_by(), [])

    def test_the_policy_of_the_customer_decides(self):
        own = self.policy.copy({"monthly_statement": False})
        self.invoice(-10, 300)
        other = self._make_customer("Durand")
        self.invoice(-10, 300, partner=other)
        self.customer.with_company(self.company).recouvrement_policy_id = own
        self.assertEqual(self.pass_by(), ["durand@example.org"])

    def test_only_who_owes_something_in_the_end(self):
        self.pay(self.invoice(-10, 300))
        covered = self._make_customer("Covered")
        self.invoice(-10, 300, partner=covered)
        self.credit_note(300, partner=covered)
        cents = self._make_customer("Cents")
        self.invoice(-10, 5, partner=cents)
        self.assertEqual(self.pass_by(), [])

    def test_a_payment_being_processed_counts_as_paid(self):
        invoice = self.invoice(-10, 300)
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move SET payment_state = 'in_payment' WHERE id = %s", [invoice.id])
        self.assertEqual(self.pass_by(), [])

    def test_a_customer_on_hold_receives_none_and_one_invoice_on_hold_changes_nothing(self):
        self.invoice(-10, 300)
        self.hold(self.day(60))
        other = self._make_customer("Durand")
        self.hold(self.day(60), move=self.invoice(-10, 300, partner=other), partner=other)
        self.assertEqual(self.pass_by(), ["durand@example.org"])

    def test_closed_days_and_hours_are_waited_for(self):
        self.policy.statement_day = 25  # of December
        self.invoice(-10, 300)
        self.assertEqual(self.pass_by(30), [])
        self.assertEqual(self.pass_by(31), [], "a Saturday")
        self.assertEqual(self.pass_by(33, 6), [], "before eight")
        self.assertEqual(self.pass_by(33, 10), ["dupont@example.org"])

    def test_too_late_for_the_month_it_waits_for_the_next_one(self):
        self.invoice(-10, 300)
        self.assertEqual(self.pass_by(FIRST + 7), [])

    def test_nothing_leaves_when_reminders_are_not_active_or_paused(self):
        self.invoice(-10, 300)
        self.company.recouvrement_mode = "test"
        self.assertEqual(self.pass_by(), [])
        self.company.write({"recouvrement_mode": "live", "recouvrement_paused_until": self.day(FIRST)})
        self.assertEqual(self.pass_by(), [])
        self.company.recouvrement_paused_until = False
        self.policy.paused_until = self.day(FIRST)
        self.assertEqual(self.pass_by(), [])
        self.assertEqual(self.pass_by(FIRST + 1), ["dupont@example.org"])

    def test_not_on_the_day_of_a_reminder(self):
        self.levels["first"].active = True
        self.invoice(FIRST - 5, 300)
        [reminder] = self.run_cron(FIRST, 9)
        self.assertEqual(reminder.state, "queued")
        self.send_queue(FIRST, 9)
        self.assertEqual(self.pass_by(FIRST), [])
        self.assertEqual(self.pass_by(FIRST + 1), ["dupont@example.org"])

    def test_it_is_no_step_and_counts_in_no_limit(self):
        self.levels["first"].active = True
        self.policy.write({"contact_limit": 1, "minimum_gap": 20})
        self.invoice(FIRST - 2, 300)
        self.assertEqual(self.pass_by(FIRST), ["dupont@example.org"])
        contact = self.env["recouvrement.contact"].search([("case_id", "=", self.case().id)])
        self.assertEqual((contact.kind, contact.direction, contact.is_information), ("email", "out", True))
        self.assertPlanned("first", FIRST + 2)
        contact.is_information = False
        self.assertPlanned("minimum_gap", FIRST + 2)

    def test_each_company_sends_its_own(self):
        other = self._make_company("Autre Atelier")
        other.write({"recouvrement_policy_id": self.policy.id, "recouvrement_mode": "live"})
        self.env = self.env(context={**self.env.context, "allowed_company_ids": (self.company + other).ids})
        self.invoice(-10, 300)
        self.invoice(-10, 77, company=other)
        self.assertEqual(self.pass_by(), ["dupont@example.org"] * 2)
        texts = [text for _to, _subject, text in self.received()]
        self.assertEqual([("300.00" in text, "77.00" in text) for text in texts], [(True, False), (False, True)])

    def test_to_the_collections_contact_in_its_language_with_copies(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        for name in ("a", "b"):
            self.env["res.partner"].create(
                {
                    "name": name,
                    "parent_id": self.customer.id,
                    "type": "collections",
                    "email": f"{name}@example.org",
                    "lang": "fr_FR",
                }
            )
        self.invoice(-10, 1300)
        self.assertEqual(sorted(self.pass_by()), ["a@example.org", "b@example.org"])
        self.assertIn("01/12/2026", self.received()[0][1])
        self.assertIn("300,00", self.received()[0][2])

    def test_the_database_lets_a_month_have_one(self):
        self.invoice(-10, 300)
        case = self.case()
        case._log_statement(TODAY.replace(day=1))
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            case._log_statement(TODAY.replace(day=1)).flush_recordset()

    def test_one_that_cannot_be_made_does_not_stop_the_others(self):
        bad = self.customer
        self.invoice(-10, 300)
        good = self._make_customer("Durand")
        self.invoice(-10, 300, partner=good)
        send = RecouvrementCase._send_monthly_statement

        def fail_for_one(case, month):
            if case.partner_id == bad:
                raise ValueError("no printer")
            send(case, month)

        with (
            patch.object(RecouvrementCase, "_send_monthly_statement", fail_for_one),
            mute_logger("odoo.addons.recouvrement_preventif.models.recouvrement_statement_monthly"),
        ):
            self.assertEqual(self.pass_by(), ["durand@example.org"])
        self.assertIn("could not be made", self.case().activity_ids.summary)
        self.assertEqual(self.pass_by(FIRST + 1), ["dupont@example.org"])

    def test_one_that_is_refused_is_given_to_a_person(self):
        self.invoice(-10, 300)
        self.sink.refuse["dupont@example.org"] = "550 5.1.1 no such user"
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            self.assertEqual(self.pass_by(), [])
        self.assertIn("could not be delivered", self.case().activity_ids.summary)

    def test_customers_merged_after_their_statements_have_one_for_the_month(self):
        twin = self._make_customer("Dupond")
        for partner in (self.customer, twin):
            self.invoice(-10, 300, partner=partner)
        self.assertEqual(len(self.pass_by()), 2)
        self.case(twin)._merge_into(self.case())
        contacts = self.env["recouvrement.contact"].search([("case_id", "=", self.case().id)])
        self.assertEqual((len(contacts), len(contacts.filtered("statement_month"))), (2, 1))

    def test_the_day_exists_in_every_month(self):
        for day in (0, 29):
            with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.cr.savepoint():
                self.policy.statement_day = day
                self.policy.flush_recordset()


class TestStatementOnDemand(StatementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = new_test_user(
            cls.env, "collector", groups="recouvrement_preventif.group_user", email="collector@example.com"
        )
        cls.collector.write({"company_ids": [(6, 0, cls.company.ids)], "company_id": cls.company.id})

    def test_a_collector_writes_a_word_and_sends_it(self):
        self.invoice(-10, 300)
        case = self.case().with_user(self.collector)
        with self.at():
            action = case.action_email_statement()
            form = Form(self.env[action["res_model"]].with_user(self.collector).with_context(**action["context"]))
            self.assertIn("300.00", form.body)
            composer = form.save()
            self.assertEqual(composer.partner_ids, self.customer)
            composer.body = composer.body.replace("Kind regards", "See you on Monday")
            composer._action_send_mail()
        self.env.invalidate_all()
        self.send_queue()
        [(recipients, _subject, text)] = self.received()
        self.assertEqual(recipients, ["dupont@example.org"])
        self.assertIn("See you on Monday", text)
        self.assertIn("Ateliers Martin", text)
        [attachment] = self.sink.messages[0][2].iter_attachments()
        self.assertIn("Statement of account 2026-11-25 - Dupont", attachment.get_filename())
        contact = self.env["recouvrement.contact"].search([("case_id", "=", case.id)])
        self.assertEqual((contact.user_id, contact.is_information), (self.collector, True))
        self.assertFalse(contact.statement_month)
        self.assertTrue(case.message_ids.filtered("attachment_ids"))

    def test_on_demand_does_not_stand_for_the_monthly_one(self):
        self.invoice(-10, 300)
        with self.at(FIRST):
            self.case()._log_statement()
        self.assertEqual(self.pass_by(FIRST), ["dupont@example.org"])

    def test_nobody_to_write_to_is_said(self):
        self.customer.email = False
        with self.assertRaisesRegex(UserError, "no usable e-mail address"):
            self.case().with_user(self.collector).action_email_statement()

    def test_who_only_reads_prints_but_does_not_send(self):
        reader = new_test_user(self.env, "reader", groups="account.group_account_readonly")
        reader.write({"company_ids": [(6, 0, self.company.ids)], "company_id": self.company.id})
        self.invoice(-10, 300)
        case = self.case().with_user(reader)
        action = case.with_context(discard_logo_check=True).action_print_statement()
        self.assertEqual(action["report_name"], "recouvrement_preventif.report_statement")
        page, _type = self.env["ir.actions.report"].with_user(reader)._render_qweb_html(action["report_name"], case.ids)
        self.assertIn(b"300.00", page)
        with self.assertRaises(AccessError):
            case.action_email_statement()
