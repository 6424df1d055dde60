from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class RecouvrementPlanner(models.AbstractModel):
    """The follow-up of a debt whose payment plan broke comes one step ahead, if its policy says so."""

    _inherit = "recouvrement.planner"

    @api.model
    def _get_ahead_query(self, company, today, partners=None):
        # EXTENDS 'recouvrement.planner'
        ahead = super()._get_ahead_query(company, today, partners)
        policies = self.env["recouvrement.policy"].sudo().search(Domain("plan_step_ahead", "=", True))
        if not policies:
            return ahead
        return SQL(
            """
            SELECT line_id, policy_id, MAX(deadline) AS deadline
              FROM (%(ahead)s
                    UNION ALL
                    SELECT i.move_line_id, policy.id, k.broken_on - 1
                      FROM recouvrement_plan k
                      JOIN recouvrement_plan_debt i ON i.plan_id = k.id
                      JOIN account_move_line l ON l.id = i.move_line_id AND l.reconciled IS NOT TRUE
                CROSS JOIN UNNEST(%(policies)s::int[]) AS policy(id)
                     WHERE k.company_id = %(company)s AND k.broken_on <= %(today)s AND k.stage = 'agreed') a
          GROUP BY 1, 2
            """,
            ahead=ahead,
            policies=policies.ids,
            company=company.id,
            today=today,
        )
