"""An answer, a message that came back and an SMS, as a French collector sees them."""

import os
from datetime import timedelta
from email.message import EmailMessage

from odoo.tests import HttpCase, new_test_user, tagged

from .browser import browser_page
from .common import CollectionCase


@tagged("post_install", "-at_install")
class TestAnswerScreens(CollectionCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.company.partner_id.lang = "fr_FR"
        cls.customer.write({"lang": "fr_FR", "phone": "06 12 34 56 78"})
        cls.collector = new_test_user(
            cls.env, "claire", groups="recouvrement_preventif.group_manager", lang="fr_FR", name="Claire Petit"
        )
        cls.collector.write({"company_ids": [(6, 0, cls.company.ids)], "company_id": cls.company.id})
        cls.company.recouvrement_user_id = cls.collector

    def setUp(self):
        super(CollectionCase, self).setUp()  # the browser lives in real time
        self.today = self.company._get_recouvrement_today()

    def remind(self):
        """A reminder of today that waits in its queue."""
        run = self.env["recouvrement.run"].create({"company_id": self.company.id, "date": self.today})
        plan = self.planner.plan(self.company, self.today, partners=self.customer)
        entries = [entry._replace(case_id=self.case().id, outcome="send", reason=None) for entry in plan]
        reminder = run._create_reminders(self.company, self.today, entries)
        if reminder.state == "queued":
            reminder.line_ids._reach()
            reminder._hand_over()
        return reminder

    def send(self, reminder):
        reminder._set_sending()
        reminder._set_sent()
        return reminder

    def answer(self, reminder, body):
        mail = EmailMessage()
        mail["From"], mail["To"] = "Dupont <dupont@example.org>", "catchall@martin.example"
        mail["Subject"], mail["Message-ID"] = f"RE: {reminder.subject}", "<answer@example.org>"
        mail["In-Reply-To"] = reminder.message_id.message_id
        mail.set_content(body)
        self.env["mail.thread"].message_process(False, mail.as_bytes())

    def open(self):
        return browser_page(self, login="claire", lang="fr-FR", viewport=(1366, 768))

    def shot(self, page, name):
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=os.path.join(folder, f"{name}.png"))

    def test_an_answer_is_read_and_the_pause_ended(self):
        self.invoice(self.today - timedelta(days=10), 300)
        reminder = self.send(self.remind())
        self.answer(reminder, "Bonjour, nous payons vendredi. Cordialement, M. Dupont")
        self.invoice(self.today - timedelta(days=8), 450)
        case = self.case()
        with self.open() as page:
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator(".o-mail-Activity", has_text="Dupont").wait_for()
            page.locator(".o-mail-Message", has_text="nous payons vendredi").wait_for()
            page.locator(".o_field_widget[name=next_action]", has_text="Le client a répondu").wait_for()
            self.shot(page, "answer_case")
            page.locator(".o-mail-Message", has_text="nous payons vendredi").scroll_into_view_if_needed()
            self.shot(page, "answer_chatter")
            page.locator(".nav-link[name=suspensions]").click()
            page.locator(".o_data_row", has_text="Réponse reçue").wait_for()
            self.shot(page, "answer_pause")
            page.locator("button[name=action_release]").click()
            page.locator(".o_field_widget[name=next_action]:not(:has-text('Le client a répondu'))").wait_for()
            page.locator(".o-mail-Activity-markDone").click()
            page.locator(".o-mail-ActivityMarkAsDone .btn-primary").last.click()
            page.locator(".o-mail-Activity").wait_for(state="detached")
            self.shot(page, "answer_read")
        self.assertEqual(case.suspension_ids.released_on, self.today)
        self.assertFalse(self.env["mail.activity"].search([("res_model", "=", case._name), ("res_id", "=", case.id)]))

    def test_a_message_that_was_not_delivered_is_seen_as_such(self):
        self.invoice(self.today - timedelta(days=10), 300)
        reminder = self.send(self.remind())
        reminder.with_context(lang="fr_FR")._set_bounced("Le message est revenu : 550 5.1.1 User unknown")
        with self.open() as page:
            page.goto("/odoo/recouvrement-reminders")
            page.locator(".o_data_row", has_text="Non distribuée").wait_for()
            self.shot(page, "bounced_list")
            page.locator(".o_data_row", has_text="Dupont").locator("td[name=level_id]").click()
            page.locator(".alert", has_text="550 5.1.1 User unknown").wait_for()
            self.shot(page, "bounced_form")

    def test_the_pause_is_set_in_the_policy(self):
        with self.open() as page:
            page.goto(f"/odoo/recouvrement-policies/{self.policy.id}")
            page.locator(".nav-link[name=limits]").click()
            page.locator(".o_field_widget[name=answer_pause_days] input").fill("3")
            self.shot(page, "answer_policy")
            page.locator(".o_form_button_save").click()
            page.locator(".o_form_button_save").wait_for(state="hidden")
        self.assertEqual(self.policy.answer_pause_days, 3)

    def test_an_sms_is_written_and_its_cost_seen_before_approval(self):
        level = self.levels["first"]
        level.requires_approval = True
        self.invoice(self.today - timedelta(days=10), 300)
        with self.open() as page:
            page.goto(f"/odoo/recouvrement-policies/{self.policy.id}")
            page.locator(".o_data_row", has_text="Première relance").locator("td[name=name]").click()
            page.locator(".modal-dialog .o_field_widget[name=channel] :is(select, input)").first.click()
            page.get_by_role("option", name="SMS").or_(page.get_by_role("menuitem", name="SMS")).first.click()
            page.locator(".o_field_widget[name=sms_size]", has_text="1 SMS").wait_for()
            self.shot(page, "sms_level")
            page.locator(".modal-dialog .o_form_button_save").click()
            page.locator(".modal-dialog").wait_for(state="hidden")
            page.locator(".o_form_button_save").click()
            page.locator(".o_form_button_save").wait_for(state="hidden")
        self.assertEqual(level.channel, "sms")
        reminder = self.remind()
        with self.open() as page:
            page.goto("/odoo/recouvrement-reminders")
            page.locator(".o_data_row", has_text="Dupont").locator("td[name=sms_parts]", has_text="1").wait_for()
            self.shot(page, "sms_list")
            page.locator(".o_data_row", has_text="Dupont").locator("td[name=level_id]").click()
            page.locator(".o_field_widget[name=body]", has_text="300,00").wait_for()
            self.shot(page, "sms_reminder")
        self.assertEqual(reminder.state, "to_approve")
