from odoo import api, models
from odoo.tools import SQL

from ..tools.behaviour import (
    HALF_LIFE_DAYS,
    PAYMENTS_SINCE,
    PSEUDO_PAYMENTS,
    TOLERANCE_DAYS,
    TREND_MINIMUM,
    WORDS_SINCE,
)

# What is counted, in the order in which the statement gives it.
COLUMNS = (
    "settled_count",
    "last_settled_on",
    "recent_weight",
    "days_late",
    "days_late_shrunk",
    "share_late",
    "share_late_shrunk",
    "dispersion",
    "trend",
    "longest_late",
    "part_payment_count",
    "payments_per_day",
    "open_late_count",
    "open_late_days",
    "promise_count",
    "promise_kept_count",
    "promise_partly_count",
    "promise_broken_count",
    "announced_count",
    "plan_count",
    "dispute_count",
    "dispute_after_reminder_count",
    "refusal_count",
    "unanswered_count",
)


class RecouvrementBehaviour(models.Model):
    """The statement that counts how all customers of a company pay."""

    _inherit = "recouvrement.behaviour"

    @api.model
    def _get_refresh_query(self, company, today):
        """One statement: the rows of a company written anew, those of customers without history removed."""
        columns = [SQL.identifier(column) for column in COLUMNS]
        return SQL(
            """
            WITH summed AS MATERIALIZED (%(payments)s),
            average AS (
                SELECT SUM(weighted_days) / NULLIF(SUM(weight), 0) AS days_late, SUM(late_weight) / NULLIF(SUM(recent_weight), 0) AS share_late
                  FROM summed
            ),
            promise AS (%(promises)s), announced AS (%(announced)s), dispute AS (%(disputes)s), exchange AS (%(exchanges)s),
            fresh AS MATERIALIZED (
                SELECT s.partner_id, s.settled_count, s.last_settled_on, s.recent_weight,
                       s.weighted_days / s.weight AS days_late,
                       (COALESCE(s.recent_weight * s.weighted_days / s.weight, 0) + %(pseudo)s * a.days_late)
                           / (s.recent_weight + %(pseudo)s) AS days_late_shrunk,
                       s.late_weight / NULLIF(s.recent_weight, 0) AS share_late,
                       (s.late_weight + %(pseudo)s * a.share_late) / (s.recent_weight + %(pseudo)s) AS share_late_shrunk,
                       SQRT(GREATEST(s.weighted_squares / s.weight - POWER(s.weighted_days / s.weight, 2), 0)) AS dispersion,
                       CASE WHEN s.settled_count >= %(trend)s THEN s.recent_days - s.former_days END AS trend,
                       s.longest_late, s.part_payment_count, s.settled_count::float8 / NULLIF(s.payment_days, 0) AS payments_per_day,
                       s.open_late_count, COALESCE(s.open_late_days, 0) AS open_late_days,
                       COALESCE(promise.ended, 0) AS promise_count, COALESCE(promise.kept, 0) AS promise_kept_count,
                       COALESCE(promise.partly, 0) AS promise_partly_count, COALESCE(promise.broken, 0) AS promise_broken_count,
                       COALESCE(announced.count, 0) AS announced_count, COALESCE(announced.plans, 0) AS plan_count,
                       COALESCE(dispute.count, 0) AS dispute_count,
                       COALESCE(dispute.after_reminder, 0) AS dispute_after_reminder_count,
                       COALESCE(exchange.refusals, 0) AS refusal_count, COALESCE(exchange.unanswered, 0) AS unanswered_count
                  FROM summed s
            CROSS JOIN average a
             LEFT JOIN promise USING (partner_id)
             LEFT JOIN announced USING (partner_id)
             LEFT JOIN dispute USING (partner_id)
             LEFT JOIN exchange USING (partner_id)
            ),
            gone AS (
                DELETE FROM recouvrement_behaviour b
                 WHERE b.company_id = %(company)s AND b.partner_id NOT IN (SELECT partner_id FROM fresh)
            )
            INSERT INTO recouvrement_behaviour (partner_id, company_id, refreshed_on, create_uid, write_uid, create_date, write_date, %(columns)s)
            SELECT partner_id, %(company)s, %(today)s, %(user)s, %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', %(columns)s
              FROM fresh
                ON CONFLICT (partner_id, company_id) DO UPDATE
               SET refreshed_on = EXCLUDED.refreshed_on, write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date, %(updates)s
            """,
            payments=self._get_payments_query(company, today),
            promises=self._get_promises_query(company, today),
            announced=self._get_announced_query(company, today),
            disputes=self._get_disputes_query(company, today),
            exchanges=self._get_exchanges_query(company, today),
            pseudo=PSEUDO_PAYMENTS,
            trend=TREND_MINIMUM,
            company=company.id,
            today=today,
            user=self.env.uid,
            columns=SQL(", ").join(columns),
            updates=SQL(", ").join(SQL("%s = EXCLUDED.%s", column, column) for column in columns),
        )

    @api.model
    def _get_payments_query(self, company, today):
        """What the payments of each customer, and what it owes that is late, sum up to."""
        return SQL(
            """
            WITH seen AS (
                SELECT h.partner_id, h.line_id, h.settled_on, h.days_late, h.payments > 1 OR h.is_open AND h.payments > 0 AS is_in_parts,
                       CASE WHEN h.is_open THEN %(today)s - h.date_due END AS open_late_days,
                       POWER(0.5::float8, (%(today)s - h.settled_on) / %(half_life)s::float8) AS recency,
                       h.amount::float8 AS amount
                  FROM (%(history)s) h
                 WHERE (h.settled_on >= %(since)s OR h.is_open AND h.date_due < %(late_before)s)
                   -- What was contested with reason, or may be, says nothing of the customer's habits.
                   AND h.move_id NOT IN (
                        SELECT l.move_id FROM recouvrement_dispute_line l JOIN recouvrement_dispute d ON d.id = l.dispute_id
                         WHERE d.company_id = %(company)s AND d.state IN ('new', 'examining', 'waiting', 'accepted', 'partly'))
            ),
            ranked AS (
                SELECT *, ROW_NUMBER() OVER newest * 2 <= COUNT(settled_on) OVER (PARTITION BY partner_id) AS is_recent
                  FROM seen
                WINDOW newest AS (PARTITION BY partner_id ORDER BY settled_on DESC NULLS LAST, line_id DESC)
            )
            SELECT partner_id, COUNT(settled_on) AS settled_count, MAX(settled_on) AS last_settled_on,
                   COALESCE(SUM(recency), 0) AS recent_weight,
                   SUM(amount * recency) AS weight,
                   SUM(amount * recency * days_late) AS weighted_days,
                   SUM(amount * recency * days_late * days_late) AS weighted_squares,
                   COALESCE(SUM(recency) FILTER (WHERE days_late > %(tolerance)s), 0) AS late_weight,
                   AVG(days_late) FILTER (WHERE is_recent) AS recent_days,
                   AVG(days_late) FILTER (WHERE NOT is_recent) AS former_days,
                   MAX(days_late) AS longest_late,
                   COUNT(*) FILTER (WHERE is_in_parts) AS part_payment_count,
                   COUNT(DISTINCT settled_on) AS payment_days,
                   COUNT(open_late_days) AS open_late_count, MAX(open_late_days) AS open_late_days
              FROM ranked
          GROUP BY partner_id
            """,
            history=self.env["recouvrement.payment.history"]._get_query(company, today),
            company=company.id,
            today=today,
            since=today - PAYMENTS_SINCE,
            half_life=HALF_LIFE_DAYS,
            late_before=SQL("%s::date - %s", today, TOLERANCE_DAYS),
            tolerance=TOLERANCE_DAYS,
        )

    @api.model
    def _get_promises_query(self, company, today):
        """What became of the promises whose day has come."""
        lately = SQL(
            "k.company_id = %s AND k.cancelled_on IS NULL AND k.deadline < %s AND k.deadline >= %s",
            company.id,
            today,
            today - WORDS_SINCE,
        )
        return SQL(
            """
            SELECT p.partner_id, COUNT(*) AS ended, COUNT(*) FILTER (WHERE o.state = 'kept') AS kept,
                   COUNT(*) FILTER (WHERE o.state = 'partly') AS partly, COUNT(*) FILTER (WHERE o.state = 'broken') AS broken
              FROM (%s) o JOIN recouvrement_promise p ON p.id = o.id
             WHERE o.state IN ('kept', 'partly', 'broken')
          GROUP BY p.partner_id
            """,
            self.env["recouvrement.promise"]._get_outcome_query({company.id: today}, lately),
        )

    @api.model
    def _get_announced_query(self, company, today):
        """How many times money was announced for later: promised, or spread over a plan."""
        return SQL(
            """
            SELECT partner_id, COUNT(*) AS count, COUNT(*) FILTER (WHERE is_plan) AS plans
              FROM (
                    SELECT partner_id, FALSE AS is_plan FROM recouvrement_promise
                     WHERE company_id = %(company)s AND made_on BETWEEN %(since)s AND %(today)s
                 UNION ALL
                    SELECT partner_id, TRUE FROM recouvrement_plan
                     WHERE company_id = %(company)s AND accepted_on BETWEEN %(since)s AND %(today)s
              ) a
          GROUP BY partner_id
            """,
            company=company.id,
            since=today - WORDS_SINCE,
            today=today,
        )

    @api.model
    def _get_disputes_query(self, company, today):
        """How many disputes were raised, and how many of them after a reminder and without reason."""
        return SQL(
            """
            SELECT d.partner_id, COUNT(*) AS count,
                   COUNT(*) FILTER (WHERE d.state NOT IN ('accepted', 'partly') AND EXISTS (
                       SELECT FROM recouvrement_dispute_line x
                         JOIN account_move_line l ON l.move_id = x.move_id
                         JOIN recouvrement_reminder_line s ON s.move_line_id = l.id AND s.is_cancelled IS NOT TRUE
                         JOIN recouvrement_reminder r ON r.id = s.reminder_id AND r.state = 'sent'
                        WHERE x.dispute_id = d.id AND r.date > s.date_due AND r.date <= d.opened_on
                   )) AS after_reminder
              FROM recouvrement_dispute d
             WHERE d.company_id = %s AND d.opened_on BETWEEN %s AND %s
          GROUP BY d.partner_id
            """,
            company.id,
            today - WORDS_SINCE,
            today,
        )

    @api.model
    def _get_exchanges_query(self, company, today):
        """How many times the customer refused to pay, and did not answer since it was last heard of."""
        return SQL(
            """
            SELECT partner_id, COUNT(*) FILTER (WHERE outcome = 'refuse') AS refusals,
                   COUNT(*) FILTER (WHERE is_unanswered AND date >= COALESCE(heard_on, '-infinity')) AS unanswered
              FROM (
                    SELECT partner_id, date, outcome, outcome IN ('no_answer', 'wrong_number') AS is_unanswered,
                           MAX(date) FILTER (WHERE direction = 'in' OR outcome NOT IN ('no_answer', 'wrong_number', 'other'))
                               OVER (PARTITION BY partner_id) AS heard_on
                      FROM recouvrement_contact
                     WHERE company_id = %s AND date BETWEEN %s AND %s
              ) e
          GROUP BY partner_id
            """,
            company.id,
            today - WORDS_SINCE,
            today,
        )
