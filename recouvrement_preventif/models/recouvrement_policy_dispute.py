from odoo import fields, models


class RecouvrementPolicy(models.Model):
    """What happens when a dispute is decided."""

    _inherit = "recouvrement.policy"

    dispute_grace_days = fields.Integer(
        string="Days of grace after a dispute",
        default=7,
        tracking=True,
        help="When a dispute is rejected, the customer is left so many days to pay before the follow-up resumes where "
        "it stood.",
    )

    _dispute_grace_positive = models.Constraint(
        "CHECK(dispute_grace_days >= 0)", "The days of grace after a dispute cannot be negative."
    )
