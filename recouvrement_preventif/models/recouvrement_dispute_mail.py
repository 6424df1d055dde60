from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, plaintext2html

ACKNOWLEDGEMENT = "recouvrement_preventif.mail_template_dispute_received"
ANSWER = "recouvrement_preventif.mail_template_dispute_answer"


class RecouvrementDispute(models.Model):
    """What is said about a dispute: it begins with what the customer said, the customer is told
    at once that it was heard, and of the decision; its replies come back to the dispute."""

    _inherit = "recouvrement.dispute"

    exchange_id = fields.Many2one(
        "recouvrement.contact", readonly=True, copy=False, ondelete="set null", help="What the dispute began with."
    )
    exchange_ids = fields.One2many("recouvrement.contact", "dispute_id", string="Exchanges", readonly=True)
    acknowledge = fields.Boolean(
        string="Acknowledge receipt by e-mail",
        default=True,
        help="The customer is told at once that the dispute was recorded, and by when it is answered.",
    )
    acknowledged_on = fields.Date(readonly=True, copy=False)
    answered_on = fields.Date(readonly=True, copy=False)

    # Placeholders of the e-mails, in the language of the context.
    recipient_ids = fields.Many2many("res.partner", compute="_compute_recipients", compute_sudo=True)
    recipient_name = fields.Char(compute="_compute_recipients", compute_sudo=True)
    recipient_emails = fields.Char(string="Written to at", compute="_compute_recipients", compute_sudo=True)
    invoice_names = fields.Char(string="Invoices", compute="_compute_words", compute_sudo=True)
    contested_amounts = fields.Char(compute="_compute_words", compute_sudo=True)
    accepted_amounts = fields.Char(compute="_compute_words", compute_sudo=True)
    answer_html = fields.Html(compute="_compute_words", compute_sudo=True, sanitize=False)
    deadline_text = fields.Char(compute="_compute_words", compute_sudo=True)
    signature = fields.Html(compute="_compute_words", compute_sudo=True, sanitize=False)

    def mail_allowed_qweb_expressions(self):
        # EXTENDS 'mail': anyone who may edit a text can use these.
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.accepted_amounts",
            "object.answer_html",
            "object.company_id.email_formatted",
            "object.contested_amounts",
            "object.deadline_text",
            "object.invoice_names",
            "object.recipient_name",
            "object.signature",
        )

    @api.depends("reported_by_id.email", "partner_id.email")
    def _compute_recipients(self):
        """Whoever contested, where an address can be used; else whom the reminders reach."""
        found = self.env["recouvrement.planner"]._get_recipients(
            {(partner_id, "email") for partner_id in self.partner_id.ids}
        )
        for dispute in self:
            who, reached = dispute.reported_by_id, found.get((dispute.partner_id.id, "email"))
            if who.email_normalized and not who.message_bounce:
                recipients = who
            else:
                recipients = who.browse([reached.contact_id, *reached.cc_ids] if reached else ())
            dispute.recipient_ids = recipients
            dispute.recipient_name = recipients[:1].name or dispute.partner_id.name
            dispute.recipient_emails = ", ".join(recipients.mapped("email"))

    @api.depends("line_ids.amount", "line_ids.amount_accepted", "answer", "deadline", "user_id")
    @api.depends_context("lang")
    def _compute_words(self):
        for dispute in self:
            owner, company = dispute.user_id, dispute.company_id
            dispute.invoice_names = dispute._get_invoice_names()
            dispute.contested_amounts = dispute._format_amounts("amount")
            dispute.accepted_amounts = dispute._format_amounts("amount_accepted")
            dispute.answer_html = plaintext2html(dispute.answer or "")
            dispute.deadline_text = format_date(self.env, dispute.deadline)
            dispute.signature = Markup("<br/>").join(filter(None, (owner.name, company.name)))

    def _get_lang(self):
        """The language of whoever is written to."""
        self.ensure_one()
        return self.recipient_ids[:1].lang or self.partner_id.lang or self.company_id.partner_id.lang

    # === WHAT WAS SAID === #

    def _log_origin(self):
        """Keep what the customer said among the exchanges, unless it is known from a call or a mail."""
        self.ensure_one()
        if not self.exchange_id:
            self.exchange_id = self.env["recouvrement.contact"].create(
                {
                    "case_id": self.case_id.id,
                    "contact_id": self.reported_by_id.id,
                    "date": self.opened_on,
                    "direction": "in",
                    "kind": self.means,
                    "note": self.description,
                    "outcome": "dispute",
                    "summary": self.env._(
                        "Contests %(invoices)s: %(reason)s",
                        invoices=self._get_invoice_names(),
                        reason=self.reason_id.name,
                    ),
                }
            )
        self.exchange_id.dispute_id = self

    def _acknowledge(self):
        """Tell the customer that it was heard. As nobody reads it first, it leaves only where the
        reminders are active."""
        self.ensure_one()
        if not self.acknowledge or self.acknowledged_on:
            return
        if self.company_id.recouvrement_mode != "live":
            self._message_log(
                body=self.env._(
                    "Receipt was not acknowledged: the reminders of %s are not active.", self.company_id.name
                )
            )
        elif self._write_to_customer(ACKNOWLEDGEMENT, self.env._("Receipt of the dispute %s", self.name)):
            self.acknowledged_on = self.company_id._get_recouvrement_today()

    def _send_answer(self):
        """Tell the customer what was decided."""
        self.ensure_one()
        if self._write_to_customer(ANSWER, self.env._("Answer to the dispute %s", self.name)):
            self.answered_on = self.company_id._get_recouvrement_today()

    def _write_to_customer(self, template_xmlid, summary):
        """Put an e-mail to the customer into the mail queue, and keep it among the exchanges as
        information. Without an address, a collector is asked to tell the customer otherwise.

        :return: whether it leaves
        """
        self.ensure_one()
        dispute = self.sudo()
        if not dispute.recipient_ids:
            dispute.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=dispute.company_id._get_recouvrement_today(),
                summary=self.env._("No usable e-mail address, to be sent by post: %s", summary),
                user_id=dispute._get_collector().id or self.env.uid,
            )
            return False
        template = self.env.ref(template_xmlid).sudo()
        values = template._generate_template(dispute.ids, ("body_html", "email_from", "mail_server_id", "subject"))[
            dispute.id
        ]
        message = dispute.message_post(
            author_id=dispute.company_id.partner_id.id,
            body=values["body_html"],
            email_from=values["email_from"],
            email_layout_xmlid=template.email_layout_xmlid,
            force_email_lang=dispute._get_lang(),
            force_send=False,
            mail_server_id=values["mail_server_id"],
            message_type="auto_comment",
            notify_skip_followers=True,
            partner_ids=dispute.recipient_ids.ids,
            subject=values["subject"],
            subtype_xmlid="mail.mt_comment",
        )
        self.env["recouvrement.contact"].sudo().create(
            {
                "case_id": dispute.case_id.id,
                "contact_id": dispute.recipient_ids[:1].id,
                "date": dispute.company_id._get_recouvrement_today(),
                "direction": "out",
                "dispute_id": dispute.id,
                "is_information": True,
                "kind": "email",
                "message_id": message.id,
                "summary": summary,
            }
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return True

    # === WHAT THE CUSTOMER ANSWERS === #

    def message_update(self, msg_dict, update_vals=None):
        # EXTENDS 'mail': an answer to the dispute is an answer of the customer.
        result = super().message_update(msg_dict, update_vals=update_vals)
        dispute = self.sudo()
        author = self.env["res.partner"].browse(msg_dict.get("author_id"))
        dispute.case_id.with_context(default_dispute_id=dispute.id)._receive_mail(msg_dict)
        is_automatic = bool(self.env.context.get("recouvrement_is_automatic"))
        if not is_automatic and not dispute.case_id._is_from_us(author) and dispute.state == "waiting":
            dispute._set_state("examining")
        return result

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        # EXTENDS 'mail': the company, in whose name the e-mails are written, is told by mail of none;
        # what a machine replied is passed on to nobody.
        if self.env.context.get("recouvrement_is_automatic"):
            return []
        own = self.company_id.partner_id.id
        return [
            data for data in super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs) if data["id"] != own
        ]

    def _get_messages(self):
        """What was said with the customer in the chatter, oldest first: e-mails and comments, no notes."""
        self.ensure_one()
        domain = (
            Domain("model", "=", self._name)
            & Domain("res_id", "=", self.id)
            & Domain("message_type", "in", ("email", "comment", "auto_comment"))
            & Domain("is_internal", "=", False)
            & Domain("subtype_id.internal", "=", False)
        )
        return self.env["mail.message"].sudo().search(domain, order="date, id")
