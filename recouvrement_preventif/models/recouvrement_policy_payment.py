from odoo import fields, models


class RecouvrementPolicy(models.Model):
    """Whether customers pay on their page."""

    _inherit = "recouvrement.policy"

    page_pay = fields.Boolean(
        string="Online payment on the customer's page",
        default=True,
        tracking=True,
        help="Customers pay on their page through the payment providers of the company. Without a provider, or when this "
        "is off, the page shows how to pay by bank transfer.",
    )
