"""The statement of account: what it says, and to whom."""

from datetime import timedelta

from lxml import html

from odoo import Command

from .common import TODAY, CollectionCase


class TestStatement(CollectionCase):
    def statement(self, partner=None, company=None, day=TODAY):
        self.env.invalidate_all()
        case = self.case(partner, company)
        return self.env["recouvrement.statement"]._get_statements(case, day)[case]

    def read(self, cases=None):
        """The text of the printed statement."""
        cases = cases or self.case()
        self.env.invalidate_all()
        page, _type = self.env["ir.actions.report"]._render_qweb_html(
            "recouvrement_preventif.action_report_statement", cases.ids
        )
        text = " ".join(html.fromstring(page).text_content().split())
        return text.replace("\xa0", " ").replace("\u202f", " ")

    def debts(self, part):
        return [(debt.name, debt.days_late, debt.original, debt.paid, debt.open) for debt in part.debts]

    def test_a_part_paid_invoice_says_what_is_left(self):
        invoice = self.invoice(-10, 300)
        self.pay(invoice, 120)
        [part] = self.statement().parts
        self.assertEqual(self.debts(part), [(invoice.name, 10, 300.0, 120.0, 180.0)])
        self.assertEqual(part.balance, 180)

    def test_a_paid_invoice_is_not_in_it(self):
        self.pay(self.invoice(-10, 300))
        self.assertFalse(self.statement().parts)
        self.assertIn("Nothing is open on your account", self.read())
        self.assertNotIn("How to pay", self.read())

    def test_credits_and_unallocated_payments_are_taken_off(self):
        self.invoice(-10, 300)
        refund = self.credit_note(50)
        payment = self.bank_entry(40)
        [part] = self.statement().parts
        self.assertEqual(
            sorted((credit.name, credit.kind, credit.open) for credit in part.credits),
            sorted([(refund.name, "refund", 50.0), (payment.move_id.name, "payment", 40.0)]),
        )
        self.assertEqual((part.debt, part.credit, part.balance), (300, 90, 210))
        self.assertIn("Balance to pay: € 210.00", self.read().replace("210.00 €", "€ 210.00"))

    def test_more_credit_than_debt_asks_for_nothing(self):
        self.invoice(-10, 30)
        self.credit_note(50)
        self.assertEqual(self.statement().parts[0].balance, -20)
        text = self.read()
        self.assertIn("Balance in your favour", text)
        self.assertNotIn("How to pay", text)

    def test_currencies_are_never_added(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": dollar.id, "company_id": self.company.id, "name": "2026-01-01", "rate": 2}
        )
        self.invoice(-10, 300)
        self.invoice(-5, 80, currency=dollar)
        parts = self.statement().parts
        self.assertEqual([(part.currency.name, part.balance) for part in parts], [("EUR", 300), ("USD", 80)])
        text = self.read()
        self.assertLess(text.index("EUR Invoice"), text.index("USD Invoice"))
        self.assertNotIn("380.00", text)

    def test_each_instalment_has_its_line(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Thirds",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (0, 30)
                ],
            }
        )
        invoice = self.invoice(
            0, 200, invoice_date=TODAY - timedelta(days=40), invoice_payment_term_id=term.id, invoice_date_due=False
        )
        [part] = self.statement().parts
        self.assertEqual(
            self.debts(part),
            [(f"{invoice.name} (1/2)", 40, 100.0, 0.0, 100.0), (f"{invoice.name} (2/2)", 10, 100.0, 0.0, 100.0)],
        )
        first = self.receivable_lines(invoice).sorted("date_maturity")[0]
        (self.bank_entry(100) + first).reconcile()
        [part] = self.statement().parts
        self.assertEqual(self.debts(part), [(f"{invoice.name} (2/2)", 10, 100.0, 0.0, 100.0)])

    def test_ageing_tells_since_when(self):
        for days, amount in ((5, 1), (0, 2), (-1, 10), (-30, 20), (-31, 100), (-60, 200), (-61, 1000), (-91, 5000)):
            self.invoice(days, amount)
        [part] = self.statement().parts
        self.assertEqual(part.ageing, (3, 30, 300, 1000, 5000))

    def test_only_the_debts_of_the_company(self):
        other = self._make_company("Autre Atelier")
        self.env = self.env(context={**self.env.context, "allowed_company_ids": (self.company + other).ids})
        self.invoice(-10, 300)
        self.invoice(-10, 77, company=other)
        self.assertEqual(self.statement().parts[0].balance, 300)
        self.assertEqual(self.statement(company=other).parts[0].balance, 77)
        both = self.read(self.case() + self.case(company=other))
        self.assertIn("300.00", both)
        self.assertIn("77.00", both)
        self.assertNotIn("377.00", both)

    def test_debts_of_the_contacts_of_a_customer_are_its_own(self):
        shop = self.env["res.partner"].create({"name": "Shop", "parent_id": self.customer.id, "type": "delivery"})
        self.invoice(-10, 300)
        self.invoice(-10, 200, partner=shop)
        self.assertEqual(self.statement().parts[0].balance, 500)

    def test_what_is_on_hold_or_left_out_of_reminders_is_in_the_account_too(self):
        invoice = self.invoice(-10, 300)
        self.invoice(-10, 100).line_ids.no_followup = True
        self.hold(self.day(10), move=invoice)
        self.assertEqual(self.statement().parts[0].balance, 400)
        self.assertNotIn("They called", self.read())

    def test_a_payment_being_processed_is_not_asked_again(self):
        invoice = self.invoice(-10, 300)
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move SET payment_state = 'in_payment' WHERE id = %s", [invoice.id])
        [part] = self.statement().parts
        self.assertEqual([(credit.kind, credit.open) for credit in part.credits], [("processing", 300.0)])
        self.assertEqual(part.balance, 0)

    def test_it_speaks_the_language_of_whoever_receives_it(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["ir.ui.view"].search(
            [("key", "=", "recouvrement_preventif.report_statement_part")]
        ).update_field_translations("arch_db", {"de_DE": {"Balance to pay:": "Zu zahlen:"}})
        self.invoice(-10, 1300)
        self.assertEqual(self.statement().lang, "en_US")
        self.env["res.partner"].create(
            {
                "name": "Buchhaltung",
                "parent_id": self.customer.id,
                "type": "invoice",
                "email": "buch@example.org",
                "lang": "de_DE",
            }
        )
        statement = self.statement()
        self.assertEqual((statement.contact.name, statement.lang), ("Buchhaltung", "de_DE"))
        text = self.read()
        self.assertIn("1.300,00", text)
        self.assertIn("Zu zahlen:", text)

    def test_it_says_how_to_pay(self):
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "FR7630006000011234567890189", "partner_id": self.company.partner_id.id}
        )
        invoices = self.invoice(-10, 300) + self.invoice(-5, 200)
        statement = self.statement()
        self.assertEqual(statement.bank, bank)
        self.assertEqual(statement.reference, ", ".join(invoice.payment_reference for invoice in invoices))
        self.assertTrue(statement.qr_code)
        text = self.read()
        self.assertIn("FR76 3000 6000 0112 3456 7890 189", text)
        self.assertIn("To scan with your bank", text)

    def test_no_code_to_scan_where_no_single_transfer_in_euros_could_pay(self):
        self.invoice(-10, 300)
        self.assertFalse(self.statement().qr_code, "no bank account")
        bank = self.env["res.partner.bank"].create({"acc_number": "123-456", "partner_id": self.company.partner_id.id})
        self.assertFalse(self.statement().qr_code, "not an IBAN")
        bank.acc_number = "FR7630006000011234567890189"
        self.assertTrue(self.statement().qr_code)
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.invoice(-5, 80, currency=dollar)
        self.assertFalse(self.statement().qr_code, "two currencies")

    def test_many_customers_cost_as_many_queries_as_one(self):
        def count(customers):
            for customer in customers:
                self.invoice(-10, 100, partner=customer)
            cases = self.case(customers)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["recouvrement.statement"]._get_statements(cases, TODAY)
            return self.env.cr.sql_log_count - before

        few = self.env["res.partner"].union(*[self._make_customer(f"Few {i}") for i in range(2)])
        many = self.env["res.partner"].union(*[self._make_customer(f"Many {i}") for i in range(8)])
        count(few)
        self.assertEqual(count(few), count(many))
