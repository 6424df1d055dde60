from odoo import fields, models


class RecouvrementLevel(models.Model):
    """What a formal notice asks for."""

    _inherit = "recouvrement.level"

    notice_days = fields.Integer(
        string="Days to pay",
        default=15,
        help="Days that the formal notice leaves to pay, counted from the day on which it reaches the customer; it says so "
        "by itself. A Belgian consumer is left fourteen at least.",
    )

    _notice_days_positive = models.Constraint(
        "CHECK(notice_days > 0)", "A formal notice leaves at least one day to pay."
    )
