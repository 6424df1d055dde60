"""Invoices, customers, levels and texts have lives of their own."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .common import TODAY
from .smtp import SmtpCase


class TestTrapLifecycle(SmtpCase):
    def _remind(self, day=0):
        [reminder] = self.run_cron(day)
        self.send_queue(day)
        self.assertEqual(reminder.state, "sent")
        return reminder

    def test_reopened_by_a_bounced_payment(self):
        invoice = self.invoice(-10, 300)
        self._remind()
        payment = self.pay(invoice)
        self.assertPlanned(None, 7)
        self.assertFalse(self.case().level_id)
        payment.remove_move_reconcile()
        self.assertPlanned("credit", 7)
        payment.move_id.button_draft()
        payment.move_id.button_cancel()
        self.assertPlanned("second", 7)
        self.assertEqual(self.case().level_id, self.levels["first"])

    def test_invoice_reset_to_draft_after_a_reminder(self):
        invoice = self.invoice(-10, 300)
        reminder = self._remind()
        invoice.button_draft()
        self.assertPlanned(None, 7)
        self.assertEqual(reminder.line_ids.name, "INV/2026/00001")
        invoice.action_post()
        self.assertPlanned("second", 7)

    def test_due_date_moved_after_a_reminder(self):
        invoice = self.invoice(-10, 300)
        self._remind()
        invoice.button_draft()
        invoice.invoice_date_due = self.day(20)
        invoice.action_post()
        self.assertPlanned(None, 7)
        self.assertPlanned("second", 33)

    def test_invoice_reset_to_draft_while_its_reminder_is_queued(self):
        invoice = self.invoice(-10, 300)
        [reminder] = self.run_cron()
        invoice.button_draft()
        self.send_queue()
        self.assertFalse(self.received())
        self.assertEqual(reminder.state, "cancelled")

    def test_invoice_cancelled_after_a_reminder(self):
        invoice = self.invoice(-10, 300)
        reminder = self._remind()
        invoice.button_cancel()
        self.assertPlanned(None, 7)
        self.assertEqual(self.case().amount_due, 0)
        self.assertEqual(reminder.line_ids.amount, 300)

    def test_draft_invoice_deleted_after_a_reminder(self):
        invoice = self.invoice(-10, 300)
        reminder = self._remind()
        invoice.button_draft()
        invoice.with_context(force_delete=True).unlink()
        self.env.invalidate_all()
        self.assertEqual((reminder.line_ids.name, reminder.line_ids.amount), ("INV/2026/00001", 300))

    def test_customers_merged(self):
        double = self._make_customer("Dupont SA")
        invoice = self.invoice(-10, 300)
        theirs = self.invoice(-10, 150, partner=double)
        reminders = self.run_cron()
        self.send_queue()
        self.assertEqual(len(reminders), 2)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.customer + double).ids, self.customer)
        self.env.invalidate_all()
        case = self.case()
        self.assertEqual(case.reminder_ids, reminders)
        self.assertEqual(reminders.partner_id, self.customer)
        self.assertEqual(case.amount_overdue, 450)
        self.assertIn(reminders[0].message_id, case.message_ids)
        self.assertIn(reminders[1].message_id, case.message_ids)
        [again] = self.run_cron(7)
        self.assertEqual(again.line_ids.move_id, invoice + theirs)

    def test_customers_merged_while_their_messages_wait(self):
        self.levels["first"].requires_approval = True
        double = self._make_customer("Dupont SA")
        self.invoice(-10, 300)
        self.invoice(-10, 150, partner=double)
        reminders = self.run_cron()
        self.env["base.partner.merge.automatic.wizard"]._merge((self.customer + double).ids, self.customer)
        self.env.invalidate_all()
        self.assertEqual(sorted(reminders.mapped("state")), ["cancelled", "to_approve"])
        self.assertEqual(reminders.case_id, self.case())

    def test_customers_merged_keep_what_was_decided_and_what_happened(self):
        double = self._make_customer("Dupont SA")
        theirs = self.invoice(-40, 150, partner=double)
        hold = self.hold(self.day(20), move=theirs, partner=double)
        event = self.env["recouvrement.legal.event"].create(
            {
                "case_id": self.case(double).id,
                "kind": "acknowledged",
                "date": self.day(-5),
                "move_ids": [Command.set(theirs.ids)],
            }
        )
        wizard = self.env["recouvrement.charge.decision"].browse(self.case(double).action_charges()["res_id"])
        wizard.reason = "Agreed"
        wizard.action_waive()
        waivers = self.case(double).charge_ids
        self.env["base.partner.merge.automatic.wizard"]._merge((self.customer + double).ids, self.customer)
        self.env.invalidate_all()
        case = self.case()
        self.assertEqual((hold.case_id, event.case_id, waivers.case_id), (case, case, case))
        self.assertEqual((event.partner_id, waivers.partner_id), (self.customer, self.customer))
        self.assertFalse(self.env["recouvrement.charge"]._get_due(self.company, TODAY, self.customer)[0].amount)
        self.assertPlanned("suspended")

    def test_an_owner_who_left_owns_nothing(self):
        gone, collector = self.env["res.users"].create(
            [
                {
                    "name": name,
                    "login": name,
                    "company_ids": [Command.set(self.company.ids)],
                    "company_id": self.company.id,
                }
                for name in ("gone", "collector")
            ]
        )
        self.customer.user_id = gone
        self.company.recouvrement_user_id = collector
        self.assertEqual(self.case()._get_owner(), gone)
        gone.active = False
        self.assertEqual(self.case()._get_owner(), collector)

    def test_customer_duplicated(self):
        self.customer.recouvrement_policy_id = self.env.ref("recouvrement_preventif.policy_good_payer")
        self.invoice(-10, 300)
        self._remind()
        copy = self.customer.copy()
        self.assertFalse(copy.recouvrement_case_id)
        self.assertFalse(copy.recouvrement_amount_overdue)

    def test_customer_with_history_is_not_deleted(self):
        self.invoice(-10, 300)
        self._remind()
        with self.assertRaises(UserError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.customer.unlink()
        self.assertTrue(self.customer.exists())

    def test_customer_archived_still_owes(self):
        self.invoice(-10, 300)
        self.customer.active = False
        self.assertPlanned("unreachable")

    def test_company_archived(self):
        self.invoice(-10, 300)
        self.env.cr.execute("UPDATE res_company SET active = FALSE WHERE id = %s", [self.company.id])
        self.env.invalidate_all()
        self.assertFalse(self.run_cron())

    def test_text_in_use_is_not_deleted(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.levels["first"].template_id.unlink()
        self.assertTrue(self.levels["first"].template_id.exists())

    def test_text_edited_and_translated(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.levels["first"].template_id
        template.body_html = "<p>Please pay <t t-out='object.amounts'/>.</p>"
        template.with_context(lang="fr_FR").body_html = "<p>Merci de régler <t t-out='object.amounts'/>.</p>"
        self.customer.lang = "fr_FR"
        self.invoice(-10, 300)
        self._remind()
        self.assertIn("Merci de régler 300,00\xa0€.", self.received()[0][2])

    def test_policy_in_use_by_a_company_is_not_archived(self):
        with self.assertRaisesRegex(UserError, "Ateliers Martin"):
            self.policy.active = False

    def test_history_is_not_deleted(self):
        self.invoice(-10, 300)
        reminder = self._remind()
        self.assertRaises(UserError, reminder.unlink)
        self.assertRaises(UserError, reminder.line_ids.unlink)

    def test_level_archived_after_it_was_reached(self):
        self.invoice(-10, 300)
        self._remind()
        self.levels["second"].active = False
        self.assertPlanned("third", 12)
