"""The screens, in French, in a real browser, on the company's real documents."""

import os
from datetime import timedelta

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .browser import browser_page
from .common import CollectionCase


class ScreenCase(CollectionCase, HttpCase):
    """A company whose accountant, collector, salesman or billing clerk works in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.policy.write({"hour_from": 0, "hour_to": 24})
        cls.accountant = cls._new_user(
            "comptable", "recouvrement_preventif.group_manager,account.group_account_manager"
        )
        cls.seller = cls._new_user("vendeur", "sales_team.group_sale_salesman,base.group_partner_manager")
        cls.biller = cls._new_user("facturier", "account.group_account_invoice")

    @classmethod
    def _new_user(cls, login, groups):
        user = new_test_user(cls.env, login, groups=groups, lang="fr_FR")
        user.write({"company_ids": [(6, 0, cls.company.ids)], "company_id": cls.company.id})
        return user

    def setUp(self):
        super(CollectionCase, self).setUp()  # the browser lives in real time
        self.real_today = self.company._get_recouvrement_today()

    def remind(self):
        """A reminder made today, whatever the day is in the real world."""
        run = self.env["recouvrement.run"].create({"company_id": self.company.id, "date": self.real_today})
        plan = self.planner.plan(self.company, self.real_today, partners=self.customer)
        entries = [entry._replace(case_id=self.case().id, outcome="send", reason=None) for entry in plan]
        reminders = run._create_reminders(self.company, self.real_today, entries)
        reminders.filtered(lambda reminder: reminder.state == "queued").line_ids._reach()
        return reminders

    def open(self, login):
        return browser_page(self, login=login, lang="fr-FR")

    def shot(self, page, name):
        """Keep a picture where somebody asks for them."""
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=os.path.join(folder, f"{name}.png"), full_page=True)

    def late_invoice(self, days, amount):
        return self.invoice(self.real_today - timedelta(days=days), amount)


@tagged("post_install", "-at_install")
class TestScreens(ScreenCase):
    def test_accountant_reads_a_case_and_puts_it_on_hold(self):
        invoice = self.late_invoice(10, 300)
        name = invoice.name  # the page works in this transaction: nothing else may read in it
        self.late_invoice(-20, 450)
        case = self.case()
        with self.open("comptable") as page:
            page.goto("/odoo/recouvrement")
            page.get_by_text("Dossiers").first.wait_for()
            self.shot(page, "cases")
            page.locator(".o_data_row", has_text="Dupont").click()
            page.locator(".o_field_widget[name=receivable_ids]", has_text=name).wait_for()
            self.shot(page, "case")
            page.locator("button[name=action_hold]").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_field_widget[name=reason] input").fill("Le client attend un avoir")
            dialog.locator(".o_form_button_save").click()
            # Without its last day, the hold is not saved, and what was typed stays.
            dialog.locator(".o_field_widget[name=date_to].o_field_invalid").wait_for()
            day = self.real_today + timedelta(days=9)
            dialog.locator(".o_field_widget[name=date_to] :is(input, button)").first.click()
            page.keyboard.type(day.strftime("%d/%m/%Y"))
            page.keyboard.press("Tab")
            self.shot(page, "hold")
            dialog.locator(".o_form_button_save").click()
            dialog.wait_for(state="hidden")
            page.locator(".o_field_widget[name=next_action]", has_text="Le client attend un avoir").wait_for()
            self.shot(page, "case_on_hold")
        self.assertEqual(case.suspension_ids.reason, "Le client attend un avoir")
        self.assertEqual(case.suspension_ids.date_to, day)
        self.assertEqual(case.suspension_ids.user_id, self.accountant)

    def test_the_buttons_of_a_case_stand_in_one_row(self):
        self.late_invoice(120, 300)
        case = self.case()
        with browser_page(self, login="comptable", lang="fr-FR", viewport=(1366, 768)) as page:
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator(".o_field_widget[name=receivable_ids] .o_data_row").wait_for()
            self.shot(page, "case_buttons")
            header = page.locator(".o_statusbar_buttons button:visible")
            tops = {button.bounding_box()["y"] for button in header.all()}
            names = [button.get_attribute("name") for button in header.all()]
            body = page.locator(".o_form_sheet button[type=object]:visible, .o_form_sheet button[name]:visible")
            elsewhere = {button.get_attribute("name") for button in body.all()}
        self.assertEqual((names[0], len(tops)), ("action_call", 1))
        self.assertLessEqual(len(names), 6)
        self.assertLessEqual(
            {"action_log_exchange", "action_promise", "action_dispute", "action_simulate_plan", "action_hold"},
            set(names),
        )
        self.assertLessEqual(
            {
                "action_send_now",
                "action_snooze",
                "action_print_statement",
                "action_email_statement",
                "action_settlement",
            },
            elsewhere,
        )

    def test_accountant_corrects_and_approves_a_message(self):
        self.levels["first"].requires_approval = True
        invoice = self.late_invoice(10, 300)
        name = invoice.name
        reminder = self.remind()
        with self.open("comptable") as page:
            page.goto("/odoo/recouvrement-reminders")
            page.locator(".o_data_row", has_text="Dupont").wait_for()
            self.shot(page, "reminders")
            page.locator(".o_data_row", has_text="Dupont").locator("td[name=level_id]").click()
            page.locator(".o_field_widget[name=body]", has_text=name).wait_for()
            self.shot(page, "reminder")
            page.locator("button[name=action_edit_message]").click()
            page.locator(".o_field_widget[name=custom_subject] input").fill("Petit rappel entre nous")
            self.shot(page, "reminder_corrected")
            page.locator("button[name=action_approve]").click()
            page.locator(".o_arrow_button_current", has_text="En file d'attente").wait_for()
            self.shot(page, "reminder_queued")
        self.assertEqual(reminder.state, "queued")
        self.assertEqual(reminder.mail_mail_id.subject, "Petit rappel entre nous")
        self.assertEqual(invoice.recouvrement_level_id, self.levels["first"])

    def test_accountant_refuses_a_message(self):
        self.levels["first"].requires_approval = True
        self.late_invoice(10, 300)
        reminder = self.remind()
        with self.open("comptable") as page:
            page.goto(f"/odoo/recouvrement-reminders/{reminder.id}")
            page.get_by_role("button", name="Refuser").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_field_widget[name=reason] input").fill("Il a appelé, il paie vendredi")
            self.shot(page, "refuse")
            dialog.locator("button[name=action_refuse]").click()
            page.locator(".o_arrow_button_current", has_text="Annulée").wait_for()
        self.assertEqual(reminder.cancel_note, "Il a appelé, il paie vendredi")

    def test_accountant_writes_a_policy(self):
        with mute_logger("odoo.sql_db"), self.open("comptable") as page:
            page.goto(f"/odoo/recouvrement-policies/{self.policy.id}")
            page.locator(".o_data_row", has_text="Première relance").wait_for()
            self.shot(page, "policy")
            page.locator(".nav-link[name=limits]").click()
            self.shot(page, "policy_limits")
            page.locator(".nav-link[name=levels]").click()
            page.locator(".o_data_row", has_text="Première relance").locator("td[name=name]").click()
            page.locator(".modal-dialog .o_field_widget[name=delay] input").fill("10")
            page.locator(".modal-dialog .o_form_button_save").click()
            page.locator(".modal-dialog").wait_for(state="hidden")
            page.locator(".o_form_button_save").click()
            page.get_by_text("ne peuvent pas tomber le même jour").wait_for()
            self.shot(page, "policy_same_day")
            page.keyboard.press("Escape")
        self.assertEqual(self.levels["first"].delay, 3)

    def test_level_on_the_invoice_and_the_customer(self):
        invoice = self.late_invoice(10, 300)
        name = invoice.name
        self.remind()
        with self.open("comptable") as page:
            page.goto(f"/odoo/customer-invoices/{invoice.id}")
            page.locator(".nav-link[name=other_info]").click()
            page.locator(".o_field_widget[name=recouvrement_level_id]", has_text="Première relance").wait_for()
            self.shot(page, "invoice")
            page.goto(f"/odoo/customers/{self.customer.id}")
            page.locator(".nav-link[name=accounting]").click()
            page.locator(".o_field_widget[name=recouvrement_next_action]").wait_for()
            self.shot(page, "partner")
            page.locator("button[name=action_recouvrement_case]").click()
            page.locator(".o_field_widget[name=receivable_ids]", has_text=name).wait_for()

    def test_seller_and_biller_meet_no_access_error(self):
        invoice = self.late_invoice(10, 300)
        name = invoice.name
        self.remind()
        with self.open("vendeur") as page:
            page.goto(f"/odoo/customers/{self.customer.id}")
            page.locator(".o_field_widget[name=email]").first.wait_for()
            self.assertFalse(page.locator("button[name=action_recouvrement_case]").count())
            self.assertFalse(page.locator(".o_error_dialog").count())
            self.shot(page, "seller")
        with self.open("facturier") as page:
            page.goto(f"/odoo/customer-invoices/{invoice.id}")
            page.locator(".nav-link[name=other_info]").click()
            page.locator(".o_field_widget[name=recouvrement_level_id]").wait_for()
            self.assertFalse(page.locator("button[name=action_recouvrement_hold]").count())
            page.goto("/odoo/recouvrement")
            page.locator(".o_data_row", has_text="Dupont").click()
            page.locator(".o_field_widget[name=receivable_ids]", has_text=name).wait_for()
            self.assertFalse(page.locator("button[name=action_hold]").count())
            self.assertFalse(page.locator(".o_error_dialog").count())
