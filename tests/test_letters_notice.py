"""Formal notices and their proof; what is written in the window; what is refused."""

import re

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .letters import LetterCase


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
        self.assertEqual(
            (notice.channel, notice.level_id, notice.state), ("notice", self.levels["notice"], "to_approve")
        )
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
        with self.printer() as pages:
            self.print_cron()
        self.assertIn("Formal notice to pay", pages[0])
        self.assertIn("Registered letter with acknowledgement of receipt No. 1A20012345678", pages[0])
        self.assertIn("900.00", pages[0])
        with self.at(1):
            self.post(notice, 1)
        self.assertEqual(invoice.recouvrement_level_id, self.levels["notice"])
        attachment = {"name": "receipt.pdf", "raw": b"%PDF", "res_model": notice._name, "res_id": notice.id}
        proof = self.env["ir.attachment"].with_user(self.collector).create(attachment)
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
        notice.presented_on = False
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
        with self.at():
            notice.action_cancel()
        notice = self.run_cron(0, 11)
        self.assertEqual(notice.line_ids.filtered("level_id").move_id, old + recent)
        self.pay(old)
        with self.at(0, 12):
            notice.with_user(self.collector).action_approve()
        self.assertEqual((notice.level_id, notice.channel), (self.levels["first"], "letter"))


class TestRefused(LetterCase):
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
        for method in (
            letter.with_user(biller).action_print_letters,
            self.Batch.with_user(biller).action_print_waiting,
        ):
            self.assertRaises(UserError, method)
        self.assertRaises(UserError, batch.with_user(biller).action_try_again)
        self.assertTrue(batch.with_user(biller).read(["name", "progress", "outdated_summary"]))
