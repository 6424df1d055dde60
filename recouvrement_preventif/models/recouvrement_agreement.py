from odoo import api, fields, models
from odoo.tools import format_amount, format_date


class RecouvrementAgreement(models.AbstractModel):
    """What the messages about anything agreed with a customer have in common: whom they greet, the debts it is
    about, who signs. Each value is written in the language of the context.

    A model that inherits it has `contact_id`, `partner_id`, `user_id` and `company_id`."""

    _name = "recouvrement.agreement"
    _description = "Agreement with a Customer"

    recipient_name = fields.Char(compute="_compute_recipient_name", compute_sudo=True)
    signature = fields.Html(compute="_compute_signature", compute_sudo=True, sanitize=False)

    def mail_allowed_qweb_expressions(self):
        # EXTENDS 'mail': anyone who may edit the text can use these.
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.company_id.email_formatted",
            "object.recipient_name",
            "object.signature",
        )

    @api.depends("contact_id.name", "partner_id.name")
    def _compute_recipient_name(self):
        for agreement in self:
            agreement.recipient_name = agreement.contact_id.name or agreement.partner_id.name

    @api.depends("user_id", "company_id")
    def _compute_signature(self):
        Reminder = self.env["recouvrement.reminder"]
        for agreement in self:
            agreement.signature = Reminder._format_signature(agreement.user_id, agreement.company_id)

    @api.model
    def _render_debts(self, debts, template="recouvrement_preventif.promise_debts"):
        """The table of the debts that an agreement is about.

        :param debts: records with an invoice, a due date, an amount and a currency
        :param str template: external id of its view
        """
        rows = [
            {
                "name": debt.move_id.payment_reference or debt.move_id.name,
                "date_due": format_date(self.env, debt.date_due),
                "amount": format_amount(self.env, debt.amount, debt.currency_id),
            }
            for debt in debts
        ]
        return self.env["ir.qweb"]._render(template, {"rows": rows}, minimal_qcontext=True)
