from odoo import api, models
from odoo.tools import SQL


class RecouvrementPlanner(models.AbstractModel):
    """The policy follows the profile and the intent of the customer."""

    _inherit = "recouvrement.planner"

    @api.model
    def _get_default_policy_sql(self, company, default_policy):
        # EXTENDS 'recouvrement_preventif'
        default = super()._get_default_policy_sql(company, default_policy)
        policies = self.env["recouvrement.policy"].sudo()._get_by_profile(company)
        if not policies:
            return default
        return SQL(
            """
            (SELECT CASE %(cases)s ELSE %(default)s END
               FROM (SELECT COALESCE((SELECT b.effective_profile FROM recouvrement_behaviour b
                                       WHERE b.partner_id = p.id AND b.company_id = %(company)s), 'new') AS profile,
                            (SELECT i.intent FROM recouvrement_case i
                              WHERE i.partner_id = p.id AND i.company_id = %(company)s) AS intent
                    ) known)
            """,
            cases=SQL(" ").join(SQL("WHEN %s THEN %s", policy._get_match_sql(), policy.id) for policy in policies),
            default=default,
            company=company.id,
        )
