import logging

from odoo import api, models
from odoo.tools import SQL, formataddr

_logger = logging.getLogger(__name__)


class RecouvrementChannelEmail(models.AbstractModel):
    """Reminders that leave by Odoo's mail queue."""

    _name = "recouvrement.channel.email"
    _inherit = ["recouvrement.channel"]
    _description = "Reminders by E-mail"

    @api.model
    def _get_usable_address_condition(self):
        # EXTENDS 'recouvrement.channel'
        return SQL(
            """COALESCE(p.email_normalized, '') != '' AND COALESCE(p.message_bounce, 0) = 0
               AND NOT EXISTS (SELECT 1 FROM mail_blacklist b WHERE b.email = p.email_normalized AND b.active)"""
        )

    @api.model
    def _get_level_problem(self, level):
        # EXTENDS 'recouvrement.channel'
        if not level.template_id:
            return self.env._("The level “%(level)s” sends e-mails: choose its message.", level=level.name)
        if level.template_id.model != "recouvrement.reminder":
            return self.env._(
                "The message of the level “%(level)s” must be written for reminders, not for another kind of document.",
                level=level.name,
            )
        return None

    @api.model
    def _queue(self, reminders):
        # EXTENDS 'recouvrement.channel'
        rendered = reminders._render_messages()
        reply_to = reminders.case_id._notify_get_reply_to_batch(
            defaults={reminder.case_id.id: reminder.email_from for reminder in reminders},
            author_ids={reminder.case_id.id: reminder.company_id.partner_id.id for reminder in reminders},
        )
        ready = self.env["recouvrement.reminder"]
        vals_list = []
        for reminder in reminders:
            subject, body, problem = rendered[reminder.id]
            if problem:
                reminder._set_failed(problem)
                continue
            ready += reminder
            vals_list.append(self._prepare_mail_vals(reminder, subject, body, reply_to[reminder.case_id.id]))
        for reminder, mail in zip(ready, self.env["mail.mail"].create(vals_list), strict=True):
            reminder.mail_mail_id = mail
            reminder.message_id = mail.mail_message_id
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    @api.model
    def _prepare_mail_vals(self, reminder, subject, body, reply_to):
        case, contact = reminder.case_id, reminder.contact_id
        return {
            "model": case._name,
            "res_id": case.id,
            "record_name": case.display_name,
            "message_type": "email_outgoing",
            "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment"),
            "author_id": case.company_id.partner_id.id,
            "record_company_id": case.company_id.id,
            "record_alias_domain_id": case.company_id.alias_domain_id.id,
            "email_from": reminder.email_from,
            "reply_to": reply_to,
            "email_to": formataddr((contact.name or contact.commercial_partner_id.name or "", contact.email_normalized)),
            "email_cc": ", ".join(
                formataddr((copy.name or "", copy.email_normalized)) for copy in reminder.cc_ids if copy.email_normalized
            ),
            "subject": subject,
            "body": body,
            "body_html": body,
            # The message stays on the case when the queue drops the sent e-mail.
            "is_notification": True,
            "auto_delete": True,
            "scheduled_date": reminder.scheduled_at,
        }

    @api.model
    def _rewrite(self, reminders):
        """Render again the messages of reminders that wait in the queue.

        :return: the reminders whose message is ready; the others are set failed
        """
        rendered = reminders._render_messages()
        ready = self.env["recouvrement.reminder"]
        for reminder in reminders:
            subject, body, problem = rendered[reminder.id]
            if problem:
                reminder._set_failed(problem)
                continue
            ready += reminder
            reminder.mail_mail_id.write({"subject": subject, "body_html": body, "body": body})
        return ready

    @api.model
    def _withdraw(self, reminders):
        # EXTENDS 'recouvrement.channel'
        mails = reminders.mail_mail_id
        messages = mails.mail_message_id
        mails.unlink()
        messages.unlink()
