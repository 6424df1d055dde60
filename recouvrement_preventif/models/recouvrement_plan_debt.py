from odoo import fields, models


class RecouvrementPlanDebt(models.Model):
    """What a payment plan covers of one instalment of an invoice."""

    _name = "recouvrement.plan.debt"
    _description = "Debt in a Payment Plan"
    _order = "id"
    _rec_name = "move_line_id"

    plan_id = fields.Many2one("recouvrement.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    move_line_id = fields.Many2one("account.move.line", string="Debt", required=True, index=True, ondelete="cascade")
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    date_due = fields.Date(related="move_line_id.date_maturity", string="Due Date")
    amount = fields.Monetary(string="Planned", required=True)
    amount_residual = fields.Monetary(
        related="move_line_id.amount_residual_currency", string="Amount Due", currency_field="currency_id"
    )
    suspension_ids = fields.One2many("recouvrement.suspension", "plan_debt_id")

    _amount_positive = models.Constraint("CHECK(amount > 0)", "What a plan covers of a debt is more than zero.")
    _debt_unique = models.Constraint("UNIQUE(plan_id, move_line_id)", "A debt is named once in a plan.")
