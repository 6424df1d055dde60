"""What Odoo's postal service answers about letters: refusals, silence, and a process that dies."""

import contextlib
import io
from unittest.mock import patch

from requests.exceptions import ConnectionError as RequestsConnectionError
from urllib3.exceptions import MaxRetryError, NewConnectionError

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.pdf import PdfFileReader

from .snailmail import SnailmailCase
from .test_letters import Killed


@tagged("post_install", "-at_install")
class TestSnailmailAnswers(SnailmailCase):
    # === THE SERVICE REFUSES === #

    def test_a_refusal_brings_the_letter_back_with_its_reason_and_a_task(self):
        reasons = {
            "CREDIT_ERROR": "not enough credits",
            "TRIAL_ERROR": "no account",
            "NO_PRICE_AVAILABLE": "does not deliver to France",
            "MISSING_REQUIRED_FIELDS": "address is not complete",
            "FORMAT_ERROR": "cannot print",
            "UNKNOWN_ERROR": "does not name",
        }
        owner = new_test_user(self.env, "owner", groups="recouvrement_preventif.group_user")
        self.company.recouvrement_user_id = owner
        batch, letters, _invoices = self.printed(*reasons)
        for letter, (error, reason) in zip(letters, reasons.items(), strict=True):
            with self.subTest(error):
                self.hand_over(letter)
                self.pass_service(error=error)
                self.assertEqual((letter.state, letter.delivery_state), ("queued", "printed"))
                self.assertIn(reason, letter.failure_reason)
                self.assertEqual(letter.case_id.activity_ids.user_id, owner)
                self.assertIn(reason, letter.case_id.activity_ids.summary)
                # Core's queue would try it again by itself.
                with self.service(), self.at(2):
                    self.env["snailmail.letter"]._snailmail_cron(autocommit=False)
                self.assertFalse(self.pass_service(2))
                self.assertEqual(letter.delivery_state, "printed")
        with self.printer():
            self.print_cron(2)
        self.assertEqual(len(PdfFileReader(io.BytesIO(batch.document_id.raw)).pages), len(letters))
        # Put right, it is handed over again; or posted by hand.
        self.hand_over(letters[0])
        self.assertFalse(letters[0].case_id.activity_ids)
        self.assertEqual(self.pass_service(3), ["CREDIT_ERROR"])
        self.assertEqual((letters[0].state, letters[0].case_id.activity_ids.ids), ("sent", []))
        with self.at(3):
            self.post(letters[1], 3)
        self.assertEqual((letters[1].state, letters[1].failure_reason), ("sent", False))

    def test_an_address_that_became_incomplete_is_not_asked_for(self):
        _batch, letter, _invoices = self.printed("Durand")
        self.hand_over(letter)
        letter.contact_id.city = False
        self.assertFalse(self.pass_service())
        self.assertIn("City", letter.failure_reason)
        self.assertEqual(letter.delivery_state, "printed")

    def test_the_service_prints_a4_only(self):
        _batch, letter, _invoices = self.printed("Durand")
        self.hand_over(letter)
        letter.letter_id.raw = letter.letter_id.raw.replace(b"595.2756 841.8898", b"612.0000 792.0000")
        self.assertFalse(self.pass_service())
        self.assertIn("the service prints A4 sheets only", letter.failure_reason)

    def test_a_request_that_fails_as_a_whole_is_a_refusal(self):
        _batch, letter, _invoices = self.printed("Durand")
        self.hand_over(letter)
        self.pass_service(reason="CREDIT_ERROR")
        self.assertIn("not enough credits", letter.failure_reason)

    # === IT IS NOT KNOWN === #

    def test_no_connection_is_tried_again_for_three_days(self):
        _batch, letter, _invoices = self.printed("Durand")
        self.hand_over(letter)
        refused = NewConnectionError(None, "Connection refused")
        error = AccessError("The service cannot be reached")
        error.__cause__ = RequestsConnectionError(MaxRetryError(None, "/", refused))
        self.pass_service(1, 12, raises=error)
        self.assertEqual((letter.delivery_state, letter.attempts), ("at_service", 1))
        self.assertFalse(self.pass_service(1, 12))
        letter.attempts = 71
        self.pass_service(1, 13, raises=error)
        self.assertEqual(letter.delivery_state, "printed")
        self.assertIn("three days", letter.failure_reason)
        self.hand_over(letter)
        self.assertEqual(self.pass_service(2), ["Durand"])

    def test_no_answer_is_uncertain_and_never_sent_again_by_itself(self):
        _batch, letters, _invoices = self.printed("Durand", "Bernard")
        self.hand_over(letters)
        self.pass_service(raises=AccessError("The request to the service timed out."))
        self.assertEqual(set(letters.mapped("state")), {"uncertain"})
        self.assertIn("may be on its way", letters[0].failure_reason)
        with self.service(), self.at(2):
            self.env["snailmail.letter"]._snailmail_cron(autocommit=False)
            letters.snailmail_letter_ids.message_id.send_letter()
            self.assertRaises(UserError, letters[0].snailmail_letter_ids.snailmail_print)
        self.assertFalse(self.posted)
        self.run_cron(2)
        self.assertFalse(self.pass_service(2))
        # A person knows: one arrived, the other did not.
        with self.at(2):
            letters[0].with_user(self.collector).action_mark_received()
        self.assertEqual((letters[0].delivery_state, letters[0].posted_on), ("posted", self.day(1)))
        self.assertEqual(self.live(letters[0]).state, "sent")
        note, copy = letters[1].message_id, letters[1].letter_id
        with self.at(2):
            letters[1].with_user(self.collector).action_retry()
        self.assertEqual((letters[1].delivery_state, letters[1].batch_id), ("to_print", self.Batch))
        self.assertTrue(note.exists() and copy.exists())
        self.start(letters[1])
        with self.printer():
            self.print_cron(2)
        self.hand_over(letters[1])
        self.assertEqual(self.pass_service(3), ["Bernard"])
        self.assertEqual(letters[1].state, "sent")

    def test_an_uncertain_letter_that_is_cancelled_stays_on_the_case(self):
        _batch, letter, [invoice] = self.printed("Durand")
        self.hand_over(letter)
        self.pass_service(raises=AccessError("The request to the service timed out."))
        note, copy = letter.message_id, letter.letter_id
        with self.at(2):
            letter.with_user(self.collector).action_cancel()
        self.assertEqual((letter.state, self.live(letter).ids), ("cancelled", []))
        self.assertTrue(note.exists() and copy.exists())
        self.assertFalse(invoice.recouvrement_level_id)

    def test_killed_while_the_service_was_asked(self):
        _batch, letters, _invoices = self.printed("Durand", "Bernard")
        self.hand_over(letters)
        with contextlib.suppress(Killed):
            self.pass_service(raises=Killed())
        self.env.invalidate_all()
        self.assertEqual(letters.mapped("state"), ["sending", "queued"])
        self.assertEqual(self.pass_service(1, 13), ["Bernard"])
        self.assertEqual(letters.mapped("state"), ["uncertain", "sent"])
        self.assertFalse(self.pass_service(2))

    def test_killed_once_the_service_had_answered(self):
        _batch, letters, _invoices = self.printed("Durand", "Bernard")
        self.hand_over(letters)

        def die(reminders):
            if reminders:
                raise Killed

        with patch.object(type(letters), "_receive_answer", die), contextlib.suppress(Killed):
            self.pass_service()
        self.env.invalidate_all()
        self.assertEqual(letters.mapped("state"), ["sending", "queued"])
        # The run finds it first: what the service answered is known.
        self.run_cron(2)
        self.assertEqual((letters[0].delivery_state, letters[0].posted_on), ("posted", self.day(1)))
        self.assertEqual(self.pass_service(2), ["Bernard"])
