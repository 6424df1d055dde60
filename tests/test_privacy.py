"""What is held of a person: found, handed over, erased on request, without touching the ledger."""

import base64
import io
import json
import zipfile

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .browser import browser_page
from .common import TODAY
from .says import SayCase
from .smtp import SmtpCase
from .test_screens import ScreenCase
from .test_verification import VerificationCase


@tagged("post_install", "-at_install")
class TestPrivacy(VerificationCase, SmtpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create(
            {
                "name": "Marie Tremblay",
                "parent_id": cls.customer.id,
                "type": "collections",
                "email": "marie.tremblay@dupont.example",
                "phone": "+33 1 98 76 54 32",
            }
        )

    def live(self):
        """A person who was reminded, called, and asked whether the data are right; the invoice is paid since."""
        invoice = self.invoice(-10, 300)
        reminder = self.run_cron()
        self.send_queue(hour=11)
        self.assertEqual((reminder.state, reminder.contact_id), ("sent", self.person))
        self.env["recouvrement.contact"].create(
            {
                "case_id": self.case().id,
                "contact_id": self.person.id,
                "kind": "email",
                "direction": "in",
                "date": TODAY,
                "summary": "Marie Tremblay answered",
                "note": "She is ill",
            }
        )
        self.confirm()
        return invoice, reminder

    def dialog(self, partner, user=None):
        wizard = self.env["recouvrement.privacy"].with_user(user or self.env.user)
        return wizard.create({"partner_id": partner.id})

    def read_export(self, partner):
        dialog = self.dialog(partner)
        action = dialog.action_export()
        self.assertIn(f"/{dialog.id}/content/", action["url"])
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(dialog.content))) as archive:
            return json.loads(archive.read("data.json"))

    def test_a_person_is_handed_all_that_bears_its_name(self):
        invoice, _reminder = self.live()
        data = self.read_export(self.person)
        self.assertIn(invoice.name, data["collection"]["Reminder"][0]["What it said"])
        self.assertEqual(data["person"]["Email"], "marie.tremblay@dupont.example")
        self.assertLessEqual({"Verification", "Exchange"}, set(data["collection"]))
        self.assertIn("She is ill", json.dumps(data))
        self.assertNotIn("nonce", json.dumps(data).lower())
        # The customer is told of everybody in it.
        self.assertIn("She is ill", json.dumps(self.read_export(self.customer)))

    def test_a_person_is_forgotten_and_the_ledger_untouched(self):
        invoice, reminder = self.live()
        before = (invoice.amount_residual, invoice.state, invoice.line_ids.ids)
        self.dialog(self.person).action_erase()
        self.env.invalidate_all()
        self.assertEqual((invoice.amount_residual, invoice.state, invoice.line_ids.ids), before)
        self.assertEqual((reminder.state, reminder.line_ids.level_id), ("sent", self.levels["first"]))
        self.assertNotEqual(reminder.contact_id, self.person)
        self.assertFalse(self.env["recouvrement.verification"].search([("partner_id", "=", self.person.id)]))
        held = "".join(
            f"{message.subject} {message.body} {message.outgoing_email_to}"
            for message in self.env["mail.message"].search(
                [("model", "=", "recouvrement.case"), ("res_id", "=", self.case().id)]
            )
        )
        self.assertIn(invoice.name, held)
        self.assertNotIn("Tremblay", held)
        self.assertNotIn("marie.tremblay", held)
        exchange = self.env["recouvrement.contact"].search([("case_id", "=", self.case().id), ("kind", "=", "email")])
        self.assertNotIn("Tremblay", "".join(exchange.mapped("summary")))
        self.assertFalse("".join(note or "" for note in exchange.mapped("note")))
        log = self.env["privacy.log"].search([], limit=1, order="id desc")
        self.assertNotIn("Tremblay", log.anonymized_name)

    def test_nothing_more_leaves_for_whoever_asked_to_be_forgotten(self):
        self.invoice(-10, 300)
        reminder = self.run_cron()
        self.dialog(self.person).action_erase()
        self.assertEqual((reminder.state, self.person.active), ("cancelled", False))
        again = self.run_cron(hour=11)
        self.assertEqual(again.contact_id, self.customer)

    def test_a_customer_is_forgotten_once_it_owes_nothing(self):
        invoice, _reminder = self.live()
        with self.assertRaisesRegex(UserError, "still owes something"):
            self.dialog(self.customer).action_erase()
        self.pay(invoice)
        self.dialog(self.customer).action_erase()
        self.assertFalse(self.env["recouvrement.verification"].search([("customer_id", "=", self.customer.id)]))

    def test_only_a_manager_does_it(self):
        collector = new_test_user(self.env, "collector", groups="recouvrement_preventif.group_user")
        with self.assertRaises(AccessError):
            self.dialog(self.person, collector)

    def test_the_lookup_of_odoo_finds_the_checks_and_sends_here_to_erase_them(self):
        self.live()
        lookup = self.env["privacy.lookup.wizard"].create({"name": self.person.name, "email": self.person.email})
        lookup.action_lookup()
        self.assertLessEqual(
            {"res.partner", "recouvrement.verification", "recouvrement.contact", "recouvrement.reminder"},
            set(lookup.line_ids.mapped("res_model")),
        )
        line = lookup.line_ids.filtered(lambda line: line.res_model == "recouvrement.reminder")[:1]
        with self.assertRaisesRegex(UserError, "Personal data in collection"):
            line.action_unlink()


@tagged("post_install", "-at_install")
class TestPrivacyOfThePage(SayCase):
    def test_what_was_sent_from_the_page_loses_its_sender_and_keeps_that_it_came(self):
        message = self.write_message(
            "I am in hospital", files={"letter.txt": b"From my doctor"}, email="marie@example.org"
        )
        correction = self.correct(contact_phone="+33 1 98 76 54 32")
        document = message.document_ids
        self.assertTrue(document and message.ip_address and correction.correction_ids)
        self.env["recouvrement.privacy"].create({"partner_id": self.marie.id}).action_erase()
        self.env.invalidate_all()
        self.assertFalse(document.exists() or message.text or message.email or message.ip_address or message.contact_id)
        self.assertNotIn("98 76 54", " ".join(filter(None, correction.correction_ids.mapped("new_value"))))
        self.assertFalse(self.env["recouvrement.access"].search([("contact_id", "=", self.marie.id)]))
        self.assertNotIn("hospital", "".join(self.case().message_ids.mapped("body")))
        self.assertNotIn("hospital", "".join(filter(None, self.exchanges().mapped("note"))))


@tagged("post_install", "-at_install")
class TestPrivacyScreens(ScreenCase):
    def test_a_manager_hands_over_and_erases(self):
        person = self.env["res.partner"].create(
            {"name": "Marie Tremblay", "parent_id": self.customer.id, "email": "marie.tremblay@dupont.example"}
        )
        self.customer._confirm_recouvrement_data(self.company, self.real_today, "call")
        with browser_page(self, login="comptable", lang="fr-FR", viewport=(1366, 768)) as page:
            page.goto(f"/odoo/customers/{self.customer.id}")
            page.locator(".o_cp_action_menus button, .o_control_panel .fa-cog").first.click()
            page.get_by_text("Données personnelles du recouvrement").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_field_widget[name=summary]", has_text="Vérification").wait_for()
            self.shot(page, "privacy")
            with page.expect_download() as download:
                dialog.locator("button[name=action_export]").click()
            self.assertTrue(download.value.suggested_filename.endswith(".zip"))
        self.assertTrue(person.active)
