from odoo import fields, models


class RecouvrementPolicy(models.Model):
    """The discounts that a collector may offer for a debt to be paid."""

    _inherit = "recouvrement.policy"

    settlement_min_days = fields.Integer(
        string="Days late at least",
        default=90,
        tracking=True,
        help="A discount on a debt that is less late asks for a manager.",
    )
    settlement_min_amount = fields.Monetary(
        string="Amount at least",
        default=500,
        tracking=True,
        help="A discount on debts that come to less, in the company's currency, asks for a manager.",
    )
    settlement_max_percent = fields.Float(
        string="Discount at most (%)",
        default=10,
        digits=(5, 2),
        tracking=True,
        help="A larger discount asks for a manager. Whatever the discount, so does a second offer on the same debt.",
    )

    _settlement_limits = models.Constraint(
        "CHECK(settlement_min_days >= 0 AND settlement_min_amount >= 0 AND settlement_max_percent BETWEEN 0 AND 100)",
        "The limits of discounts cannot be negative, and a discount is at most 100 %.",
    )
