import logging
from base64 import b64decode

from odoo import models
from odoo.tools import format_date

_logger = logging.getLogger(__name__)


class RecouvrementCase(models.Model):
    """Messages that follow from what a person agreed with the customer: they inform, and count in no limit."""

    _inherit = "recouvrement.case"

    def _inform(self, record, template_xmlid, contact, summary):
        """Tell a customer at once what was agreed, if anything may leave. Whatever stands against it, what was
        agreed stays agreed.

        :param record: what the template is rendered for
        :param str template_xmlid: of the `mail.template`
        :param contact: `res.partner` with whom it was agreed, may be empty
        :param str summary: what the message is, in the history
        :return: (the `recouvrement.contact` that keeps the message or an empty one, why there is none or None)
        """
        self.ensure_one()
        nothing = self.env["recouvrement.contact"]
        recipient = self._get_information_recipient(contact)
        if problem := self._get_information_problem(recipient):
            return nothing, problem
        try:
            with self.env.cr.savepoint():
                return self._send_information(record, self.env.ref(template_xmlid), recipient, summary), None
        except Exception as error:
            _logger.warning("The message %s could not be made", template_xmlid, exc_info=True)
            return nothing, self.env._("the message could not be made: %s", error)

    def _get_information_recipient(self, contact):
        """Whom a message to a contact goes to: the contact if an e-mail reaches it, else whom the reminders reach.

        :param contact: `res.partner`, may be empty
        :return: `res.partner`, empty when nobody is reached
        """
        self.ensure_one()
        if contact.email_normalized and not contact.message_bounce and not contact.is_blacklisted:
            return contact
        reached = self.env["recouvrement.planner"]._get_recipients({(self.partner_id.id, "email")})
        return self.env["res.partner"].browse([each.contact_id for each in reached.values()])

    def _get_information_problem(self, recipient):
        """Why nothing is to be sent now, in words; None when nothing stands against it."""
        self.ensure_one()
        company = self.company_id
        pause = company._get_recouvrement_pause(self.policy_id)
        if company.recouvrement_mode != "live":
            return self.env._("the reminders of %s are not active: nothing leaves", company.name)
        if pause and pause >= company._get_recouvrement_today():
            return self.env._("reminders are paused until %s: nothing leaves", format_date(self.env, pause))
        if not recipient:
            return self.env._("no usable e-mail address")
        return None

    def _get_information_lang(self, contact):
        """The language of whoever receives a message to a contact."""
        self.ensure_one()
        recipient = self._get_information_recipient(contact)
        return recipient.lang or self.partner_id.lang or self.company_id.partner_id.lang

    def _send_information(self, record, template, recipient, summary, **contact_vals):
        """Put a message into the mail queue, on the case: what the customer answers comes back there.

        :param contact_vals: more values of the `recouvrement.contact` that keeps it
        :return: that `recouvrement.contact`
        """
        values = template._generate_template(
            record.ids, ("body_html", "email_from", "mail_server_id", "report_template_ids", "subject")
        )[record.id]
        contact = self.env["recouvrement.contact"].create(
            {
                "case_id": self.id,
                "contact_id": recipient.id if recipient.commercial_partner_id == self.partner_id else False,
                "date": self.company_id._get_recouvrement_today(),
                "direction": "out",
                "is_information": True,
                "kind": "email",
                "summary": summary,
                **contact_vals,
            }
        )
        contact.message_id = self.message_post(
            attachments=[(name, b64decode(content)) for name, content in values.get("attachments", ())],
            author_id=self.company_id.partner_id.id,
            body=values["body_html"],
            email_from=values["email_from"],
            email_layout_xmlid=template.email_layout_xmlid,
            force_email_lang=self._get_information_lang(recipient),
            force_send=False,
            mail_server_id=values["mail_server_id"],
            message_type="auto_comment",
            notify_skip_followers=True,
            partner_ids=recipient.ids,
            subject=values["subject"],
            subtype_xmlid="mail.mt_comment",
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return contact
