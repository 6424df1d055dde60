from odoo import fields, models


class RecouvrementPolicy(models.Model):
    """What customers may arrange by themselves on their page, within the limits that hold for a collector."""

    _inherit = "recouvrement.policy"

    page_promise = fields.Boolean(
        string="Promises on the customer's page",
        default=True,
        tracking=True,
        help="Customers promise a payment on their page. Within the limits of the policy it is taken down at once; "
        "beyond them, the owner of the case is asked.",
    )
    page_plan = fields.Boolean(
        string="Instalments on the customer's page",
        default=True,
        tracking=True,
        help="Customers ask on their page to pay in instalments, and accept the agreement there.",
    )
    page_plan_automatic = fields.Boolean(
        string="Agree to instalments without a person",
        tracking=True,
        help="Instalments that stay within the limits of the policy are proposed at once, and run as soon as the "
        "customer has accepted the agreement on his page. Otherwise a draft is prepared, and somebody proposes it.",
    )
    page_plan_max_amount = fields.Monetary(
        string="Instalments without a person up to",
        default=5000,
        tracking=True,
        help="In the company's currency; above this amount, somebody decides. Zero sets no limit.",
    )
    page_answer_days = fields.Integer(
        string="Working days to answer requests",
        default=3,
        tracking=True,
        help="What the page tells customers whose request somebody has to decide: by when they hear from you.",
    )

    _page_limits_positive = models.Constraint(
        "CHECK(page_plan_max_amount >= 0 AND page_answer_days >= 1)",
        "The amount up to which customers agree to instalments by themselves cannot be negative, and a request is "
        "answered within one working day at least.",
    )
