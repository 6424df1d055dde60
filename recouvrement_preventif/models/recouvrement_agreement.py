from odoo import api, fields, models
from odoo.tools import format_amount, format_date


class RecouvrementAgreement(models.AbstractModel):
    """What everything agreed with a customer has in common: whom it is about, the debts that it covers, the moment
    from which money counts for it."""

    _name = "recouvrement.agreement"
    _inherit = ["recouvrement.correspondence", "recouvrement.ledger.mark"]
    _description = "Agreement with a Customer"
    _rec_names_search = ["partner_id"]

    # The field that holds the debts: `recouvrement.agreement.line`.
    _debts_field = "line_ids"

    case_id = fields.Many2one("recouvrement.case", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(
        related="case_id.partner_id", string="Customer", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    contact_id = fields.Many2one("res.partner", readonly=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", required=True, readonly=True, default=lambda self: self.env.user)
    note = fields.Text(readonly=True)
    invoice_names = fields.Char(string="Invoices", compute="_compute_invoice_names", compute_sudo=True)

    @api.depends(lambda self: (f"{self._debts_field}.move_line_id.move_id.name",))
    def _compute_invoice_names(self):
        for agreement in self:
            moves = agreement[self._debts_field].sorted("id").move_line_id.move_id
            agreement.invoice_names = ", ".join(move.name for move in moves if move.name)

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

    def _get_open_action(self):
        """The action that opens the agreement."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form"}

    def action_open_case(self):
        """Open the case of the customer."""
        self.ensure_one()
        return self.case_id._get_open_action()
