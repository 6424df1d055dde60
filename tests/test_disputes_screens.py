"""Disputes in a browser, in French: recorded from the invoice, examined by a salesperson, decided."""

from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .browser import browser_page
from .test_screens import ScreenCase

WIDE = (1366, 768)


@tagged("post_install", "-at_install")
class TestDisputeScreens(ScreenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("recouvrement_preventif.dispute_reason_quality")
        cls.reason.user_id = cls.seller
        cls.customer.lang = "fr_FR"
        cls.company.recouvrement_user_id = cls.accountant

    def open(self, login):
        return browser_page(self, login=login, lang="fr-FR", viewport=WIDE)

    def dispute(self, invoice, **vals):
        return (
            self.env["recouvrement.dispute"]
            .with_user(self.accountant)
            .with_context(lang="fr_FR")
            .create(
                {
                    "case_id": self.case().id,
                    "reason_id": self.reason.id,
                    "description": "Deux chaises sont arrivées cassées",
                    "line_ids": [Command.create({"move_id": invoice.id, "amount": 120})],
                    **vals,
                }
            )
            .with_env(self.env)
        )

    def test_a_dispute_is_recorded_from_the_invoice_and_decided(self):
        invoice = self.late_invoice(10, 300)
        with self.open("comptable") as page:
            page.goto(f"/odoo/customer-invoices/{invoice.id}")
            page.locator(".nav-link[name=other_info]").click()
            page.locator("button[name=action_recouvrement_dispute]").click()
            page.locator(".o_field_widget[name=line_ids] .o_data_row").wait_for()
            self.shot(page, "dispute_new")
            # Without its reason it is not saved, and what was typed stays.
            page.locator(".o_field_widget[name=description] textarea").fill("Deux chaises sont arrivées cassées")
            page.locator(".o_form_button_save").click()
            page.locator(".o_field_widget[name=reason_id].o_field_invalid").wait_for()
            page.locator(".o_field_widget[name=reason_id] input").fill("abîmée")
            page.locator(".o-autocomplete--dropdown-item", has_text="abîmée").click()
            page.locator(".o_field_widget[name=line_ids] td[name=amount]").click()
            page.locator(".o_field_widget[name=line_ids] .o_field_widget[name=amount] input").fill("120")
            page.keyboard.press("Tab")
            page.locator(".o_form_button_save").click()
            page.locator("h1 .o_field_widget[name=name]", has_text="LIT/").wait_for()
            page.locator(".o-mail-Message", has_text="Nous en avons pris note").first.wait_for()
            self.shot(page, "dispute_saved")
            page.locator("button[name=action_decide]").first.click()
            dialog = page.locator(".modal-dialog")
            dialog.get_by_text("Accepté en partie").click()
            dialog.locator("td[name=amount_accepted]").click()
            dialog.locator(".o_field_widget[name=amount_accepted] input").fill("60")
            page.keyboard.press("Tab")
            dialog.locator("tfoot, .o_list_footer", has_text="60,00").first.wait_for()
            dialog.locator(".o_field_widget[name=answer] textarea").click()
            dialog.locator(".o_field_widget[name=answer] textarea").fill(
                "Une seule chaise était cassée sur les photos."
            )
            self.shot(page, "dispute_decide")
            dialog.locator("button[name=action_decide]").click()
            page.locator(".o_statusbar_status, .o_field_statusbar", has_text="Brouillon").first.wait_for()
            page.locator(".o_field_widget[name=tax_totals]", has_text="60,00").wait_for()
            self.shot(page, "dispute_credit")
        dispute = self.case().dispute_ids
        self.assertEqual((dispute.line_ids.amount, dispute.line_ids.amount_accepted), (120, 60))
        self.assertEqual((dispute.state, dispute.user_id), ("partly", self.seller))
        self.assertEqual(dispute.line_ids.credit_move_id.amount_total, 60)

    def test_a_seller_examines_and_proposes(self):
        dispute = self.dispute(self.late_invoice(10, 300))
        with self.open("vendeur") as page:
            page.goto(f"/odoo/recouvrement-disputes/{dispute.id}")
            page.locator("button[name=action_examine]").click()
            page.locator(".o_arrow_button_current", has_text="En cours d'examen").wait_for()
            page.locator(".nav-link[name=invoice_lines]").click()
            page.locator(".o_field_widget[name=invoice_details]", has_text="Work").wait_for()
            self.shot(page, "dispute_seller")
            self.assertFalse(page.locator(".nav-link[name=exchanges]").count())
            page.locator("button[name=action_decide]").first.click()
            dialog = page.locator(".modal-dialog")
            dialog.get_by_text("Rejeté", exact=True).click()
            dialog.locator(".o_field_widget[name=note] textarea").fill("Le bon de livraison est signé sans réserve")
            self.shot(page, "dispute_propose")
            dialog.locator("button[name=action_propose]").click()
            dialog.wait_for(state="hidden")
            page.get_by_text("Le bon de livraison est signé").first.wait_for()
            self.assertFalse(page.locator(".o_error_dialog").count())
            page.goto("/odoo/recouvrement-disputes")
            page.locator(".o_data_row", has_text="Dupont").wait_for()
        self.assertEqual((dispute.proposal, dispute.proposed_by_id), ("rejected", self.seller))

    def test_the_accountant_finds_it_everywhere(self):
        invoice = self.late_invoice(10, 300)
        dispute = self.dispute(invoice, deadline=self.real_today - timedelta(days=1))
        name = dispute.name
        with self.open("comptable") as page:
            page.goto("/odoo/recouvrement-todo")
            page.locator(".o_data_row", has_text=name).wait_for()
            self.shot(page, "dispute_todo")
            page.locator(".o_data_row", has_text=name).locator("button[name=action_dispute]").click()
            page.locator(".alert-danger", has_text="Aurait dû être tranché").wait_for()
            self.shot(page, "dispute_late")
            page.locator("button[name=action_open_case]").click()
            page.locator(".nav-link[name=disputes]").click()
            page.locator(".o_field_widget[name=dispute_ids]", has_text=name).wait_for()
            self.shot(page, "dispute_case")
            page.goto("/odoo/recouvrement-disputes")
            page.locator(".o_data_row", has_text=name).wait_for()
            self.shot(page, "dispute_list")
            shown = {
                "kanban": ".o_kanban_record",
                "pivot": ".o_pivot_cell_value",
                "graph": ".o_graph_renderer canvas",
                "activity": ".o_activity_record",
            }
            for view, content in shown.items():
                page.locator(f".o_switch_view.o_{view}").click()
                page.locator(content).first.wait_for()
                self.shot(page, f"dispute_{view}")
            page.goto("/odoo/recouvrement-dispute-reasons")
            page.locator(".o_data_row", has_text="QUALITE_ERR").wait_for()
            self.shot(page, "dispute_reasons")
            page.goto(f"/odoo/customer-invoices/{invoice.id}")
            page.locator("button[name=action_recouvrement_disputes]").click()
            page.locator("h1 .o_field_widget[name=name]", has_text=name).wait_for()
