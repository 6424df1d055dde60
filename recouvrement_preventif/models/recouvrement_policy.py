from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class RecouvrementPolicy(models.Model):
    _name = "recouvrement.policy"
    _description = "Collection Policy"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        help="Leave empty to make the policy available to every company.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    description = fields.Html(
        translate=True,
        help="The policy in words: to whom it applies, and why.",
    )
    level_ids = fields.One2many("recouvrement.level", "policy_id", string="Levels", copy=True)

    minimum_amount = fields.Monetary(
        tracking=True,
        help="Below this amount, in the company's currency, nothing is sent.",
    )
    minimum_gap = fields.Integer(
        string="Days between messages",
        default=7,
        tracking=True,
        help="Days that pass at least between two reminders to the same customer. "
        "Notices sent before the due date are not held back by it.",
    )
    contact_limit = fields.Integer(
        string="Messages at most",
        default=3,
        tracking=True,
        help="How many messages a customer receives at most within the number of days given beside it.",
    )
    contact_window = fields.Integer(string="Within days", default=30, tracking=True)
    grace_days = fields.Integer(
        string="Days of grace",
        default=2,
        tracking=True,
        help="Days left after the due date before any reminder, because the money may be on its way.",
    )
    hour_from = fields.Float(string="Send from", default=8.0)
    hour_to = fields.Float(string="Send until", default=18.0)
    send_on_saturday = fields.Boolean(string="Send on Saturdays")

    paused_until = fields.Date(
        string="Paused until",
        tracking=True,
        help="Last day of a pause, included: until then nothing leaves under this policy.",
    )

    _minimum_amount_positive = models.Constraint("CHECK(minimum_amount >= 0)", "The minimum amount cannot be negative.")
    _days_positive = models.Constraint(
        "CHECK(minimum_gap >= 0 AND grace_days >= 0)",
        "The days between messages and the days of grace cannot be negative.",
    )
    _contact_limit_positive = models.Constraint(
        "CHECK(contact_limit >= 1 AND contact_window >= 1)",
        "A policy allows at least one message within at least one day.",
    )
    _hours_in_order = models.Constraint(
        "CHECK(hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)",
        "The sending hours must start before they end, between 0:00 and 24:00.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for policy in self:
            policy.currency_id = (policy.company_id or self.env.company).currency_id

    @api.constrains("active")
    def _check_active(self):
        """A policy that a company applies cannot be archived."""
        for policy in self.filtered(lambda policy: not policy.active):
            company = self.env["res.company"].sudo().search([("recouvrement_policy_id", "=", policy.id)], limit=1)
            if company:
                raise ValidationError(
                    self.env._(
                        "%(policy)s is the policy of %(company)s: choose another one there before archiving it.",
                        policy=policy.name,
                        company=company.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        levels = self.with_context(active_test=False).level_ids
        if levels._is_used():
            raise UserError(
                self.env._("Reminders were sent under this policy: archive it instead, so that their history stays.")
            )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for policy, vals in zip(self, vals_list, strict=True):
            vals.setdefault("name", policy.name)
            if "name" not in (default or {}):
                vals["name"] = self.env._("%s (copy)", policy.name)
        return vals_list
