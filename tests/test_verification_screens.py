"""The data of a customer confirmed by whoever is with him, on the screens, in French."""

from odoo.tests import tagged

from .browser import browser_page
from .test_screens import ScreenCase
from .test_verification import PARIS


@tagged("post_install", "-at_install")
class TestVerificationScreens(ScreenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain_seller = cls._new_user("vendeur2", "sales_team.group_sale_salesman")
        cls.customer.write({**PARIS, "company_registry": "903 500 007", "customer_rank": 1})

    def screen(self, login):
        return browser_page(self, login=login, lang="fr-FR", viewport=(1366, 768))

    def test_a_seller_corrects_and_confirms_in_one_click(self):
        with self.screen("vendeur") as page:
            page.goto(f"/odoo/customers/{self.customer.id}")
            sign = page.locator(".o_field_widget[name=recouvrement_freshness]")
            sign.filter(has_text="Jamais confirmé").wait_for()
            self.shot(page, "verify_partner")
            page.locator("button[name=action_recouvrement_confirm_data]").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_field_widget[name=data_phone] input").fill("12")
            self.shot(page, "verify_confirm")
            dialog.locator("button[name=action_confirm]").click()
            page.get_by_text("n'est pas un numéro de téléphone").wait_for()
            self.shot(page, "verify_refused")
            page.locator(".modal-footer button", has_text="Fermer").last.click()
            dialog.locator(".o_field_widget[name=data_phone] input").fill("+33 1 23 45 67 89")
            dialog.locator("button[name=action_confirm]").click()
            sign.filter(has_text="À jour").wait_for()
            self.shot(page, "verify_fresh")
        self.assertEqual(self.customer.phone, "+33 1 23 45 67 89")
        self.assertEqual(
            self.customer._get_recouvrement_checks(self.company)[self.customer.id, "phone"][0].user_id, self.seller
        )

    def test_a_seller_who_may_change_nothing_confirms_all_the_same(self):
        with self.screen("vendeur2") as page:
            page.goto(f"/odoo/customers/{self.customer.id}")
            page.locator("button[name=action_recouvrement_confirm_data]").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_field_widget[name=data_email]", has_text="dupont@example.org").wait_for()
            self.assertFalse(dialog.locator(".o_field_widget[name=data_phone] input").count())
            self.shot(page, "verify_confirm_readonly")
            dialog.locator("button[name=action_confirm]").click()
            page.locator(".o_field_widget[name=recouvrement_freshness]", has_text="À jour").wait_for()
            self.assertFalse(page.locator(".o_error_dialog").count())

    def test_the_accountant_sees_what_would_not_arrive_and_what_is_known_of_solvency(self):
        self.customer.write({"email": "dupont@gmial.com", "city": False})
        other = self._make_customer("Durand", email=False, customer_rank=1)
        self.late_invoice(10, 300)
        self.invoice(self.real_today, 100, partner=other)
        case = self.case()
        self.env["recouvrement.verification"].create(
            {
                "partner_id": self.customer.id,
                "kind": "solvency",
                "source": "Assureur",
                "score": "72/100",
                "limit_advised": 15000,
            }
        )
        self.env.flush_all()
        with self.screen("comptable") as page:
            page.goto("/odoo/recouvrement-customer-data")
            page.locator(".o_data_row", has_text="Durand").first.wait_for()
            self.shot(page, "verify_gaps")
            page.goto("/odoo/recouvrement-solvency")
            page.locator(".o_data_row", has_text="72/100").wait_for()
            self.shot(page, "verify_solvency")
            page.locator(".o_data_row", has_text="72/100").locator("td[name=source]").click()
            page.locator(".o_field_widget[name=limit_advised] input").wait_for()
            self.shot(page, "verify_solvency_form")
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator(".nav-link[name=verifications]").click()
            page.locator(".o_field_widget[name=verification_ids] .o_data_row").first.wait_for()
            self.shot(page, "verify_case")
            page.locator("button[name=action_call]").first.click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".nav-link[name=customer_data]").click()
            dialog.locator(".o_field_widget[name=data_email]").wait_for()
            self.shot(page, "verify_call")
            page.goto(f"/odoo/recouvrement-policies/{self.policy.id}")
            page.locator(".nav-link[name=verifications]").click()
            self.shot(page, "verify_policy")
            page.goto(f"/odoo/customers/{self.customer.id}")
            page.locator(".nav-link[name=accounting]").click()
            page.locator(".o_field_widget[name=recouvrement_solvency]", has_text="72/100").wait_for()
            self.shot(page, "verify_partner_accounting")
            self.assertFalse(page.locator(".o_error_dialog").count())
