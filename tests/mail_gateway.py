"""Mails as they arrive at Odoo's gateway: answers to what an SMTP server received, and the
reports that mail servers send back."""

from email.message import EmailMessage
from email.utils import make_msgid

from .smtp import SmtpCase

REPORT = """Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
To: {bounce}
Subject: Undelivered Mail Returned to Sender
Message-ID: {message_id}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=frontier"

--=frontier
Content-Type: text/plain; charset=utf-8

What became of the message that you sent.

--=frontier
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

{recipients}

--=frontier
Content-Type: text/rfc822-headers

Message-ID: {original}
From: compta@example.com
To: {to}
Cc: {cc}
Subject: {subject}

--=frontier--
"""

RECIPIENT = """Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}
"""


class MailGatewayCase(SmtpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env["mail.alias.domain"].create(
            {"name": "martin.example", "bounce_alias": "bounce", "catchall_alias": "catchall"}
        )
        cls.company.alias_domain_id = cls.domain

    def remind(self, day=0):
        """Reminders that left on a day, as the customers' server received them."""
        self.sink.messages.clear()
        reminders = self.run_cron(day)
        self.send_queue(day)
        return reminders, [message for _sender, _to, message in self.sink.messages]

    def receive(self, raw, day=0):
        """A mail arrives at the gateway on a day."""
        with self.at(day, 15):
            thread = self.env["mail.thread"].message_process(False, raw)
            self.env.flush_all()
        self.env.invalidate_all()
        return thread

    def answer(self, sent, sender, body="We pay on Friday.", subject=None, day=0, **headers):
        """Somebody answers a message that was sent; headers are named in snake case."""
        mail = EmailMessage()
        mail["From"] = sender
        mail["To"] = str(sent["Reply-To"])
        mail["Subject"] = subject or f"Re: {sent['Subject']}"
        mail["Message-ID"] = make_msgid(domain="example.org")
        mail["In-Reply-To"] = mail["References"] = str(sent["Message-ID"])
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(body)
        return self.receive(mail.as_bytes(), day)

    def report(self, sent, *addresses, action="failed", status="5.1.1", diagnostic="550 5.1.1 no such user", day=0):
        """The report of a mail server on a message that was sent."""
        recipients = "\n".join(
            RECIPIENT.format(address=address, action=action, status=status, diagnostic=diagnostic)
            for address in addresses
        )
        raw = REPORT.format(
            bounce=self.domain.bounce_email,
            message_id=make_msgid(domain="mx.example.org"),
            recipients=recipients,
            original=sent["Message-ID"],
            to=sent["To"],
            cc=sent["Cc"] or "",
            subject=sent["Subject"],
        )
        return self.receive(raw, day)
