from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

# A customer whose message is in one of these states hears nothing else meanwhile.
LEAVING_STATES = ("queued", "sending")
BLOCKING_STATES = ("failed", "uncertain")
# The messages that a customer received, or may have received.
RECEIVED_STATES = ("queued", "sending", "sent", "uncertain")


class RecouvrementPlanner(models.AbstractModel):
    """The statement that finds every customer with a step that is due, and all that the
    decision about it needs."""

    _inherit = "recouvrement.planner"

    @api.model
    def _get_policy_id_sql(self, company, default_policy):
        """The id of the policy that applies to the customer `p`, as SQL: the one set on
        the customer, else what `_get_default_policy_sql` says."""
        return SQL(
            """COALESCE((SELECT chosen.id FROM recouvrement_policy chosen
                          WHERE chosen.id = (p.recouvrement_policy_id->>%s)::int AND chosen.active), %s)""",
            str(company.id),
            self._get_default_policy_sql(company, default_policy),
        )

    @api.model
    def _get_default_policy_sql(self, company, default_policy):
        """The id of the policy of the customer `p` when none is set on it, as SQL: the company's default. Extend it to
        choose by other criteria."""
        return SQL("%s", default_policy.id)

    @api.model
    def _get_scope(self, today, upcoming):
        """The instalments on which a level can fall due, as a condition on the view `r`."""
        if upcoming:
            return None
        levels = self.env["recouvrement.level"].sudo().search(Domain("policy_id.active", "=", True))
        before = max((-level.delay for level in levels if level.reference == "due"), default=0)
        scope = SQL("r.date_due <= %s", today + timedelta(days=max(before, 0)))
        from_invoice = [level.delay for level in levels if level.reference == "invoice"]
        if from_invoice:
            scope = SQL("(%s OR r.invoice_date <= %s)", scope, today - timedelta(days=min(from_invoice)))
        return scope

    @api.model
    def _get_climbs(self):
        """The level that comes after each level, on the ladder of each policy and whatever
        policy the former was reached under, as a relation: a few rows that PostgreSQL can count."""
        levels = self.env["recouvrement.level"].sudo().with_context(active_test=False).search(Domain.TRUE)
        climbs = []
        for policy, rungs in levels.filtered("active").sorted(_get_place).grouped("policy_id").items():
            first_reminder = len([rung for rung in rungs if rung.reference == "invoice" or rung._is_preventive()])
            for reached in (levels.browse(), *levels):
                passed = len([rung for rung in rungs if reached and _get_place(rung)[:2] <= _get_place(reached)[:2]])
                for is_late in (False, True):
                    rank = passed
                    if is_late and rank < len(rungs) and rungs[rank]._is_preventive():
                        # A level before the due date has no sense after it.
                        rank = first_reminder
                    if rank < len(rungs):
                        climbs.append(
                            (policy.id, reached.id or 0, is_late, rank, *self._describe_rung(policy, rungs[rank]))
                        )
        columns = map(list, zip(*climbs, strict=True)) if climbs else [[]] * 11
        return SQL(
            """
            SELECT * FROM UNNEST(
                %s::int[], %s::int[], %s::boolean[], %s::int[], %s::int[], %s::boolean[], %s::boolean[], %s::varchar[],
                %s::int[], %s::int[], %s::int[]
            ) AS climb(policy_id, reached_id, is_late, rank, level_id, preventive, escalates, reference,
                       delay, minimum_gap, grace_days)
            """,
            *columns,
        )

    @api.model
    def _describe_rung(self, policy, level):
        return (
            level.id,
            level._is_preventive(),
            level._escalates(),
            level.reference,
            level.delay,
            level.minimum_gap,
            policy.grace_days,
        )

    @api.model
    def _get_plan_query(self, company, policy, today, *, partners, upcoming):
        """One statement: the customers with a step that is due, and all that decides on it."""
        return SQL(
            """
            WITH %(chase)s,
            climb AS MATERIALIZED (%(climbs)s),
            rung AS (SELECT DISTINCT policy_id, rank, level_id FROM climb),
            ahead AS MATERIALIZED (%(ahead)s),
            -- Once per customer, not once per instalment.
            customer AS MATERIALIZED (
                SELECT p.id, %(policy_id)s AS policy_id
                  FROM res_partner p WHERE p.id IN (SELECT partner_id FROM debt)
            ),
            step AS (
                SELECT c.id, c.partner_id, u.policy_id, c.date_due, c.exclusion, c.suspension_id,
                       c.amount, c.amount_free, c.amount_company, c.date_due < %(today)s AS is_late,
                       n.level_id AS next_level_id, n.rank, n.preventive,
                       -- The day from which the law allows the step, where it makes it wait.
                       CASE WHEN n.escalates THEN c.chargeable_from END AS legal_on,
                       -- Nothing is ahead of most instalments: LEAST leaves NULL out.
                       LEAST(ahead.deadline + 1, GREATEST(
                           CASE WHEN n.reference = 'invoice' THEN c.invoice_date + n.delay
                                WHEN n.preventive THEN c.date_due + n.delay
                                ELSE c.date_due + GREATEST(n.delay, n.grace_days + 1) END,
                           CASE WHEN NOT n.preventive THEN c.reached_on + n.minimum_gap END
                       )) AS step_date
                  FROM chase c
                  JOIN customer u ON u.id = c.partner_id
             LEFT JOIN climb n ON n.policy_id = u.policy_id
                              AND n.reached_id = COALESCE(c.level_id, 0)
                              AND n.is_late = (c.date_due < %(today)s)
             LEFT JOIN ahead ON ahead.line_id = c.id AND ahead.policy_id = u.policy_id AND c.date_due < %(today)s
                            AND NOT n.preventive AND ahead.deadline >= COALESCE(c.reached_on, '-infinity')
              ORDER BY c.partner_id, c.date_due, c.id
            ),
            marked AS (
                SELECT *, step_date <= %(today)s AS is_due,
                       step_date <= %(today)s AND amount > 0 AND (legal_on IS NULL OR legal_on <= %(today)s) AS is_step
                  FROM step
            ),
            grouped AS MATERIALIZED (
                SELECT partner_id, MIN(policy_id) AS policy_id,
                       -- In the order of the rows: by due date.
                       ARRAY_AGG(id) FILTER (WHERE is_step) AS line_ids,
                       ARRAY_AGG(next_level_id) FILTER (WHERE is_step) AS level_ids,
                       ARRAY_AGG(preventive) FILTER (WHERE is_step) AS preventives,
                       MAX(rank) FILTER (WHERE is_step) AS rank,
                       MAX(rank) FILTER (WHERE is_step AND preventive) AS preventive_rank,
                       COALESCE(SUM(amount_company) FILTER (WHERE is_late), 0) AS late_amount,
                       COALESCE(SUM(amount_company) FILTER (WHERE is_due AND preventive), 0) AS notice_amount,
                       COALESCE(SUM(amount_company) FILTER (WHERE is_due AND NOT preventive AND NOT is_late), 0) AS early_amount,
                       BOOL_OR(is_due) AS is_due,
                       BOOL_OR(is_due AND amount_free > 0) AS is_free,
                       MIN(legal_on) FILTER (WHERE is_due AND amount > 0 AND legal_on > %(today)s) AS legal_on,
                       MIN(exclusion) FILTER (WHERE is_due) AS exclusion,
                       MIN(suspension_id) FILTER (WHERE is_due) AS suspension_id,
                       %(next)s
                  FROM marked
              GROUP BY partner_id
                HAVING %(wanted)s
            ),
            due AS (
                SELECT g.*, top.level_id, notice.level_id AS preventive_level_id
                  FROM grouped g
             LEFT JOIN rung top ON top.policy_id = g.policy_id AND top.rank = g.rank
             LEFT JOIN rung notice ON notice.policy_id = g.policy_id AND notice.rank = g.preventive_rank
            )
            SELECT d.*, k.id AS case_id, m.last_on, m.dates, m.leaving, m.to_approve, m.blocking
              FROM due d
         LEFT JOIN recouvrement_case k ON k.partner_id = d.partner_id AND k.company_id = %(company)s
         LEFT JOIN LATERAL (%(message)s) m ON TRUE
          ORDER BY d.partner_id
            """,
            chase=self.env["recouvrement.receivable"]._get_chase_ctes(
                company, today, partners=partners, scope=self._get_scope(today, upcoming)
            ),
            climbs=self._get_climbs(),
            ahead=self._get_ahead_query(company, today, partners),
            policy_id=self._get_policy_id_sql(company, policy),
            today=today,
            next=self._get_next_columns(today, upcoming),
            wanted=SQL("%s", True) if upcoming else SQL("BOOL_OR(is_due)"),
            message=self._get_message_query(today),
            company=company.id,
        )

    @api.model
    def _get_next_columns(self, today, upcoming):
        """The step to come of a customer with nothing due: its day, level and kind."""
        if not upcoming:
            return SQL("NULL::date AS next_date, NULL::int AS next_level_id, NULL::bool AS next_preventive")
        return SQL(
            """
            MIN(GREATEST(step_date, legal_on)) FILTER (WHERE step_date > %(today)s AND amount > 0) AS next_date,
            (ARRAY_AGG(next_level_id ORDER BY GREATEST(step_date, legal_on), rank DESC)
                FILTER (WHERE step_date > %(today)s AND amount > 0))[1] AS next_level_id,
            (ARRAY_AGG(preventive ORDER BY GREATEST(step_date, legal_on), rank DESC)
                FILTER (WHERE step_date > %(today)s AND amount > 0))[1] AS next_preventive
            """,
            today=today,
        )

    @api.model
    def _get_message_query(self, today):
        """What the case `k` received lately, and what is under way for it."""
        return SQL(
            """
            SELECT MAX(r.date) FILTER (WHERE r.state IN %(received)s) AS last_on,
                   ARRAY_AGG(r.date ORDER BY r.date) FILTER (WHERE r.state IN %(received)s) AS dates,
                   BOOL_OR(r.state IN %(leaving)s) AS leaving,
                   BOOL_OR(r.state = 'to_approve') AS to_approve,
                   (ARRAY_AGG(r.state ORDER BY r.id DESC) FILTER (WHERE r.state IN %(blocking)s))[1] AS blocking
              FROM (%(messages)s) r
             WHERE (r.date <= %(today)s
                    AND r.date >= %(today)s - (SELECT MAX(GREATEST(contact_window, minimum_gap)) FROM recouvrement_policy)
                    OR r.state IN %(open)s)
            """,
            messages=self._get_exchange_query(),
            received=RECEIVED_STATES,
            leaving=LEAVING_STATES,
            blocking=BLOCKING_STATES,
            open=("to_approve", *LEAVING_STATES, *BLOCKING_STATES),
            today=today,
        )

    @api.model
    def _get_exchange_query(self):
        """The messages to the case `k`, and what people told its customer by themselves, as
        messages that were sent. Information, such as a statement of account, is none."""
        return SQL(
            """
            SELECT id, date, state FROM recouvrement_reminder WHERE case_id = k.id
            UNION ALL
            SELECT 0, date, 'sent' FROM recouvrement_contact
             WHERE case_id = k.id AND direction = 'out' AND reminder_id IS NULL AND is_information IS NOT TRUE
            """
        )


def _get_place(level):
    """Where a level stands on the ladder: those counted from the invoice date come first."""
    return level.reference != "invoice", level.delay, level.id
