from odoo import fields, models


class RecouvrementPromiseLine(models.Model):
    """What a promise covers of one instalment."""

    _name = "recouvrement.promise.line"
    _description = "Promised Instalment"
    _order = "id"
    _rec_name = "move_line_id"

    promise_id = fields.Many2one("recouvrement.promise", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="promise_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="promise_id.currency_id")
    move_line_id = fields.Many2one(
        "account.move.line", string="Instalment", required=True, index=True, ondelete="cascade"
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    date_due = fields.Date(related="move_line_id.date_maturity", string="Due Date")
    amount = fields.Monetary(string="Promised", required=True)
    amount_residual = fields.Monetary(
        related="move_line_id.amount_residual_currency", string="Amount Due", currency_field="currency_id"
    )
    suspension_ids = fields.One2many("recouvrement.suspension", "promise_line_id")

    _amount_positive = models.Constraint("CHECK(amount > 0)", "What is promised of an instalment is more than zero.")
    _instalment_unique = models.Constraint(
        "UNIQUE(promise_id, move_line_id)", "An instalment is named once in a promise."
    )
