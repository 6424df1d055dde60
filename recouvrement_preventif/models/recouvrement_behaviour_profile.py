from odoo import api, models
from odoo.tools import SQL

from ..tools.behaviour import DECISION_TOLERANCE, DECISION_VALID
from .recouvrement_profile_rule import DAYS_LATE


class RecouvrementBehaviour(models.Model):
    """The profile: what the rules say, and what of it takes effect.

    A habitual delay harms the customer: it counts as an occasional one until a person confirmed it, on numbers that
    still hold (GDPR, art. 22). Anything better takes effect by itself."""

    _inherit = "recouvrement.behaviour"

    @api.model
    def _get_profile_query(self, company, today, partners):
        """The statement that writes the profiles that changed."""
        among = SQL("TRUE") if partners is None else SQL("b.partner_id = ANY(%s)", partners.ids)
        return SQL(
            """
            UPDATE recouvrement_behaviour b
               SET profile = j.profile, effective_profile = j.effective, proposed_profile = j.proposed
              FROM (
                    SELECT r.id, r.profile,
                           CASE WHEN r.profile = 'habitual' AND r.is_accepted IS NOT TRUE THEN 'occasional' ELSE r.profile END AS effective,
                           -- Asked when it matters: while something is late.
                           CASE WHEN r.profile = 'habitual' AND r.is_accepted IS NULL AND r.open_late_count > 0 THEN 'habitual' END AS proposed
                      FROM (
                            SELECT b.id, b.open_late_count, decision.is_accepted, %(profile)s AS profile
                              FROM recouvrement_behaviour b
                         LEFT JOIN LATERAL (%(decision)s) decision ON TRUE
                             WHERE b.company_id = %(company)s AND %(among)s
                      ) r
              ) j
             WHERE j.id = b.id
               AND (b.profile, b.effective_profile, b.proposed_profile) IS DISTINCT FROM (j.profile, j.effective, j.proposed)
            """,
            profile=self.env["recouvrement.profile.rule"]._get_profile_sql(company),
            decision=self._get_decision_query(today),
            company=company.id,
            among=among,
        )

    @api.model
    def _get_decision_query(self, today):
        """What a person decided about the profile of the behaviour `b`, if it still holds, as SQL.

        A confirmation falls when the numbers got much better, a refusal when they got much worse, both after a year."""
        return SQL(
            """
            SELECT d.is_accepted
              FROM (SELECT d.* FROM recouvrement_profile_decision d
                      JOIN recouvrement_case k ON k.id = d.case_id
                     WHERE k.partner_id = b.partner_id AND k.company_id = b.company_id AND d.kind = 'profile'
                  ORDER BY d.id DESC LIMIT 1) d
             WHERE d.profile = 'habitual' AND d.date > %(since)s
               AND CASE WHEN d.is_accepted THEN %(days)s >= d.days_late * (1 - %(tolerance)s)
                        ELSE %(days)s <= d.days_late * (1 + %(tolerance)s) END
            """,
            days=DAYS_LATE,
            since=today - DECISION_VALID,
            tolerance=DECISION_TOLERANCE,
        )
