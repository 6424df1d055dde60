from odoo import fields, models

from ..models.recouvrement_charge import KIND_LABELS


class RecouvrementChargeDecisionLine(models.TransientModel):
    _name = "recouvrement.charge.decision.line"
    _description = "Charge to Decide on"

    decision_id = fields.Many2one("recouvrement.charge.decision", required=True, readonly=True, ondelete="cascade")
    is_selected = fields.Boolean(string="Selected", default=True)
    move_id = fields.Many2one("account.move", string="Late Invoice", readonly=True)
    kind = fields.Selection(KIND_LABELS, readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    explanation = fields.Text(readonly=True)
