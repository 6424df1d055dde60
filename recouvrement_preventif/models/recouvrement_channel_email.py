from odoo import api, models
from odoo.tools import SQL, formataddr


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
    def _get_data_kind(self):
        # EXTENDS 'recouvrement.channel'
        return "email"

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
        messages = reminders._render_messages()
        for problem, failed in reminders.grouped(lambda reminder: messages[reminder.id].problem).items():
            if problem:
                failed._set_failed(problem)
        ready = reminders.filtered(lambda reminder: not messages[reminder.id].problem)
        if not ready:
            return
        reply_to = ready.case_id._notify_get_reply_to_batch(
            defaults={reminder.case_id.id: messages[reminder.id].email_from for reminder in ready},
            author_ids={reminder.case_id.id: reminder.company_id.partner_id.id for reminder in ready},
        )
        vals_list = [
            self._prepare_mail_vals(reminder, messages[reminder.id], reply_to[reminder.case_id.id])
            for reminder in ready
        ]
        mails = self.env["mail.mail"].create(vals_list)
        for reminder, mail in zip(ready, mails, strict=True):
            reminder.mail_mail_id = mail
            reminder.message_id = mail.mail_message_id
        self._copy_bodies(mails)
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    @api.model
    def _prepare_mail_vals(self, reminder, message, reply_to):
        case, contact = reminder.case_id, reminder.contact_id
        email_to = formataddr((contact.name or contact.commercial_partner_id.name or "", contact.email_normalized))
        email_cc = ", ".join(
            formataddr((copy.name or "", copy.email_normalized)) for copy in reminder.cc_ids if copy.email_normalized
        )
        return {
            "model": case._name,
            "res_id": case.id,
            "record_name": case.display_name,
            "message_type": "email_outgoing",
            "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment"),
            "author_id": case.company_id.partner_id.id,
            "record_company_id": case.company_id.id,
            "record_alias_domain_id": case.company_id.alias_domain_id.id,
            "email_from": message.email_from,
            "mail_server_id": reminder.level_id._get_template(reminder.channel).mail_server_id.id,
            "reply_to": reply_to,
            "email_to": email_to,
            "email_cc": email_cc,
            # Kept on the message, which stays: whom it was sent to, should it come back.
            "outgoing_email_to": ", ".join(filter(None, (email_to, email_cc))),
            "subject": message.subject,
            "body_html": message.html,
            # The message stays on the case when the queue drops the sent e-mail.
            "is_notification": True,
            "auto_delete": True,
            "scheduled_date": reminder.scheduled_at,
        }

    @api.model
    def _rewrite(self, reminders):
        # EXTENDS 'recouvrement.channel'
        messages = reminders._render_messages()
        ready = self.env["recouvrement.reminder"]
        for reminder in reminders:
            message = messages[reminder.id]
            if message.problem:
                reminder._set_failed(message.problem)
                continue
            ready += reminder
            reminder.mail_mail_id.write({"subject": message.subject, "body_html": message.html})
        self._copy_bodies(ready.mail_mail_id)
        return ready

    @api.model
    def _copy_bodies(self, mails):
        """Show the e-mails on their thread. Their HTML is made of texts that were cleaned
        when they were written and of escaped values: cleaning it again would take longer
        than all the rest."""
        mails.flush_recordset(["body_html"])
        self.env.execute_query(
            SQL(
                """
                UPDATE mail_message SET body = mail.body_html
                  FROM mail_mail mail
                 WHERE mail.mail_message_id = mail_message.id AND mail.id = ANY(%s)
             RETURNING mail_message.id
                """,
                mails.ids,
            )
        )
        mails.mail_message_id.invalidate_recordset(["body"])

    @api.model
    def _withdraw(self, reminders):
        # EXTENDS 'recouvrement.channel'
        mails = reminders.mail_mail_id
        messages = mails.mail_message_id
        reminders._get_own_documents().unlink()
        mails.unlink()
        messages.unlink()
