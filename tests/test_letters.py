"""Letters: printed in the background, posted, checked against the ledger until then."""

import contextlib
import io
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from .letters import LetterCase


class Killed(BaseException):
    """The process dies: nobody catches it."""


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
        self.levels["second"].fallback_channel = "letter"
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
            self.assertIn("200.00\xa0€ due, 300.00\xa0€ printed", batch.outdated_summary)
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
        # Not assertRaises, which undoes what was committed meanwhile.
        with self.printer(fails={"Customer 07": Killed()}) as pages, contextlib.suppress(Killed):
            self.print_cron()
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
        self.assertEqual(
            [("Ateliers Martin" in page, "Ateliers Leroy" in page) for page in pages], [(True, False), (False, True)]
        )
