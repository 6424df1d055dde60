from odoo import Command, api, fields, models
from odoo.tools import SQL

from odoo.addons.sms.tools.sms_tools import sms_content_to_rendered_html

# Numbers of France and Belgium that are no mobile's.
LANDLINES = r"^\+(33[1-589]|32([1-35-9]|4[0-4]))"


class RecouvrementChannelSms(models.AbstractModel):
    """Reminders that leave by Odoo's SMS queue."""

    _name = "recouvrement.channel.sms"
    _inherit = ["recouvrement.channel"]
    _description = "Reminders by SMS"

    @api.model
    def _get_usable_address_condition(self):
        # EXTENDS 'recouvrement.channel'
        return SQL(
            """COALESCE(p.phone_sanitized, '') != '' AND p.phone_sanitized !~ %s
               AND NOT EXISTS (SELECT 1 FROM phone_blacklist b WHERE b.number = p.phone_sanitized AND b.active)
               AND NOT EXISTS (SELECT 1 FROM recouvrement_reminder r
                                WHERE r.sms_number = p.phone_sanitized AND r.contact_id = p.id AND r.state = 'bounced')""",
            LANDLINES,
        )

    @api.model
    def _get_data_kind(self):
        # EXTENDS 'recouvrement.channel'
        return "phone"

    @api.model
    def _queue(self, reminders):
        # EXTENDS 'recouvrement.channel': the gateway's queue knows no hours; what may not leave
        # yet is given to it by the run that finds it may.
        now = fields.Datetime.now()
        ready = reminders.filtered(lambda reminder: not reminder.scheduled_at or reminder.scheduled_at <= now)
        unknown = ready.filtered(lambda reminder: not reminder.contact_id.phone_sanitized)
        unknown._set_failed(self.env._("The recipient has no telephone number that can be used."))
        ready -= unknown
        if not ready:
            return
        texts = ready._render_sms()
        note = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        messages = self.env["mail.message"].create(
            [self._prepare_message_vals(reminder, texts[reminder.id], note) for reminder in ready]
        )
        sms = self.env["sms.sms"].create(
            [
                {
                    "body": texts[reminder.id],
                    "number": reminder.contact_id.phone_sanitized,
                    "partner_id": reminder.contact_id.id,
                    "mail_message_id": message.id,
                }
                for reminder, message in zip(ready, messages, strict=True)
            ]
        )
        self.env["mail.notification"].create(
            [self._prepare_notification_vals(reminder, one) for reminder, one in zip(ready, sms, strict=True)]
        )
        for reminder, one in zip(ready, sms, strict=True):
            reminder.write(
                {
                    "sms_id": one.id,
                    "sms_number": one.number,
                    "sms_text": one.body,
                    "message_id": one.mail_message_id.id,
                }
            )

    @api.model
    def _prepare_message_vals(self, reminder, text, subtype_id):
        company = reminder.company_id
        return {
            "model": reminder.case_id._name,
            "res_id": reminder.case_id.id,
            "record_name": reminder.case_id.display_name,
            "message_type": "sms",
            "subtype_id": subtype_id,
            "author_id": company.partner_id.id,
            "email_from": company.email_formatted,
            "record_company_id": company.id,
            "body": sms_content_to_rendered_html(text),
        }

    @api.model
    def _prepare_notification_vals(self, reminder, sms):
        return {
            "author_id": sms.mail_message_id.author_id.id,
            "mail_message_id": sms.mail_message_id.id,
            "res_partner_id": sms.partner_id.id,
            "sms_number": sms.number,
            "notification_type": "sms",
            "notification_status": "ready",
            "sms_id_int": sms.id,
            "sms_tracker_ids": [Command.create({"sms_uuid": sms.uuid, "recouvrement_reminder_id": reminder.id})],
            # No message in the inbox of a user who is also the customer.
            "is_read": True,
        }

    @api.model
    def _rewrite(self, reminders):
        # EXTENDS 'recouvrement.channel'
        texts = reminders._render_sms()
        for reminder in reminders:
            text = texts[reminder.id]
            reminder.sms_text = reminder.sms_id.body = text
            reminder.message_id.body = sms_content_to_rendered_html(text)
        return reminders

    @api.model
    def _withdraw(self, reminders):
        # EXTENDS 'recouvrement.channel'
        messages = reminders.sms_id.mail_message_id
        reminders.sms_id.unlink()
        messages.unlink()
        reminders.write({"sms_text": False, "sms_number": False})
