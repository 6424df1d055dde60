"""Before the sale on the screens, in French, in a real browser."""

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .sales import KEYS
from .test_screens import ScreenCase


@tagged("post_install", "-at_install")
class TestSaleScreens(ScreenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.write({f"sale_{key}_reaction": "nothing" for key in KEYS})
        cls.policy.sale_deposit_term_id = cls.env.ref("account.account_payment_term_advance_60days")
        cls.company.recouvrement_user_id = cls.accountant
        cls.customer.customer_rank = 1

    def quotation(self, amount=1000):
        return (
            self.env["sale.order"]
            .with_user(self.seller)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "order_line": [
                        Command.create({"product_id": self.product.id, "price_unit": amount, "tax_ids": []})
                    ],
                }
            )
        )

    def open_order(self, page, order):
        page.set_viewport_size({"width": 1366, "height": 768})
        page.goto(f"/odoo/sales/{order.id}")
        page.locator(".o_field_widget[name=order_line] .o_data_row").first.wait_for()

    def banner(self, page, name):
        return page.locator(f".alert[name=recouvrement_{name}]")

    def test_salesperson_reads_the_banner_confirms_the_data_and_is_stopped_then_a_manager_overrides(self):
        self.policy.write({"sale_late_reaction": "stop", "sale_data_reaction": "inform"})
        self.late_invoice(20, 1234.56)
        order = self.quotation()
        with mute_logger("odoo.http"), self.open("vendeur") as page:
            self.open_order(page, order)
            banner = self.banner(page, "stop")
            banner.get_by_text("en retard de paiement").wait_for()
            self.assertNotIn("234", banner.inner_text())
            self.shot(page, "sale_banner")
            page.locator("button[name=action_recouvrement_confirm_data]").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator("button[name=action_confirm]").wait_for()
            self.shot(page, "sale_confirm_data")
            dialog.locator("button[name=action_confirm]").click()
            dialog.wait_for(state="hidden")
            banner.get_by_text("Jamais confirmé").wait_for(state="hidden")
            page.locator("button[name=action_recouvrement_check]").click()
            refusal = page.locator(".modal-body")
            refusal.get_by_text("ne peut pas être confirmé en l'état").wait_for()
            self.shot(page, "sale_stopped")
            page.locator(".modal-footer .btn-primary").click()
            self.assertEqual(order.state, "draft")
        self.assertTrue(
            self.env["recouvrement.verification"].search(
                [("partner_id", "=", self.customer.id), ("user_id", "=", self.seller.id)]
            )
        )
        with self.open("comptable") as page:
            self.open_order(page, order)
            page.locator("button[name=action_recouvrement_check]").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_field_widget[name=reason] input").fill("Virement reçu ce matin")
            self.shot(page, "sale_override")
            dialog.locator("button[name=action_override]").click()
            page.locator(".o_arrow_button_current", has_text="Commande client").wait_for()
            page.locator(".o-mail-Message", has_text="Virement reçu ce matin").first.wait_for()
            self.shot(page, "sale_overridden")
        self.assertEqual(order.state, "sale")

    def test_salesperson_asks_for_approval_and_the_manager_decides(self):
        self.policy.sale_late_reaction = "approval"
        self.late_invoice(20, 300)
        order = self.quotation()
        name = order.name
        with self.open("vendeur") as page:
            self.open_order(page, order)
            page.locator("button[name=action_recouvrement_check]").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_field_widget[name=note] input").fill("Il règle vendredi")
            self.shot(page, "sale_ask")
            dialog.locator("button[name=action_request]").click()
            self.banner(page, "warning").get_by_text("attendez sa réponse").wait_for()
            self.shot(page, "sale_asked")
        with self.open("comptable") as page:
            page.set_viewport_size({"width": 1366, "height": 768})
            page.goto("/odoo/recouvrement-orders")
            row = page.locator(".o_data_row", has_text=name)
            row.wait_for()
            self.shot(page, "sale_approvals")
            row.locator("td[name=partner_id]").click()
            page.locator("button[name=action_recouvrement_decide]").click()
            dialog = page.locator(".modal-dialog")
            dialog.get_by_text("Il règle vendredi").wait_for()
            dialog.locator("button[name=action_approve]").click()
            # Without a reason nothing is decided.
            dialog.locator(".o_field_widget[name=reason].o_field_invalid").wait_for()
            dialog.locator(".o_field_widget[name=reason] input").fill("Vu avec la direction")
            self.shot(page, "sale_decide")
            dialog.locator("button[name=action_approve]").click()
            page.locator(".o-mail-Message", has_text="Vu avec la direction").first.wait_for()
        with self.open("vendeur") as page:
            self.open_order(page, order)
            page.locator("button[name=action_confirm]:visible").click()
            page.locator(".o_arrow_button_current", has_text="Commande client").wait_for()
        self.assertEqual(order.state, "sale")

    def test_deposit_is_put_on_the_quotation_in_one_click(self):
        self.policy.sale_late_reaction = "deposit"
        self.late_invoice(20, 300)
        order = self.quotation()
        order.payment_term_id = self.env.ref("account.account_payment_term_30days")
        with self.open("vendeur") as page:
            self.open_order(page, order)
            page.locator("button[name=action_recouvrement_check]").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator("button[name=action_ask_deposit]").wait_for()
            self.assertFalse(dialog.locator("button[name=action_override]").count())
            self.shot(page, "sale_deposit")
            dialog.locator("button[name=action_ask_deposit]").click()
            page.locator(".o_arrow_button_current", has_text="Commande client").wait_for()
        self.assertEqual(order.payment_term_id, self.policy.sale_deposit_term_id)

    def test_manager_writes_what_happens_before_the_sale(self):
        self.policy.write({f"sale_{key}_reaction": "inform" for key in KEYS})
        with self.open("comptable") as page:
            page.set_viewport_size({"width": 1366, "height": 768})
            page.goto(f"/odoo/recouvrement-policies/{self.policy.id}")
            page.locator(".nav-link[name=before_sale]").click()
            page.locator(".o_field_widget[name=sale_limit_reaction]").wait_for()
            self.shot(page, "sale_policy")

    def test_biller_opens_a_quotation_without_access_error(self):
        self.policy.write({f"sale_{key}_reaction": "inform" for key in KEYS})
        self.late_invoice(20, 300)
        order = self.quotation()
        with self.open("facturier") as page:
            self.open_order(page, order)
            self.banner(page, "inform").wait_for()
            self.assertFalse(page.locator(".o_error_dialog").count())
