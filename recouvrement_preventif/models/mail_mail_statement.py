from odoo import models
from odoo.fields import Domain


class MailMail(models.Model):
    """Information, such as a statement of account, that could not be delivered is given to a person."""

    _inherit = "mail.mail"

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        # EXTENDS 'mail'
        if failure_type:
            messages = Domain("message_id", "in", self.mail_message_id.ids)
            contacts = self.env["recouvrement.contact"].sudo().search(Domain("is_information", "=", True) & messages)
            for text, undelivered in contacts.grouped(lambda contact: contact._get_undelivered_text()).items():
                undelivered.case_id._schedule_repair(text)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
