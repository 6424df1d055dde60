"""What accountants see of the payments to come, in French, in a real browser."""

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.recouvrement_preventif.tools.segment import Segment
from odoo.addons.recouvrement_preventif.wizard.recouvrement_segment_advice import RecouvrementSegmentAdvice

from .browser import browser_page
from .test_screens import ScreenCase


@tagged("post_install", "-at_install")
class TestForecastScreens(ScreenCase):
    def setUp(self):
        super().setUp()
        for month in range(2, 6):
            due = self.real_today - timedelta(days=30 * month)
            self.pay(self.invoice(due, 800), day=due + timedelta(days=9))
        self.late = self.late_invoice(3, 1200)
        self.late_invoice(-20, 2400)
        self.invoice(self.real_today - timedelta(days=500), 90, partner=self._make_customer("Oublié"))
        self.env["recouvrement.forecast"]._refresh(self.company, self.real_today)

    def test_accountant_reads_what_comes_in(self):
        case, name, invoice = self.case(), self.late.name, self.late
        with browser_page(self, login="comptable", lang="fr-FR", viewport=(1366, 768)) as page:
            page.goto("/odoo/recouvrement-receipts")
            page.locator(".o_graph_renderer canvas").wait_for()
            self.shot(page, "receipts_graph")
            page.locator(".o_switch_view.o_pivot").click()
            page.locator(".o_pivot table", has_text="Estimation").wait_for()
            self.shot(page, "receipts_pivot")
            page.locator(".o_switch_view.o_list").click()
            page.locator(".o_data_row", has_text=name).first.wait_for()
            self.shot(page, "receipts_list")
            page.goto("/odoo/recouvrement-forecasts")
            page.locator(".o_data_row", has_text=name).locator("td[name=expectation]", has_text="Vers le").wait_for()
            page.locator(".o_data_row", has_text="Plus d'un an").wait_for()
            self.shot(page, "forecasts")
            with page.expect_response(lambda response: "action_refresh" in response.url) as answer:
                page.get_by_role("button", name="Recalculer").click()
            self.assertNotIn("error", answer.value.json())
            page.locator(".o_data_row", has_text=name).wait_for()
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator(
                ".o_field_widget[name=receivable_ids] td[name=expectation]", has_text="Vers le"
            ).first.wait_for()
            self.shot(page, "forecast_case")
            page.goto(f"/odoo/customer-invoices/{invoice.id}")
            page.locator(".nav-link[name=other_info]").click()
            page.locator(".o_field_widget[name=recouvrement_expectation]", has_text="Vers le").wait_for()
            self.shot(page, "forecast_invoice")
            self.assertFalse(page.locator(".o_error_dialog").count())

    def test_billing_clerk_reads_the_segments_and_the_advice(self):
        with browser_page(self, login="facturier", lang="fr-FR", viewport=(1366, 768)) as page:
            page.goto("/odoo/recouvrement-segments")
            page.locator(".o_graph_renderer canvas").wait_for()
            self.shot(page, "segments_graph")
            page.locator(".o_switch_view.o_pivot").click()
            page.locator(".o_pivot table").wait_for()
            self.shot(page, "segments_pivot")
            page.locator(".o_switch_view.o_list").click()
            page.locator(".o_data_row").first.wait_for()
            page.goto("/odoo/recouvrement-forecasts")
            page.locator(".o_data_row").first.wait_for()
            self.assertFalse(page.get_by_role("button", name="Recalculer").count())
            page.locator(".o_menu_sections").get_by_text("Recouvrement", exact=True).click()
            page.get_by_role("menuitem", name="Que changer ?").click()
            page.get_by_text("Aucun segment ne se détache").wait_for()
            self.shot(page, "segment_advice_none")
            self.assertFalse(page.locator(".o_error_dialog").count())

    def test_accountant_reads_what_to_change(self):
        term = self.env["account.payment.term"].create({"name": "60 jours fin de mois"})
        slow = Segment("payment_term_id", str(term.id), 240, 31, 620, 14000, 365000, 7300000, 200000)
        others = Segment("payment_term_id", None, 900, 90, 360, 3000, 1000000, 4000000, 100000)
        with (
            patch.object(RecouvrementSegmentAdvice, "_fetch_segments", lambda *_args: [slow, others]),
            browser_page(self, login="comptable", lang="fr-FR", viewport=(1366, 768)) as page,
        ):
            page.goto("/odoo/recouvrement-forecasts")
            page.locator(".o_data_row").first.wait_for()
            page.locator(".o_menu_sections").get_by_text("Recouvrement", exact=True).click()
            page.get_by_role("menuitem", name="Que changer ?").click()
            row = page.locator(".o_data_row", has_text="60 jours fin de mois")
            row.locator("td[name=finding]", has_text="16 jours plus tôt").wait_for()
            row.locator("td[name=effect]", has_text="0,25 jour").wait_for()
            self.shot(page, "segment_advice")
            row.locator("td[name=finding]").click()
            page.get_by_text("Aucune facture n'a encore été payée").wait_for()
            self.assertFalse(page.locator(".o_error_dialog").count())
