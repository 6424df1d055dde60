from collections import namedtuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_amount, format_date

from .recouvrement_plan import STATES

Outcome = namedtuple("Outcome", "due, received, state, is_late, next_date, next_amount")


class RecouvrementPlan(models.Model):
    """What became of payment plans, read from what is matched with the debts that they cover.

    Money that came in on these debts since the plan was proposed goes to its instalments in order, less what
    promises took of it. Whatever else reduces a debt (a credit note, a write-off, a cancelled invoice) takes the last
    instalments off."""

    _inherit = "recouvrement.plan"

    state = fields.Selection(STATES, compute="_compute_outcome", search="_search_state", compute_sudo=True)
    amount_due = fields.Monetary(
        string="To Pay",
        compute="_compute_outcome",
        compute_sudo=True,
        help="What is planned, less what credit notes and the like have taken off the debts since.",
    )
    amount_received = fields.Monetary(string="Received", compute="_compute_outcome", compute_sudo=True)
    amount_left = fields.Monetary(string="Left to Pay", compute="_compute_outcome", compute_sudo=True)
    is_late = fields.Boolean(
        string="At Risk",
        compute="_compute_outcome",
        search="_search_is_late",
        compute_sudo=True,
        help="An instalment is late, and its days of grace still run.",
    )
    next_date = fields.Date(string="Next instalment", compute="_compute_outcome", compute_sudo=True)
    next_amount = fields.Monetary(
        compute="_compute_outcome", compute_sudo=True, help="What is left to pay of the next instalment."
    )
    standing = fields.Char(compute="_compute_standing", compute_sudo=True)

    @api.depends("line_ids.amount", "line_ids.deadline", "debt_ids.amount", "stage", "broken_on")
    def _compute_outcome(self):
        outcomes = self._fetch_outcomes(self._origin.ids)
        for plan in self:
            outcome = outcomes.get(plan._origin.id, Outcome(0, 0, plan.stage, False, False, 0))
            plan.amount_due, plan.amount_received = float(outcome.due), float(outcome.received)
            plan.amount_left = float(outcome.due - outcome.received)
            plan.state, plan.is_late = outcome.state, outcome.is_late
            plan.next_date, plan.next_amount = outcome.next_date, float(outcome.next_amount or 0)

    @api.depends("state", "amount_due", "amount_received", "is_late", "next_date")
    @api.depends_context("lang")
    def _compute_standing(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for plan in self:
            values = {
                "state": labels.get(plan.state, ""),
                "received": format_amount(self.env, plan.amount_received, plan.currency_id),
                "due": format_amount(self.env, plan.amount_due, plan.currency_id),
            }
            if plan.state not in ("running", "completed", "broken"):
                plan.standing = values["state"]
            elif plan.state == "running" and plan.next_date:
                values["date"] = format_date(self.env, plan.next_date)
                plan.standing = (
                    self.env._(
                        "At risk: the instalment of %(date)s is late, %(received)s received of %(due)s", **values
                    )
                    if plan.is_late
                    else self.env._("%(state)s: %(received)s received of %(due)s, next on %(date)s", **values)
                )
            else:
                plan.standing = self.env._("%(state)s: %(received)s received of %(due)s", **values)

    def _fetch_outcomes(self, ids):
        """What became of plans, as of the day it is for their companies: {plan id: :class:`Outcome`}."""
        if not ids:
            return {}
        self.env.flush_all()
        query = self._get_outcome_query(self._get_days(), SQL("k.id = ANY(%s)", list(ids)))
        rows = self.env.execute_query(
            SQL("SELECT id, due, received, state, is_late, next_date, next_amount FROM (%s) o", query)
        )
        return {id_: Outcome(*values) for id_, *values in rows}

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._search_outcome(SQL("o.state = ANY(%s)", [state for state in value if state]))

    def _search_is_late(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return self._search_outcome(SQL("o.is_late"))

    def _search_outcome(self, condition):
        self.env.flush_all()
        outcomes = self._get_outcome_query(self._get_days(), SQL("TRUE"))
        return Domain("id", "in", SQL("(SELECT o.id FROM (%s) o WHERE %s)", outcomes, condition))

    # === THE STATEMENTS === #

    @api.model
    def _get_days(self):
        """The day that it is for each company: {company id: date}."""
        return self.env["recouvrement.promise"]._get_days()

    @api.model
    def _get_outcome_query(self, days, condition):
        """What became of plans, as SQL, with the columns (id, due, received, due_company, received_company, state,
        is_late, next_date, next_amount, missed_id).

        Amounts are in the currency of the plan, and in its company's at the rate of the debts; ``missed_id``
        is the first instalment that was missed.

        :param dict days: the day it is for each company, {company id: date}; plans of others are left out
        :param SQL condition: on the plan `k`
        """
        return SQL(
            """
            SELECT r.id, r.due, r.received, r.due_company,
                   CASE WHEN r.due > 0 THEN r.due_company * r.received / r.due ELSE 0 END AS received_company,
                   CASE WHEN r.stage != 'agreed' THEN r.stage
                        WHEN r.broken_on IS NOT NULL THEN 'broken'
                        WHEN r.received >= r.due THEN 'completed'
                        WHEN r.missed_id IS NOT NULL THEN 'broken'
                        ELSE 'running' END AS state,
                   r.stage = 'agreed' AND r.broken_on IS NULL AND r.is_late AND r.missed_id IS NULL AS is_late,
                   CASE WHEN r.stage = 'agreed' AND r.broken_on IS NULL THEN r.next_date END AS next_date,
                   r.next_amount, r.missed_id
              FROM (
                    SELECT n.plan_id AS id, n.stage, n.broken_on,
                           SUM(n.due) AS due, SUM(n.received) AS received, SUM(n.due * n.rate) AS due_company,
                           BOOL_OR(n.state = 'late') AS is_late,
                           MIN(n.date) FILTER (WHERE n.received < n.due) AS next_date,
                           (ARRAY_AGG(n.due - n.received ORDER BY n.date, n.id)
                               FILTER (WHERE n.received < n.due))[1] AS next_amount,
                           (ARRAY_AGG(n.id ORDER BY n.date, n.id) FILTER (WHERE n.state = 'missed'))[1] AS missed_id
                      FROM (%s) n
                  GROUP BY n.plan_id, n.stage, n.broken_on
              ) r
            """,
            self._get_line_query(days, condition),
        )

    @api.model
    def _get_line_query(self, days, condition, until=None):
        """What became of the instalments of plans, as SQL, with the columns (id, plan_id, stage, broken_on, date,
        deadline, due, received, rate, state): the first ones are paid first, the last ones shrink first.

        :param SQL condition: on the plan `k`
        :param SQL until: the last day on which money counts, from the plan `k`; no limit when None
        """
        return SQL(
            """
            SELECT p.*,
                   CASE WHEN p.due = 0 THEN CASE WHEN p.stage IN ('cancelled', 'replaced') THEN 'closed' ELSE 'void' END
                        WHEN p.received >= p.due THEN 'kept'
                        WHEN p.stage IN ('cancelled', 'replaced') THEN 'closed'
                        WHEN p.stage != 'agreed' THEN 'pending'
                        WHEN p.broken_on IS NOT NULL AND p.deadline >= p.broken_on THEN 'closed'
                        WHEN p.date >= p.today THEN 'pending'
                        WHEN p.deadline >= p.today OR p.is_processing OR p.is_contested THEN 'late'
                        ELSE 'missed' END AS state
              FROM (
                    SELECT a.id, a.plan_id, a.stage, a.broken_on, a.date, a.deadline, a.rate, a.today,
                           a.is_processing, a.is_contested,
                           GREATEST(0, LEAST(a.amount, a.due - a.before)) AS due,
                           GREATEST(0, LEAST(a.amount, a.due - a.before, a.served - a.before)) AS received
                      FROM (
                            SELECT i.id, i.plan_id, i.date, i.deadline, i.amount, k.stage, k.broken_on, day.today,
                                   t.due, t.served, t.rate, t.is_processing, %(contested)s AS is_contested,
                                   SUM(i.amount) OVER (PARTITION BY i.plan_id ORDER BY i.date, i.id) - i.amount AS before
                              FROM recouvrement_plan_line i
                              JOIN recouvrement_plan k ON k.id = i.plan_id
                              JOIN UNNEST(%(companies)s::int[], %(todays)s::date[]) AS day(company_id, today)
                                   ON day.company_id = k.company_id
                              JOIN (SELECT d.plan_id, SUM(d.due) AS due, SUM(d.served) AS served,
                                           COALESCE(SUM(d.due * d.rate) / NULLIF(SUM(d.due), 0), 1) AS rate,
                                           BOOL_OR(d.is_processing) AS is_processing
                                      FROM (%(debts)s) d
                                  GROUP BY d.plan_id) t ON t.plan_id = k.id
                             WHERE %(condition)s
                      ) a
              ) p
            """,
            companies=list(days),
            todays=list(days.values()),
            debts=self._get_debt_query(days, condition, until),
            contested=self._get_contested_condition(),
            condition=condition,
        )

    @api.model
    def _get_contested_condition(self):
        """The condition that a debt of the plan `k` is contested on the `day`, as SQL: nothing is missed on it
        until that is decided."""
        return SQL(
            """EXISTS (SELECT FROM recouvrement_plan_debt debt
                         JOIN account_move_line item ON item.id = debt.move_line_id
                         JOIN recouvrement_suspension s ON s.move_id = item.move_id OR s.line_id = item.id
                        WHERE debt.plan_id = k.id AND s.kind = 'dispute' AND s.date_to >= day.today
                          AND (s.released_on IS NULL OR s.released_on > day.today))"""
        )
