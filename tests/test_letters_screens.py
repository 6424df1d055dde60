"""Letters on the screens, in French, in a real browser; and as they come out of the printer."""

import io
import os
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from . import test_screens
from .browser import browser_page
from .common import CollectionCase
from .letters import LetterCase

ROW = ".o_data_row"


@tagged("post_install", "-at_install")
class TestLettersScreens(LetterCase, HttpCase):
    shot = test_screens.TestScreens.shot
    _new_user = classmethod(test_screens.TestScreens._new_user.__func__)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.company.partner_id.lang = "fr_FR"
        cls.company.write({"phone": "04 72 00 00 00", "report_footer": "Ateliers Martin, SARL au capital de 50 000 €"})
        cls.env["res.partner.bank"].create(
            {"acc_number": "FR7630006000011234567890189", "partner_id": cls.company.partner_id.id}
        )
        cls._new_user("comptable", "recouvrement_preventif.group_user")

    def setUp(self):
        super(CollectionCase, self).setUp()  # the browser lives in real time
        self.real_today = self.company._get_recouvrement_today()

    def remind(self, **invoices):
        """Letters that wait to be printed: {customer's name: (days late, amount)}."""
        partners = self.env["res.partner"]
        for name, (days, amount) in invoices.items():
            partner = self._make_customer(name, **self._address(email=False, lang="fr_FR", ref=f"C-{name[:3]}"))
            self.invoice(self.real_today - timedelta(days=days), amount, partner=partner)
            partners += partner
        run = self.env["recouvrement.run"].create({"company_id": self.company.id, "date": self.real_today})
        cases = self.env["recouvrement.case"]._ensure(self.company, partners.ids).grouped("partner_id")
        plan = self.planner.plan(self.company, self.real_today, partners=partners)
        entries = [
            entry._replace(case_id=cases[partners.browse(entry.partner_id)].id, outcome="send", reason=None)
            for entry in plan
        ]
        reminders = run._create_reminders(self.company, self.real_today, entries)
        reminders._set_queued()
        reminders.filtered(lambda reminder: reminder.state == "queued").line_ids._reach()
        return reminders

    def print_for_real(self, batch):
        """The PDF files, made by the engine at hand; not in a scheduled job, during which the
        test's server would not give it the style sheets."""

        def render(report, *args, **kwargs):
            return original(report.with_context(force_report_rendering=True), *args, **kwargs)

        original = IrActionsReport._render_qweb_pdf
        with patch.object(IrActionsReport, "_render_qweb_pdf", render):
            batch.reminder_ids._print_letters(fields.Datetime.now())
        self.assertFalse([reason for reason in batch.reminder_ids.mapped("failure_reason") if reason])
        batch._make_document()
        return PdfFileReader(io.BytesIO(batch.document_id.raw))

    def open(self):
        return browser_page(self, login="comptable", lang="fr-FR", viewport=(1366, 768))

    def test_collector_prints_and_posts_letters(self):
        letters = self.remind(Durand=(10, 300), Bernard=(12, 1250.5))
        with self.open() as page:
            page.goto("/odoo/recouvrement-letters")
            self.shot(page, "letters_empty")
            page.locator("button[name=action_print_waiting]").first.click()
            page.locator(".o_arrow_button_current", has_text="En cours d'impression").wait_for()
            page.locator(ROW, has_text="Durand").wait_for()
            self.shot(page, "letters_printing")
        batch = letters.batch_id
        pages = self.print_for_real(batch).pages
        self.assertEqual((batch.state, len(pages)), ("printed", 2))
        paid = letters.filtered(lambda letter: letter.partner_id.name == "Durand")
        self.pay(paid.line_ids.move_id, day=self.real_today)
        with self.open() as page:
            page.goto(f"/odoo/recouvrement-letters/{batch.id}")
            page.locator(".alert-warning", has_text="Durand").wait_for()
            self.shot(page, "letters_printed")
            page.locator("button[name=action_post]").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(ROW, has_text="Bernard").wait_for()
            self.assertFalse(dialog.locator(ROW, has_text="Durand").count())
            self.shot(page, "letters_post")
            dialog.locator("footer button[name=action_post]").click()
            page.locator(ROW, has_text="Postée").wait_for()
            page.locator(ROW, has_text="Durand").locator("button[name=action_take_out]").click()
            page.locator(ROW, has_text="Annulée").wait_for()
            page.locator(".o_arrow_button_current", has_text="Terminé").wait_for()
            self.shot(page, "letters_posted")
        self.assertEqual(sorted(letters.mapped("state")), ["cancelled", "sent"])
        self.assertEqual((letters - paid).posted_on, self.real_today)

    def test_collector_keeps_the_proof_of_a_notice(self):
        notice = self.remind(Lefebvre=(60, 2400))
        notice.write({"channel": "notice", "level_id": self.levels["notice"].id})
        batch = self.env["recouvrement.letter.batch"]._start(notice)
        with self.open() as page:
            page.goto(f"/odoo/recouvrement-reminders/{notice.id}")
            page.locator(".o_arrow_button_current", has_text="À imprimer").wait_for()
            page.locator(".nav-link[name=letter]").click()
            page.locator(".o_field_widget[name=registered_number] input").fill("1A 200 123 4567 8")
            page.locator(".o_form_button_save").click()
            page.locator(".o_form_button_save").wait_for(state="hidden")
        self.assertEqual(notice.registered_number, "1A20012345678")
        [sheet] = self.print_for_real(batch).pages
        self.keep_pdf(batch, "notice")
        text = sheet.extract_text()
        for expected in ("Mise en demeure", "Lettre recommandée", "1A20012345678", "12 rue des Lilas", "35000 Rennes"):
            self.assertIn(expected, text)
        notice._set_posted(self.real_today)
        with self.open() as page:
            page.goto(f"/odoo/recouvrement-reminders/{notice.id}")
            page.locator(".nav-link[name=letter]").click()
            page.locator(".o_field_widget[name=presented_on] :is(input, button)").first.click()
            page.keyboard.type(self.real_today.strftime("%d/%m/%Y"))
            page.keyboard.press("Tab")
            page.locator(".o_field_widget[name=proof_ids] input[type=file]").set_input_files(
                {"name": "avis.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
            )
            page.locator(".o_field_widget[name=proof_ids]", has_text="avis.pdf").wait_for()
            self.shot(page, "notice")
            page.locator(".o_form_button_save").click()
            page.locator(".o_form_button_save").wait_for(state="hidden")
        self.assertEqual((notice.presented_on, notice.proof_ids.name), (self.real_today, "avis.pdf"))

    def test_the_address_is_in_the_window_of_every_layout(self):
        """French and Belgian windows show, whatever the envelope and wherever the sheet lies in it,
        100 to 190 mm from the left and 55 to 79 mm from the top of the sheet."""
        letter = self.remind(Moreau=(10, 300))
        for layout in ("standard", "striped", "boxed", "bold", "bubble", "wave", "folder"):
            with self.subTest(layout):
                self.company.external_report_layout_id = self.env.ref(f"web.external_layout_{layout}")
                batch = self.env["recouvrement.letter.batch"]._start(letter)
                [sheet] = self.print_for_real(batch).pages
                self.keep_pdf(batch, f"letter_{layout}")
                for line in ("Moreau", "12 rue des Lilas", "35000 Rennes"):
                    left, top = find_text(sheet, line)
                    self.assertTrue(100 <= left <= 120, f"{line}: {left} mm from the left")
                    self.assertTrue(55 <= top <= 79, f"{line}: {top} mm from the top")
                left, top = find_text(sheet, "Madame, Monsieur")
                self.assertGreater(top, 90)
                letter.action_take_out()

    def keep_pdf(self, batch, name):
        if folder := os.environ.get("SCREENSHOTS"):
            with open(os.path.join(folder, f"{name}.pdf"), "wb") as file:
                file.write(batch.document_id.raw)


def find_text(sheet, text):
    """Where a text begins on a sheet: (mm from its left, mm from its top), of its first occurrence from the top."""
    found = []

    def visit(piece, matrix, text_matrix, _font, _size):
        if text in piece:
            x = text_matrix[4] * matrix[0] + text_matrix[5] * matrix[2] + matrix[4]
            y = text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5]
            found.append((x / 72 * 25.4, (float(sheet.mediabox.height) - y) / 72 * 25.4))

    sheet.extract_text(visitor_text=visit)
    return min(found, key=lambda place: place[1])
