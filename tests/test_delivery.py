"""What became of the e-mails: they come back, are refused, or their address must not be used any more."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .mail_gateway import MailGatewayCase


@tagged("post_install", "-at_install")
class TestDelivery(MailGatewayCase):
    def setUp(self):
        super().setUp()
        self.due = self.invoice(-10, 300)

    def with_letters(self):
        """Customers whom e-mail does not reach get letters; this one has a postal address."""
        self.policy.level_ids.filtered(lambda level: level.channel == "email").fallback_channel = "letter"
        self.customer.write({"street": "1 rue des Lilas", "zip": "44000", "city": "Nantes"})

    def sent_reminder(self):
        [reminder], [sent] = self.remind()
        self.assertEqual(reminder.state, "sent")
        return reminder, sent

    def refused(self, answer):
        """A reminder that the mail server refused."""
        self.sink.refuse["dupont@example.org"] = answer
        [reminder] = self.run_cron()
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            self.send_queue()
        return reminder

    # === IT CAME BACK === #

    def test_a_message_that_came_back_was_not_received(self):
        reminder, sent = self.sent_reminder()
        self.assertEqual(self.due.recouvrement_level_id, self.levels["first"])
        self.report(sent, "dupont@example.org")
        self.assertEqual(reminder.state, "bounced")
        self.assertIn("550 5.1.1 no such user", reminder.failure_reason)
        self.assertFalse(self.due.recouvrement_level_id)
        self.assertEqual(self.customer.message_bounce, 1)
        self.assertIn("no such user", self.case().message_ids[0].body)
        self.assertIn("300.00", reminder.amounts)

    def test_the_letter_takes_over(self):
        self.with_letters()
        _reminder, sent = self.sent_reminder()
        self.report(sent, "dupont@example.org")
        entry = self.plan(1)
        self.assertEqual((entry.outcome, entry.channel), ("send", "letter"))
        self.assertEqual(entry.level_id, self.levels["first"].id)
        letter = self.run_cron(1)
        self.assertEqual((letter.channel, letter.level_id), ("letter", self.levels["first"]))
        self.assertEqual(self.due.recouvrement_level_id, self.levels["first"])

    def test_without_another_way_somebody_looks_for_an_address(self):
        _reminder, sent = self.sent_reminder()
        self.report(sent, "dupont@example.org")
        self.assertFalse(self.run_cron(1))
        self.assertEqual(self.case().withheld_reason, "unreachable")
        self.assertIn("Find an address", self.case().activity_ids.summary)
        self.customer.email = "direction@example.org"
        self.assertPlanned("first", 1)

    def test_another_contact_takes_over(self):
        self._make_customer("Compta", parent_id=self.customer.id, type="collections", is_company=False)
        reminder, sent = self.sent_reminder()
        self.assertEqual(reminder.contact_id.email, "compta@example.org")
        self.report(sent, "compta@example.org")
        self.assertEqual(reminder.state, "bounced")
        self.assertEqual(self.plan(1).contact_id, self.customer.id)

    def test_a_bounce_from_where_it_was_forwarded_counts_for_the_customer(self):
        reminder, sent = self.sent_reminder()
        self.report(sent, "dupont.private@mail.example")
        self.assertEqual(reminder.state, "bounced")
        self.assertEqual(self.customer.message_bounce, 1)
        self.assertPlanned("unreachable", 1)

    def test_a_bounce_of_a_former_address_does_not_condemn_the_new_one(self):
        reminder, sent = self.sent_reminder()
        self.customer.email = "new@example.org"
        self.report(sent, "dupont@example.org")
        self.assertEqual(reminder.state, "bounced")
        self.assertFalse(self.customer.message_bounce)
        self.assertPlanned("first", 1)

    def test_a_report_without_the_reason_nor_the_address(self):
        reminder, sent = self.sent_reminder()
        raw = (
            f"From: MAILER-DAEMON@mx.example.org\nTo: {self.domain.bounce_email}\nSubject: Returned\n"
            "Message-ID: <returned@mx.example.org>\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n"
            f"Message-ID: {sent['Message-ID']}\nSubject: {sent['Subject']}\n\nHello\n"
        )
        self.receive(raw)
        self.assertEqual(reminder.state, "bounced")
        self.assertEqual(self.customer.message_bounce, 1)

    def test_a_receipt_is_no_bounce(self):
        reminder, sent = self.sent_reminder()
        raw = (
            f"From: dupont@example.org\nTo: {self.domain.bounce_email}\nSubject: Read\n"
            "Message-ID: <read@mx.example.org>\nMIME-Version: 1.0\n"
            'Content-Type: multipart/report; report-type=disposition-notification; boundary="=b"\n\n'
            "--=b\nContent-Type: text/plain\n\nIt was read.\n\n"
            "--=b\nContent-Type: text/rfc822-headers\n\n"
            f"Message-ID: {sent['Message-ID']}\n\n--=b--\n"
        )
        self.receive(raw)
        self.assertEqual(reminder.state, "sent")
        self.assertFalse(self.customer.message_bounce)

    def test_as_long_as_one_recipient_has_it_the_customer_was_told(self):
        for name in ("One", "Two"):
            self._make_customer(name, parent_id=self.customer.id, type="collections", is_company=False)
        reminder, sent = self.sent_reminder()
        self.report(sent, "one@example.org")
        self.assertEqual(reminder.state, "sent")
        self.assertIn("one@example.org", self.case().message_ids[0].body)
        self.report(sent, "two@example.org")
        self.assertEqual(reminder.state, "bounced")
        self.assertFalse(self.due.recouvrement_level_id)

    def test_one_report_on_every_recipient(self):
        for name in ("One", "Two"):
            self._make_customer(name, parent_id=self.customer.id, type="collections", is_company=False)
        reminder, sent = self.sent_reminder()
        self.report(sent, "one@example.org", "two@example.org")
        self.assertEqual(reminder.state, "bounced")

    def test_a_late_or_delivered_message_did_not_come_back(self):
        reminder, sent = self.sent_reminder()
        for action, status in (("delayed", "4.4.1"), ("delivered", "2.0.0"), ("relayed", "2.0.0")):
            self.report(sent, "dupont@example.org", action=action, status=status)
        self.assertEqual(reminder.state, "sent")
        self.assertFalse(self.customer.message_bounce)
        self.assertEqual(self.due.recouvrement_level_id, self.levels["first"])

    def test_the_same_report_twice(self):
        reminder, sent = self.sent_reminder()
        self.report(sent, "dupont@example.org")
        self.report(sent, "dupont@example.org")
        self.assertEqual(reminder.state, "bounced")
        self.assertFalse(self.due.recouvrement_level_id)

    def test_a_bounce_that_arrives_after_the_next_level_leaves_it(self):
        self.policy.minimum_gap = 0
        self.levels["second"].minimum_gap = 0
        _first, sent = self.sent_reminder()
        [second], _messages = self.remind(day=5)
        self.report(sent, "dupont@example.org", day=5)
        self.assertEqual(second.state, "sent")
        self.assertEqual(self.due.recouvrement_level_id, self.levels["second"])

    def test_other_mails_bounce_as_ever(self):
        self.case().message_post(body="Hello", partner_ids=self.customer.ids, message_type="comment")
        self.send_queue()
        [(_sender, _to, sent)] = self.sink.messages
        self.report(sent, "dupont@example.org")
        self.assertEqual(self.customer.message_bounce, 1)
        self.assertFalse(self.env["recouvrement.reminder"].search([("state", "=", "bounced")]))

    # === IT WAS REFUSED === #

    def test_an_address_that_is_refused_gives_way_to_the_letter(self):
        self.with_letters()
        reminder = self.refused("550 5.1.1 no such user here")
        self.assertEqual(reminder.state, "bounced")
        self.assertIn("no such user here", reminder.failure_reason)
        self.assertFalse(self.case().activity_ids)
        entry = self.plan()
        self.assertEqual((entry.outcome, entry.channel), ("send", "letter"))

    def test_an_address_that_is_refused_waits_for_a_person_where_nothing_else_reaches(self):
        reminder = self.refused("550 5.1.1 no such user here")
        self.assertEqual(reminder.state, "failed")
        self.assertFalse(self.customer.message_bounce)
        self.assertEqual(self.plan(10).reason, "failed")
        self.sink.refuse.clear()
        with self.at():
            reminder.action_retry()
        self.send_queue()
        self.assertEqual(reminder.state, "sent")

    def test_a_refusal_of_the_sender_changes_no_channel(self):
        self.with_letters()
        reminder = self.refused("550 5.7.1 your server is on a blocklist")
        self.assertEqual(reminder.state, "failed")
        self.assertFalse(self.customer.message_bounce)

    def test_a_refusal_for_now_is_tried_again(self):
        self.with_letters()
        reminder = self.refused("451 4.7.1 greylisted")
        self.assertEqual((reminder.state, reminder.attempts), ("queued", 1))

    def test_what_bounced_is_not_sent_again_from_the_mail_queue(self):
        self.with_letters()
        reminder = self.refused("550 5.1.1 no such user here")
        self.sink.refuse.clear()
        reminder.mail_mail_id.mark_outgoing()
        reminder.mail_mail_id.write({"state": "outgoing"})
        self.send_queue()
        self.assertEqual(reminder.state, "bounced")
        self.assertFalse(self.received())

    # === ITS ADDRESS STOPPED BEING USABLE === #

    def test_an_address_blacklisted_while_the_message_waits(self):
        self.with_letters()
        [reminder] = self.run_cron()
        self.env["mail.blacklist"]._add("dupont@example.org")
        self.send_queue()
        self.assertFalse(self.received())
        self.assertEqual((reminder.state, reminder.cancel_reason), ("cancelled", "unreachable"))
        self.assertFalse(self.due.recouvrement_level_id)
        self.assertEqual(self.plan().channel, "letter")

    def test_an_address_that_bounced_while_the_message_waits(self):
        [reminder] = self.run_cron()
        self.customer.message_bounce = 1
        self.send_queue()
        self.assertEqual(reminder.state, "cancelled")
        self.run_cron(0, 11)
        self.assertEqual(self.case().withheld_reason, "unreachable")
