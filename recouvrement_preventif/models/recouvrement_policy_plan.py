from odoo import fields, models


class RecouvrementPolicy(models.Model):
    """What payment plans a collector may agree to, and what follows."""

    _inherit = "recouvrement.policy"

    plan_max_months = fields.Integer(
        string="Months at most",
        default=6,
        tracking=True,
        help="How many months ahead the last instalment of a payment plan may lie; a manager approves longer plans.",
    )
    plan_min_instalment = fields.Monetary(
        string="Instalment at least",
        default=50,
        tracking=True,
        help="In the company's currency; a manager approves smaller instalments. The last one of a plan may be smaller.",
    )
    plan_answer_days = fields.Integer(
        string="Days to answer",
        default=10,
        tracking=True,
        help="How long the customer has to accept the plan that was proposed; meanwhile what it covers is not chased.",
    )
    plan_grace_days = fields.Integer(
        string="Days of grace of an instalment",
        default=5,
        tracking=True,
        help="How many days an instalment may be late; beyond them, the plan breaks and the whole becomes due again.",
    )
    plan_reminder_days = fields.Integer(
        string="Announce instalments, days before",
        default=3,
        tracking=True,
        help="A short e-mail announces each instalment that is not paid yet, so many days before; zero announces none. "
        "It is information, not a reminder: it counts in no limit.",
    )
    plan_step_ahead = fields.Boolean(
        string="One step ahead when a plan breaks",
        tracking=True,
        help="When a plan breaks, the next level of what it covered comes at once, whatever its days. "
        "No level is skipped, and the days between messages to a customer are kept.",
    )

    _plan_limits_positive = models.Constraint(
        "CHECK(plan_max_months >= 1 AND plan_min_instalment >= 0 AND plan_answer_days >= 1 AND plan_grace_days >= 0 "
        "AND plan_reminder_days >= 0)",
        "A policy accepts payment plans of one month at least and leaves a day to answer at least; its other limits "
        "cannot be negative.",
    )
