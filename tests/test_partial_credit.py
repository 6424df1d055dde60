"""A credit note for part of an invoice: right to the cent, tax by tax, and matched when it is posted."""

from itertools import product

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CollectionCase


@tagged("post_install", "-at_install")
class TestPartialCredit(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Tax = cls.env["account.tax"].with_company(cls.company)
        group = cls.env["account.tax.group"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.high, cls.low, cls.included = Tax.create(
            [
                {
                    "name": name,
                    "amount": rate,
                    "amount_type": "percent",
                    "type_tax_use": "sale",
                    "price_include_override": "tax_included" if included else "tax_excluded",
                    "company_id": cls.company.id,
                    "country_id": cls.company.country_id.id,
                    "tax_group_id": group.id,
                }
                for name, rate, included in (("T20", 20, False), ("T55", 5.5, False), ("T10 incl", 10, True))
            ]
        )

    def taxed(self, *lines, **vals):
        """An invoice with lines (price, taxes)."""
        return self.invoice(
            -100,
            0,
            invoice_line_ids=[
                Command.create(
                    {"product_id": self.product.id, "price_unit": price, "tax_ids": [Command.set(taxes.ids)]}
                )
                for price, taxes in lines
            ],
            **vals,
        )

    def taxes(self, move):
        """What each tax comes to: {tax: amount}."""
        lines = move.line_ids.filtered("tax_line_id")
        return {line.tax_line_id: abs(line.amount_currency) for line in lines}

    def test_each_tax_in_proportion(self):
        invoice = self.taxed((1000, self.high), (200, self.low))  # 1200 + 211
        credit = invoice._recouvrement_prepare_partial_credit(141.1, reason="Discount")
        self.assertEqual((credit.state, credit.move_type, credit.amount_total), ("draft", "out_refund", 141.1))
        self.assertEqual(self.taxes(credit), {self.high: 20, self.low: 1.1})
        self.assertEqual(credit.reversed_entry_id, invoice)

    def test_posting_it_leaves_the_rest_to_pay(self):
        invoice = self.taxed((1000, self.high), (200, self.low))
        invoice._recouvrement_prepare_partial_credit(141.1, reason="Discount").action_post()
        self.assertAlmostEqual(invoice.amount_residual, 1411 - 141.1)
        self.pay(invoice)
        self.assertFalse(invoice.amount_residual)

    def test_any_amount_to_the_cent(self):
        invoice = self.taxed(
            (333.33, self.high), (66.67, self.low), (19.99, self.included), (12.34, self.env["account.tax"])
        )
        for amount in (0.01, 0.07, 1, 9.99, 33.33, 123.45, 400.01, invoice.amount_total):
            credit = invoice._recouvrement_prepare_partial_credit(amount, reason="Discount")
            self.assertAlmostEqual(credit.amount_total, amount, 2)
            for tax, paid in self.taxes(invoice).items():
                share = amount / invoice.amount_total * paid
                self.assertAlmostEqual(self.taxes(credit).get(tax, 0), share, delta=0.011, msg=(amount, tax.name))

    def test_both_ways_of_rounding_taxes(self):
        for method, amount in product(("round_globally", "round_per_line"), (7.77, 50)):
            self.company.tax_calculation_rounding_method = method
            invoice = self.taxed(*[(3.33, self.high)] * 7, (9.99, self.included))
            credit = invoice._recouvrement_prepare_partial_credit(
                amount if amount < invoice.amount_total else 5, reason="D"
            )
            self.assertAlmostEqual(credit.amount_total, amount if amount < invoice.amount_total else 5, 2)

    def test_in_the_invoice_s_currency_and_at_its_rate(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            [
                {"currency_id": dollar.id, "name": day, "rate": rate, "company_id": self.company.id}
                for day, rate in (("2026-01-01", 2.0), ("2026-11-01", 4.0))
            ]
        )
        invoice = self.taxed((1000, self.high), currency=dollar)
        self.assertEqual(invoice.amount_total_signed, 600)
        credit = invoice._recouvrement_prepare_partial_credit(120, reason="Discount")
        self.assertEqual((credit.currency_id, credit.amount_total, credit.amount_total_signed), (dollar, 120, -60))
        credit.action_post()
        self.assertEqual(self.receivable_lines(invoice).amount_residual, 540)

    def test_what_cannot_be_credited_is_told(self):
        invoice = self.taxed((100, self.high))
        with self.assertRaisesRegex(UserError, "cannot be credited on"):
            invoice._recouvrement_prepare_partial_credit(120.01, reason="Discount")
        with self.assertRaisesRegex(UserError, "Only a posted customer invoice"):
            self.credit_note(10)._recouvrement_prepare_partial_credit(5, reason="Discount")
