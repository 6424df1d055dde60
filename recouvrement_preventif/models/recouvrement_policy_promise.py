from odoo import fields, models


class RecouvrementPolicy(models.Model):
    """What becomes of a customer's word to pay."""

    _inherit = "recouvrement.policy"

    promise_max_days = fields.Integer(
        string="Days ahead at most",
        default=30,
        tracking=True,
        help="How many days ahead a promise to pay may lie; a manager may accept a later day.",
    )
    promise_limit = fields.Integer(
        string="Promises per debt",
        default=2,
        tracking=True,
        help="How often the same debt may be promised; a manager may accept one more. Whatever the number, a promise "
        "that follows one that was not kept asks for a manager.",
    )
    promise_confirmation = fields.Boolean(
        string="Confirm promises by e-mail",
        default=True,
        tracking=True,
        help="Whoever promises receives at once, in his language, what was agreed. It is information, not a reminder: "
        "it counts in no limit.",
    )
    promise_step_ahead = fields.Boolean(
        string="One step ahead when a promise is broken",
        tracking=True,
        help="When nothing of what was promised came in, the next level of the debt comes at once, whatever its days. "
        "No level is skipped, and the days between messages to a customer are kept.",
    )

    _promise_limits_positive = models.Constraint(
        "CHECK(promise_max_days >= 1 AND promise_limit >= 1)",
        "A policy accepts promises for at least one day ahead, and at least one per debt.",
    )
