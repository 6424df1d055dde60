"""Messages that wait for a person: approve, correct, leave out, refuse."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user

from .smtp import SmtpCase


class TestApproval(SmtpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.levels["first"].requires_approval = True
        cls.collector = new_test_user(cls.env, "collector", groups="recouvrement_preventif.group_user")
        cls.collector.write({"company_ids": [(6, 0, cls.company.ids)], "company_id": cls.company.id})

    def _waiting(self, *amounts):
        invoices = [self.invoice(-10, amount) for amount in amounts or (300,)]
        [reminder] = self.run_cron()
        self.assertEqual(reminder.state, "to_approve")
        return reminder.with_user(self.collector), invoices

    def test_nothing_leaves_before_approval(self):
        reminder, [invoice] = self._waiting()
        for day in (1, 2, 5):
            self.assertFalse(self.run_cron(day))
            self.send_queue(day)
        self.assertFalse(self.received())
        self.assertFalse(invoice.recouvrement_level_id)
        self.assertEqual(self.case().withheld_reason, "to_approve")
        with self.at(6):
            reminder.action_approve()
        self.send_queue(6)
        self.assertEqual((reminder.state, reminder.approved_by_id), ("sent", self.collector))
        self.assertEqual(invoice.recouvrement_level_id, self.levels["first"])

    def test_the_message_shown_is_the_one_that_leaves(self):
        reminder, _invoices = self._waiting()
        with self.at():
            shown = reminder.body
            reminder.action_approve()
        self.send_queue()
        [(_to, subject, body)] = self.received()
        self.assertEqual(subject, reminder.subject)
        self.assertIn("300.00", shown)
        self.assertIn("300.00", body)

    def test_approved_after_payment_is_cancelled(self):
        reminder, [invoice] = self._waiting()
        self.pay(invoice)
        with self.at():
            reminder.action_approve()
        self.assertEqual((reminder.state, reminder.cancel_reason), ("cancelled", "paid"))
        self.send_queue()
        self.assertFalse(self.received())

    def test_approved_after_part_payment_states_the_rest(self):
        reminder, [invoice] = self._waiting()
        self.pay(invoice, 100)
        self.run_cron(0, 11)
        with self.at():
            self.assertIn("200.00", reminder.body)
        self.pay(invoice, 50)
        with self.at():
            reminder.action_approve()
        self.send_queue()
        self.assertIn("150.00", self.received()[0][2])
        self.assertNotIn("300.00", self.received()[0][2])

    def test_approved_at_night_leaves_in_the_morning(self):
        reminder, _invoices = self._waiting()
        with self.at(0, 22):
            reminder.action_approve()
        self.send_queue(0, 22)
        self.assertEqual(reminder.state, "queued")
        self.send_queue(1, 8)
        self.assertEqual(reminder.state, "sent")

    def test_approved_on_the_day_of_another_message_leaves_the_day_after(self):
        self.levels["first"].requires_approval = True
        self.invoice(-3, 300)
        reminder = self.run_cron()
        # Meanwhile, a notice before the due date of another invoice, which does not wait.
        self.invoice(7, 450)
        notice = self.run_cron()
        self.send_queue()
        self.assertEqual(notice.state, "sent")
        with self.at(0, 14):
            reminder.action_approve()
            self.assertEqual(reminder.scheduled_at.date(), self.day(1))
            self.assertEqual(reminder.date, self.day(1))
        self.send_queue(0, 16)
        self.assertEqual(reminder.state, "queued")
        self.send_queue(1, 10)
        self.assertEqual(reminder.state, "sent")

    def test_corrected_text_leaves_as_corrected(self):
        reminder, _invoices = self._waiting()
        with self.at():
            reminder.action_edit_message()
            reminder.custom_body = reminder.custom_body.replace("Kind regards", "See you on Monday")
            reminder.action_approve()
        self.send_queue()
        self.assertIn("See you on Monday", self.received()[0][2])

    def test_corrected_text_comes_back_when_the_amount_changes(self):
        reminder, [invoice] = self._waiting()
        with self.at():
            reminder.action_edit_message()
        self.pay(invoice, 100)
        with self.at():
            warning = reminder.action_approve()
        self.assertEqual(warning["params"]["type"], "warning")
        self.assertEqual(reminder.state, "to_approve")
        with self.at():
            reminder.action_approve()
        self.assertEqual(reminder.state, "queued")
        self.pay(invoice, 50)
        self.send_queue()
        self.assertEqual(reminder.state, "to_approve")
        self.assertFalse(self.received())
        self.assertFalse(invoice.recouvrement_level_id)

    def test_back_to_the_text_of_the_policy(self):
        reminder, _invoices = self._waiting()
        with self.at():
            reminder.action_edit_message()
            reminder.action_reset_message()
            self.assertFalse(reminder.custom_body)

    def test_an_invoice_left_out_does_not_reach_the_level(self):
        reminder, [kept, dropped] = self._waiting(300, 200)
        with self.at():
            reminder.line_ids.filtered(lambda line: line.move_id == dropped).action_drop()
            with self.assertRaises(UserError):
                reminder.line_ids.filtered(lambda line: line.move_id == kept).action_drop()
            reminder.action_approve()
        self.send_queue()
        self.assertNotIn("200.00", self.received()[0][2])
        self.assertEqual(kept.recouvrement_level_id, self.levels["first"])
        self.assertFalse(dropped.recouvrement_level_id)

    def test_refused_with_a_reason_and_left_in_peace(self):
        reminder, [invoice] = self._waiting()
        with self.at():
            wizard = (
                self.env["recouvrement.reminder.refuse"]
                .with_user(self.collector)
                .with_context(active_ids=reminder.ids)
                .create({"reason": "They pay on Friday", "date_to": self.day(5)})
            )
            wizard.action_refuse()
        self.assertEqual((reminder.state, reminder.cancel_note), ("cancelled", "They pay on Friday"))
        self.assertPlanned("suspended", 5)
        self.assertPlanned("first", 6)
        with self.at(1):
            self.assertIn("They pay on Friday", invoice.recouvrement_hold)

    def test_refused_until_yesterday(self):
        reminder, _invoices = self._waiting()
        with self.at(), self.assertRaises(ValidationError):
            self.env["recouvrement.reminder.refuse"].with_context(active_ids=reminder.ids).create(
                {"reason": "No", "date_to": self.day(-1)}
            ).action_refuse()

    def test_notices_before_the_due_date_go_on_while_another_waits(self):
        self._waiting()
        coming = self.invoice(9, 150)
        [notice] = self.run_cron(2)
        self.assertEqual(notice.line_ids.filtered("level_id").move_id, coming)
        self.assertEqual(notice.state, "queued")

    def test_another_message_about_to_leave(self):
        reminder, _invoices = self._waiting()
        self.invoice(9, 150)
        self.run_cron(2)
        with self.at(2), self.assertRaisesRegex(UserError, "about to leave"):
            reminder.action_approve()

    def test_only_what_waits_can_be_approved(self):
        reminder, _invoices = self._waiting()
        with self.at():
            reminder.action_approve()
        self.assertRaises(UserError, reminder.action_approve)
        self.assertRaises(UserError, reminder.action_retry)
        self.assertRaises(UserError, reminder.action_mark_received)
        self.assertRaises(UserError, reminder.action_edit_message)

    def test_cancelled_before_it_leaves(self):
        reminder, [invoice] = self._waiting()
        with self.at():
            reminder.action_approve()
            reminder.action_cancel()
        self.assertEqual((reminder.state, reminder.cancel_reason), ("cancelled", "user"))
        self.assertFalse(invoice.recouvrement_level_id)
        self.send_queue()
        self.assertFalse(self.received())
        self.assertRaises(UserError, reminder.action_cancel)

    def test_cancelled_from_the_mail_queue(self):
        reminder, _invoices = self._waiting()
        with self.at():
            reminder.action_approve()
        mail = reminder.sudo().mail_mail_id
        with self.assertRaises(UserError):
            mail.unlink()
        mail.cancel()
        self.assertEqual((reminder.state, reminder.cancel_reason), ("cancelled", "user"))
