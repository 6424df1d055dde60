"""Offering a discount, approving it and following it, in a real browser."""

from datetime import timedelta

from odoo.tests import tagged

from .test_screens import ScreenCase


@tagged("post_install", "-at_install")
class TestSettlementScreens(ScreenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._new_user("recouvreur", "recouvrement_preventif.group_user")
        cls.customer.write({"lang": "fr_FR", "user_id": cls.collector.id})

    def test_collector_proposes_manager_approves_and_the_credit_note_is_prepared(self):
        invoice = self.late_invoice(120, 2000)
        case = self.case()
        day = self.real_today + timedelta(days=15)
        with self.open("recouvreur") as page:
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator("button[name=action_settlement]").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_field_widget[name=percent] input").fill("25")
            dialog.locator(".o_field_widget[name=date] :is(input, button)").first.click()
            page.keyboard.type(day.strftime("%d/%m/%Y"))
            page.keyboard.press("Tab")
            dialog.get_by_text("L'offre attendra un responsable").wait_for()
            dialog.locator(".o_field_widget[name=amount_to_pay]", has_text="500,00").wait_for()
            self.shot(page, "settlement_offer")
            dialog.locator("button[name=action_offer]").click()
            page.locator(".o_arrow_button_current", has_text="À approuver").wait_for()
            self.assertFalse(page.locator("button[name=action_approve]").count())
            self.shot(page, "settlement_to_approve")
        offer = case.settlement_ids
        self.assertEqual((offer.discount, offer.date, offer.state), (500, day, "to_approve"))
        with self.open("comptable") as page:
            page.goto("/odoo/recouvrement-todo")
            page.locator(".o_data_row", has_text="Remise à approuver").wait_for()
            self.shot(page, "settlement_todo")
            page.locator(".o_data_row button[name=action_settlement]").click()
            page.locator("button[name=action_approve]").click()
            page.locator(".o_arrow_button_current", has_text="Proposée").wait_for()
            self.shot(page, "settlement_offered")
        self.assertTrue(offer.message_contact_id or offer.message_problem)
        self.pay(invoice, 1500, day=self.real_today)
        self.env.invalidate_all()
        with self.open("comptable") as page:
            page.goto(f"/odoo/recouvrement-settlements/{offer.id}")
            page.locator("button[name=action_prepare_credit]").click()
            page.locator("button[name=action_open_credit]").wait_for()
            page.get_by_text("l'avoir est préparé").wait_for()
            self.shot(page, "settlement_paid")
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator(".nav-link[name=settlements]").click()
            page.locator(".o_field_widget[name=settlement_ids] .o_data_row", has_text="Payée à temps").wait_for()
        self.assertEqual(offer.credit_move_ids.amount_total, 500)

    def test_the_limits_are_on_the_policy(self):
        with self.open("comptable") as page:
            page.goto(f"/odoo/recouvrement-policies/{self.policy.id}")
            page.locator(".nav-link[name=settlements]").click()
            page.locator(".o_field_widget[name=settlement_max_percent]").wait_for()
            self.shot(page, "settlement_policy")
