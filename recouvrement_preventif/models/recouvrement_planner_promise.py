from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class RecouvrementPlanner(models.AbstractModel):
    """The follow-up of a debt whose promise was broken comes one step ahead, if its policy says so."""

    _inherit = "recouvrement.planner"

    @api.model
    def _get_ahead_query(self, company, today, partners=None):
        """The instalments whose next level comes at once, as SQL, with the columns (line_id, policy_id, deadline):
        under which policy, and since after which day.

        :param company: `res.company`
        :param date today: the company's date
        :param partners: the customers (`res.partner`) to restrict to; everybody when None
        """
        policies = self.env["recouvrement.policy"].sudo().search(Domain("promise_step_ahead", "=", True))
        if not policies:
            return SQL("SELECT NULL::int AS line_id, NULL::int AS policy_id, NULL::date AS deadline WHERE FALSE")
        # Only what is still open matters: the promises of years ago were paid long since.
        past = SQL(
            """k.company_id = %s AND k.deadline < %s AND k.cancelled_on IS NULL AND %s AND EXISTS (
                   SELECT FROM recouvrement_promise_line x JOIN account_move_line y ON y.id = x.move_line_id
                    WHERE x.promise_id = k.id AND y.reconciled IS NOT TRUE)""",
            company.id,
            today,
            SQL("TRUE") if partners is None else SQL("k.partner_id = ANY(%s)", list(partners.ids)),
        )
        return SQL(
            """
            SELECT i.move_line_id AS line_id, policy.id AS policy_id, MAX(k.deadline) AS deadline
              FROM (%s) o
              JOIN recouvrement_promise k ON k.id = o.id
              JOIN recouvrement_promise_line i ON i.promise_id = k.id
        CROSS JOIN UNNEST(%s::int[]) AS policy(id)
             WHERE o.state = 'broken'
          GROUP BY 1, 2
            """,
            self.env["recouvrement.promise"]._get_outcome_query({company.id: today}, past),
            policies.ids,
        )
