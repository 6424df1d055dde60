"""Payment plans in a real browser: simulated, proposed, accepted, broken; and who may read them."""

from datetime import timedelta

from odoo.tests import tagged

from .plans import PlanCase
from .test_screens import ScreenCase


@tagged("post_install", "-at_install")
class TestPlanScreens(ScreenCase):
    draft, propose, accept = PlanCase.draft, PlanCase.propose, PlanCase.accept

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._new_user("recouvreur", "recouvrement_preventif.group_user")
        cls.customer.write({"phone": "+33 1 23 45 67 89", "lang": "fr_FR", "user_id": cls.collector.id})
        cls.company.partner_id.lang = "fr_FR"
        cls.company.write({"street": "3 rue du Four", "zip": "69001", "city": "Lyon"})

    def day(self, offset):
        return self.real_today + timedelta(days=offset)

    def test_collector_simulates_proposes_and_records_the_acceptance(self):
        invoice = self.late_invoice(40, 1000)
        self.late_invoice(10, 500)
        name = invoice.name
        case = self.case()
        with self.open("recouvreur") as page:
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator("button[name=action_simulate_plan]").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_field_widget[name=coverage]", has_text=name).wait_for()
            dialog.locator(".o_field_widget[name=number] input").fill("7")
            page.keyboard.press("Tab")
            dialog.get_by_text("Un responsable devra l'approuver").wait_for()
            self.shot(page, "plan_simulation_beyond")
            dialog.locator(".o_field_widget[name=number] input").fill("4")
            page.keyboard.press("Tab")
            dialog.get_by_text("Un responsable devra l'approuver").wait_for(state="hidden")
            dialog.locator(".o_field_widget[name=schedule]", has_text="375,00").wait_for()
            self.shot(page, "plan_simulation")
            dialog.locator("button[name=action_propose]").click()
            page.locator(".o_arrow_button_current", has_text="Proposé").wait_for()
            plan_id = page.url.rsplit("/", 1)[1]
            self.shot(page, "plan_proposed")
            page.locator("button[name=action_accept]").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_field_widget[name=note] textarea").fill("Signé par la gérante")
            self.shot(page, "plan_accept")
            dialog.locator("button[name=action_accept]").click()
            page.locator(".o_arrow_button_current", has_text="En cours").wait_for()
            self.shot(page, "plan_running")
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator(".nav-link[name=plans]").click()
            page.locator(".o_field_widget[name=plan_ids] .o_data_row", has_text="En cours").wait_for()
            self.shot(page, "plan_case")
            page.goto("/odoo/recouvrement-plan-instalments")
            page.locator(".o_calendar_view .fc-event").first.wait_for()
            self.shot(page, "plan_calendar")
            page.goto(f"/report/html/recouvrement_preventif.report_plan/{plan_id}")
            page.get_by_text("4. Déchéance du terme").wait_for()
            self.shot(page, "plan_agreement")
        plan = case.plan_ids
        self.assertEqual((plan.state, plan.amount, len(plan.line_ids)), ("running", 1500, 4))
        self.assertEqual((plan.user_id, plan.exchange_id.note), (self.collector, "Signé par la gérante"))

    def test_a_missed_instalment_breaks_it(self):
        self.late_invoice(40, 900)
        plan = self.propose((7, 300), (37, 300), (68, 300))
        self.accept(plan)
        reference = plan.reference
        # As if a month had passed.
        plan.made_on = self.day(-30)
        for line, day in zip(plan.line_ids, (-4, 26, 57), strict=True):
            line.write({"date": self.day(day), "deadline": self.day(day + 5)})
        with self.open("recouvreur") as page:
            page.goto("/odoo/recouvrement-todo")
            page.locator(".o_data_row", has_text="à risque").wait_for()
            self.shot(page, "plan_todo_at_risk")
        plan.line_ids[0].write({"date": self.day(-20), "deadline": self.day(-15)})
        plan._break()
        with self.open("recouvreur") as page:
            page.goto("/odoo/recouvrement-todo")
            page.locator(".o_data_row", has_text="de nouveau exigibles").wait_for()
            self.shot(page, "plan_todo_broken")
            page.locator(".o_data_row button[name=action_plan]").click()
            page.locator(".o_arrow_button_current", has_text="Rompu").wait_for()
            page.locator(".o_field_widget[name=line_ids]", has_text="Manquée").wait_for()
            self.shot(page, "plan_broken")
            page.locator("button[name=action_renegotiate]").click()
            dialog = page.locator(".modal-dialog")
            dialog.get_by_text("n'a pas été respecté").wait_for()
            self.shot(page, "plan_renegotiate")
            dialog.locator(".o_field_widget[name=schedule]", has_text="300,00").wait_for()
            dialog.get_by_role("button", name="Ignorer").click()
            dialog.wait_for(state="hidden")
            page.locator("button[name=action_open_case]").click()
            page.locator(".nav-link[name=history]").click()
            page.locator(".o_field_widget[name=history_ids]", has_text=reference).wait_for()
            self.shot(page, "plan_history")

    def test_billing_clerk_reads_and_a_seller_meets_no_error(self):
        self.late_invoice(40, 900)
        plan = self.propose((7, 450), (37, 450))
        with self.open("facturier") as page:
            page.goto("/odoo/recouvrement-plans")
            page.locator(".o_data_row", has_text="Proposé").locator("td[name=partner_id]").click()
            page.locator(".o_field_widget[name=line_ids] .o_data_row").first.wait_for()
            self.shot(page, "plan_clerk")
            self.assertFalse(page.locator("button[name=action_accept]").count())
            page.goto("/odoo/recouvrement-plans-analysis")
            page.locator(".o_pivot, .o_view_nocontent").first.wait_for()
            self.assertFalse(page.locator(".o_error_dialog").count())
        with self.open("vendeur") as page:
            page.goto(f"/odoo/customers/{self.customer.id}")
            page.locator(".o_field_widget[name=email]").first.wait_for()
            self.assertFalse(page.locator(".o_error_dialog").count())
        self.assertTrue(plan)

    def test_accountant_writes_the_limits(self):
        with self.open("comptable") as page:
            page.goto(f"/odoo/recouvrement-policies/{self.policy.id}")
            page.locator(".nav-link[name=plans]").click()
            page.locator(".o_field_widget[name=plan_max_months] input").fill("12")
            self.shot(page, "plan_policy")
            page.locator(".o_form_button_save").click()
            page.locator(".o_form_button_save").wait_for(state="hidden")
        self.assertEqual(self.policy.plan_max_months, 12)
