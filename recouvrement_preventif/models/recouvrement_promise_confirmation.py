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
    amount_text = fields.Char(compute="_compute_terms_text")
    date_text = fields.Char(compute="_compute_terms_text")
    debts_table = fields.Html(compute="_compute_debts_table", compute_sudo=True, sanitize=False)

    def mail_allowed_qweb_expressions(self):
        # EXTENDS 'mail': anyone who may edit the text can use these.
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.amount_text",
            "object.date_text",
            "object.debts_table",
        )

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
            promise.debts_table = self._render_debts(promise.line_ids)

    # === SENDING === #

    def _get_confirmation_lang(self):
        """The language of whoever receives the message."""
        self.ensure_one()
        return self.case_id._get_information_lang(self.contact_id)

    def _confirm(self):
        """Put the message that confirms the promise into the mail queue, at once, if the policy wants one; what
        stands against it is kept on the promise."""
        self.ensure_one()
        promise = self.sudo()
        if not promise.case_id.policy_id.promise_confirmation:
            return
        summary = self.env._(
            "Confirmation of the promise: %(amount)s for %(date)s", amount=self.amount_text, date=self.date_text
        )
        promise.confirmation_id, promise.confirmation_problem = promise.case_id._inform(
            promise, "recouvrement_preventif.mail_template_promise", promise.contact_id, summary
        )
