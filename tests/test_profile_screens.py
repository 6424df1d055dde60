"""How customers pay, on the screens."""

from datetime import timedelta

from odoo.tests import tagged

from .behaviours import BehaviourCase
from .browser import browser_page
from .test_screens import ScreenCase


@tagged("post_install", "-at_install")
class TestProfileScreens(ScreenCase, BehaviourCase):
    def setUp(self):
        super().setUp()
        # Twelve payments, later and later, and something late now.
        for place in range(12):
            due = self.real_today - timedelta(days=400 - 30 * place)
            invoice = self.invoice(due, 200 + 50 * place)
            self.pay(invoice, day=due + timedelta(days=4 * place - 4))
        self.late_invoice(20, 500)
        self.env["recouvrement.contact"].create(
            [
                {
                    "case_id": self.case().id,
                    "date": self.real_today - timedelta(days=days),
                    "kind": "call",
                    "outcome": "no_answer",
                    "summary": "Personne",
                    "override_reason": "Essai",
                }
                for days in (1, 4, 7)
            ]
        )
        self.env["recouvrement.behaviour"]._refresh(self.company, self.real_today)

    def browse(self, login):
        return browser_page(self, login=login, lang="fr-FR", viewport=(1366, 768))

    def test_accountant_judges_a_customer_from_the_worklist(self):
        case = self.case()
        self.env.flush_all()
        with self.browse("comptable") as page:
            page.goto("/odoo/recouvrement-todo")
            row = page.locator(".o_data_row", has_text="Dupont")
            row.locator("td[name=reason]", has_text="Retard habituel ?").wait_for()
            self.shot(page, "profile_todo")
            row.locator("td[name=partner_id]").click()
            page.locator("button[name=action_confirm_profile]").wait_for()
            self.shot(page, "profile_case")
            page.locator("button[name=action_confirm_profile]").click()
            page.locator("button[name=action_confirm_profile]").wait_for(state="hidden")
            page.locator("button[name=action_accept_intent]").click()
            page.locator("button[name=action_accept_intent]").wait_for(state="hidden")
            page.locator(".nav-link[name=behaviour]").click()
            page.locator(".o_field_widget[name=behaviour_chart] rect").first.wait_for()
            self.assertEqual(page.locator(".o_field_widget[name=behaviour_chart] rect").count(), 12)
            page.locator(".o_field_widget[name=behaviour_chart] p").last.scroll_into_view_if_needed()
            self.shot(page, "profile_behaviour")
        self.assertEqual((case.profile, case.intent), ("habitual", "avoids"))
        self.assertEqual(case.decision_ids.user_id, self.accountant)

    def test_clerk_reads_and_is_not_asked(self):
        case = self.case()
        self.env.flush_all()
        with self.browse("facturier") as page:
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator(".o_field_widget[name=profile_question]", has_text="Retard habituel").wait_for()
            self.assertFalse(page.locator("button[name=action_confirm_profile]").count())
            page.goto("/odoo/recouvrement-behaviour")
            page.locator(".o_data_row", has_text="Dupont").wait_for()
            self.shot(page, "behaviour_list")
            page.locator(".o_data_row", has_text="Dupont").locator("td[name=partner_id]").click()
            page.locator(".nav-link[name=behaviour]").wait_for()

    def test_manager_writes_the_rules_and_chooses_for_whom_a_policy_is(self):
        rule = self.env.ref("recouvrement_preventif.profile_rule_habitual")
        with self.browse("comptable") as page:
            page.goto("/odoo/action-recouvrement_preventif.recouvrement_profile_rule_action")
            page.locator(".o_data_row", has_text="Retard habituel").wait_for()
            self.shot(page, "profile_rules")
            page.locator(".o_data_row", has_text="Retard habituel").locator("td[name=profile]").click()
            page.locator(".o_field_widget[name=days_late] input").fill("45")
            page.locator(".o_form_button_save").click()
            page.locator(".o_field_widget[name=description]", has_text="45").wait_for()
            self.shot(page, "profile_rule")
            page.goto("/odoo/action-recouvrement_preventif.recouvrement_signal_action")
            page.locator(".o_data_row", has_text="Ne répond pas").wait_for()
            self.shot(page, "signals")
            page.goto(f"/odoo/recouvrement-policies/{self.policy.id}")
            page.locator(".nav-link[name=profile]").click()
            page.locator(".o_field_widget[name=is_by_profile] input").check()
            page.locator(".o_field_widget[name=for_good] input").check()
            self.shot(page, "policy_profile")
            page.locator(".o_form_button_save").click()
            page.locator(".o_form_button_save").wait_for(state="hidden")
        self.env.invalidate_all()
        self.assertEqual(rule.days_late, 45)
        self.assertTrue(self.policy.is_by_profile and self.policy.for_good)
        self.assertEqual(self.behaviour().profile, "occasional")
