"""Promises in a real browser: taken down during a call or from an invoice, followed in the list, and what became of them."""

from datetime import timedelta

from odoo.tests import tagged

from .promises import PromiseCase
from .test_screens import ScreenCase


@tagged("post_install", "-at_install")
class TestPromiseScreens(ScreenCase):
    promise = PromiseCase.promise

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._new_user("recouvreur", "recouvrement_preventif.group_user")
        cls.customer.write({"phone": "+33 1 23 45 67 89", "lang": "fr_FR", "user_id": cls.collector.id})

    def day(self, offset):
        return self.real_today + timedelta(days=offset)

    def pick_day(self, page, dialog, offset):
        dialog.locator(".o_field_widget[name=date] :is(input, button)").first.click()
        page.keyboard.type(self.day(offset).strftime("%d/%m/%Y"))
        page.keyboard.press("Tab")

    def test_collector_takes_a_promise_down_during_a_call(self):
        invoice = self.late_invoice(10, 1000)
        name = invoice.name
        case = self.case()
        with self.open("recouvreur") as page:
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator("button[name=action_call]").click()
            dialog = page.locator(".modal-dialog")
            dialog.get_by_text("Promet de payer", exact=True).click()
            dialog.locator(".o_field_widget[name=amount] input").fill("400")
            self.pick_day(page, dialog, 7)
            dialog.locator(".o_field_widget[name=coverage]", has_text=name).wait_for()
            self.shot(page, "promise_call")
            dialog.locator("button[name=action_record]").click()
            dialog.wait_for(state="hidden")
            page.locator(".nav-link[name=promises]").click()
            page.locator(".o_field_widget[name=promise_ids] .o_data_row", has_text="En cours").wait_for()
            self.shot(page, "promise_case")
        promise = case.promise_ids
        self.assertEqual((promise.amount, promise.date, promise.user_id), (400, self.day(7), self.collector))
        self.assertEqual(promise.exchange_id.kind, "call")
        self.assertTrue(promise.confirmation_id)

    def test_collector_needs_a_manager_after_a_broken_promise(self):
        invoice = self.late_invoice(40, 1000)
        promise = self.promise(1000, 1)
        promise.write({"made_on": self.day(-20), "date": self.day(-12), "deadline": self.day(-10)})
        promise.line_ids.suspension_ids.write({"date_from": self.day(-20), "date_to": self.day(-10)})
        promise._notice_broken()
        with self.open("recouvreur") as page:
            page.goto("/odoo/recouvrement-todo")
            page.locator(".o_data_row", has_text="Promesse").wait_for()
            self.shot(page, "promise_todo")
            page.goto(f"/odoo/customer-invoices/{invoice.id}")
            page.locator(".nav-link[name=other_info]").click()
            page.locator("button[name=action_recouvrement_promise]").click()
            dialog = page.locator(".modal-dialog").first
            self.pick_day(page, dialog, 7)
            dialog.get_by_text("Seul un responsable peut l'enregistrer").wait_for()
            self.shot(page, "promise_refused")
            dialog.locator("button[name=action_record]").click()
            page.get_by_text("Seul un responsable peut enregistrer cette promesse").wait_for()
            page.keyboard.press("Escape")
            # What was typed is still there.
            self.assertIn(
                self.day(7).strftime("%d/%m/%Y"),
                dialog.locator(".o_field_widget[name=date]").inner_html() + dialog.locator("input").first.input_value(),
            )
        self.assertEqual(len(self.case().promise_ids), 1)
        with self.open("comptable") as page:
            page.goto(f"/odoo/customer-invoices/{invoice.id}")
            page.locator(".nav-link[name=other_info]").click()
            page.locator("button[name=action_recouvrement_promise]").click()
            dialog = page.locator(".modal-dialog").first
            self.pick_day(page, dialog, 7)
            dialog.get_by_text("le dossier en garde la trace").wait_for()
            dialog.locator("button[name=action_record]").click()
            dialog.wait_for(state="hidden")
        self.assertEqual(len(self.case().promise_ids), 2)

    def test_accountant_follows_the_promises(self):
        kept, broken = self.late_invoice(40, 1000), self.late_invoice(30, 600)
        for invoice in (kept, broken):
            promise = self.promise(invoice.amount_residual, 1, moves=invoice)
            promise.write({"made_on": self.day(-20), "date": self.day(-12), "deadline": self.day(-10)})
        self.pay(kept, day=self.day(-15))
        self.late_invoice(10, 200)
        self.promise(200, 3)
        with self.open("comptable") as page:
            page.goto("/odoo/recouvrement-promises")
            page.locator(".o_data_row", has_text="Non tenue").wait_for()
            page.locator(".o_data_row", has_text="En cours").wait_for()
            self.shot(page, "promise_list")
            page.locator(".o_data_row", has_text="Non tenue").locator("td[name=partner_id]").click()
            page.locator(".o_field_widget[name=reliability]", has_text="1 sur 2").wait_for()
            self.shot(page, "promise_form")
            page.goto("/odoo/recouvrement-promises?view_type=calendar")
            page.locator(".o_calendar_view").wait_for()
            page.locator(".o_event").first.wait_for()
            self.shot(page, "promise_calendar")
            page.goto("/odoo/recouvrement-promises-analysis")
            page.locator(".o_pivot", has_text="Dupont").wait_for()
            self.shot(page, "promise_pivot")
            page.goto(f"/odoo/recouvrement-policies/{self.policy.id}")
            page.locator(".nav-link[name=promises]").click()
            page.locator(".o_field_widget[name=promise_max_days]").wait_for()
            self.shot(page, "promise_policy")

    def test_billing_clerk_and_salesman_meet_no_access_error(self):
        invoice = self.late_invoice(10, 300)
        promise = self.promise(300, 3)
        with self.open("facturier") as page:
            page.goto(f"/odoo/recouvrement-promises/{promise.id}")
            page.locator(".o_field_widget[name=amount]").first.wait_for()
            self.assertFalse(page.locator("button[name=action_cancel]").count())
            page.goto(f"/odoo/customer-invoices/{invoice.id}")
            page.locator(".nav-link[name=other_info]").click()
            page.locator(".o_field_widget[name=recouvrement_hold]", has_text="300").wait_for()
            self.assertFalse(page.locator("button[name=action_recouvrement_promise]").count())
            self.assertFalse(page.locator(".o_error_dialog").count())
        with self.open("vendeur") as page:
            page.goto(f"/odoo/customers/{self.customer.id}")
            page.locator(".o_field_widget[name=email]").first.wait_for()
            self.assertFalse(page.locator(".o_error_dialog").count())
