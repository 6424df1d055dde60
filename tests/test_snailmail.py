"""Letters handed to Odoo's postal service: what leaves, what does not, and what waits meanwhile."""

import base64
import contextlib
import io

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from odoo.addons.recouvrement_preventif_snailmail.hooks import uninstall_hook

from .snailmail import SnailmailCase
from .test_letters import Killed


@tagged("post_install", "-at_install")
class TestSnailmail(SnailmailCase):
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
