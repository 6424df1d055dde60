from odoo import api, models

from ..tools.automatic_reply import is_automatic
from ..tools.delivery_report import read_delivery_report

# What customers answer.
ANSWERED_MODELS = ("recouvrement.case", "recouvrement.dispute")


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        # EXTENDS 'mail': only the headers tell an automatic reply, and they go no further.
        thread = self
        if any(route[0] in ANSWERED_MODELS for route in routes or ()):
            thread = self.with_context(recouvrement_is_automatic=is_automatic(message))
        return super(MailThread, thread)._message_route_process(message, message_dict, routes)

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        # EXTENDS 'mail': a reminder that comes back was not received.
        Reminder = self.env["recouvrement.reminder"].sudo()
        bounced = message_dict["bounced_message"]
        reminder = Reminder.search([("message_id", "in", bounced.ids)], limit=1) if bounced else Reminder
        if not reminder:
            return super()._routing_handle_bounce(email_message, message_dict)
        report = read_delivery_report(email_message)
        if not report.is_failure:
            # Core would take a message that is late, or was read, for one that came back.
            return None
        contacts = reminder._get_bounced_recipients(report)
        if not contacts:
            super()._routing_handle_bounce(email_message, message_dict)
        for contact in contacts:
            super()._routing_handle_bounce(
                email_message,
                {**message_dict, "bounced_email": contact.email_normalized, "bounced_partner": contact},
            )
        reminder.with_context(lang=reminder.company_id.partner_id.lang or self.env.lang)._receive_bounce(report)
        return None
