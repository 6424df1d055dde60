"""How invoices were paid, as the ledger tells it."""

from datetime import timedelta

from odoo.tools import SQL

from .common import TODAY, CollectionCase, tagged


@tagged("post_install", "-at_install")
class TestPaymentHistory(CollectionCase):
    def history(self, move, today=TODAY, partners=None):
        query = self.env["recouvrement.payment.history"]._get_query(self.company, today, partners)
        self.env.flush_all()
        [row] = self.env.execute_query_dict(SQL("SELECT * FROM (%s) h WHERE move_id = %s", query, move.id))
        return row

    def test_days_late_count_until_the_last_money(self):
        invoice = self.invoice(-30, 1000)
        self.pay(invoice, 400, day=self.day(-28))
        self.assertEqual((self.history(invoice)["amount_paid"], self.history(invoice)["settled_on"]), (400, None))
        self.pay(invoice, 600, day=self.day(-10))
        row = self.history(invoice, partners=self.customer)
        self.assertEqual((row["amount"], row["settled_on"], row["days_late"]), (1000, self.day(-10), 20))

    def test_paid_early_is_below_zero(self):
        invoice = self.invoice(-5, 100)
        self.pay(invoice, day=self.day(-9))
        self.assertEqual(self.history(invoice)["days_late"], -4)

    def test_a_former_day_is_seen_as_it_was_known_then(self):
        invoice = self.invoice(-30, 1000)
        self.pay(invoice, 400, day=self.day(-28))
        self.pay(invoice, 600, day=self.day(-10))
        row = self.history(invoice, today=self.day(-20))
        self.assertEqual((row["amount_paid"], row["paid_on"], row["settled_on"]), (400, self.day(-28), None))

    def test_a_credit_note_is_no_payment(self):
        invoice = self.invoice(-30, 1000)
        credit = self.credit_note(1000)
        self.receivable_lines(invoice + credit).reconcile()
        self.assertEqual((self.history(invoice)["amount_paid"], self.history(invoice)["settled_on"]), (0, None))

    def test_an_invoice_of_tomorrow_is_not_known_today(self):
        invoice = self.invoice(31, 1000)
        query = self.env["recouvrement.payment.history"]._get_query(self.company, TODAY)
        self.assertEqual(invoice.invoice_date, TODAY + timedelta(days=1))
        self.assertFalse(self.env.execute_query(SQL("SELECT 1 FROM (%s) h WHERE move_id = %s", query, invoice.id)))
