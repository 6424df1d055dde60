from odoo import api, fields, models
from odoo.tools import format_amount, format_date


class RecouvrementSettlement(models.Model):
    """What the offer says to the customer, by e-mail or on paper: one text for both."""

    _inherit = "recouvrement.settlement"

    message_contact_id = fields.Many2one(
        "recouvrement.contact", string="E-mailed in", readonly=True, index="btree_not_null", ondelete="set null"
    )
    message_problem = fields.Char(string="Not e-mailed because", readonly=True)

    # Placeholders of the text; each is written in the language of the context.
    amount_text = fields.Char(compute="_compute_texts", compute_sudo=True)
    to_pay_text = fields.Char(compute="_compute_texts", compute_sudo=True)
    discount_text = fields.Char(compute="_compute_texts", compute_sudo=True)
    date_text = fields.Char(compute="_compute_texts", compute_sudo=True)
    debts_table = fields.Html(compute="_compute_debts_table", compute_sudo=True, sanitize=False)

    def mail_allowed_qweb_expressions(self):
        # EXTENDS 'mail': anyone who may edit the text can use these.
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.amount_text",
            "object.date_text",
            "object.debts_table",
            "object.discount_text",
            "object.to_pay_text",
        )

    @api.depends("amount", "discount", "date", "currency_id")
    @api.depends_context("lang")
    def _compute_texts(self):
        for settlement in self:
            currency = settlement.currency_id
            settlement.amount_text = format_amount(self.env, settlement.amount, currency)
            settlement.to_pay_text = format_amount(self.env, settlement.amount_to_pay, currency)
            settlement.discount_text = format_amount(self.env, settlement.discount, currency)
            settlement.date_text = format_date(self.env, settlement.date)

    @api.depends("line_ids.amount")
    @api.depends_context("lang")
    def _compute_debts_table(self):
        for settlement in self:
            settlement.debts_table = self._render_debts(settlement.line_ids, "recouvrement_preventif.settlement_debts")

    def _get_message_lang(self):
        """The language of whoever receives the offer."""
        self.ensure_one()
        return self.case_id._get_information_lang(self.contact_id)

    def _get_history_summary(self):
        """What was offered, and why no e-mail told it, in a line."""
        self.ensure_one()
        offered = self.env._("Discount offered: %s", self._describe_terms())
        if not self.message_problem:
            return offered
        return self.env._("%(offered)s (not e-mailed: %(problem)s)", offered=offered, problem=self.message_problem)

    def _get_letter_body(self):
        """The text of the offer on paper: that of the e-mail."""
        self.ensure_one()
        template = self.env.ref("recouvrement_preventif.mail_template_settlement").sudo()
        return template._generate_template(self.ids, ("body_html",))[self.id]["body_html"]

    def _send_offer(self):
        """Put the offer into the mail queue, at once; what stands against it is kept on the offer."""
        self.ensure_one()
        summary = self.env._("Discount offered: %s", self._describe_terms())
        self.message_contact_id, self.message_problem = self.case_id._inform(
            self, "recouvrement_preventif.mail_template_settlement", self.contact_id, summary
        )

    def action_print_offer(self):
        """Print the offer as a letter (PDF)."""
        return self.env.ref("recouvrement_preventif.action_report_settlement").report_action(self)
