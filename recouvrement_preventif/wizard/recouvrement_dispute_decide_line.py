from odoo import fields, models


class RecouvrementDisputeDecideLine(models.TransientModel):
    """What is accepted of one invoice."""

    _name = "recouvrement.dispute.decide.line"
    _description = "Accepted Part"

    wizard_id = fields.Many2one("recouvrement.dispute.decide", required=True, ondelete="cascade")
    dispute_line_id = fields.Many2one("recouvrement.dispute.line", required=True, ondelete="cascade")
    move_name = fields.Char(related="dispute_line_id.move_name", string="Invoice")
    currency_id = fields.Many2one(related="dispute_line_id.currency_id")
    amount = fields.Monetary(related="dispute_line_id.amount")
    amount_accepted = fields.Monetary(string="Accepted")
