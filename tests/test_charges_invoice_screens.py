"""Charges invoiced from the case and from the list of cases, in French, by a collector without settings rights."""

from datetime import timedelta

from odoo.tests import tagged

from .browser import browser_page
from .test_screens import ScreenCase


@tagged("post_install", "-at_install")
class TestChargesInvoiceScreens(ScreenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._new_user("relance", "recouvrement_preventif.group_user")
        cls.customer.lang = "fr_FR"

    def open(self, login):
        return browser_page(self, login=login, lang="fr-FR", viewport=(1366, 768))

    def test_collector_invoices_the_charges_of_a_case(self):
        late = self.late_invoice(30, 1000)
        self.late_invoice(12, 2500)
        name, case = late.name, self.case()
        with self.open("relance") as page:
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator(".nav-link[name=charges]").click()
            page.locator("button[name=action_charges]").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_data_row").first.wait_for()
            dialog.locator(".o_field_widget[name=interest_account_id] input").wait_for()
            self.shot(page, "charges_invoice_window")
            dialog.locator("button[name=action_invoice]").click()
            page.locator(".o_field_widget[name=recouvrement_charged_move_ids]", has_text=name).wait_for()
            page.locator(".o_field_widget[name=invoice_line_ids] .o_data_row").first.wait_for()
            self.assertIn(
                "Intérêts de retard, facture", page.locator(".o_field_widget[name=invoice_line_ids]").inner_text()
            )
            self.shot(page, "charges_invoice_draft")
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator("button[name=action_open_charges_invoices]").wait_for()
            page.locator(".nav-link[name=charges]").click()
            page.locator(".o_field_widget[name=charge_ids] .o_data_row").first.wait_for()
            self.shot(page, "charges_invoice_case")
            page.goto("/odoo/recouvrement-charges")
            page.locator(".o_data_row").first.wait_for()
            self.shot(page, "charges_invoice_report")
            page.locator(".o_switch_view.o_pivot").click()
            page.locator(".o_pivot table").wait_for()
            self.shot(page, "charges_invoice_pivot")
        self.assertEqual(case.charge_ids.user_id, self.collector)
        self.assertEqual(case.charge_ids.invoice_id.state, "draft")

    def test_collector_invoices_the_charges_of_several_customers(self):
        for name in ("Durand", "Petit"):
            partner = self._make_customer(name, lang="fr_FR")
            self.invoice(self.real_today - timedelta(days=21), 1000, partner=partner)
            self.case(partner)
        self.case()
        with self.open("relance") as page:
            page.goto("/odoo/recouvrement")
            page.locator(".o_data_row").first.wait_for()
            page.locator("thead .o_list_record_selector input").click()
            page.locator(".o_control_panel_actions button", has_text="Action").click()
            page.get_by_role("menuitem", name="Facturer les pénalités").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_data_row").first.wait_for()
            self.shot(page, "charges_invoice_batch")
            dialog.locator("button[name=action_invoice]").click()
            page.locator(".o_list_view .o_data_row", has_text="Durand").first.wait_for()
            dialog.wait_for(state="hidden")
            self.shot(page, "charges_invoice_drafts")
        drafts = self.env["recouvrement.charge"].search([]).invoice_id
        self.assertEqual(set(drafts.partner_id.mapped("name")), {"Durand", "Petit"})

    def test_administrator_sets_the_accounts(self):
        self._new_user("admin_fr", "base.group_system,account.group_account_manager")
        with self.open("admin_fr") as page:
            page.goto("/odoo/settings")
            page.locator(".settings_tab .tab[data-key=account]").click()
            setting = page.locator(".o_field_widget[name=recouvrement_interest_account_id]")
            setting.scroll_into_view_if_needed()
            self.shot(page, "charges_invoice_settings")
            page.goto(f"/odoo/recouvrement-policies/{self.policy.id}")
            page.locator(".nav-link[name=charges]").click()
            page.locator(".o_field_widget[name=charges_payment_term_id]").wait_for()
            self.shot(page, "charges_invoice_policy")
