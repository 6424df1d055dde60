from odoo import models
from odoo.fields import Domain


class MailMail(models.Model):
    """A statement of account that could not be delivered is given to a person."""

    _inherit = "mail.mail"

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        # EXTENDS 'mail'
        if failure_type:
            messages = Domain("message_id", "in", self.mail_message_id.ids)
            contacts = self.env["recouvrement.contact"].sudo().search(Domain("is_information", "=", True) & messages)
            contacts.case_id._schedule_repair(self.env._("The statement of account could not be delivered."))
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
