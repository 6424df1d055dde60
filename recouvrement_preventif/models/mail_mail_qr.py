import re

from odoo import models

# Where the QR code of a reminder is, for those who read its message in Odoo.
QR_URL = "/recouvrement/qr/"


class MailMail(models.Model):
    """The QR code of a reminder travels inside of its e-mail: programs that read e-mails
    show neither what needs a session in Odoo, nor images written in the text itself."""

    _inherit = "mail.mail"

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        # EXTENDS 'mail'
        emails = super()._prepare_outgoing_list(mail_server=mail_server, doc_to_followers=doc_to_followers)
        reminder = self._get_reminders() if QR_URL in (self.body_html or "") else None
        if reminder and (png := reminder._make_qr_code()):
            name = f"qr-{reminder.id}.png"
            for email in emails:
                email["body"] = re.sub(rf'src="[^"]*{QR_URL}{reminder.id}"', f'src="cid:{name}"', email["body"])
                email["attachments"] = [*email["attachments"], (name, png, "image/png")]
        return emails
