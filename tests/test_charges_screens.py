"""Charges on the screens, in French, in a real browser."""

from datetime import timedelta

from odoo.tests import tagged

from .test_screens import ScreenCase


@tagged("post_install", "-at_install")
class TestChargesScreens(ScreenCase):
    def setUp(self):
        super().setUp()
        self.company.recouvrement_start_date = self.real_today - timedelta(days=365)

    def test_accountant_understands_a_charge_and_waives_it(self):
        invoice = self.late_invoice(130, 12500)
        self.pay(invoice, 2500, day=self.real_today - timedelta(days=60))
        name = invoice.name
        paid = self.late_invoice(70, 800)
        self.pay(paid, day=self.real_today - timedelta(days=20))
        case = self.case()
        with self.open("comptable") as page:
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator(".o_field_widget[name=charges_total]").wait_for()
            page.get_by_role("tab", name="Pénalités et indemnités").click()
            table = page.locator(".o_recouvrement_charges")
            table.get_by_text(name).first.wait_for()
            for words in (
                "Intérêts de retard",
                "taux directeur de la BCE + 10 points",
                "C. com. L441-10 II",
                "jours / 365",
            ):
                table.get_by_text(words).first.wait_for()
            self.shot(page, "charges_case")
            page.get_by_role("button", name="Abandonner ou facturer").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_data_row").nth(3).wait_for()
            self.shot(page, "charges_decision")
            # Without a reason: said, and nothing is lost.
            dialog.get_by_role("button", name="Abandonner").click()
            page.locator(".modal-content", has_text="Dites pourquoi").get_by_role("button", name="Fermer").last.click()
            dialog.locator(".o_field_widget[name=reason] input").fill("Geste commercial convenu par téléphone")
            dialog.get_by_role("button", name="Abandonner").click()
            dialog.wait_for(state="hidden")
            table.get_by_text("Abandonnée").first.wait_for()
            self.shot(page, "charges_waived")
        self.assertEqual(set(case.charge_ids.mapped("state")), {"waived"})
        self.assertEqual(case.charge_ids.user_id, self.accountant)

    def test_manager_says_what_the_terms_claim(self):
        with self.open("comptable") as page:
            page.goto(f"/odoo/recouvrement-policies/{self.policy.id}")
            page.get_by_role("tab", name="Pénalités et indemnités").click()
            page.locator(".o_field_widget[name=contract_rate_kind]").first.wait_for()
            self.shot(page, "charges_policy")

    def test_biller_reads_and_decides_nothing(self):
        self.late_invoice(30, 1000)
        case = self.case()
        with self.open("facturier") as page:
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.get_by_role("tab", name="Pénalités et indemnités").click()
            page.locator(".o_recouvrement_charges", has_text="40,00").wait_for()
            self.assertEqual(page.get_by_role("button", name="Abandonner ou facturer").count(), 0)

    def test_a_message_with_its_charges(self):
        self.levels["first"].write({"states_charges": True, "requires_approval": True})
        self.customer.lang = "fr_FR"
        self.late_invoice(45, 1000)
        reminder = self.remind()
        with self.open("comptable") as page:
            page.goto(f"/odoo/recouvrement-reminders/{reminder.id}")
            page.locator(".o_field_widget[name=body]", has_text="Total à payer").wait_for()
            self.shot(page, "charges_message")
            page.get_by_role("tab", name="Pénalités et indemnités").click()
            page.locator(".o_field_widget[name=charge_ids] .o_data_row").first.wait_for()
            self.shot(page, "charges_reminder")
