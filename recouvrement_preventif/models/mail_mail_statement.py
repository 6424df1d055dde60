from odoo import models
from odoo.fields import Domain


class MailMail(models.Model):
    """Information that could not be delivered, a statement of account or an answer, is given to a person."""

    _inherit = "mail.mail"

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        # EXTENDS 'mail'
        if failure_type:
            messages = Domain("message_id", "in", self.mail_message_id.ids)
            contacts = self.env["recouvrement.contact"].sudo().search(Domain("is_information", "=", True) & messages)
            for contact in contacts:
                contact.case_id._schedule_repair(self.env._("%s could not be delivered.", contact.summary))
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
