from odoo import fields, models


class RecouvrementPolicy(models.Model):
    """What happens when a customer answers."""

    _inherit = "recouvrement.policy"

    answer_pause_days = fields.Integer(
        string="Days of pause after an answer",
        default=5,
        tracking=True,
        help="When a customer answers, nothing is sent during so many days, so that somebody can read the answer; "
        "zero goes on without a pause.",
    )

    _answer_pause_positive = models.Constraint(
        "CHECK(answer_pause_days >= 0)", "The days of pause after an answer cannot be negative."
    )
