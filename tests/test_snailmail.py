"""Letters that Odoo's postal service sends: handed over, answered, refused, taken back."""

import base64
import contextlib
import io
from unittest.mock import patch

import psycopg2
from requests.exceptions import ConnectionError as RequestsConnectionError
from urllib3.exceptions import MaxRetryError, NewConnectionError

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from odoo.addons.iap.tools import iap_tools

from odoo.addons.recouvrement_preventif_snailmail.hooks import uninstall_hook

from .letters import LetterCase


class Killed(BaseException):
    """The process dies: nobody catches it."""


@tagged("post_install", "-at_install")
class TestSnailmail(LetterCase):
    def setUp(self):
        super().setUp()
        self.posted = []
        self.env["iap.account"].create(
            {"service_id": self.env.ref("snailmail.iap_service_snailmail").id, "company_ids": self.company.ids}
        )

    def printed(self, *names, **address):
        """A batch of letters that were printed, one for each customer."""
        letters, invoices = self.letters(*names)
        letters.contact_id.write(address)
        batch = self.start(letters)
        with self.printer():
            self.print_cron()
        return batch, letters, invoices

    def confirm(self, letters):
        with self.at(1):
            action = letters.with_user(self.collector).action_send_by_post()
            wizard = self.env[action["res_model"]].with_user(self.collector).with_context(**action["context"])
            wizard = wizard.create({})
            wizard.flush_recordset()
            return wizard

    def hand_over(self, letters):
        with self.at(1):
            return self.confirm(letters).action_send()

    @contextlib.contextmanager
    def service(self, error=None, raises=None, reason=None):
        """The postal service: it accepts, names an error, or does not answer."""

        def answer(url, params, timeout, **_kwargs):
            if raises:
                raise raises
            self.posted += params["documents"]
            self.assertEqual(params["options"]["cover"], True)
            documents = [
                {**document, "sent": not error, "error": error, "send_id": 7} for document in params["documents"]
            ]
            return {
                "request_code": 500 if reason else 200,
                "reason": reason,
                "request": {"documents": documents},
            }

        with patch.object(iap_tools, "iap_jsonrpc", answer):
            yield

    def pass_service(self, day=1, hour=12, **answer):
        """The job passes at a moment; to whom letters were posted."""
        self.posted.clear()
        with self.service(**answer), self.at(day, hour), self.enter_registry_test_mode():
            self.env.ref("recouvrement_preventif_snailmail.ir_cron_send_letters").method_direct_trigger()
        self.env.invalidate_all()
        return [document["address"]["name"] for document in self.posted]

    def live(self, letters):
        return letters.snailmail_letter_ids.filtered(lambda letter: letter.state != "canceled")

    # === WHAT LEAVES === #

    def test_the_service_sends_the_letters_of_a_batch(self):
        batch, letters, [invoice, _other] = self.printed("Durand", "Bernard")
        with self.at(1):
            action = batch.with_user(self.collector).action_send_by_post()
        self.assertEqual(action["context"]["default_letter_ids"], [(6, 0, letters[::-1].ids)])
        self.hand_over(letters)
        self.assertEqual(set(letters.mapped("state")), {"queued"})
        self.assertEqual(set(letters.mapped("delivery_state")), {"at_service"})
        self.assertEqual((batch.at_service_count, batch.to_post_count), (2, 0))
        self.assertEqual(self.pass_service(2), ["Durand", "Bernard"])
        self.assertEqual(set(letters.mapped("delivery_state")), {"posted"})
        self.assertEqual((set(letters.mapped("posted_on")), batch.state), ({self.day(2)}, "posted"))
        claim = letters[0].line_ids.claim_id
        self.assertEqual((claim.level_id, claim.reached_on), (self.levels["first"], self.day(2)))
        self.assertEqual(invoice.recouvrement_level_id, self.levels["first"])
        self.assertEqual(set(letters.snailmail_letter_ids.mapped("state")), {"sent"})
        self.assertFalse(self.pass_service(3))

    def test_what_was_printed_leaves_behind_a_page_with_the_address(self):
        _batch, letter, _invoices = self.printed("Durand")
        self.hand_over(letter)
        self.pass_service()
        [document] = self.posted
        sheets = PdfFileReader(io.BytesIO(base64.b64decode(document["pdf_bin"]))).pages
        self.assertEqual(len(sheets), 2)
        self.assertIn("12 rue des Lilas", sheets[0].extract_text())
        self.assertIn("letter 1", sheets[1].extract_text())
        self.assertTrue(letter.letter_id.exists())

    def test_a_person_is_found_by_the_name_of_the_company(self):
        _batch, letter, _invoices = self.printed("Durand")
        person = {"name": "Alice Roy", "parent_id": letter.partner_id.id, "type": "invoice", **self._address()}
        letter.contact_id = self.env["res.partner"].create({**person, "country_id": self.env.ref("base.fr").id})
        self.hand_over(letter)
        self.pass_service()
        cover = PdfFileReader(io.BytesIO(base64.b64decode(self.posted[0]["pdf_bin"]))).pages[0].extract_text()
        self.assertEqual(cover.split("\n")[:3], ["Alice Roy", "Durand", "12 rue des Lilas"])

    def test_the_dialog_says_how_many_and_which_do_not(self):
        letters, _invoices = self.letters("Durand", "Bernard", "Petit", "Moreau")
        letters[1].channel = "notice"
        self.start(letters)
        with self.printer():
            self.print_cron()
        letters[2].contact_id.zip = False
        self.pay(letters[3].line_ids.move_id)
        wizard = self.confirm(letters)
        self.assertEqual(wizard.sent_ids, letters[0])
        self.assertEqual(wizard.summary, "Letters to send: 1, 2 pages with those of the addresses.")
        for said in ("Bernard", "registered mail", "Petit", "Zip", "Moreau", "nothing is due any more"):
            self.assertIn(said, wizard.left_out_summary)
        self.assertNotIn("Durand", wizard.left_out_summary)

    def test_the_color_and_the_sides_are_those_of_the_company_or_of_the_dialog(self):
        self.company.write({"snailmail_color": False, "snailmail_duplex": True})
        _batch, letters, _invoices = self.printed("Durand")
        wizard = self.confirm(letters)
        self.assertEqual((wizard.color, wizard.duplex), (False, True))
        wizard.color = True
        with self.at(1):
            wizard.action_send()
        letter = letters.snailmail_letter_ids
        self.assertEqual((letter.color, letter.duplex, letter.cover), (True, True, True))

    # === THE LEDGER HAS THE LAST WORD === #

    def test_paid_while_the_dialog_was_open_is_left_out_by_name(self):
        _batch, letters, [paid, _other] = self.printed("Durand", "Bernard")
        wizard = self.confirm(letters)
        self.pay(paid)
        with self.at(1):
            action = wizard.action_send()
        self.assertIn("Left out: Durand", action["params"]["message"])
        self.assertEqual(letters.mapped("delivery_state"), ["printed", "at_service"])
        self.assertRaisesRegex(UserError, "No letter is left", wizard.action_send)

    def test_paid_before_the_service_gets_it_comes_back(self):
        _batch, letters, [part_paid, _other] = self.printed("Durand", "Bernard")
        self.hand_over(letters)
        self.pay(part_paid, 100)
        self.assertEqual(self.pass_service(), ["Bernard"])
        self.assertEqual(letters.mapped("delivery_state"), ["printed", "posted"])
        self.assertIn("200.00\xa0€ due, 300.00\xa0€ printed", letters[0].failure_reason)
        self.assertTrue(letters[0].case_id.activity_ids)

    def test_nothing_is_handed_over_while_reminders_are_paused_or_tested(self):
        _batch, letters, _invoices = self.printed("Durand")
        self.company.recouvrement_mode = "test"
        self.assertRaisesRegex(UserError, "not active", self.hand_over, letters)
        self.company.recouvrement_mode = "live"
        self.hand_over(letters)
        self.company.recouvrement_paused_until = self.day(3)
        self.assertFalse(self.pass_service())
        self.assertEqual(letters.delivery_state, "at_service")
        self.assertEqual(self.pass_service(4), ["Durand"])

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

    # === UNDER WAY === #

    def test_what_the_service_has_is_nobody_elses(self):
        batch, letters, _invoices = self.printed("Durand", "Bernard")
        with self.at(1):
            opened = self.env["recouvrement.letter.post"].with_user(self.collector)
            opened = opened.create({"letter_ids": letters.ids, "date": self.day(1)})
        self.hand_over(letters[0])
        letter = letters[0].with_user(self.collector)
        for action in ("action_cancel", "action_take_out", "action_post", "action_send_by_post"):
            with self.at(1), self.assertRaisesRegex(UserError, "Durand was handed to the postal service"):
                getattr(letter, action)()
        with self.at(1):
            opened.action_post()
        self.assertEqual(letters.mapped("delivery_state"), ["at_service", "posted"])
        with self.printer():
            self.print_cron(1)
        self.assertFalse(batch.document_id)
        self.assertEqual(letters[0].delivery_state, "at_service")

    def test_nobody_is_asked_to_post_it(self):
        _batch, letters, _invoices = self.printed("Durand", "Bernard")
        with self.at(1):
            waiting = self.env["recouvrement.todo"].search([("kind", "=", "post")])
            self.assertEqual(waiting.case_id, letters.case_id)
        self.hand_over(letters[0])
        with self.at(1):
            waiting = self.env["recouvrement.todo"].search([("company_id", "=", self.company.id)])
            self.assertEqual(waiting.case_id, letters[1].case_id)

    def test_the_document_is_made_again_without_it(self):
        batch, letters, _invoices = self.printed("Durand", "Bernard")
        self.hand_over(letters[0])
        with self.printer() as pages:
            self.print_cron(1)
        self.assertFalse(pages)
        self.assertEqual(len(PdfFileReader(io.BytesIO(batch.document_id.raw)).pages), 1)

    def test_taken_back_before_the_service_has_it(self):
        batch, letters, _invoices = self.printed("Durand", "Bernard")
        self.hand_over(letters)
        with self.at(1):
            letters[0].with_user(self.collector).action_take_back()
        self.assertEqual((letters[0].delivery_state, letters[0].failure_reason), ("printed", False))
        self.assertFalse(letters[0].case_id.activity_ids)
        self.assertEqual(self.pass_service(), ["Bernard"])
        with self.at(1), self.assertRaisesRegex(UserError, "taken back"):
            letters.with_user(self.collector).action_take_back()
        with self.printer():
            self.print_cron(1)
        self.assertEqual(len(PdfFileReader(io.BytesIO(batch.document_id.raw)).pages), 1)

    def test_cancelled_in_the_list_of_letters_comes_back_too(self):
        _batch, letter, _invoices = self.printed("Durand")
        self.hand_over(letter)
        with self.at(1):
            letter.snailmail_letter_ids.with_user(self.collector).cancel()
        self.assertEqual(letter.delivery_state, "printed")
        self.assertIn("cancelled by collector", letter.failure_reason)
        self.assertTrue(letter.case_id.activity_ids)
        self.assertFalse(self.pass_service())

    def test_sent_from_the_list_of_letters_it_leaves_by_the_queue_all_the_same(self):
        _batch, letter, _invoices = self.printed("Durand")
        self.hand_over(letter)
        with self.service(), self.at(1):
            letter.snailmail_letter_ids.snailmail_print()
        self.assertFalse(self.posted)
        self.assertEqual(self.pass_service(), ["Durand"])

    def test_taken_out_once_it_came_back_it_forgets_why(self):
        _batch, letter, _invoices = self.printed("Durand")
        self.hand_over(letter)
        self.pass_service(error="CREDIT_ERROR")
        with self.at(1):
            letter.with_user(self.collector).action_take_out()
        self.assertEqual((letter.delivery_state, letter.failure_reason), ("to_print", False))

    def test_one_letter_at_the_service_for_each_reminder(self):
        _batch, letter, _invoices = self.printed("Durand")
        wizard = self.confirm(letter)
        self.hand_over(letter)
        with self.at(1):
            self.assertRaisesRegex(UserError, "No letter is left", wizard.action_send)
        vals = self.live(letter).copy_data()[0]
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            self.live(letter).create({**vals, "recouvrement_reminder_id": letter.id})

    def test_customers_merged_meanwhile_get_nothing(self):
        _batch, letters, _invoices = self.printed("Durand", "Bernard")
        self.hand_over(letters[0])
        letters[0].case_id._merge_into(letters[1].case_id)
        self.assertEqual((letters[0].state, self.live(letters[0]).ids), ("cancelled", []))
        self.assertFalse(self.pass_service())

    # === THE REST OF ODOO === #

    def test_core_sends_its_own_letters_as_before(self):
        partner = self._make_customer("Petit", **self._address())
        letter = self.env["snailmail.letter"].create(
            {
                "model": "res.partner",
                "res_id": partner.id,
                "partner_id": partner.id,
                "company_id": self.company.id,
                "cover": True,
                "attachment_id": self.env["ir.attachment"].create({"name": "a.pdf", "raw": b"%PDF-1.4"}).id,
            }
        )
        _batch, reminder, _invoices = self.printed("Durand")
        self.hand_over(reminder)
        with self.service(), self.at(1), self.enter_registry_test_mode():
            self.env.ref("snailmail.snailmail_print").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual([document["address"]["name"] for document in self.posted], ["Petit"])
        self.assertEqual((letter.state, reminder.delivery_state), ("sent", "at_service"))

    def test_an_auditor_reads_what_the_service_has(self):
        batch, letters, _invoices = self.printed("Durand")
        self.hand_over(letters)
        auditor = new_test_user(self.env, "auditor", groups="account.group_account_readonly")
        auditor.write({"company_ids": [(6, 0, self.company.ids)], "company_id": self.company.id})
        self.env.invalidate_all()
        self.assertEqual(letters.with_user(auditor).delivery_state, "at_service")
        self.assertEqual(batch.with_user(auditor).at_service_count, 1)
        for action in ("action_send_by_post", "action_take_back"):
            with self.assertRaises(AccessError):
                getattr(letters.with_user(auditor), action)()

    def test_without_the_service_its_letters_are_posted_by_hand(self):
        _batch, letters, _invoices = self.printed("Durand", "Bernard")
        self.hand_over(letters)
        with contextlib.suppress(Killed):
            self.pass_service(raises=Killed())
        self.env.invalidate_all()
        uninstall_hook(self.env)
        self.assertEqual(letters.mapped("state"), ["uncertain", "queued"])
        self.assertEqual(letters[1].delivery_state, "printed")
        self.assertEqual(set(letters.snailmail_letter_ids.mapped("state")), {"canceled"})
