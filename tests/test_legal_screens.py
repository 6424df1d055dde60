"""What the law allows and how long one may go to court, as an accountant sees it."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .browser import browser_page
from .test_screens import ScreenCase


@tagged("post_install", "-at_install")
class TestLegalScreens(ScreenCase):
    def open(self, login):
        return browser_page(self, login=login, lang="fr-FR", viewport=(1366, 768))

    def test_manager_reads_a_framework_and_enters_a_rate(self):
        with self.open("comptable") as page:
            page.goto("/odoo/recouvrement-legal-frameworks")
            page.locator(".o_data_row").nth(8).wait_for()
            self.shot(page, "legal_frameworks")
            page.locator(".o_data_row", has_text="Belgique, ").nth(1).click()
            page.locator(".o_field_widget[name=interest]", has_text="plafond").or_(
                page.locator(".o_field_widget[name=interest]", has_text="clause")
            ).first.wait_for()
            self.shot(page, "legal_framework")
            page.locator(".nav-link[name=readings]").click()
            page.get_by_text("ramenée au plafond").wait_for()
            self.shot(page, "legal_framework_readings")
            page.goto("/odoo/recouvrement-rates")
            page.locator(".o_group_header").first.wait_for()
            self.shot(page, "legal_rates")
            page.locator(".o_list_button_add").click()
            page.locator(".o_field_widget[name=percent] input").fill("12,15")
            page.locator(".o_field_widget[name=source] input").fill("Journal officiel")
            page.locator(".o_form_button_save").click()
            page.locator(".o_field_widget[name=kind].o_field_invalid").wait_for()
            self.shot(page, "legal_rate_incomplete")

    def test_collector_sees_the_last_day_and_records_what_starts_it_again(self):
        due = self.real_today - relativedelta(years=5) + timedelta(days=20)
        name = self.invoice(due, 300).name
        case = self.case()
        with self.open("comptable") as page:
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator(".alert .o_field_widget[name=limitation_alert]").wait_for()
            self.shot(page, "limitation_alert")
            page.locator(".nav-link[name=limitation]").click()
            page.locator(".o_field_widget[name=limitation_receivable_ids]", has_text=name).wait_for()
            self.shot(page, "limitation")
            page.get_by_role("button", name="Enregistrer un évènement").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_field_widget[name=kind] input").first.click()
            self.shot(page, "limitation_event")
            dialog.locator(".o_form_button_save").click()
            dialog.wait_for(state="hidden")
            page.locator(".o_form_button_save").click()
            page.locator(".o_field_widget[name=limitation_receivable_ids]", has_text="reconnu").wait_for()
            self.shot(page, "limitation_again")
        self.assertEqual(case.legal_event_ids.kind, "acknowledged")
        self.assertFalse(case.limitation_alert)

    def test_customer_and_policy_say_which_law(self):
        with self.open("comptable") as page:
            page.goto(f"/odoo/customers/{self.customer.id}")
            page.locator(".nav-link[name=accounting]").click()
            page.locator(".o_field_widget[name=recouvrement_deduced_kind]", has_text="Professionnel").wait_for()
            page.locator(".o_field_widget[name=recouvrement_deduced_kind]").scroll_into_view_if_needed()
            self.shot(page, "legal_customer")
            page.goto(f"/odoo/recouvrement-policies/{self.policy.id}")
            page.locator(".nav-link[name=law]").click()
            page.locator(".o_field_widget[name=business_law]").wait_for()
            self.shot(page, "legal_policy")

    def test_biller_and_seller_meet_no_access_error(self):
        due = self.real_today - relativedelta(years=5) + timedelta(days=20)
        name = self.invoice(due, 300).name
        case = self.case()
        with self.open("facturier") as page:
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator(".nav-link[name=limitation]").click()
            page.locator(".o_field_widget[name=limitation_receivable_ids]", has_text=name).wait_for()
            self.assertFalse(page.get_by_role("button", name="Enregistrer un évènement").count())
            page.goto("/odoo/recouvrement-legal-frameworks")
            page.locator(".o_data_row").first.click()
            page.locator(".o_field_widget[name=sources]").wait_for()
            page.goto("/odoo/recouvrement-rates")
            page.locator(".o_group_header").first.wait_for()
            self.assertFalse(page.locator(".o_list_button_add").count())
            self.assertFalse(page.locator(".o_error_dialog").count())
        with self.open("vendeur") as page:
            page.goto(f"/odoo/customers/{self.customer.id}")
            page.locator(".o_field_widget[name=email]").first.wait_for()
            self.assertFalse(page.locator(".o_field_widget[name=recouvrement_customer_kind]").count())
            self.assertFalse(page.locator(".o_error_dialog").count())
