from odoo import api, fields, models
from odoo.fields import Domain


class RecouvrementSaleDecide(models.TransientModel):
    """A manager approves or refuses an order, and says why."""

    _name = "recouvrement.sale.decide"
    _description = "Approve or Refuse an Order"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(related="order_id.partner_id")
    currency_id = fields.Many2one(related="order_id.currency_id")
    amount_total = fields.Monetary(related="order_id.amount_total")
    amount_overdue = fields.Monetary(
        string="Overdue", compute="_compute_concerns", currency_field="company_currency_id"
    )
    company_currency_id = fields.Many2one(related="order_id.company_id.currency_id", string="Company Currency")
    concerns = fields.Text(compute="_compute_concerns", string="Because")
    note = fields.Char(compute="_compute_concerns", string="The Salesperson Says")
    is_online = fields.Boolean(compute="_compute_concerns")
    reason = fields.Char(required=True)

    @api.depends("order_id")
    @api.depends_context("lang")
    def _compute_concerns(self):
        for decide in self:
            order = decide.order_id
            concerns = order._get_recouvrement_concerns_now().get(order, ())
            decide.concerns = "\n".join(concern.text for concern in concerns)
            decide.amount_overdue = decide._get_amount_overdue()
            last = order._get_recouvrement_last_approval()
            decide.note = last.note
            decide.is_online = bool(last) and not last.user_id

    def _get_amount_overdue(self):
        company = self.order_id.company_id
        domain = (
            Domain("partner_id", "=", self.order_id._get_recouvrement_payer().id)
            & Domain("company_id", "=", company.id)
            & Domain("date_due", "<", company._get_recouvrement_today())
        )
        [(amount,)] = self.env["recouvrement.receivable"]._read_group(domain, [], ["amount_residual_company:sum"])
        return amount

    def action_open_case(self):
        """Open the case of the customer who pays, with what is owed and what was said."""
        self.ensure_one()
        payer = self.order_id._get_recouvrement_payer().with_company(self.order_id.company_id)
        return payer.action_recouvrement_case()

    def action_approve(self):
        """Let the order be confirmed; confirm it, if the customer agreed online."""
        return self._decide("approved")

    def action_refuse(self):
        """Leave the order as a quotation."""
        return self._decide("refused")

    def _decide(self, state):
        self.ensure_one()
        self.order_id._recouvrement_decide(state, self.reason)
        return {"type": "ir.actions.act_window_close"}
