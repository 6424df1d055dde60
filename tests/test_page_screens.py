"""The customer's page as people of the company and customers who log in come to it, in a real browser."""

from odoo.tests import new_test_user

from .browser import browser_page
from .page import PHONE, PageCase
from .test_screens import ScreenCase


class TestPageScreens(PageCase, ScreenCase):
    def make_access(self):
        case = self.case()
        self.late_invoice(10, 300)
        self.customer.lang = "fr_FR"
        return self.access(case)

    def test_collector_sees_the_links_looks_at_the_page_and_revokes(self):
        access = self.make_access()
        case = self.case()
        with ScreenCase.open(self, "comptable") as page:
            page.set_viewport_size({"width": 1366, "height": 768})
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator(".nav-link[name=customer_page]").click()
            row = page.locator("[name=access_ids] .o_data_row")
            row.wait_for()
            row.get_by_role("button").first.wait_for()
            self.shot(page, "page_case")
            with page.expect_popup() as popup:
                page.locator("button[name=action_open_page]").click()
            shown = popup.value
            shown.locator("[name=debts]").wait_for()
            self.assertTrue(shown.locator(".preview").is_visible())
            self.assert_accessible(shown)
            self.shot(shown, "page_preview")
            shown.close()
            row.locator("button[name=action_revoke]").click()
            page.locator(".modal-footer .btn-primary").click()
            row.locator("button[name=action_revoke]").wait_for(state="hidden")
        self.assertTrue(access.revoked_on)
        self.assertEqual(access.revoked_by, self.accountant)

    def test_policy_says_whether_there_is_a_page(self):
        with ScreenCase.open(self, "comptable") as page:
            page.goto(f"/odoo/recouvrement-policies/{self.policy.id}")
            page.locator(".nav-link[name=customer_page]").click()
            page.locator(".o_field_widget[name=page_link_days]").wait_for()
            self.shot(page, "page_policy")
            page.locator(".o_field_widget[name=page_enabled] input").click()
            page.locator(".o_field_widget[name=page_link_days]").wait_for(state="hidden")

    def test_reader_meets_no_access_error(self):
        self.make_access()
        case = self.case()
        with ScreenCase.open(self, "facturier") as page:
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator(".nav-link[name=customer_page]").click()
            page.locator("[name=access_ids] .o_data_row").wait_for()
            self.assertFalse(page.locator("button[name=action_revoke]").count())
            self.assertFalse(page.locator(".o_error_dialog").count())

    def test_customer_finds_the_page_in_his_account(self):
        self.make_access()
        user = new_test_user(self.env, "client", groups="base.group_portal", lang="fr_FR")
        user.partner_id.write({"parent_id": self.customer.id, "type": "contact"})
        case = self.case()
        with browser_page(self, login="client", lang="fr-FR", viewport=PHONE) as page:
            page.goto("/my/home")
            card = page.locator("a[href='/my/recouvrement']")
            card.wait_for()
            self.shot(page, "page_portal_home")
            card.click()
            page.locator("[name=debts]").wait_for()
            self.assertEqual(page.url.rpartition("/")[2], str(case.id))

    def test_a_visit_is_noted_once_somebody_has_the_page_open(self):
        access = self.make_access()
        link = self.link(access)
        with self.browse() as page:
            with page.expect_response("**/seen") as answer:
                page.goto(link)
            self.assertEqual(answer.value.status, 204)
        self.assertEqual(access.visited_on, self.company._get_recouvrement_today())

    def test_polite_page_on_a_phone(self):
        with browser_page(self, lang="fr-FR", viewport=PHONE, ignore_errors=lambda text: "404" in text) as page:
            page.goto("/recouvrement/l/nothing")
            page.locator("h1").wait_for()
            self.assert_accessible(page)
            self.shot(page, "page_refused")
