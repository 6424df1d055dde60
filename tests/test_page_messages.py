"""The link to the customer's page in every message: the recipient's own, and kept nowhere in Odoo."""

import re

from odoo.tools import SQL

from .letters import LetterCase
from .page import PageCase
from .smtp import SmtpCase
from .test_statement_sending import StatementCase

LINK = re.compile(r'href="[^"]*(/recouvrement/l/[^"]+)"')


class TestPageInMessages(PageCase, SmtpCase):
    def sent_links(self):
        """The links of the messages that left, by recipient."""
        return {
            recipient: LINK.search(text)[1] if LINK.search(text) else None
            for recipients, _subject, text in self.received()
            for recipient in recipients
        }

    def test_the_link_of_a_reminder_opens_the_page_of_its_recipient(self):
        invoice = self.invoice(-10, 300)
        contact = self.env["res.partner"].create(
            {"name": "Anne", "type": "collections", "parent_id": self.customer.id, "email": "anne@example.org"}
        )
        reminder = self.run_cron()
        self.send_queue()
        link = self.sent_links()["anne@example.org"]
        page = self.url_open(link)
        self.assertIn(invoice.name, self.read(page))
        access = self.case().access_ids
        self.assertEqual((access.contact_id, access.expires_on), (contact, self.day(90)))
        self.assertEqual(reminder.state, "sent")

    def test_what_is_kept_of_the_message_opens_nothing(self):
        self.invoice(-10, 300)
        reminder = self.run_cron()
        kept = reminder.mail_mail_id.body_html
        self.send_queue()
        token = self.sent_links()["dupont@example.org"].rpartition("/")[2]
        for body in (kept, reminder.message_id.body, reminder.body):
            self.assertIn(f'href="/recouvrement/open/{self.case().id}"', body)
            self.assertNotIn(token, body)
        rows = self.env.execute_query(SQL("SELECT a::text FROM recouvrement_access a"))
        self.assertNotIn(token.partition(".")[2], str(rows))

    def test_a_text_that_a_person_wrote_carries_it_too(self):
        self.levels["first"].requires_approval = True
        self.invoice(-10, 300)
        reminder = self.run_cron()
        self.assertIn("/recouvrement/open/", reminder.body, "shown before it is approved")
        reminder.action_edit_message()
        reminder.write({"custom_subject": "Between us", "custom_body": "<p>You know why I write.</p>"})
        reminder.action_approve()
        self.send_queue()
        [(_to, _subject, text)] = self.received()
        self.assertIn("You know why I write.", text)
        self.assertEqual(len(LINK.findall(text)), 1)

    def test_the_same_link_serves_until_it_expires_and_each_message_prolongs_it(self):
        self.invoice(-10, 300)
        self.run_cron()
        self.send_queue()
        first = self.sent_links()["dupont@example.org"]
        self.sink.messages.clear()
        self.run_cron(7)
        self.send_queue(7)
        self.assertEqual(self.sent_links()["dupont@example.org"], first)
        self.assertEqual(self.case().access_ids.expires_on, self.day(97))

    def test_after_a_revocation_the_next_message_brings_a_new_link(self):
        self.invoice(-10, 300)
        self.run_cron()
        self.send_queue()
        first = self.sent_links()["dupont@example.org"]
        self.case().access_ids.action_revoke()
        self.sink.messages.clear()
        self.run_cron(7)
        self.send_queue(7)
        second = self.sent_links()["dupont@example.org"]
        self.assertNotEqual(first, second)
        self.assertEqual(self.url_open(first).status_code, 404)
        self.assertEqual(self.url_open(second).status_code, 200)

    def test_a_policy_without_the_page_sends_no_link(self):
        self.policy.page_enabled = False
        self.invoice(-10, 300)
        self.run_cron()
        self.send_queue()
        [(_to, _subject, text)] = self.received()
        self.assertNotIn("/recouvrement/", text)

    def test_what_people_write_to_each_other_about_it_carries_no_link(self):
        self.invoice(-10, 300)
        reminder = self.run_cron()
        self.send_queue()
        self.sink.messages.clear()
        stranger = self._make_customer("Stranger")
        self.case().message_post(
            body=reminder.message_id.body,
            message_type="comment",
            partner_ids=stranger.ids,
            subtype_xmlid="mail.mt_comment",
        )
        self.send_queue()
        [(_to, _subject, text)] = [each for each in self.received() if each[0] == ["stranger@example.org"]]
        self.assertNotIn("/recouvrement/l/", text)

    def test_the_links_of_many_messages_are_made_together(self):
        def count(names):
            for name in names:
                self.invoice(-10, 100, partner=self._make_customer(name))
            reminders = self.run_cron()
            self.env.flush_all()
            self.env.invalidate_all()
            reminders = self.env["recouvrement.reminder"].browse(reminders.ids)
            reminders.mapped("case_id.policy_id")
            before = self.env.cr.sql_log_count
            urls = reminders._get_page_urls()
            self.env.flush_all()
            self.assertEqual(len(set(urls.values())), len(names))
            return self.env.cr.sql_log_count - before

        count(["Zero"])
        few, many = count([f"Few {n}" for n in range(3)]), count([f"Many {n}" for n in range(30)])
        self.assertEqual(few, many)


class TestPageInStatements(PageCase, StatementCase):
    def test_the_monthly_statement_leads_to_the_page(self):
        invoice = self.invoice(30, 300)
        self.assertEqual(self.pass_by(), ["dupont@example.org"])
        [(_to, _subject, text)] = self.received()
        page = self.url_open(LINK.search(text)[1])
        self.assertIn(invoice.name, self.read(page))


class TestPageInLetters(PageCase, LetterCase):
    def test_a_letter_shows_the_link_as_a_code(self):
        [letter], _invoices = self.letters("Dubois")
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("recouvrement_preventif.report_letter", letter.ids)[0].decode()
        self.assertIn("scan this code with your telephone", html)
        self.assertEqual(letter.case_id.access_ids.contact_id, letter.contact_id)
        self.assertNotIn("/recouvrement/l/", html)

    def test_a_policy_without_the_page_prints_none(self):
        self.policy.page_enabled = False
        [letter], _invoices = self.letters("Dubois")
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("recouvrement_preventif.report_letter", letter.ids)[0].decode()
        self.assertNotIn("scan this code", html)
