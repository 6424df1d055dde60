from odoo import api, models
from odoo.tools import SQL


class RecouvrementPlan(models.Model):
    """What the ledger brought to the debts of payment plans: the money that no promise took."""

    _inherit = "recouvrement.plan"

    @api.model
    def _get_debt_query(self, days, condition, until=None):
        """What became of the debts of plans, as SQL, with the columns (id, plan_id, due, served, residual, rate,
        is_processing): what is left to settle by the plan, and the money that came in for it, even beyond it.

        A plan without debt left has a row of zeros.

        :param dict days: the day it is for each company, {company id: date}
        :param SQL condition: on the plan `k`
        :param SQL until: the last day on which money counts, from the plan `k`; no limit when None
        """
        debts, allotment = self.env["recouvrement.promise"]._allot(
            SQL("k.case_id IN (SELECT k.case_id FROM recouvrement_plan k WHERE %s)", condition)
        )
        return SQL(
            """
            SELECT n.id, n.plan_id, n.residual, n.rate, n.is_processing, n.served_in_time AS served,
                   GREATEST(0, LEAST(n.amount, n.residual + n.served - n.promised)) AS due
              FROM (
                    SELECT i.id, k.id AS plan_id, COALESCE(i.amount, 0) AS amount,
                           CASE WHEN l.parent_state = 'posted' THEN GREATEST(l.amount_residual_currency, 0) ELSE 0 END AS residual,
                           COALESCE(l.balance / NULLIF(l.amount_currency, 0), 1) AS rate,
                           COALESCE(l.amount_residual_currency > 0 AND m.payment_state = 'in_payment', FALSE) AS is_processing,
                           %(promised)s AS promised,
                           %(served)s AS served,
                           %(served_in_time)s AS served_in_time
                      FROM recouvrement_plan k
                 LEFT JOIN recouvrement_plan_debt i ON i.plan_id = k.id
                 LEFT JOIN account_move_line l ON l.id = i.move_line_id
                 LEFT JOIN account_move m ON m.id = l.move_id
                     WHERE %(condition)s
              ) n
            """,
            promised=self._get_promised(self._get_awaited(debts, allotment, days)),
            served=self._get_served(allotment, SQL("'infinity'")),
            served_in_time=self._get_served(allotment, until or SQL("'infinity'")),
            condition=condition,
        )

    @api.model
    def _get_awaited(self, debts, allotment, days):
        """What running promises still await: [(journal item id, day, ledger mark, amount)]."""
        return [
            (claim.debt_id, *claim.made_at, str(allotment.get_left(claim)))
            for claim, debt in debts.items()
            if debt.company_id in days and allotment.is_live(claim, days[debt.company_id])
        ]

    @api.model
    def _get_promised(self, awaited):
        """What promises made before the plan `k` still await on the debt `i`, as SQL, in its currency."""
        return SQL("(SELECT %s)", self._sum_of(awaited, SQL("(t.day, t.mark) <= (k.made_on, k.ledger_mark)")))

    @api.model
    def _get_served(self, allotment, last_day):
        """The money that came in on the debt `i` since the plan `k` until a day, less what promises took of it,
        as SQL, in its currency."""
        taken = [
            (receipt.debt_id, *receipt.received_at, str(amount))
            for receipt, amount in allotment.taken.items()
            if amount
        ]
        return SQL(
            "(%s - %s)",
            self.env["recouvrement.promise"]._get_paid(SQL("k.made_on"), SQL("k.ledger_mark"), last_day),
            self._sum_of(taken, SQL("(t.day, t.mark) > (k.made_on, k.ledger_mark) AND t.day <= %s", last_day)),
        )

    @api.model
    def _sum_of(self, rows, condition):
        """The sum of rows (journal item id, day, ledger mark, amount as a numeral) on the debt `i`, as SQL.

        :param SQL condition: on a row `t`
        """
        if not rows:
            return SQL("0")
        return SQL(
            """(SELECT COALESCE(SUM(t.amount), 0)
                  FROM UNNEST(%s::int[], %s::date[], %s::int[], %s::text[]::numeric[]) AS t(debt_id, day, mark, amount)
                 WHERE t.debt_id = i.move_line_id AND %s)""",
            *(list(column) for column in zip(*rows, strict=True)),
            condition,
        )
