from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..tools.behaviour import INTENTS, PROFILES


class RecouvrementPolicy(models.Model):
    """For whom a policy is chosen by itself: the first one whose profiles and intents match the customer."""

    _inherit = "recouvrement.policy"

    is_by_profile = fields.Boolean(
        string="Chosen by itself",
        tracking=True,
        copy=False,
        help="For customers with these profiles and intents, this policy replaces the company's. A policy set on a "
        "customer comes before; of several that match, the first of the list applies.",
    )
    for_new = fields.Boolean(string="New customers")
    for_good = fields.Boolean(string="Good payers")
    for_occasional = fields.Boolean(string="Occasional delay")
    for_habitual = fields.Boolean(string="Habitual delay, once confirmed")
    for_cannot = fields.Boolean(string="Want to pay but cannot")
    for_delays = fields.Boolean(string="Delay on purpose")
    for_avoids = fields.Boolean(string="Avoid")
    applies_to = fields.Char(string="Applies to", compute="_compute_applies_to")

    @api.depends("is_by_profile", *(f"for_{code}" for code, _label in (*PROFILES, *INTENTS)))
    @api.depends_context("lang")
    def _compute_applies_to(self):
        for policy in self:
            labels = [
                ", ".join(
                    self._fields[f"for_{code}"]._description_string(self.env)
                    for code, _label in choices
                    if policy[f"for_{code}"]
                )
                for choices in (PROFILES, INTENTS)
            ]
            policy.applies_to = policy.is_by_profile and self.env._(" and ").join(filter(None, labels))

    @api.constrains("active", "is_by_profile", "level_ids", *(f"for_{code}" for code, _label in (*PROFILES, *INTENTS)))
    def _check_by_profile(self):
        for policy in self.filtered("is_by_profile"):
            if not policy._get_profiles() and not policy._get_intents():
                raise ValidationError(
                    self.env._(
                        "“%s” can only be chosen by itself for some customers: tick at least one profile or intent.",
                        policy.name,
                    )
                )
            if policy.active and not policy.level_ids:
                raise ValidationError(
                    self.env._("The policy %(policy)s has no level: nothing could ever be sent.", policy=policy.name)
                )

    def _get_profiles(self):
        """The profiles that the policy is for; all when empty."""
        return [code for code, _label in PROFILES if self[f"for_{code}"]]

    def _get_intents(self):
        """The intents that the policy is for; any, and none, when empty."""
        return [code for code, _label in INTENTS if self[f"for_{code}"]]

    @api.model
    def _get_by_profile(self, company):
        """The policies that are chosen by themselves in a company, the first that matches first.

        :param company: `res.company`
        """
        companies = {False, *company.sudo().parent_ids.ids}
        return self.browse(id_ for id_, company_id in self._get_all_by_profile() if company_id in companies)

    @api.model
    @ormcache()
    def _get_all_by_profile(self):
        """((policy id, company id or False)) of the policies that are chosen by themselves, in their order. Asked for each
        message that is made: kept in memory, forgotten when a policy or a level changes."""
        policies = self.sudo().search(
            Domain("active", "=", True) & Domain("is_by_profile", "=", True) & Domain("level_ids", "!=", False)
        )
        return tuple((policy.id, policy.company_id.id) for policy in policies)

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        self.env.registry.clear_cache()
        return policies

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys() <= {"paused_until"}:
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def _matches(self, profile, intent):
        """Whether the policy is for customers with a profile and an intent.

        :param str profile: one of `PROFILES`
        :param intent: one of `INTENTS`, falsy when unknown
        """
        self.ensure_one()
        profiles, intents = self._get_profiles(), self._get_intents()
        return (not profiles or profile in profiles) and (not intents or intent in intents)

    def _get_match_sql(self):
        """The same as `_matches`, as SQL on the columns `profile` and `intent` of `known`."""
        self.ensure_one()
        profiles, intents = self._get_profiles(), self._get_intents()
        return SQL(
            "(%s AND %s)",
            SQL("known.profile = ANY(%s)", profiles) if profiles else SQL("TRUE"),
            SQL("known.intent = ANY(%s)", intents) if intents else SQL("TRUE"),
        )
