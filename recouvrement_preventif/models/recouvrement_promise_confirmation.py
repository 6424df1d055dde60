from odoo import api, fields, models
from odoo.tools import format_amount, format_date


class RecouvrementPromise(models.Model):
    """The message that confirms at once to a customer what was agreed."""

    _inherit = "recouvrement.promise"

    confirmation_id = fields.Many2one(
        "recouvrement.contact", string="Confirmed by", readonly=True, index="btree_not_null", ondelete="set null"
    )
    confirmation_problem = fields.Char(
        string="Not confirmed because", readonly=True, help="Why no e-mail confirmed the promise to the customer."
    )

    # Placeholders of the message; each is written in the language of the context.
    recipient_name = fields.Char(compute="_compute_recipient_name", compute_sudo=True)
    amount_text = fields.Char(compute="_compute_terms_text")
    date_text = fields.Char(compute="_compute_terms_text")
    debts_table = fields.Html(compute="_compute_debts_table", compute_sudo=True, sanitize=False)
    signature = fields.Html(compute="_compute_signature", compute_sudo=True, sanitize=False)

    def mail_allowed_qweb_expressions(self):
        # EXTENDS 'mail': anyone who may edit the text can use these.
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.amount_text",
            "object.company_id.email_formatted",
            "object.date_text",
            "object.debts_table",
            "object.recipient_name",
            "object.signature",
        )

    @api.depends("contact_id.name", "partner_id.name")
    def _compute_recipient_name(self):
        for promise in self:
            promise.recipient_name = promise.contact_id.name or promise.partner_id.name

    @api.depends("amount", "currency_id", "date")
    @api.depends_context("lang")
    def _compute_terms_text(self):
        for promise in self:
            promise.amount_text = format_amount(self.env, promise.amount, promise.currency_id)
            promise.date_text = format_date(self.env, promise.date)

    @api.depends("line_ids.amount")
    @api.depends_context("lang")
    def _compute_debts_table(self):
        for promise in self:
            rows = [
                {
                    "name": line.move_id.payment_reference or line.move_id.name,
                    "date_due": format_date(self.env, line.date_due),
                    "amount": format_amount(self.env, line.amount, line.currency_id),
                }
                for line in promise.line_ids
            ]
            promise.debts_table = self.env["ir.qweb"]._render(
                "recouvrement_preventif.promise_debts", {"rows": rows}, minimal_qcontext=True
            )

    @api.depends("user_id", "company_id")
    def _compute_signature(self):
        Reminder = self.env["recouvrement.reminder"]
        for promise in self:
            promise.signature = Reminder._format_signature(promise.user_id, promise.company_id)

    # === SENDING === #

    def _get_confirmation_recipient(self):
        """Whoever promised, if an e-mail reaches it; else whom the reminders of the customer reach.

        :return: `res.partner`, empty when nobody is reached
        """
        self.ensure_one()
        reached = self.env["recouvrement.planner"]._get_recipients({(self.partner_id.id, "email")})
        recipient = self.env["res.partner"].browse([each.contact_id for each in reached.values()])
        contact = self.contact_id
        usable = contact.email_normalized and not contact.message_bounce and not contact.is_blacklisted
        return contact if usable else recipient

    def _get_confirmation_lang(self):
        """The language of whoever receives the message."""
        self.ensure_one()
        recipient = self._get_confirmation_recipient()
        return recipient.lang or self.partner_id.lang or self.company_id.partner_id.lang

    def _get_confirmation_problem(self, recipient):
        """Why nothing is to be sent, in words; None when nothing stands against it."""
        self.ensure_one()
        company, policy = self.company_id, self.case_id.policy_id
        pause = company._get_recouvrement_pause(policy)
        if company.recouvrement_mode != "live":
            return self.env._("the reminders of %s are not active: nothing leaves", company.name)
        if pause and pause >= self.made_on:
            return self.env._("reminders are paused until %s: nothing leaves", format_date(self.env, pause))
        if not recipient:
            return self.env._("no usable e-mail address")
        return None

    def _confirm(self):
        """Put the message that confirms the promise into the mail queue, at once, if the policy wants one; what
        stands against it is kept on the promise."""
        self.ensure_one()
        promise = self.sudo()
        if not promise.case_id.policy_id.promise_confirmation:
            return
        recipient = promise._get_confirmation_recipient()
        problem = promise._get_confirmation_problem(recipient)
        if problem:
            promise.confirmation_problem = problem
            return
        promise.confirmation_id = (
            self.env["recouvrement.contact"]
            .sudo()
            .create(
                {
                    "case_id": promise.case_id.id,
                    "contact_id": recipient.id if recipient.commercial_partner_id == promise.partner_id else False,
                    "date": promise.made_on,
                    "direction": "out",
                    "is_information": True,
                    "kind": "email",
                    "summary": self.env._(
                        "Confirmation of the promise: %(amount)s for %(date)s",
                        amount=promise.amount_text,
                        date=promise.date_text,
                    ),
                }
            )
        )
        promise.confirmation_id.message_id = promise._post_confirmation(recipient)
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _post_confirmation(self, recipient):
        """The message, on the case: what the customer answers comes back there."""
        lang = self._get_confirmation_lang()
        template = self.env.ref("recouvrement_preventif.mail_template_promise")
        values = template._generate_template(self.ids, ("body_html", "email_from", "mail_server_id", "subject"))[
            self.id
        ]
        return self.case_id.message_post(
            author_id=self.company_id.partner_id.id,
            body=values["body_html"],
            email_from=values["email_from"],
            email_layout_xmlid=template.email_layout_xmlid,
            force_email_lang=lang,
            force_send=False,
            mail_server_id=values["mail_server_id"],
            message_type="auto_comment",
            notify_skip_followers=True,
            partner_ids=recipient.ids,
            subject=values["subject"],
            subtype_xmlid="mail.mt_comment",
        )
