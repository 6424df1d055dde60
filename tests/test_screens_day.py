"""The morning of an accountant, in French, in a real browser."""

from datetime import timedelta

from odoo.tests import tagged

from .browser import browser_page
from .test_screens import ScreenCase


@tagged("post_install", "-at_install")
class TestScreensDay(ScreenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._new_user("collecteur", "recouvrement_preventif.group_user")
        cls.customers = [
            cls._make_customer(name, phone="+33 1 23 45 67 89", user_id=cls.collector.id, lang="fr_FR")
            for name in ("Boulangerie Leroy", "Garage Petit", "Studio Noir")
        ]

    def test_approve_three_then_call_one(self):
        """Three messages are approved at once; a customer is called and promises to pay."""
        self.levels["first"].requires_approval = True
        for number, customer in enumerate(self.customers):
            self.customer = customer
            self.late_invoice(10 + 20 * number, 300 + 1000 * number)
            self.remind()
        self.customer = self._make_customer(
            "Menuiserie Blanc", phone="+33 4 78 00 00 00", user_id=self.collector.id, lang="fr_FR"
        )
        self.late_invoice(40, 5200)
        self.levels["first"].write({"requires_approval": False, "channel": "call"})
        reminder = self.remind()
        reminder._hand_over()
        customers, called = self.customers, self.customer
        with self.open("collecteur") as page:
            page.goto("/odoo/recouvrement-todo")
            rows = page.locator(".o_data_row")
            rows.nth(3).wait_for()
            self.shot(page, "todo")
            # The most at risk comes first.
            self.assertIn("Menuiserie Blanc", rows.nth(0).inner_text())
            for customer in ("Boulangerie Leroy", "Garage Petit", "Studio Noir"):
                rows.filter(has_text=customer).locator(".o_list_record_selector input").check()
            page.locator(".o_control_panel button[name=action_approve]").click()
            # What they ask for, and what the bank does not know yet, are shown first.
            page.locator(".modal-dialog", has_text="3 900,00").wait_for()
            self.shot(page, "todo_confirm")
            page.locator(".modal-dialog button[name=action_confirm]").click()
            rows.filter(has_text="Studio Noir").wait_for(state="detached")
            rows.filter(has_text="Menuiserie Blanc").locator("button[name=action_call]").click()
            dialog = page.locator(".modal-dialog")
            dialog.get_by_text("Bonjour").wait_for()
            self.shot(page, "call_sheet")
            dialog.get_by_text("Promet de payer").click()
            dialog.locator(".o_field_widget[name=date] :is(input, button)").first.click()
            page.keyboard.type((self.real_today + timedelta(days=6)).strftime("%d/%m/%Y"))
            page.keyboard.press("Tab")
            self.shot(page, "call_promise")
            dialog.locator("button[name=action_record]").click()
            dialog.wait_for(state="hidden")
            page.locator(".o_view_nocontent", has_text="Rien ne vous attend").wait_for()
            self.shot(page, "todo_empty")
        for customer in customers:
            self.assertEqual(self.case(customer).reminder_ids.state, "queued")
        self.assertEqual(reminder.state, "sent")
        calls = self.case(called).exchange_ids.filtered(lambda exchange: exchange.kind == "call")
        self.assertEqual(calls.outcome, "promise")

    def test_kanban_by_kind_and_a_customer_put_off(self):
        self.levels["first"].requires_approval = True
        self.late_invoice(10, 300)
        self.remind()
        self.customer = self.customers[0]
        self.case().activity_schedule(
            "mail.mail_activity_data_todo", self.real_today, summary="Demander le bon de commande"
        )
        with self.open("collecteur") as page:
            page.goto("/odoo/recouvrement-todo")
            page.locator(".o_switch_view.o_kanban").click()
            page.locator(".o_kanban_record", has_text="Dupont").wait_for()
            page.locator(".o_kanban_group", has_text="À approuver").wait_for()
            self.shot(page, "todo_kanban")
            card = page.locator(".o_kanban_record", has_text="Boulangerie Leroy")
            card.locator("button[name=action_snooze]").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_field_widget[name=reason] input").fill("Le vendeur les voit demain")
            self.shot(page, "snooze")
            dialog.locator("button[name=action_snooze]").click()
            card.wait_for(state="detached")
        self.assertEqual(self.case().snooze_reason, "Le vendeur les voit demain")

    def test_the_worklist_on_a_phone(self):
        self.levels["first"].requires_approval = True
        self.late_invoice(10, 300)
        reminder = self.remind()
        with browser_page(self, login="collecteur", lang="fr-FR", viewport=(390, 844)) as page:
            page.goto("/odoo/recouvrement-todo")
            card = page.locator(".o_kanban_record", has_text="Dupont")
            card.wait_for()
            self.shot(page, "todo_phone")
            card.locator("button[name=action_approve]").click()
            page.locator(".o_view_nocontent", has_text="Rien ne vous attend").wait_for()
        self.assertEqual(reminder.state, "queued")

    def test_the_case_on_one_screen_and_on_a_phone(self):
        self.customer.write({"phone": "+33 1 23 45 67 89", "street": "1 rue Haute", "city": "Lille"})
        self._make_customer("Anne Martin", parent_id=self.customer.id, type="collections", is_company=False)
        for late, amount in ((10, 300), (45, 800), (100, 1500)):
            self.late_invoice(late, amount)
        case = self.case()
        self.env["recouvrement.contact"].create(
            {
                "case_id": case.id,
                "date": self.real_today - timedelta(days=8),
                "kind": "call",
                "direction": "in",
                "summary": "Attend la fin du chantier",
            }
        )
        self.remind()
        with self.open("collecteur") as page:
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator(".o_field_widget[name=ageing]", has_text="Non échu").wait_for()
            self.shot(page, "case_full")
            page.locator(".nav-link[name=history]").click()
            page.locator(".o_data_row", has_text="Attend la fin du chantier").wait_for()
            self.shot(page, "case_history")
            page.locator(".nav-link[name=contacts]").click()
            page.locator(".o_data_row", has_text="Anne Martin").wait_for()
            page.locator("button[name=action_log_exchange]").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_field_widget[name=summary] input").fill("Le chantier est fini, il paie lundi")
            self.shot(page, "exchange")
            dialog.locator(".o_form_button_save").click()
            dialog.wait_for(state="hidden")
            page.set_viewport_size({"width": 390, "height": 844})
            self.shot(page, "case_phone")
        self.assertIn("Le chantier est fini, il paie lundi", case.exchange_ids.mapped("summary"))
