from odoo import fields, models


class ResCompany(models.Model):
    """What the law asks about the creditor."""

    _inherit = "res.company"

    recouvrement_is_small = fields.Boolean(
        string="Small or medium-sized enterprise",
        help="In Belgium, the interest of a consumer runs from the day after the first reminder where the creditor is "
        "one, and from the end of the fourteen days to pay where it is not.",
    )
