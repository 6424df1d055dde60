from odoo import api, models
from odoo.tools import SQL


class RecouvrementPlan(models.Model):
    """What payment plans keep from being chased: never what something else already does."""

    _inherit = "recouvrement.plan"

    @api.model
    def _get_held_query(self, condition, company, today, other_amount):
        """What plans hold of each debt on a day, as SQL, with the columns (id, amount): what is left to settle by
        the plan, the oldest debts first, less what suspensions of another kind hold.

        :param SQL condition: on the plan `k`
        :param company: `res.company`
        :param date today: the company's date
        :param SQL other_amount: what a suspension `s` of another kind holds
        """
        return SQL(
            """
            SELECT h.id,
                   GREATEST(0, LEAST(h.unpaid, h.total - h.before,
                                     h.residual - other.own - GREATEST(0, LEAST(h.residual, other.shared - older.residual))))
              FROM (
                    SELECT u.id, u.residual, u.unpaid, SUM(u.unpaid) OVER (PARTITION BY u.plan_id ORDER BY u.id) - u.unpaid AS before,
                           GREATEST(0, SUM(u.due) OVER (PARTITION BY u.plan_id) - SUM(u.served) OVER (PARTITION BY u.plan_id)) AS total
                      FROM (SELECT d.*, d.due - LEAST(d.due, d.served) AS unpaid FROM (%(debts)s) d) u
              ) h
              JOIN recouvrement_plan_debt debt ON debt.id = h.id
              JOIN account_move_line item ON item.id = debt.move_line_id
        CROSS JOIN LATERAL (%(others)s) other
            -- An amount of an invoice is held on its oldest instalments.
        CROSS JOIN LATERAL (SELECT COALESCE(SUM(older.amount_residual_currency), 0) AS residual
                              FROM account_move_line older
                             WHERE older.move_id = item.move_id AND older.account_id = item.account_id
                               AND (older.date_maturity, older.id) < (item.date_maturity, item.id)) older
            """,
            debts=self._get_debt_query({company.id: today}, condition),
            others=self._get_other_holds(today, other_amount),
        )

    @api.model
    def _get_other_holds(self, today, other_amount):
        """What suspensions of another kind hold of the journal item `item` by itself, and of its invoice."""
        return SQL(
            """
            SELECT COALESCE(SUM(held.amount) FILTER (WHERE s.line_id IS NOT NULL), 0) AS own,
                   COALESCE(SUM(held.amount) FILTER (WHERE s.line_id IS NULL), 0) AS shared
              FROM recouvrement_suspension s
        CROSS JOIN LATERAL (SELECT %(amount)s AS amount) held
             WHERE (s.line_id = item.id OR s.line_id IS NULL AND s.move_id = item.move_id) AND s.kind != 'plan'
               AND s.date_from <= %(today)s AND s.date_to >= %(today)s
               AND (s.released_on IS NULL OR s.released_on > %(today)s)
            """,
            amount=other_amount,
            today=today,
        )

    def _get_held(self, today):
        """What the plans keep from being chased on a day: {journal item id: amount}."""
        if not self:
            return {}
        suspended = self.env["recouvrement.suspension"]._get_suspended_amount(self.company_id, today, self.partner_id)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT s.line_id, SUM(held.amount)
                  FROM recouvrement_suspension s
                  JOIN recouvrement_plan_debt debt ON debt.id = s.plan_debt_id
            CROSS JOIN LATERAL (SELECT %(amount)s AS amount) held
                 WHERE debt.plan_id = ANY(%(plans)s) AND s.date_from <= %(today)s AND s.date_to >= %(today)s
                   AND (s.released_on IS NULL OR s.released_on > %(today)s)
              GROUP BY 1
                """,
                amount=suspended,
                plans=self.ids,
                today=today,
            )
        )
        return {line_id: float(amount) for line_id, amount in rows}
