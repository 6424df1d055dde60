from odoo import fields, models


class RecouvrementPromiseLine(models.Model):
    """What a promise covers of one instalment."""

    _name = "recouvrement.promise.line"
    _description = "Promised Instalment"
    _inherit = ["recouvrement.agreement.line"]

    promise_id = fields.Many2one("recouvrement.promise", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="promise_id.company_id", store=True, precompute=True)
    amount = fields.Monetary(string="Promised")
    suspension_ids = fields.One2many("recouvrement.suspension", "promise_line_id")

    _amount_positive = models.Constraint("CHECK(amount > 0)", "What is promised of an instalment is more than zero.")
    _instalment_unique = models.Constraint(
        "UNIQUE(promise_id, move_line_id)", "An instalment is named once in a promise."
    )
