"""The statement on the screen, in the e-mail and on paper, for a French collector."""

import io
import os
import re
from datetime import timedelta
from unittest.mock import patch

from pypdf import PdfReader

from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from .browser import browser_page
from .common import CollectionCase


@tagged("post_install", "-at_install")
class TestStatementScreens(CollectionCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.collector = new_test_user(
            cls.env, "recouvreur", groups="recouvrement_preventif.group_manager", lang="fr_FR", email="r@example.com"
        )
        cls.collector.write({"company_ids": [(6, 0, cls.company.ids)], "company_id": cls.company.id})
        cls.company.write(
            {
                "external_report_layout_id": cls.env.ref("web.external_layout_standard").id,
                "street": "12 rue des Forges",
                "zip": "69002",
                "city": "Lyon",
                "phone": "+33 4 72 00 00 00",
            }
        )
        cls.customer.write({"lang": "fr_FR", "street": "3 quai du Port", "zip": "13002", "city": "Marseille"})
        cls.env["res.partner.bank"].create(
            {"acc_number": "FR7630006000011234567890189", "partner_id": cls.company.partner_id.id}
        )

    def setUp(self):
        super(CollectionCase, self).setUp()  # the browser lives in real time
        self.real_today = self.company._get_recouvrement_today()
        render = IrActionsReport._pre_render_qweb_pdf

        def render_pdf(report, *args, **kwargs):
            return render(report.with_context(force_report_rendering=True), *args, **kwargs)

        self.enterContext(patch.object(IrActionsReport, "_pre_render_qweb_pdf", render_pdf))

    def fill_account(self):
        late = self.invoice(self.real_today - timedelta(days=40), 1300)
        self.pay(late, 120, day=self.real_today)
        self.invoice(self.real_today - timedelta(days=5), 450.5)
        self.invoice(self.real_today + timedelta(days=20), 80)
        self.credit_note(50)
        self.bank_entry(30, day=self.real_today)
        return late

    def shot(self, page, name):
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=os.path.join(folder, f"{name}.png"))

    def read(self, pdf):
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
        return re.sub(r"\s+", " ", text)

    def test_collector_prints_the_statement_of_a_case(self):
        name = self.fill_account().name
        case = self.case()
        with browser_page(self, login="recouvreur", lang="fr-FR", viewport=(1366, 768)) as page:
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.get_by_role("button", name="Imprimer le relevé").wait_for()
            self.shot(page, "statement_case")
            with page.expect_download(timeout=60000) as download:
                page.locator("button[name=action_print_statement]").click()
            file_name = download.value.suggested_filename
            with open(download.value.path(), "rb") as file:
                pdf = file.read()
        self.assertEqual(file_name, f"Relevé de compte {self.real_today} - Dupont.pdf")
        if folder := os.environ.get("SCREENSHOTS"):
            with open(os.path.join(folder, "statement.pdf"), "wb") as file:
                file.write(pdf)
        text = self.read(pdf)
        for expected in (
            "Relevé de compte",
            name,
            "1 300,00",
            "120,00",
            "1 180,00",
            "Solde à régler",
            "1 630,50",
            "13002",
        ):
            self.assertIn(expected, text)

    def test_collector_reads_and_sends_the_statement(self):
        self.fill_account()
        case = self.case()
        with browser_page(self, login="recouvreur", lang="fr-FR", viewport=(1366, 768)) as page:
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator("button[name=action_email_statement]").click()
            dialog = page.locator(".modal-dialog")
            dialog.get_by_text("votre relevé de compte arrêté au").wait_for(timeout=60000)
            dialog.get_by_text("Relevé de compte").first.wait_for()
            self.shot(page, "statement_email")
            dialog.locator("button[name=action_send_mail]").click()
            dialog.wait_for(state="hidden", timeout=60000)
            page.locator(".o-mail-Message", has_text="votre relevé de compte").wait_for()
            self.shot(page, "statement_sent")
        message = case.message_ids.filtered("attachment_ids")
        self.assertEqual(message.partner_ids, self.customer)
        self.assertTrue(message.attachment_ids.raw.startswith(b"%PDF"))
        contact = self.env["recouvrement.contact"].search([("case_id", "=", case.id)])
        self.assertEqual((contact.user_id, contact.is_information), (self.collector, True))

    def test_options_of_the_policy_and_its_levels(self):
        with browser_page(self, login="recouvreur", lang="fr-FR", viewport=(1366, 768)) as page:
            page.goto(f"/odoo/recouvrement-policies/{self.policy.id}")
            page.locator(".nav-link[name=statement]").click()
            page.locator(".o_field_widget[name=monthly_statement] input").click()
            page.locator(".o_field_widget[name=statement_day] input").fill("5")
            self.shot(page, "statement_policy")
            page.locator(".nav-link[name=levels]").click()
            page.locator(".o_data_row", has_text="Première relance").locator("td[name=name]").click()
            dialog = page.locator(".modal-dialog")
            for name in ("attach_statement", "attach_invoices", "show_qr"):
                dialog.locator(f".o_field_widget[name={name}] input").click()
            self.shot(page, "statement_level")
            dialog.locator(".o_form_button_save").click()
            dialog.wait_for(state="hidden")
            page.locator(".o_form_button_save").click()
            page.locator(".o_form_button_save").wait_for(state="hidden")
        self.assertEqual((self.policy.monthly_statement, self.policy.statement_day), (True, 5))
        first = self.levels["first"]
        self.assertTrue(first.attach_statement and first.attach_invoices and first.show_qr)

    def test_the_code_is_shown_in_the_message_to_those_who_may_read_it(self):
        self.levels["first"].write({"show_qr": True, "requires_approval": True})
        self.invoice(self.real_today - timedelta(days=10), 300)
        run = self.env["recouvrement.run"].create({"company_id": self.company.id, "date": self.real_today})
        plan = self.planner.plan(self.company, self.real_today, partners=self.customer)
        entries = [entry._replace(case_id=self.case().id, outcome="send", reason=None) for entry in plan]
        reminder = run._create_reminders(self.company, self.real_today, entries)
        new_test_user(self.env, "vendeur", groups="base.group_user")
        with browser_page(self, login="recouvreur", lang="fr-FR", viewport=(1366, 768)) as page:
            page.goto(f"/odoo/recouvrement-reminders/{reminder.id}")
            image = page.locator(f"img[src$='/recouvrement/qr/{reminder.id}']")
            image.scroll_into_view_if_needed()
            page.wait_for_function("() => document.querySelector(\"img[src*='/recouvrement/qr/']\").naturalWidth > 200")
            self.shot(page, "statement_qr")
        self.authenticate("vendeur", "vendeur")
        self.assertEqual(self.url_open(f"/recouvrement/qr/{reminder.id}").status_code, 404)
        self.assertEqual(self.url_open("/recouvrement/qr/999999999").status_code, 404)
