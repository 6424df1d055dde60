from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .recouvrement_settlement import STATES


class RecouvrementSettlement(models.Model):
    """What became of offers, read from what is matched with the instalments: the money that came in from
    the day of the offer until its deadline. What else reduces the debts reduces what is to be paid."""

    _inherit = "recouvrement.settlement"

    state = fields.Selection(STATES, compute="_compute_outcome", search="_search_state", compute_sudo=True)
    amount_received = fields.Monetary(string="Received", compute="_compute_outcome", compute_sudo=True)

    @api.depends("offered_on", "refused_on", "cancelled_on", "deadline", "credit_move_ids")
    def _compute_outcome(self):
        outcomes = {}
        if self.ids:
            self.env.flush_all()
            query = self._get_outcome_query(self._get_days(), SQL("k.id = ANY(%s)", self.ids))
            outcomes = {id_: (float(received), state) for id_, received, state in self.env.execute_query(query)}
        for settlement in self:
            received, state = outcomes.get(settlement._origin.id, (0, "to_approve"))
            settlement.amount_received, settlement.state = received, state

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env.flush_all()
        outcomes = self._get_outcome_query(self._get_days(), SQL("TRUE"))
        return Domain(
            "id",
            "in",
            SQL("(SELECT o.id FROM (%s) o WHERE o.state = ANY(%s))", outcomes, [each for each in value if each]),
        )

    @api.model
    def _get_days(self):
        return self.env["recouvrement.promise"]._get_days()

    @api.model
    def _get_outcome_query(self, days, condition):
        """What became of offers, as SQL, with the columns (id, received, state).

        :param dict days: the day it is for each company, {company id: date}
        :param SQL condition: on the offer `k`
        """
        get_paid = self.env["recouvrement.promise"]._get_paid
        return SQL(
            """
            SELECT r.id, LEAST(r.due, r.received) AS received,
                   CASE WHEN r.cancelled_on IS NOT NULL THEN 'cancelled'
                        WHEN r.refused_on IS NOT NULL THEN 'refused'
                        WHEN r.offered_on IS NULL THEN 'to_approve'
                        WHEN r.due > 0 AND r.received >= r.due THEN 'accepted'
                        WHEN r.deadline >= day.today OR r.is_processing THEN 'offered'
                        ELSE 'lapsed' END AS state
              FROM (
                    SELECT k.id, k.company_id, k.offered_on, k.refused_on, k.cancelled_on, k.deadline,
                           -- A discount that was credited is no reason to pay less.
                           GREATEST(0, k.amount - k.discount - COALESCE(SUM(
                               GREATEST(0, t.amount - t.residual - t.paid_since - t.credited)), 0)) AS due,
                           COALESCE(SUM(t.paid), 0) AS received,
                           COALESCE(BOOL_OR(t.is_processing), FALSE) AS is_processing
                      FROM recouvrement_settlement k
                 LEFT JOIN LATERAL (
                           SELECT i.amount, %(paid)s AS paid, %(since)s AS paid_since, %(credited)s AS credited,
                                  CASE WHEN l.parent_state = 'posted' THEN GREATEST(l.amount_residual_currency, 0) ELSE 0 END AS residual,
                                  l.amount_residual_currency > 0 AND m.payment_state = 'in_payment' AS is_processing
                             FROM recouvrement_settlement_line i
                             JOIN account_move_line l ON l.id = i.move_line_id
                             JOIN account_move m ON m.id = l.move_id
                            WHERE i.settlement_id = k.id
                           ) t ON TRUE
                     WHERE %(condition)s
                  GROUP BY k.id
              ) r
              JOIN UNNEST(%(companies)s::int[], %(todays)s::date[]) AS day(company_id, today)
                   ON day.company_id = r.company_id
            """,
            paid=get_paid(SQL("k.offered_on"), SQL("k.ledger_mark"), SQL("k.deadline")),
            since=get_paid(SQL("k.offered_on"), SQL("k.ledger_mark"), SQL("'infinity'")),
            credited=SQL(
                """(SELECT COALESCE(SUM(p.debit_amount_currency), 0)
                      FROM account_partial_reconcile p
                      JOIN account_move_line c ON c.id = p.credit_move_id
                      JOIN recouvrement_settlement_credit_rel rel ON rel.account_move_id = c.move_id
                     WHERE p.debit_move_id = i.move_line_id AND rel.recouvrement_settlement_id = k.id)"""
            ),
            condition=condition,
            companies=list(days),
            todays=list(days.values()),
        )
