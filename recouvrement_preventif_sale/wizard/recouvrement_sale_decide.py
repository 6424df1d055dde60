from odoo import fields, models


class RecouvrementSaleDecide(models.TransientModel):
    """A manager approves or refuses an order, and says why."""

    _name = "recouvrement.sale.decide"
    _description = "Approve or Refuse an Order"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(related="order_id.partner_id")
    currency_id = fields.Many2one(related="order_id.currency_id")
    amount_total = fields.Monetary(related="order_id.amount_total")
    banner = fields.Html(related="order_id.recouvrement_banner")
    note = fields.Char(compute="_compute_note", string="The Salesperson Says")
    is_online = fields.Boolean(compute="_compute_note")
    reason = fields.Char(required=True)

    def _compute_note(self):
        for decide in self:
            last = decide.order_id._get_recouvrement_last_approval()
            decide.note = last.note
            decide.is_online = bool(last) and not last.user_id

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
