from odoo import fields, models


class RecouvrementPolicy(models.Model):
    """The customer's page: whether there is one, and what follows from what is sent there."""

    _inherit = "recouvrement.policy"

    page_enabled = fields.Boolean(
        string="Customer's page",
        default=True,
        tracking=True,
        help="Each message carries a personal link, behind which the customer sees what is owed and can answer without "
        "an account.",
    )
    page_link_days = fields.Integer(
        string="Days a link is good for",
        default=90,
        tracking=True,
        help="Counted from the last message that carried it.",
    )
    page_pause = fields.Boolean(
        string="Pause after a request",
        default=True,
        tracking=True,
        help="What a customer sends from the page, and waits for a person, pauses the next step as an answer by e-mail "
        "does, for the days of pause after an answer.",
    )

    _page_link_days_positive = models.Constraint(
        "CHECK(page_link_days >= 1)", "The link to the customer's page is good for at least one day."
    )
