from odoo import fields, models


class RecouvrementSettlementLine(models.Model):
    """One instalment of an offer."""

    _name = "recouvrement.settlement.line"
    _description = "Settled Instalment"
    _order = "id"
    _rec_name = "move_line_id"

    settlement_id = fields.Many2one("recouvrement.settlement", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="settlement_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="settlement_id.currency_id")
    move_line_id = fields.Many2one(
        "account.move.line", string="Instalment", required=True, index=True, ondelete="cascade"
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    date_due = fields.Date(related="move_line_id.date_maturity", string="Due Date")
    amount = fields.Monetary(string="Owed", required=True, help="What was open when it was proposed.")
    amount_residual = fields.Monetary(
        related="move_line_id.amount_residual_currency", string="Amount Due", currency_field="currency_id"
    )
    suspension_ids = fields.One2many("recouvrement.suspension", "settlement_line_id")

    _instalment_unique = models.Constraint(
        "UNIQUE(settlement_id, move_line_id)", "An instalment is named once in an offer."
    )
