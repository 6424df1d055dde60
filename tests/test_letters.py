"""Letters and formal notices: printed in the background, posted, their arrival proved."""

import io
import re
from contextlib import contextmanager
from unittest.mock import patch

import lxml.html
from psycopg2 import IntegrityError
from reportlab.pdfgen.canvas import Canvas

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from .common import CollectionCase


class Killed(BaseException):
    """The process dies: nobody catches it."""


class LetterCase(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Reminder = cls.env["recouvrement.reminder"]
        cls.Batch = cls.env["recouvrement.letter.batch"]
        cls.letter_text = cls.env.ref("recouvrement_preventif.mail_template_letter")
        cls.notice_text = cls.env.ref("recouvrement_preventif.mail_template_letter_notice")
        cls.levels["first"].write({"fallback_channel": "letter", "fallback_template_id": cls.letter_text.id})
        cls.levels["notice"].write({"channel": "notice", "template_id": cls.notice_text.id})
        cls.company.write({"street": "3 quai Perrache", "zip": "69002", "city": "Lyon"})
        cls.customer.write(cls._address(email=False))
        cls.collector = new_test_user(cls.env, "collector", groups="recouvrement_preventif.group_user")
        cls.collector.write({"company_ids": [Command.set(cls.company.ids)], "company_id": cls.company.id})

    @classmethod
    def _address(cls, **vals):
        return {"street": "12 rue des Lilas", "zip": "35000", "city": "Rennes", **vals}

    def letters(self, *names, amount=300):
        """Letters that wait to be printed, one for each customer; their invoices."""
        partners = [self._make_customer(name, **self._address(email=False)) for name in names]
        invoices = [self.invoice(-10, amount, partner=partner) for partner in partners]
        return self.run_cron().sorted("id"), invoices

    def start(self, letters):
        """A collector has letters printed; their batch."""
        with self.at():
            action = letters.with_user(self.collector).action_print_letters()
        return self.Batch.browse(action["res_id"])

    @contextmanager
    def printer(self, fails=()):
        """Something that makes PDF files from pages, and keeps what it was given; customers
        named in ``fails`` break it: their value is what is raised."""
        pages = []

        def make(_report, bodies, **_kwargs):
            [body] = bodies
            text = " ".join(lxml.html.fromstring(body).text_content().split())
            for name in fails:
                if name in text:
                    raise fails[name]
            pages.append(text)
            buffer = io.BytesIO()
            canvas = Canvas(buffer)
            canvas.drawString(100, 700, f"letter {len(pages)}")
            canvas.save()
            return buffer.getvalue()

        def render(report, *args, **kwargs):
            return original(report.with_context(force_report_rendering=True), *args, **kwargs)

        original = IrActionsReport._render_qweb_pdf
        with (
            patch.object(IrActionsReport, "_run_wkhtmltopdf", make),
            patch.object(IrActionsReport, "_render_qweb_pdf", render),
            patch.object(IrActionsReport, "get_wkhtmltopdf_state", lambda self: "ok"),
        ):
            yield pages

    def print_cron(self, day=0, hour=11):
        with self.at(day, hour), self.enter_registry_test_mode():
            self.env.ref("recouvrement_preventif.ir_cron_print_letters").method_direct_trigger()
        self.env.invalidate_all()

    def post(self, letters, day, posted=None):
        wizard = self.env["recouvrement.letter.post"].with_user(self.collector)
        wizard = wizard.create({"letter_ids": letters.ids, "date": self.day(day)})
        if posted is not None:
            wizard.posted_ids = posted
        wizard.action_post()
        return wizard


class TestLetters(LetterCase):
    def test_a_customer_without_email_gets_a_letter_instead(self):
        self.invoice(-10, 300)
        [letter] = self.run_cron()
        self.assertEqual((letter.channel, letter.state), ("letter", "queued"))
        self.assertEqual(letter.delivery_state, "to_print")
        self.assertIn("Dear Sir or Madam", letter.body)
        self.assertNotIn("Ateliers Martin</p>", letter.body)
        self.assertFalse(letter.mail_mail_id)

    def test_the_text_of_the_other_channel_may_be_the_same(self):
        self.levels["first"].fallback_template_id = False
        self.invoice(-10, 300)
        [letter] = self.run_cron()
        self.assertIn("Hello Dupont", letter.body)

    def test_printed_in_the_background_then_posted(self):
        letters, [invoice, other] = self.letters("Durand", "Bernard")
        batch = self.start(letters)
        self.assertEqual((batch.state, batch.printed_count, batch.total_count), ("printing", 0, 2))
        self.assertFalse(batch.document_id)
        with self.printer() as pages:
            self.print_cron(1)
        self.assertEqual((batch.state, batch.printed_count, batch.total_count), ("printed", 2, 2))
        self.assertEqual(len(pages), 2)
        self.assertIn("300.00", pages[0])
        self.assertEqual(len(PdfFileReader(io.BytesIO(batch.document_id.raw)).pages), 2)
        self.assertEqual(set(letters.mapped("delivery_state")), {"printed"})
        self.assertFalse(set(letters.mapped("state")) - {"queued"})
        with self.at(5):
            self.post(letters, 2)
        self.assertEqual((batch.state, set(letters.mapped("state"))), ("posted", {"sent"}))
        self.assertEqual(set(letters.mapped("date")), {self.day(2)})
        claims = letters.line_ids.claim_id
        self.assertEqual((set(claims.mapped("reached_on")), claims.level_id), ({self.day(2)}, self.levels["first"]))
        self.assertEqual(invoice.recouvrement_level_id, self.levels["first"])
        # The next level is counted from the day of posting.
        self.assertPlanned("minimum_gap", 7, partner=other.partner_id)
        self.assertPlanned("second", 8, partner=other.partner_id)

    def test_a_letter_names_days_late_on_its_own_date(self):
        [letter], _invoices = self.letters("Durand")
        batch = self.start(letter)
        with self.printer() as [*pages]:
            pass
        with self.printer() as pages:
            self.print_cron(2)
        self.assertEqual(letter.date, self.day(2))
        self.assertRegex(pages[0], r"Lyon, November 27, 2026")
        self.assertRegex(pages[0], r"\b12\b.*300\.00")
        self.assertEqual(batch.state, "printed")

    def test_paid_before_printing_is_left_out(self):
        letters, [paid, other] = self.letters("Durand", "Bernard")
        batch = self.start(letters)
        self.pay(paid)
        with self.printer() as pages:
            self.print_cron()
        self.assertEqual(len(pages), 1)
        self.assertEqual((letters[0].state, letters[0].cancel_reason), ("cancelled", "paid"))
        self.assertEqual(letters[0].batch_id, batch)
        self.assertEqual((batch.total_count, batch.left_out_count, batch.state), (1, 1, "printed"))
        self.assertFalse(paid.recouvrement_level_id)
        self.assertEqual(other.recouvrement_level_id, self.levels["first"])

    def test_part_paid_before_printing_states_the_rest(self):
        [letter], [invoice] = self.letters("Durand")
        self.start(letter)
        self.pay(invoice, 100)
        with self.printer() as pages:
            self.print_cron()
        self.assertIn("200.00", pages[0])
        self.assertNotIn("300.00", pages[0])

    def test_paid_while_it_waits_is_cancelled_by_the_next_run(self):
        [letter], [invoice] = self.letters("Durand")
        self.pay(invoice)
        self.run_cron(0, 12)
        self.assertEqual((letter.state, letter.cancel_reason), ("cancelled", "paid"))

    def test_paid_between_printing_and_posting_is_named(self):
        letters, [paid, part_paid, _other] = self.letters("Durand", "Bernard", "Petit")
        batch = self.start(letters)
        with self.printer():
            self.print_cron()
        self.pay(paid)
        self.pay(part_paid, 100)
        with self.at(1):
            self.assertIn("Durand", batch.outdated_summary)
            self.assertIn("200.00\xa0€ due, 300.00\xa0€ printed", batch.outdated_summary.replace("€", "€"))
            self.assertNotIn("Petit", batch.outdated_summary)
            wizard = self.post(letters, 1)
        self.assertIn("Durand", wizard.outdated_summary)
        self.assertEqual(letters.mapped("state"), ["queued", "queued", "sent"])
        # Taken out of the pile: what is paid is over, the rest is printed again.
        with self.at(1):
            letters[:2].with_user(self.collector).action_take_out()
        self.assertEqual((letters[0].state, letters[0].cancel_reason), ("cancelled", "paid"))
        self.assertEqual((letters[1].delivery_state, letters[1].batch_id), ("to_print", self.Batch))
        self.assertEqual(batch.state, "posted")

    def test_posted_all_the_same(self):
        [letter], [invoice] = self.letters("Durand")
        self.start(letter)
        with self.printer():
            self.print_cron()
        self.pay(invoice)
        with self.at(1):
            with self.assertRaisesRegex(UserError, "No letter is left"):
                self.post(letter, 1)
            self.post(letter, 1, posted=letter)
        self.assertEqual((letter.state, letter.posted_on), ("sent", self.day(1)))

    def test_one_taken_out_leaves_the_document(self):
        letters, _invoices = self.letters("Durand", "Bernard")
        batch = self.start(letters)
        with self.printer():
            self.print_cron()
        with self.at(1):
            letters[0].with_user(self.collector).action_take_out()
        self.assertFalse(batch.document_id)
        with self.printer() as pages:
            self.print_cron(1)
        self.assertFalse(pages)
        self.assertEqual(len(PdfFileReader(io.BytesIO(batch.document_id.raw)).pages), 1)
        self.assertFalse(letters[0].letter_id or letters[0].message_id)
        with self.at(1):
            action = self.Reminder.with_user(self.collector).action_print_waiting()
        self.assertEqual(self.Batch.browse(action["res_id"]).reminder_ids, letters[0])

    def test_one_letter_that_fails_stops_no_other(self):
        letters, invoices = self.letters("Durand", "Bernard")
        batch = self.start(letters)
        with self.printer(fails={"Durand": ValueError("a broken picture")}):
            self.print_cron()
        self.assertEqual(letters.mapped("delivery_state"), ["failed", "printed"])
        self.assertIn("a broken picture", letters[0].failure_reason)
        self.assertEqual((batch.state, batch.printed_count, batch.left_out_count), ("printed", 1, 1))
        self.assertTrue(letters[0].case_id.activity_ids)
        with self.at(1):
            letters[0].with_user(self.collector).action_retry()
        self.assertEqual((letters[0].delivery_state, letters[0].batch_id), ("to_print", self.Batch))
        self.assertEqual(invoices[0].recouvrement_level_id, self.levels["first"])

    def test_a_batch_that_was_killed_goes_on(self):
        letters, _invoices = self.letters(*(f"Customer {number:02}" for number in range(12)))
        batch = self.start(letters)
        with self.at(0, 11), self.enter_registry_test_mode(), self.printer(fails={"Customer 07": Killed()}) as pages:
            with self.assertRaises(Killed):
                self.Batch._cron_print()
            self.env.cr.rollback()
        self.env.invalidate_all()
        self.assertEqual((len(pages), batch.printed_count, batch.state), (7, 5, "printing"))
        with self.printer() as again:
            self.print_cron()
        self.assertEqual(len(again), 7)
        self.assertEqual((batch.printed_count, batch.state), (12, "printed"))
        self.assertEqual(len(PdfFileReader(io.BytesIO(batch.document_id.raw)).pages), 12)

    def test_a_server_that_cannot_make_pdf_files_says_so_once(self):
        [letter], _invoices = self.letters("Durand")
        batch = self.start(letter)
        with (
            self.printer(),
            patch.object(IrActionsReport, "get_wkhtmltopdf_state", lambda self: "install"),
            mute_logger("odoo.addons.recouvrement_preventif.models.recouvrement_letter_batch"),
            mute_logger("odoo.addons.base.models.ir_cron"),
        ):
            self.print_cron()
        self.assertIn("wkhtmltopdf", batch.failure_reason)
        self.assertEqual(letter.delivery_state, "to_print")
        batch.with_user(self.collector).action_try_again()
        with self.printer():
            self.print_cron()
        self.assertEqual(batch.state, "printed")

    def test_a_corrected_text_is_printed_and_comes_back_when_the_amount_changes(self):
        self.levels["first"].requires_approval = True
        invoice = self.invoice(-10, 300)
        [letter] = self.run_cron()
        letter = letter.with_user(self.collector)
        with self.at():
            letter.action_edit_message()
            letter.custom_body = letter.custom_body.replace("Yours faithfully", "See you on Monday")
            letter.action_approve()
        self.assertEqual(letter.delivery_state, "to_print")
        self.start(letter)
        self.pay(invoice, 100)
        with self.printer() as pages:
            self.print_cron()
        self.assertFalse(pages)
        self.assertEqual((letter.state, letter.batch_id), ("to_approve", self.Batch))
        with self.at():
            letter.action_approve()
        self.start(letter)
        with self.printer() as pages:
            self.print_cron()
        self.assertIn("See you on Monday", pages[0])

    def test_nothing_is_printed_while_reminders_are_paused_or_tested(self):
        letters, _invoices = self.letters("Durand")
        batch = self.start(letters)
        self.company.recouvrement_mode = "test"
        with self.printer() as pages:
            self.print_cron()
        self.assertFalse(pages or letters.batch_id)
        self.assertEqual(batch.state, "empty")
        self.assertRaisesRegex(UserError, "not active", self.start, letters)
        self.company.write({"recouvrement_mode": "live", "recouvrement_paused_until": self.day(3)})
        self.assertRaisesRegex(UserError, "paused", self.start, letters)
        with self.at(4):
            letters.with_user(self.collector).action_print_letters()
        with self.printer() as pages:
            self.print_cron(4)
        self.assertEqual(len(pages), 1)

    def test_printed_letters_are_kept_on_the_case(self):
        letters, _invoices = self.letters("Durand")
        self.start(letters)
        with self.printer():
            self.print_cron()
        note = letters.case_id.message_ids[0]
        self.assertEqual(note.attachment_ids, letters.letter_id)
        self.assertIn("300.00", note.body)
        self.assertTrue(note.is_internal)
        with self.at():
            letters.with_user(self.collector).action_cancel()
        self.assertFalse(note.exists() or letters.letter_id)

    def test_each_company_has_its_batch(self):
        letters, _invoices = self.letters("Durand")
        other = self._make_company("Ateliers Leroy", street="1 rue Haute", city="Lille")
        other.write({"recouvrement_policy_id": self.policy.id, "recouvrement_mode": "live"})
        self.invoice(-10, 200, partner=letters.partner_id, company=other)
        letters += self.run_cron()
        self.collector.company_ids += other
        batches = self.Batch._start(letters)
        self.assertEqual(batches.company_id, self.company + other)
        with self.printer() as pages:
            self.print_cron()
        self.assertEqual([("Ateliers Martin" in page, "Ateliers Leroy" in page) for page in pages], [(True, False), (False, True)])

    # === WHAT IS REFUSED === #

    def test_what_cannot_be_printed_or_posted(self):
        [letter], _invoices = self.letters("Durand")
        letter = letter.with_user(self.collector)
        self.assertRaisesRegex(UserError, "printed and not posted", letter.action_post)
        self.assertRaisesRegex(UserError, "printed and not posted", letter.action_take_out)
        self.assertRaisesRegex(UserError, "has not been printed", letter.action_open_letter)
        batch = self.start(letter)
        self.assertRaisesRegex(UserError, "no letter waiting", letter.action_print_letters)
        self.assertRaisesRegex(UserError, "not ready", batch.action_download)
        with self.printer():
            self.print_cron(1)
        with self.at(2):
            for day in (0, 3):
                with self.assertRaises(ValidationError), self.cr.savepoint():
                    self.post(letter, day)
            self.post(letter, 1)
            self.assertRaises(UserError, letter.action_cancel)

    def test_an_email_is_no_letter(self):
        self.customer.email = "dupont@example.org"
        self.invoice(-10, 300)
        [reminder] = self.run_cron()
        self.assertEqual((reminder.channel, reminder.delivery_state), ("email", "queued"))
        self.assertRaises(UserError, reminder.action_print_letters)

    def test_levels_that_send_letters_need_a_text(self):
        with self.assertRaisesRegex(ValidationError, "choose its text"):
            self.levels["second"].write({"channel": "letter", "template_id": False})
        other = self.env["mail.template"].create(
            {"name": "Invoice", "model_id": self.env["ir.model"]._get_id("account.move")}
        )
        with self.assertRaisesRegex(ValidationError, "written for reminders"):
            self.levels["first"].fallback_template_id = other

    def test_only_collectors_print(self):
        [letter], _invoices = self.letters("Durand")
        biller = new_test_user(self.env, "biller", groups="account.group_account_invoice")
        biller.write({"company_ids": [Command.set(self.company.ids)], "company_id": self.company.id})
        batch = self.start(letter)
        for method in (letter.with_user(biller).action_print_letters, self.Batch.with_user(biller).action_print_waiting):
            self.assertRaises(UserError, method)
        self.assertRaises(UserError, batch.with_user(biller).action_try_again)
        self.assertTrue(batch.with_user(biller).read(["name", "progress", "outdated_summary"]))


class TestAddresses(LetterCase):
    def _postal_lines(self, **vals):
        self.customer.write(vals)
        self.invoice(-10, 300)
        [letter] = self.run_cron()
        return letter._get_postal_lines()

    def test_at_home_the_country_is_not_written(self):
        self.assertEqual(self._postal_lines(), ["Dupont", "12 rue des Lilas", "35000 Rennes"])

    def test_abroad_it_is_in_capitals_and_in_our_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company.partner_id.lang = "fr_FR"
        lines = self._postal_lines(
            country_id=self.env.ref("base.be").id, zip="1000", city="Bruxelles", street2="Boîte 4", lang="en_US"
        )
        self.assertEqual(lines, ["Dupont", "12 rue des Lilas", "Boîte 4", "1000 Bruxelles", "BELGIQUE"])

    def test_a_contact_stands_below_the_company(self):
        self.env["res.partner"].create(
            {
                "name": "Jeanne Roux",
                "type": "collections",
                "parent_id": self.customer.id,
                "country_id": self.customer.country_id.id,
                **self._address(street="BP 12"),
            }
        )
        self.assertEqual(self._postal_lines(), ["Dupont", "Jeanne Roux", "BP 12", "35000 Rennes"])

    def test_the_letter_speaks_the_language_of_its_recipient(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.letter_text.with_context(lang="fr_FR").body_html = "<p>Monsieur</p><t t-out='object.debts_table'/>"
        self.customer.lang = "fr_FR"
        self.invoice(-10, 300)
        self.start(self.run_cron())
        with self.printer() as pages:
            self.print_cron()
        self.assertIn("Monsieur", pages[0])
        self.assertIn("25 novembre 2026", pages[0])


class TestFormalNotice(LetterCase):
    def notice(self):
        """A formal notice that waits for a person."""
        invoice = self.invoice(-40, 900)
        claim = self.env["recouvrement.claim"].create({"line_id": self.receivable_lines(invoice).id})
        claim.write({"level_id": self.levels["third"].id, "reached_on": self.day(-15)})
        [notice] = self.run_cron()
        self.assertEqual((notice.channel, notice.level_id, notice.state), ("notice", self.levels["notice"], "to_approve"))
        return notice.with_user(self.collector), invoice

    def test_approved_printed_posted_presented_and_proved(self):
        notice, invoice = self.notice()
        self.assertRaises(UserError, notice.action_print_letters)
        with self.at():
            notice.action_approve()
        self.assertEqual(notice.delivery_state, "to_print")
        notice.registered_number = "1a 200 123 4567-8"
        self.assertEqual(notice.registered_number, "1A20012345678")
        self.start(notice)
        with self.printer() as [*_]:
            pass
        with self.printer() as pages:
            self.print_cron()
        self.assertIn("Formal notice to pay", pages[0])
        self.assertIn("Registered letter with acknowledgement of receipt No. 1A20012345678", pages[0])
        self.assertIn("900.00", pages[0])
        with self.at(1):
            self.post(notice, 1)
        self.assertEqual(invoice.recouvrement_level_id, self.levels["notice"])
        proof = self.env["ir.attachment"].create({"name": "receipt.pdf", "raw": b"%PDF"})
        with self.at(4):
            notice.write({"presented_on": self.day(3), "proof_ids": [Command.link(proof.id)]})
        self.assertEqual((notice.presented_on, notice.proof_ids), (self.day(3), proof))

    def test_a_letter_that_is_no_notice_does_not_say_it_is(self):
        letters, _invoices = self.letters("Durand")
        self.start(letters)
        with self.printer() as pages:
            self.print_cron()
        self.assertIsNone(re.search("formal notice|registered", pages[0], re.IGNORECASE))

    def test_presented_on_an_impossible_day(self):
        notice, _invoice = self.notice()
        with self.at():
            notice.action_approve()
        with self.assertRaisesRegex(ValidationError, "record its posting first"):
            notice.presented_on = self.day(1)
        self.start(notice)
        with self.printer():
            self.print_cron()
        with self.at(3):
            self.post(notice, 2)
            with self.assertRaisesRegex(ValidationError, "before the day it was posted"):
                notice.presented_on = self.day(1)
            with self.assertRaisesRegex(ValidationError, "day to come"):
                notice.presented_on = self.day(4)

    def test_a_number_is_that_of_one_letter(self):
        notice, _invoice = self.notice()
        with self.assertRaisesRegex(ValidationError, "not the number of a registered letter"):
            notice.registered_number = "12"
        notice.registered_number = "1A20012345678"
        [other], _invoices = self.letters("Durand")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            other.registered_number = "1A 200 123 45678"
            other.flush_recordset()

    def test_a_level_of_notices_needs_approval(self):
        with self.assertRaisesRegex(ValidationError, "a person must approve"):
            self.levels["notice"].requires_approval = False
        with self.assertRaisesRegex(ValidationError, "a person must approve"):
            self.levels["second"].fallback_channel = "notice"

    def test_without_the_debt_that_called_for_it_it_is_a_letter(self):
        notice, old = self.notice()
        self.customer.email = False
        self.levels["notice"].copy({"delay": 50})
        recent = self.invoice(-10, 200)
        notice._set_cancelled("user")
        notice = self.run_cron(0, 11)
        self.assertEqual(notice.line_ids.filtered("level_id").move_id, old + recent)
        self.pay(old)
        with self.at(0, 12):
            notice.with_user(self.collector).action_approve()
        self.assertEqual((notice.level_id, notice.channel), (self.levels["first"], "letter"))
