from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.behaviour import INTENTS
from ..tools.intent import Rule


class RecouvrementSignal(models.Model):
    """A fact that speaks for an intent, from a number on. Signals only ever make a proposal."""

    _name = "recouvrement.signal"
    _description = "Signal"
    _inherit = ["mail.thread"]
    _order = "intent, sequence, id"
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", index=True, help="Leave empty for all companies.")
    fact = fields.Selection(
        [
            ("promise_broken_count", "Promises broken"),
            ("promise_partly_count", "Promises partly kept"),
            ("announced_count", "Money announced for later"),
            ("plan_count", "Payment plans agreed"),
            ("part_payment_count", "Instalments paid in parts"),
            ("payments_per_day", "Instalments paid together, on average"),
            ("dispute_after_reminder_count", "Disputes raised after a reminder"),
            ("refusal_count", "Refusals to pay"),
            ("unanswered_count", "Calls without answer"),
        ],
        required=True,
        tracking=True,
    )
    threshold = fields.Float(
        string="At Least", required=True, default=1, digits=(6, 1), tracking=True, help="From this number on."
    )
    intent = fields.Selection(INTENTS, string="Speaks for", required=True, tracking=True)

    _threshold_positive = models.Constraint(
        "CHECK(threshold > 0)", "A signal begins above zero: else every customer would give it."
    )

    @api.model_create_multi
    def create(self, vals_list):
        signals = super().create(vals_list)
        signals._get_companies()._judge_recouvrement_behaviour()
        return signals

    def write(self, vals):
        companies = self._get_companies()
        done = super().write(vals)
        if vals.keys() - {"name", "sequence"}:
            (companies | self._get_companies())._judge_recouvrement_behaviour()
        return done

    def unlink(self):
        companies = self._get_companies()
        done = super().unlink()
        companies._judge_recouvrement_behaviour()
        return done

    @api.constrains("fact", "intent", "company_id", "active")
    def _check_fact_once(self):
        """A fact that speaks twice for the same intent would weigh twice."""
        for signal in self.filtered("active"):
            twins = self.search_count(
                Domain("active", "=", True)
                & Domain("fact", "=", signal.fact)
                & Domain("intent", "=", signal.intent)
                & Domain("company_id", "=", signal.company_id.id)
                & Domain("id", "!=", signal.id),
                limit=1,
            )
            if twins:
                raise ValidationError(
                    self.env._("“%s” says the same as another signal: change the number of that one.", signal.name)
                )

    def _get_companies(self):
        """The companies whose customers the signals are about."""
        is_common = any(not signal.company_id for signal in self)
        domain = Domain.TRUE if is_common else Domain("id", "child_of", self.company_id.ids)
        return self.env["res.company"].sudo().search(domain)

    @api.model
    def _get_rules(self, company):
        """The signals that a company heeds.

        :rtype: list of :class:`~..tools.intent.Rule`
        """
        signals = self.sudo().search(
            Domain("active", "=", True) & Domain("company_id", "in", [False, *company.sudo().parent_ids.ids])
        )
        return [Rule(signal.id, signal.fact, signal.threshold, signal.intent) for signal in signals]
