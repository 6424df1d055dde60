from odoo import fields, models


class RecouvrementPlanDebt(models.Model):
    """What a payment plan covers of one instalment of an invoice."""

    _name = "recouvrement.plan.debt"
    _description = "Debt in a Payment Plan"
    _inherit = ["recouvrement.agreement.line"]

    plan_id = fields.Many2one("recouvrement.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, precompute=True)
    move_line_id = fields.Many2one(string="Debt")
    amount = fields.Monetary(string="Planned")
    suspension_ids = fields.One2many("recouvrement.suspension", "plan_debt_id")

    _amount_positive = models.Constraint("CHECK(amount > 0)", "What a plan covers of a debt is more than zero.")
    _debt_unique = models.Constraint("UNIQUE(plan_id, move_line_id)", "A debt is named once in a plan.")
