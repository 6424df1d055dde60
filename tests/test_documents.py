"""What the e-mail of a reminder carries besides its text: statement, invoices, QR code."""

import io
from unittest.mock import patch

from PIL import Image

from odoo.tools import mute_logger

from odoo.addons.recouvrement_preventif.models import recouvrement_reminder_documents as documents
from odoo.addons.recouvrement_preventif.models.recouvrement_reminder_documents import RecouvrementReminder

from .smtp import SmtpCase

DOCUMENTS_LOGGER = "odoo.addons.recouvrement_preventif.models.recouvrement_reminder_documents"
IBAN = "FR7630006000011234567890189"


class TestDocuments(SmtpCase):
    def files(self, index=0):
        """What is attached to a message that was received: {file name: content}."""
        message = self.sink.messages[index][2]
        return {part.get_filename(): part.get_content() for part in message.iter_attachments()}

    def store_pdf(self, invoice, content=b"%PDF-1.4 stored"):
        """The PDF that core made when the invoice was sent."""
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{invoice.name.replace('/', '_')}.pdf",
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": invoice.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        invoice.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])
        return attachment

    def test_nothing_is_attached_unless_the_level_says_so(self):
        self.invoice(-10, 300)
        self.run_cron()
        self.send_queue()
        self.assertEqual(len(self.received()), 1)
        self.assertFalse(self.files())

    def test_the_statement_says_what_is_open_when_the_message_leaves(self):
        self.levels["first"].attach_statement = True
        invoice = self.invoice(-10, 300)
        self.run_cron()
        self.pay(invoice, 100)
        self.send_queue()
        [(name, content)] = self.files().items()
        self.assertEqual(name, "Statement of account 2026-11-25 - Dupont.pdf")
        self.assertIn(b"200.00", content)
        self.assertIn("200.00", self.received()[0][2])

    def test_a_stored_invoice_is_sent_as_it_is_and_another_is_made(self):
        self.levels["first"].attach_invoices = True
        stored, missing = self.invoice(-10, 300), self.invoice(-9, 200)
        self.store_pdf(stored)
        self.run_cron()
        self.send_queue()
        files = self.files()
        self.assertEqual(len(files), 2)
        self.assertEqual(files[f"{stored.name.replace('/', '_')}.pdf"], b"%PDF-1.4 stored")
        [made] = [content for name, content in files.items() if stored.name.replace("/", "_") not in name]
        self.assertIn(missing.name.encode(), made)
        self.assertFalse(missing.invoice_pdf_report_id, "its legal document is still core's to make")

    def test_only_the_invoices_that_the_message_lists(self):
        self.levels["first"].attach_invoices = True
        listed = self.invoice(-10, 300)
        self.invoice(20, 100)
        self.hold(self.day(30), move=self.invoice(-10, 50))
        self.run_cron()
        self.send_queue()
        [name] = self.files()
        self.assertIn(listed.name.replace("/", "_"), name)

    def test_the_oldest_invoices_when_there_are_many(self):
        self.levels["first"].attach_invoices = True
        old, new = self.invoice(-10, 300), self.invoice(-9, 200)
        with patch.object(documents, "MAX_INVOICES", 1):
            self.run_cron()
            self.send_queue()
        [name] = self.files()
        self.assertIn(old.name.replace("/", "_"), name)
        self.assertIn(new.name, self.received()[0][2])

    def test_one_whose_documents_cannot_be_made_fails_alone(self):
        self.levels["first"].attach_statement = True
        other = self._make_customer("Durand")
        self.invoice(-10, 300)
        self.invoice(-10, 300, partner=other)
        reminders = self.run_cron()
        make = RecouvrementReminder._make_statement

        def fail_for_one(reminder):
            if reminder.partner_id == self.customer:
                raise ValueError("no more paper")
            return make(reminder)

        with patch.object(RecouvrementReminder, "_make_statement", fail_for_one), mute_logger(DOCUMENTS_LOGGER):
            self.send_queue()
        failed = reminders.filtered(lambda reminder: reminder.partner_id == self.customer)
        self.assertEqual((failed.state, (reminders - failed).state), ("failed", "sent"))
        self.assertIn("no more paper", failed.failure_reason)
        self.assertEqual([recipients for recipients, _subject, _text in self.received()], [["durand@example.org"]])
        with self.at(0, 11):
            failed.action_retry()
        self.send_queue(0, 11)
        self.assertEqual(failed.state, "sent")
        self.assertEqual(len(self.files(1)), 1)

    def test_a_message_that_waited_carries_one_statement_the_last(self):
        self.levels["first"].attach_statement = True
        invoice = self.invoice(-10, 300)
        [reminder] = self.run_cron()
        self.sink.refuse["dupont@example.org"] = "451 4.7.1 later"
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            self.send_queue()
        self.assertEqual(reminder.state, "queued")
        self.sink.refuse.clear()
        self.pay(invoice, 100)
        self.send_queue(0, 12)
        [content] = self.files().values()
        self.assertIn(b"200.00", content)
        self.assertNotIn(b"300.00 </td>", content)
        self.assertEqual(len(reminder.message_id.attachment_ids), 1)

    def test_making_documents_gives_way_to_the_other_messages(self):
        self.levels["first"].attach_statement = True
        for name in ("Da", "Db", "Dc"):
            self.invoice(-10, 300, partner=self._make_customer(name))
        self.run_cron()
        with patch.object(documents, "DOCUMENTS_SECONDS", -1):
            self.env["mail.mail"].search([("state", "=", "outgoing")]).send()
        self.assertFalse(self.received())
        self.send_queue()
        self.assertEqual(len(self.received()), 3)

    def test_a_message_taken_back_leaves_no_document_behind(self):
        self.levels["first"].attach_statement = True
        self.invoice(-10, 300)
        [reminder] = self.run_cron()
        self.sink.refuse["dupont@example.org"] = "451 4.7.1 later"
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            self.send_queue()
        domain = [("res_model", "=", "recouvrement.reminder"), ("res_id", "=", reminder.id)]
        self.assertTrue(self.env["ir.attachment"].search(domain))
        with self.at(0, 11):
            reminder.action_cancel()
        self.assertFalse(self.env["ir.attachment"].search(domain))


class TestQrCode(SmtpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.levels["first"].show_qr = True
        cls.bank = cls.env["res.partner.bank"].create(
            {"acc_number": IBAN, "partner_id": cls.company.partner_id.id, "acc_holder_name": "Ateliers Martin SARL"}
        )

    def test_the_code_is_in_the_message_that_leaves(self):
        self.invoice(-10, 300)
        [reminder] = self.run_cron()
        self.assertIn(f"/recouvrement/qr/{reminder.id}", reminder.body)
        self.send_queue()
        message = self.sink.messages[0][2]
        related = message.get_body(("related",))
        [image] = [part for part in related.iter_parts() if part.get_content_type() == "image/png"]
        self.assertIn(f'src="cid:{image["Content-ID"][1:-1]}"', self.received()[0][2])
        self.assertNotIn("/recouvrement/qr/", self.received()[0][2])
        self.assertEqual(image.get_content_disposition(), "inline")
        self.assertGreater(Image.open(io.BytesIO(image.get_content())).width, 200)
        self.assertFalse(list(message.iter_attachments()))

    def test_it_says_the_account_the_amount_and_the_reference(self):
        invoice = self.invoice(-10, 1234.5)
        [reminder] = self.run_cron()
        fields = reminder._get_qr_lines()
        self.assertEqual(fields[:4], ["BCD", "002", "1", "SCT"])
        self.assertEqual(fields[5:8], ["Ateliers Martin SARL", IBAN, "EUR1234.5"])
        self.assertIn(invoice.payment_reference, fields)

    def test_a_structured_reference_is_told_as_such(self):
        self.invoice(-10, 300, payment_reference="RF18539007547034")
        [reminder] = self.run_cron()
        self.assertEqual(reminder._get_qr_lines()[9:11], ["RF18539007547034", ""])

    def test_it_asks_what_the_message_asks(self):
        self.invoice(-10, 300)
        self.credit_note(100)
        self.invoice(20, 50)
        [reminder] = self.run_cron()
        self.assertEqual(reminder._get_qr_lines()[7], "EUR200.0")
        self.pay(self.invoice(-40, 1), 1)
        self.bank_entry(30)
        self.send_queue()
        self.assertIn("170.00", self.received()[0][2])
        self.assertEqual(reminder._get_qr_lines()[7], "EUR170.0")

    def test_no_code_where_none_could_pay(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        cases = {
            "Dollars": lambda partner: self.invoice(-10, 300, partner=partner, currency=dollar),
            "Both": lambda partner: (
                self.invoice(-10, 300, partner=partner),
                self.invoice(-10, 300, partner=partner, currency=dollar),
            ),
        }
        for name, make in cases.items():
            make(self._make_customer(name))
        reminders = self.run_cron()
        self.assertEqual(len(reminders), 2)
        for reminder in reminders:
            self.assertIsNone(reminder._get_qr_lines(), reminder.partner_id.name)
            self.assertNotIn("/recouvrement/qr/", reminder.body)

    def test_no_code_without_an_iban_of_the_zone(self):
        self.bank.acc_number = "123-456"
        self.invoice(-10, 300)
        [reminder] = self.run_cron()
        self.assertNotIn("/recouvrement/qr/", reminder.body)
        self.assertIn("123-456", reminder.body)

    def test_no_code_when_the_level_shows_none(self):
        self.levels["first"].show_qr = False
        self.invoice(-10, 300)
        [reminder] = self.run_cron()
        self.assertNotIn("/recouvrement/qr/", reminder.body)
        self.send_queue()
        self.assertIsNone(self.sink.messages[0][2].get_body(("related",)))

    def test_it_goes_beside_attached_documents(self):
        self.levels["first"].attach_statement = True
        self.invoice(-10, 300)
        self.run_cron()
        self.send_queue()
        message = self.sink.messages[0][2]
        self.assertTrue(message.get_body(("related",)))
        self.assertEqual([part.get_content_type() for part in message.iter_attachments()], ["application/pdf"])

    def test_the_whole_ladder_can_show_one_without_more_queries(self):
        def count(names):
            for name in names:
                self.invoice(-10, 300, partner=self._make_customer(name))
            reminders = self.run_cron()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            reminders._render_messages()
            return self.env.cr.sql_log_count - before

        count(["Warm"])
        self.assertEqual(count(["A"]), count([f"B{i}" for i in range(6)]))
