"""Charges that are invoiced: the draft, its accounts, its words and its taxes."""

import csv
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import file_open

from odoo.addons.recouvrement_preventif.models.res_company_charges import ACCOUNT_PREFIXES

from .common import TODAY
from .invoicing import InvoicingCase
from .test_charges_belgium import BelgianCase

# Where the charts whose name is not that of their addon are.
CHART_ADDONS = {"de_skr03": "de", "de_skr04": "de", "fr": "fr_account"}


@tagged("post_install", "-at_install")
class TestChargesInvoice(InvoicingCase):
    def test_a_draft_with_a_line_per_invoice_and_kind_and_no_tax(self):
        move = self.invoice(-30, 1000)
        draft = self.invoice_charges()
        self.assertEqual((draft.state, draft.move_type, draft.partner_id), ("draft", "out_invoice", self.customer))
        interest, fixed_sum = self.charged(draft)
        self.assertEqual((interest.price_subtotal, fixed_sum.price_subtotal, draft.amount_tax), (10.19, 40, 0))
        self.assertEqual(draft.amount_total, 50.19)
        self.assertFalse((interest + fixed_sum).tax_ids)
        for words in (move.name, "10/27/2026", "11/25/2026", "12.40%"):
            self.assertIn(words, interest.name)
        self.assertIn(move.name, fixed_sum.name)
        notes = draft.invoice_line_ids.filtered(lambda line: line.display_type == "line_note").sorted("sequence")
        self.assertIn("30 days / 365", notes[0].name)
        self.assertIn("D441-5", notes[1].name)
        self.assertEqual(draft.invoice_origin, move.name)
        self.assertEqual(draft.recouvrement_charged_move_ids, move)

    def test_the_accounts_of_the_french_chart(self):
        self.invoice(-30, 1000)
        interest, fixed_sum = self.charged(self.invoice_charges())
        self.assertEqual((interest.account_id.code, fixed_sum.account_id.code), ("763100", "758100"))
        self.assertEqual(
            [line.product_id for line in interest + fixed_sum],
            [
                self.env.ref("recouvrement_preventif.product_late_interest"),
                self.env.ref("recouvrement_preventif.product_indemnity"),
            ],
        )

    def test_the_accounts_exist_in_each_chart(self):
        for chart, kinds in ACCOUNT_PREFIXES.items():
            with file_open(f"l10n_{CHART_ADDONS.get(chart, chart)}/data/template/account.account-{chart}.csv") as file:
                codes = [row["code"] for row in csv.DictReader(file)]
            for kind, prefixes in kinds.items():
                with self.subTest(chart=chart, kind=kind):
                    self.assertTrue([code for code in codes if code.startswith(prefixes[0])])

    def test_the_settings_go_before_the_chart(self):
        account = self.env["account.account"].search(
            [("code", "=", "708800"), ("company_ids", "in", self.company.ids)], limit=1
        )
        self.company.recouvrement_interest_account_id = account
        self.invoice(-30, 1000)
        self.assertEqual(self.charged(self.invoice_charges()).account_id[:1], account)

    def test_the_account_is_chosen_in_the_window_by_a_collector(self):
        self.invoice(-30, 1000)
        collector = self._make_user("recouvrement_preventif.group_user")
        wizard = self.decide(user=collector)
        account = self.env["account.account"].search(
            [("code", "=", "708800"), ("company_ids", "in", self.company.ids)], limit=1
        )
        with Form(wizard) as form:
            form.indemnity_account_id = account
        wizard.action_invoice()
        self.assertEqual(
            self.case().charge_ids.filtered(lambda c: c.kind == "fixed_sum").invoice_line_id.account_id, account
        )

    def test_a_manager_keeps_the_accounts_for_the_next_time(self):
        account = self.env["account.account"].search(
            [("code", "=", "708800"), ("company_ids", "in", self.company.ids)], limit=1
        )
        self.invoice(-30, 1000)
        wizard = self.decide(user=self._make_user("recouvrement_preventif.group_manager"))
        with Form(wizard) as form:
            form.interest_account_id = account
            form.keeps_accounts = True
        wizard.action_invoice()
        self.assertEqual(self.company.recouvrement_interest_account_id, account)
        self.assertEqual(self.company.recouvrement_indemnity_account_id.code, "758100")

    def test_no_account_is_said(self):
        company = self.company
        found = self.env["account.account"].search(
            [("company_ids", "in", company.ids), "|", ("code", "=like", "763%"), ("code", "=like", "768%")]
        )
        found.active = False
        company.income_account_id = False
        self.env["ir.default"].search([("field_id.name", "=", "property_account_income_categ_id")]).unlink()
        self.env["product.product"]._get_recouvrement_charge_products().categ_id.with_company(
            company
        ).property_account_income_categ_id = False
        self.invoice(-30, 1000)
        wizard = self.decide()
        self.assertFalse(wizard.interest_account_id)
        with self.assertRaisesRegex(UserError, "No income account is known in Ateliers Martin for: Late interest"):
            wizard.action_invoice()
        self.assertFalse(self.case().charge_ids)

    def test_in_the_language_and_to_the_invoice_contact_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        contact = self.env["res.partner"].create(
            {"name": "Comptabilité", "type": "invoice", "parent_id": self.customer.id, "lang": "fr_FR"}
        )
        self.invoice(-30, 1000)
        draft = self.invoice_charges()
        self.assertEqual(draft.partner_id, contact)
        self.assertIn("27/10/2026", self.charged(draft)[0].name)

    def test_payable_when_the_policy_says(self):
        self.invoice(-30, 1000)
        draft = self.invoice_charges()
        draft.action_post()
        self.assertEqual((draft.invoice_date, draft.invoice_date_due), (TODAY, self.day(15)))

    def test_payable_at_once(self):
        self.policy.charges_payment_term_id = False
        self.invoice(-30, 1000)
        draft = self.invoice_charges()
        draft.action_post()
        self.assertEqual(draft.invoice_date_due, TODAY)

    def test_no_fiscal_position_and_no_new_company_adds_a_tax(self):
        other = self._make_company("Filiale", "be", "be_comp")
        products = self.env["product.product"]._get_recouvrement_charge_products()
        self.assertFalse(products.with_company(other).taxes_id)
        products.product_tmpl_id._force_default_tax(other)
        self.assertFalse(products.taxes_id)
        tax = self.company.account_sale_tax_id
        self.customer.with_company(self.company).property_account_position_id = self.env[
            "account.fiscal.position"
        ].create({"name": "Everything taxed", "company_id": self.company.id})
        self.invoice(-30, 1000)
        draft = self.invoice_charges()
        draft.action_update_fpos_values()
        self.assertTrue(tax)
        self.assertFalse(draft.line_ids.tax_ids)
        draft.action_post()
        self.assertFalse(draft.line_ids.tax_ids)

    def test_the_taxes_that_an_accountant_put_on_the_product(self):
        tax = self.env["account.tax"].create(
            {
                "name": "Hors champ",
                "amount": 0,
                "type_tax_use": "sale",
                "company_id": self.company.id,
                "country_id": self.company.account_fiscal_country_id.id,
            }
        )
        product = self.env.ref("recouvrement_preventif.product_late_interest")
        product.taxes_id = tax
        self.invoice(-30, 1000)
        interest, fixed_sum = self.charged(self.invoice_charges())
        self.assertEqual((interest.tax_ids, fixed_sum.tax_ids), (tax, self.env["account.tax"]))

    def test_a_draft_per_currency(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.invoice(-30, 1000, currency=dollar)
        drafts = self.invoice_charges()
        self.assertEqual(
            {(draft.currency_id.name, draft.amount_total) for draft in drafts}, {("USD", 10.19), ("EUR", 40)}
        )
        self.assertFalse([amount for amount in self.due().values() if amount])

    def test_a_belgian_company(self):
        company = self._make_company("Atelier Peeters", "be", "be_comp")
        company.write(
            {
                "recouvrement_policy_id": self.policy.id,
                "recouvrement_mode": "live",
                "recouvrement_start_date": date(2026, 1, 1),
            }
        )
        customer = self._make_customer("Janssens", country_id=self.env.ref("base.be").id)
        self.env = self.env(context={**self.env.context, "allowed_company_ids": company.ids})
        move = self.invoice(-30, 1000, partner=customer, company=company.with_env(self.env))
        case = self.case(customer, company.with_env(self.env))
        draft = self.invoice_charges(case)
        # 1 000 x 10.50 % x 30 / 365
        self.assertEqual(
            [(line.price_subtotal, line.account_id.code[:3]) for line in self.charged(draft)],
            [(8.63, "751"), (40, "743")],
        )
        self.assertEqual((draft.company_id, draft.journal_id.company_id, draft.amount_tax), (company, company, 0))
        self.assertEqual(draft.recouvrement_charged_move_ids, move)


@tagged("post_install", "-at_install")
class TestBelgianConsumerInvoice(BelgianCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.is_company = False
        cls.policy.write(
            {"consumer_indemnity_kind": "scale", "contract_rate_kind": "over_reference", "contract_rate": 8}
        )
        cls.accept_terms()

    decide, invoice_charges, charged = InvoicingCase.decide, InvoicingCase.invoice_charges, InvoicingCase.charged

    def test_nothing_before_the_days_to_pay_and_the_scale_after_them(self):
        self.invoice(-5, 1000)
        self.run_cron()
        self.send_queue()
        self.assertFalse(self.decide().line_ids)
        with self.at(20):
            draft = self.invoice_charges()
        interest, indemnity = self.charged(draft)
        # 65 + 5 % of what exceeds 500
        self.assertEqual((indemnity.price_subtotal, indemnity.account_id.code[:3]), (90, "743"))
        self.assertIn("Indemnity for late payment", indemnity.name)
        self.assertGreater(interest.price_subtotal, 0)
        self.assertEqual(self.get_due(20), {"interest": 0, "indemnity": 0})
