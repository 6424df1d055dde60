"""What was invoiced is never invoiced twice, whoever asks and whatever becomes of the draft; it is followed like another."""

from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TODAY
from .invoicing import InvoicingCase
from .smtp import SmtpCase


@tagged("post_install", "-at_install")
class TestChargesInvoicedOnce(InvoicingCase):
    def test_what_was_invoiced_is_not_due_any_more(self):
        move = self.invoice(-30, 1000)
        self.invoice_charges()
        self.assertEqual(self.due(), {(move, "interest"): 0, (move, "fixed_sum"): 0})
        self.assertFalse(self.decide().line_ids)
        # Ten days later: only the interest of these days.
        later = self.due(today=self.day(10))
        self.assertEqual(later, {(move, "interest"): 3.4, (move, "fixed_sum"): 0})

    def test_the_rest_of_the_interest_says_its_own_days(self):
        self.invoice(-30, 1000)
        self.invoice_charges().action_post()
        with self.at(10):
            [line] = self.charged(self.invoice_charges())
        self.assertEqual(line.price_subtotal, 3.4)
        self.assertIn("from 11/26/2026 to 12/05/2026", line.name)

    def test_two_windows_open_at_once(self):
        self.invoice(-30, 1000)
        first, second = self.decide(), self.decide()
        first.action_invoice()
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            second.action_invoice()

    def test_the_database_refuses_a_second_time(self):
        self.invoice(-30, 1000)
        draft = self.invoice_charges()
        for charge in self.case().charge_ids:
            with self.subTest(kind=charge.kind), mute_logger("odoo.sql_db"):
                with self.assertRaises(UniqueViolation), self.cr.savepoint():
                    charge.copy({"state": "invoiced", "invoice_line_id": draft.invoice_line_ids[:1].id})
                    self.env.flush_all()

    def test_interest_invoiced_after_the_invoice_was_paid(self):
        move = self.invoice(-60, 1000)
        self.pay(move, day=TODAY - timedelta(days=30))
        draft = self.invoice_charges()
        self.assertEqual(draft.amount_total, 50.19)
        self.assertFalse([amount for amount in self.due(today=self.day(30)).values() if amount])

    def test_the_rest_can_be_waived(self):
        move = self.invoice(-30, 1000)
        self.invoice_charges()
        with self.at(10):
            wizard = self.decide()
            wizard.reason = "Enough"
            wizard.action_waive()
        self.assertEqual(self.due(today=self.day(40))[move, "interest"], 0)

    # === WHAT BECOMES OF THE DRAFT === #

    def test_what_the_accountant_writes_is_what_counts(self):
        move = self.invoice(-30, 1000)
        draft = self.invoice_charges()
        interest, fixed_sum = self.charged(draft)
        draft.invoice_line_ids = [
            Command.update(interest.id, {"price_unit": 4}),
            Command.update(fixed_sum.id, {"price_unit": 30}),
        ]
        self.assertEqual(self.case().charge_ids.sorted("id").mapped("amount"), [4, 30])
        # The rest of the interest stays due; a fixed sum is invoiced once.
        self.assertEqual(self.due(), {(move, "interest"): 6.19, (move, "fixed_sum"): 0})

    def test_a_line_that_is_removed_is_due_again(self):
        move = self.invoice(-30, 1000)
        draft = self.invoice_charges()
        draft.invoice_line_ids = [Command.delete(self.charged(draft)[1].id)]
        self.assertEqual(self.due(), {(move, "interest"): 0, (move, "fixed_sum"): 40})

    def test_a_deleted_draft_frees_its_charges(self):
        move = self.invoice(-30, 1000)
        self.invoice_charges().unlink()
        self.assertEqual(self.due(), {(move, "interest"): 10.19, (move, "fixed_sum"): 40})
        self.assertFalse(self.case().charge_ids)
        self.assertIn("cancelled or deleted", self.case().message_ids[0].body)

    def test_a_cancelled_invoice_frees_its_charges(self):
        move = self.invoice(-30, 1000)
        draft = self.invoice_charges()
        draft.action_post()
        draft.button_cancel()
        self.assertEqual(set(self.case().charge_ids.mapped("state")), {"cancelled"})
        self.assertEqual(self.due(), {(move, "interest"): 10.19, (move, "fixed_sum"): 40})
        draft.button_draft()
        self.assertEqual(self.due(), {(move, "interest"): 0, (move, "fixed_sum"): 0})

    def test_a_cancelled_invoice_does_not_come_back_beside_another(self):
        self.invoice(-30, 1000)
        draft = self.invoice_charges(kinds=("interest",))
        draft.button_cancel()
        self.invoice_charges()
        with self.assertRaisesRegex(UserError, "leave it cancelled"):
            draft.button_draft()

    def test_reset_to_draft_keeps_its_charges(self):
        move = self.invoice(-30, 1000)
        draft = self.invoice_charges()
        draft.action_post()
        draft.button_draft()
        self.assertEqual(self.due(), {(move, "interest"): 0, (move, "fixed_sum"): 0})

    def test_a_credit_note_gives_nothing_back(self):
        move = self.invoice(-30, 1000)
        draft = self.invoice_charges()
        draft.action_post()
        draft._reverse_moves([{"invoice_date": TODAY}], cancel=True)
        self.assertEqual(draft.payment_state, "reversed")
        self.assertEqual(self.due(), {(move, "interest"): 0, (move, "fixed_sum"): 0})

    def test_merged_customers_keep_what_was_decided(self):
        move = self.invoice(-30, 1000)
        self.invoice_charges()
        kept = self._make_customer("Dupont et fils")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + kept).ids, kept)
        self.assertEqual(len(self.case(kept).charge_ids), 2)
        self.assertEqual(self.due(kept), {(move, "interest"): 0, (move, "fixed_sum"): 0})

    # === FOLLOWED LIKE ANY OTHER, WITHOUT CHARGES ON CHARGES === #

    def test_no_charges_on_charges(self):
        self.policy.charges_payment_term_id = False
        move = self.invoice(-30, 1000)
        draft = self.invoice_charges()
        draft.action_post()
        twin = draft.copy({"invoice_date": TODAY})
        twin.action_post()
        self.pay(move)
        self.assertFalse({key for key in self.due(today=self.day(60)) if key[0] in draft + twin})

    def test_an_invoice_of_charges_is_reminded_like_another(self):
        self.policy.charges_payment_term_id = False
        move = self.invoice(-30, 1000)
        draft = self.invoice_charges()
        draft.action_post()
        self.pay(move)
        reminder = self.run_cron(5)
        self.assertEqual(self.live_lines(reminder), [(draft.name, "First reminder", 50.19)])
        self.assertFalse(reminder.charge_ids)


@tagged("post_install", "-at_install")
class TestChargesInvoiceSending(SmtpCase, InvoicingCase):
    def test_a_queued_reminder_does_not_ask_twice(self):
        self.levels["first"].states_charges = True
        move = self.invoice(-30, 1000)
        reminder = self.run_cron()
        self.assertEqual(sum(reminder.charge_ids.mapped("amount")), 50.19)
        draft = self.invoice_charges()
        draft.action_post()
        self.send_queue(hour=11)
        self.assertEqual(reminder.state, "sent")
        self.assertFalse(reminder.charge_ids)
        self.assertEqual([line[0] for line in self.live_lines(reminder)], [move.name])
        self.assertNotIn("50.19", reminder.mail_mail_id.body_html or reminder.body)
