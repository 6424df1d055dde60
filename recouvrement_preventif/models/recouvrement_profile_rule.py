from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.behaviour import PROFILES

# The doubt benefits the customer: of the plain number and the prudent one, the better counts.
DAYS_LATE = SQL("LEAST(b.days_late, b.days_late_shrunk)")
SHARE_LATE = SQL("LEAST(b.share_late, b.share_late_shrunk)")


class RecouvrementProfileRule(models.Model):
    """From which numbers on a customer is new, pays well or is late by habit. The first rule that matches gives the
    profile; a customer that none matches is late occasionally."""

    _name = "recouvrement.profile.rule"
    _description = "Profile Rule"
    _inherit = ["mail.thread"]
    _order = "profile, company_id, id"
    _rec_name = "profile"
    _check_company_domain = models.check_company_domain_parent_of

    profile = fields.Selection(
        [entry for entry in PROFILES if entry[0] != "occasional"],
        required=True,
        help="Whoever is neither new, nor a good payer, nor late by habit is late occasionally.",
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Leave empty for all companies; the rule of a company replaces the common one."
    )
    minimum_count = fields.Integer(
        string="Payments",
        default=4,
        tracking=True,
        help="Below this number of payments observed, the customer is new.",
    )
    days_late = fields.Float(
        digits=(5, 1), tracking=True, help="Average days late, large and recent payments counting more."
    )
    share_late = fields.Float(
        string="Share Late (%)", digits=(5, 1), tracking=True, help="Share of payments more than three days late."
    )
    open_late_count = fields.Integer(string="Late Now", tracking=True, help="Instalments that are open and late today.")
    description = fields.Char(string="In Words", compute="_compute_description")

    _profile_unique = models.UniqueIndex(
        "(profile, COALESCE(company_id, 0))", "There is a rule for this profile already: change that one."
    )

    @api.depends("profile", "minimum_count", "days_late", "share_late", "open_late_count")
    @api.depends_context("lang")
    def _compute_description(self):
        for rule in self:
            values = {
                "count": rule.minimum_count,
                "days": f"{rule.days_late:g}",
                "share": f"{rule.share_late:g}",
                "late": rule.open_late_count,
            }
            if rule.profile == "new":
                rule.description = self.env._("Fewer than %(count)s payments observed", **values)
            elif rule.profile == "good":
                rule.description = self.env._(
                    "At most %(days)s days late on average, at most %(share)s %% of payments late, and at most %(late)s late now",
                    **values,
                )
            elif rule.profile == "habitual":
                rule.description = self.env._(
                    "At least %(days)s days late on average, and at least %(share)s %% of payments late", **values
                )
            else:
                rule.description = False

    @api.depends("profile", "company_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["profile"]._description_selection(self.env))
        for rule in self:
            rule.display_name = " · ".join(filter(None, (labels.get(rule.profile), rule.company_id.name)))

    @api.constrains("minimum_count", "share_late", "days_late", "open_late_count")
    def _check_numbers(self):
        for rule in self:
            if rule.minimum_count < 0 or rule.open_late_count < 0 or rule.days_late < 0:
                raise ValidationError(self.env._("The numbers of a rule cannot be below zero."))
            if not 0 <= rule.share_late <= 100:
                raise ValidationError(self.env._("A share lies between 0 and 100 %."))

    @api.constrains("profile", "days_late", "share_late", "company_id")
    def _check_order(self):
        """A good payer is never late by habit too."""
        for company in self._get_companies():
            rules = self._get_rules(company)
            good, habitual = rules.get("good"), rules.get("habitual")
            if good and habitual and good.days_late >= habitual.days_late and good.share_late >= habitual.share_late:
                raise ValidationError(
                    self.env._(
                        "A customer could be a good payer and late by habit: keep the numbers of the two rules apart."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._get_companies()._judge_recouvrement_behaviour()
        return rules

    def write(self, vals):
        companies = self._get_companies()
        done = super().write(vals)
        (companies | self._get_companies())._judge_recouvrement_behaviour()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_common(self):
        """The common rules are changed, not deleted: without them, nobody would be new or late by habit."""
        if any(not rule.company_id for rule in self):
            raise ValidationError(self.env._("This rule applies to all companies: change its numbers instead."))

    def unlink(self):
        companies = self._get_companies()
        done = super().unlink()
        companies._judge_recouvrement_behaviour()
        return done

    def _get_companies(self):
        """The companies whose customers the rules are about."""
        is_common = any(not rule.company_id for rule in self)
        return (
            self.env["res.company"]
            .sudo()
            .search(Domain.TRUE if is_common else Domain("id", "child_of", self.company_id.ids))
        )

    # === THE RULES AS SQL === #

    @api.model
    def _get_rules(self, company):
        """The rules of a company: {profile: rule}; its own before those of the company it is a branch of, and these
        before the common ones.

        :param company: `res.company`
        """
        rules = self.sudo().search(Domain("company_id", "in", [False, *company.sudo().parent_ids.ids]))
        return {rule.profile: rule for rule in rules.sorted(lambda rule: rule.company_id.parent_path or "")}

    @api.model
    def _get_profile_sql(self, company):
        """The profile that the rules of a company give to the behaviour `b`, as SQL."""
        rules = self._get_rules(company)
        cases = [
            SQL("WHEN %s THEN %s", rules[profile]._get_condition(), profile)
            for profile in ("new", "good", "habitual")
            if profile in rules
        ]
        return SQL("CASE %s ELSE 'occasional' END", SQL(" ").join(cases)) if cases else SQL("'occasional'")

    def _get_condition(self):
        """What the rule asks of the behaviour `b`, as SQL."""
        self.ensure_one()
        if self.profile == "new":
            return SQL("b.settled_count < %s", self.minimum_count)
        if self.profile == "good":
            return SQL(
                "%s <= %s AND %s * 100 <= %s AND b.open_late_count <= %s",
                DAYS_LATE,
                self.days_late,
                SHARE_LATE,
                self.share_late,
                self.open_late_count,
            )
        return SQL("%s >= %s AND %s * 100 >= %s", DAYS_LATE, self.days_late, SHARE_LATE, self.share_late)
