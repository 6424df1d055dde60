from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_amount

from .recouvrement_promise import STATES


class RecouvrementPromise(models.Model):
    """What became of promises, read from what is matched with the promised instalments.

    Money counts that came in since the promise was made, until its deadline: see
    :class:`~..tools.allotment.Allotment`. Whatever else reduces a debt (a credit note, a
    write-off, an older payment) reduces what is left to keep."""

    _inherit = "recouvrement.promise"

    state = fields.Selection(STATES, compute="_compute_outcome", search="_search_state", compute_sudo=True)
    amount_due = fields.Monetary(
        string="To Keep",
        compute="_compute_outcome",
        compute_sudo=True,
        help="What is promised, less what credit notes and the like have taken off the debt since.",
    )
    amount_received = fields.Monetary(string="Received", compute="_compute_outcome", compute_sudo=True)
    standing = fields.Char(compute="_compute_standing", compute_sudo=True)

    @api.depends("line_ids.amount", "deadline", "cancelled_on")
    def _compute_outcome(self):
        outcomes = {row[0]: row[1:] for row in self._fetch_outcomes(self.ids)}
        for promise in self:
            due, received, state = outcomes.get(promise._origin.id, (0, 0, "pending"))
            promise.amount_due, promise.amount_received, promise.state = float(due), float(received), state

    @api.depends("state", "amount_due", "amount_received")
    @api.depends_context("lang")
    def _compute_standing(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for promise in self:
            promise.standing = labels[promise.state]
            if 0 < promise.amount_received < promise.amount_due:
                promise.standing = self.env._(
                    "%(state)s: %(received)s received of %(due)s",
                    state=labels[promise.state],
                    received=format_amount(self.env, promise.amount_received, promise.currency_id),
                    due=format_amount(self.env, promise.amount_due, promise.currency_id),
                )

    def _fetch_outcomes(self, ids):
        """(id, due, received, state) of promises, as of the day it is for their companies."""
        if not ids:
            return []
        self.env.flush_all()
        query = self._get_outcome_query(self._get_days(), SQL("k.id = ANY(%s)", ids))
        return self.env.execute_query(SQL("SELECT id, due, received, state FROM (%s) o", query))

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env.flush_all()
        outcomes = self._get_outcome_query(self._get_days(), SQL("TRUE"))
        found = SQL("(SELECT o.id FROM (%s) o WHERE o.state = ANY(%s))", outcomes, [state for state in value if state])
        return Domain("id", "in", found)

    # === THE STATEMENTS === #

    @api.model
    def _get_days(self):
        """The day that it is for each company: {company id: date}."""
        now = fields.Datetime.now()
        companies = self.env["res.company"].sudo().search(Domain.TRUE)
        return {company.id: company._get_recouvrement_today(now) for company in companies}

    @api.model
    def _get_outcome_query(self, days, condition):
        """What became of promises, as SQL, with the columns (id, due, received, due_company, received_company, state).

        Amounts are in the currency of the promise, and in its company's at the rate of the instalments.

        :param dict days: the day it is for each company, {company id: date}; promises of others are left out
        :param SQL condition: on the promise `k`
        """
        return SQL(
            """
            SELECT r.id, r.due, r.received, r.due_company,
                   CASE WHEN r.due > 0 THEN r.due_company * r.received / r.due ELSE 0 END AS received_company,
                   CASE WHEN r.cancelled_on IS NOT NULL THEN 'cancelled'
                        WHEN r.due = 0 THEN 'void'
                        WHEN r.received >= r.due THEN 'kept'
                        WHEN r.deadline >= day.today OR r.is_processing THEN 'pending'
                        WHEN r.received > 0 THEN 'partly'
                        ELSE 'broken' END AS state
              FROM (
                    SELECT k.id, k.company_id, k.deadline, k.cancelled_on,
                           COALESCE(SUM(t.due), 0) AS due,
                           COALESCE(SUM(t.due * t.rate), 0) AS due_company,
                           COALESCE(SUM(t.received), 0) AS received,
                           COALESCE(BOOL_OR(t.is_processing), FALSE) AS is_processing
                      FROM recouvrement_promise k
                 LEFT JOIN (%(lines)s) t ON t.promise_id = k.id
                     WHERE %(condition)s
                  GROUP BY k.id
              ) r
              JOIN UNNEST(%(companies)s::int[], %(todays)s::date[]) AS day(company_id, today)
                   ON day.company_id = r.company_id
            """,
            lines=self._get_line_query(days, condition),
            condition=condition,
            companies=list(days),
            todays=list(days.values()),
        )
