from odoo import fields, models


class RecouvrementSettlementLine(models.Model):
    """One instalment of an offer."""

    _name = "recouvrement.settlement.line"
    _description = "Settled Instalment"
    _inherit = ["recouvrement.agreement.line"]

    settlement_id = fields.Many2one("recouvrement.settlement", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="settlement_id.company_id", store=True, precompute=True)
    amount = fields.Monetary(string="Owed", help="What was open when it was proposed.")
    suspension_ids = fields.One2many("recouvrement.suspension", "settlement_line_id")

    _instalment_unique = models.Constraint(
        "UNIQUE(settlement_id, move_line_id)", "An instalment is named once in an offer."
    )
