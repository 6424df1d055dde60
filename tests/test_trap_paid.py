"""Paid people are chased: each test is a way in which other products do it."""

from odoo import Command

from .smtp import SmtpCase


class TestTrapPaid(SmtpCase):
    def test_paid_between_computing_and_sending(self):
        invoice = self.invoice(-10, 500)
        [reminder] = self.run_cron()
        self.pay(invoice)
        self.send_queue()
        self.assertFalse(self.received())
        self.assertEqual((reminder.state, reminder.cancel_reason), ("cancelled", "paid"))
        self.assertFalse(invoice.recouvrement_level_id)

    def test_partly_paid_between_computing_and_sending_states_the_rest(self):
        invoice = self.invoice(-10, 500)
        [reminder] = self.run_cron()
        self.pay(invoice, 380)
        self.send_queue()
        [(_to, subject, body)] = self.received()
        self.assertIn("120.00", subject)
        self.assertIn("120.00", body)
        self.assertNotIn("500.00", body)
        self.assertEqual((reminder.state, reminder.line_ids.amount), ("sent", 120))

    def test_partly_paid_still_reminded_of_the_rest(self):
        invoice = self.invoice(-10, 500)
        self.pay(invoice, 480)
        self.assertPlanned("first")
        self.pay(invoice, 19)
        self.assertPlanned("minimum_amount")

    def test_open_credit_note_equal_to_the_invoice(self):
        self.invoice(-10, 300)
        self.credit_note(300)
        self.assertPlanned("credit")
        self.assertFalse(self.run_cron())
        self.assertEqual(self.case().withheld_reason, "credit")

    def test_only_credits_is_never_a_case(self):
        self.credit_note(300)
        self.bank_entry(200)
        self.assertPlanned(None)
        self.run_cron()
        self.assertFalse(self.env["recouvrement.case"].search([("partner_id", "=", self.customer.id)]))

    def test_unallocated_payment_covers_the_oldest_debt_first(self):
        old, recent = self.invoice(-12, 100), self.invoice(-10, 250)
        self.bank_entry(130)
        [reminder] = self.run_cron()
        self.assertEqual(self.live_lines(reminder), [(recent.name, "First reminder", 220)])
        self.assertFalse(old.recouvrement_level_id)

    def test_credit_in_another_currency_counts_after_those_of_the_same(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": dollar.id, "rate": 2, "name": "2020-01-01", "company_id": self.company.id}
        )
        self.invoice(-10, 100)
        self.credit_note(160, currency=dollar)
        self.assertPlanned("first")
        [entry] = self.planner.get_open_instalments(self.company, self.day(0), self.customer)
        self.assertEqual(entry.amount, 20)

    def test_no_followup(self):
        invoice = self.invoice(-10, 300)
        self.receivable_lines(invoice).no_followup = True
        self.assertPlanned("no_followup")
        self.assertFalse(self.run_cron())

    def test_payment_blocked_on_the_invoice(self):
        self.invoice(-10, 300).payment_state = "blocked"
        self.assertPlanned("blocked")

    def test_in_payment_is_not_overdue(self):
        invoice = self.invoice(-10, 300)
        invoice.payment_state = "in_payment"
        self.assertPlanned("in_payment")

    def test_payment_registered_without_journal_entry_is_in_payment(self):
        invoice = self.invoice(-10, 300)
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({}).action_create_payments()
        self.assertIn(invoice.payment_state, ("in_payment", "paid"))
        self.assertFalse(self.run_cron())

    def test_reversed_is_not_overdue(self):
        invoice = self.invoice(-10, 300)
        reversal = self.env["account.move.reversal"].create(
            {"move_ids": [Command.set(invoice.ids)], "journal_id": invoice.journal_id.id, "date": self.day(0)}
        )
        reversal.refund_moves()
        reversal.new_move_ids.filtered(lambda move: move.state == "draft").action_post()
        refund = reversal.new_move_ids
        lines = self.receivable_lines(invoice + refund).filtered(lambda line: not line.reconciled)
        if lines:
            lines.reconcile()
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertPlanned(None)

    def test_due_today_is_not_overdue(self):
        self.levels["preventive"].active = False
        self.invoice(0, 300)
        self.assertPlanned(None)
        self.assertPlanned(None, 2)

    def test_days_of_grace(self):
        self.policy.grace_days = 6
        self.invoice(-6, 300)
        self.assertPlanned(None)
        self.assertPlanned("first", 1)

    def test_amounts_not_yet_due_are_not_listed_as_overdue(self):
        late, coming = self.invoice(-10, 300), self.invoice(5, 70)
        [reminder] = self.run_cron()
        self.assertEqual(
            self.live_lines(reminder), [(late.name, "First reminder", 300), (coming.name, "Before the due date", 70)]
        )
        overdue, not_due = reminder._split_lines()
        self.assertEqual((overdue.name, not_due.name), (late.name, coming.name))
        self.assertIn("300", reminder.amounts)
        self.assertNotIn("370", reminder.body)

    def test_draft_and_cancelled_invoices(self):
        self.invoice(-10, 300, post=False)
        self.invoice(-10, 300).button_cancel()
        self.assertPlanned(None)

    def test_refunded_and_cancelled_refund(self):
        self.invoice(-10, 300)
        self.credit_note(300).button_cancel()
        self.assertPlanned("first")

    def test_invoice_without_due_date_is_due_on_its_date(self):
        invoice = self.invoice(20, 300)
        self.receivable_lines(invoice).flush_recordset()
        self.env.cr.execute(
            "UPDATE account_move_line SET date_maturity = NULL WHERE id = %s", [self.receivable_lines(invoice).id]
        )
        self.env.invalidate_all()
        self.assertPlanned("first")

    def test_opening_entry_is_followed_where_the_accountant_says_so(self):
        receivable = self.customer.property_account_receivable_id
        journal = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1
        )
        other = self.env["account.account"].search(
            [("account_type", "=", "equity"), ("company_ids", "in", self.company.ids)], limit=1
        )
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "date": self.day(-40),
                "line_ids": [
                    Command.create({"account_id": receivable.id, "balance": 90, "partner_id": self.customer.id}),
                    Command.create({"account_id": other.id, "balance": -90}),
                ],
            }
        )
        entry.action_post()
        self.assertPlanned(None)
        self.receivable_lines(entry).no_followup = False
        self.assertPlanned("first")

    def test_two_instalments_one_paid(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Two times",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 10}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 20}),
                ],
            }
        )
        invoice = self.invoice(0, 200, invoice_payment_term_id=term.id, invoice_date=self.day(-30))
        first, second = self.receivable_lines(invoice).sorted("date_maturity")
        (self.bank_entry(100) + first).reconcile()
        [reminder] = self.run_cron()
        self.assertEqual(reminder.line_ids.move_line_id, second)
        self.assertEqual(reminder.line_ids.amount, 100)
