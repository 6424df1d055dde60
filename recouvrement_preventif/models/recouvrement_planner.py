from collections import namedtuple
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.decision import Calendar, Rules, decide
from ..tools.plan import OpenInstalment

# A customer whose message is in one of these states hears nothing else meanwhile.
LEAVING_STATES = ("queued", "sending")
BLOCKING_STATES = ("failed", "uncertain")
# The messages that a customer received, or may have received.
RECEIVED_STATES = ("queued", "sending", "sent", "uncertain")


class RecouvrementPlanner(models.AbstractModel):
    """Decides who gets what on a day. It reads, returns, and writes nothing: the
    scheduled run, the preview and the tests are the same call with another date."""

    _name = "recouvrement.planner"
    _description = "Reminder Planner"

    # === WHAT IS DUE === #

    @api.private
    def plan(self, company, today, *, moment=None, partners=None, upcoming=False):
        """What happens to each customer of a company on a day.

        :param company: `res.company` whose receivables are planned
        :param date today: the company's date
        :param datetime moment: naive UTC; when given, what falls outside of the sending
            hours at that moment is withheld
        :param partners: commercial partners to restrict to; all when None
        :param bool upcoming: also tell, for customers with nothing due, when their next
            step comes
        :return: one entry per customer with a step that is due (or to come), those with
            nothing to send included, with their reason
        :rtype: list of :class:`~..tools.plan.PlannedCase`
        """
        company.ensure_one()
        if partners is not None and not partners:
            return []
        policy = company._get_recouvrement_policy()
        if not policy:
            return []
        calendar = self._get_calendar(company, today, moment)
        rows = self._fetch(self._get_plan_query(company, policy, today, partners=partners, upcoming=upcoming))
        policies = policy.browse({row.policy_id for row in rows})
        rules = {policy.id: Rules.of(policy) for policy in policies}
        return [self._decide(row, rules[row.policy_id], calendar) for row in rows]

    @api.private
    def get_open_instalments(self, company, today, partners):
        """What may be chased on a day of every open instalment of some customers.

        :param company: `res.company`
        :param date today: the company's date
        :param partners: commercial partners
        :rtype: list of :class:`~..tools.plan.OpenInstalment`, oldest due date first
        """
        rows = self._fetch(
            SQL(
                """
                WITH %s
                SELECT id, partner_id, currency_id, date_due, amount_residual, amount, exclusion, suspension_id
                  FROM chase ORDER BY date_due, id
                """,
                self.env["recouvrement.receivable"]._get_chase_ctes(company, today, partners=partners),
            )
        )
        return [OpenInstalment(*row[:4], float(row[4]), float(row[5]), *row[6:]) for row in rows]

    @api.private
    def get_contacts(self, partners, channels):
        """Whom the messages of some customers go to.

        :param partners: commercial partners
        :param list channels: the channel to reach each of them by
        :return: {(partner id, channel): (contact id, ids of those in copy)}; customers that
            cannot be reached are left out
        """
        rows = self._fetch(
            SQL(
                """
                WITH due AS (SELECT * FROM UNNEST(%s::int[], %s::varchar[]) AS t(partner_id, channel)),
                     contact AS (%s)
                SELECT d.partner_id, d.channel, c.ids, c.collections
                  FROM due d JOIN contact c ON c.partner_id = d.partner_id
                """,
                partners.ids,
                channels,
                self._get_contact_query(),
            )
        )
        return {
            (partner_id, channel): (ids[0], tuple(ids[1:collections])) for partner_id, channel, ids, collections in rows
        }

    @api.model
    def _fetch(self, query):
        """The rows of a statement, their columns as attributes."""
        # Everything: flushing one model can leave values to write in another.
        self.env.flush_all()
        # Compiling a statement of this size takes PostgreSQL seconds, running it takes far less.
        self.env.cr.execute("SET LOCAL jit = off")
        self.env.cr.execute(query)
        Row = namedtuple("Row", [column.name for column in self.env.cr.description])
        return [Row._make(values) for values in self.env.cr.fetchall()]

    # === THE STATEMENT === #

    @api.model
    def _get_policy_id_sql(self, company, default_policy):
        """The id of the policy that applies to the customer `p`, as SQL: the one set on
        the customer, else the company's default. Extend it to choose by other criteria."""
        return SQL(
            """COALESCE((SELECT chosen.id FROM recouvrement_policy chosen
                          WHERE chosen.id = (p.recouvrement_policy_id->>%s)::int AND chosen.active), %s)""",
            str(company.id),
            default_policy.id,
        )

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
    def _get_ladder_ctes(self):
        """The levels of each policy as rungs numbered from 1, and where an instalment
        stands on each policy's ladder, whatever policy its level was reached under."""
        return SQL(
            """
            -- Levels counted from the invoice date come before all others.
            placed AS (
                SELECT l.id, l.policy_id, l.active, l.reference, l.delay, l.channel, l.minimum_gap, p.grace_days,
                       CASE l.reference WHEN 'invoice' THEN l.delay - 1000000 ELSE l.delay END AS place,
                       l.reference = 'due' AND l.delay <= 0 AS preventive
                  FROM recouvrement_level l JOIN recouvrement_policy p ON p.id = l.policy_id
            ),
            rung AS MATERIALIZED (
                SELECT *, ROW_NUMBER() OVER (PARTITION BY policy_id ORDER BY place, id) AS rank
                  FROM placed WHERE active
            ),
            ladder AS MATERIALIZED (
                SELECT policy_id,
                       MIN(rank) FILTER (WHERE preventive) AS first_preventive,
                       MAX(rank) FILTER (WHERE preventive) AS last_preventive
                  FROM rung GROUP BY policy_id
            ),
            standing AS MATERIALIZED (
                SELECT l.policy_id, r.id AS level_id,
                       (SELECT COUNT(*) FROM rung WHERE rung.policy_id = l.policy_id AND rung.place <= r.place) AS rank
                  FROM ladder l CROSS JOIN placed r
            )
            """
        )

    @api.model
    def _get_plan_query(self, company, policy, today, *, partners, upcoming):
        """One statement: the customers with a step that is due, and all that decides on it."""
        return SQL(
            """
            WITH %(chase)s, %(ladder)s,
            customer AS MATERIALIZED (
                SELECT p.id AS partner_id, %(policy_id)s AS policy_id
                  FROM (SELECT DISTINCT partner_id FROM debt) d JOIN res_partner p ON p.id = d.partner_id
            ),
            ranked AS (
                SELECT c.*, k.policy_id, COALESCE(s.rank, 0) + 1 AS next_rank, l.first_preventive, l.last_preventive
                  FROM chase c
                  JOIN customer k ON k.partner_id = c.partner_id
             LEFT JOIN ladder l ON l.policy_id = k.policy_id
             LEFT JOIN standing s ON s.policy_id = k.policy_id AND s.level_id = c.level_id
            ),
            step AS (
                -- A level before the due date has no sense after it: the next one is the first after it.
                SELECT r.id, r.partner_id, r.policy_id, r.date_due, r.exclusion, r.suspension_id,
                       r.amount, r.amount_free, r.amount_company,
                       rung.id AS next_level_id, rung.rank, rung.preventive,
                       CASE WHEN rung.id IS NOT NULL THEN GREATEST(
                           CASE WHEN rung.reference = 'invoice' THEN r.invoice_date + rung.delay
                                WHEN rung.preventive THEN r.date_due + rung.delay
                                ELSE r.date_due + GREATEST(rung.delay, rung.grace_days + 1) END,
                           CASE WHEN NOT rung.preventive THEN r.reached_on + rung.minimum_gap END
                       ) END AS step_date
                  FROM ranked r
             LEFT JOIN rung ON rung.policy_id = r.policy_id
                           AND rung.rank = CASE WHEN r.date_due < %(today)s
                                                 AND r.next_rank BETWEEN r.first_preventive AND r.last_preventive
                                                THEN r.last_preventive + 1 ELSE r.next_rank END
            ),
            tally AS (
                SELECT partner_id, MIN(policy_id) AS policy_id,
                       ARRAY_AGG(id) FILTER (WHERE step_date <= %(today)s AND amount > 0) AS line_ids,
                       ARRAY_AGG(next_level_id) FILTER (WHERE step_date <= %(today)s AND amount > 0) AS level_ids,
                       ARRAY_AGG(preventive) FILTER (WHERE step_date <= %(today)s AND amount > 0) AS preventives,
                       MAX(rank) FILTER (WHERE step_date <= %(today)s AND amount > 0) AS rank,
                       MAX(rank) FILTER (WHERE step_date <= %(today)s AND amount > 0 AND preventive) AS notice_rank,
                       SUM(amount_company) FILTER (WHERE date_due < %(today)s) AS late_amount,
                       SUM(amount_company) FILTER (WHERE step_date <= %(today)s AND preventive) AS notice_amount,
                       SUM(amount_company) FILTER (WHERE step_date <= %(today)s AND NOT preventive
                                                     AND date_due >= %(today)s) AS early_amount,
                       BOOL_OR(step_date <= %(today)s) AS is_due,
                       BOOL_OR(step_date <= %(today)s AND amount_free > 0) AS is_free,
                       MIN(exclusion) FILTER (WHERE step_date <= %(today)s) AS exclusion,
                       MIN(suspension_id) FILTER (WHERE step_date <= %(today)s) AS suspension_id,
                       %(next)s
                  FROM step
              GROUP BY partner_id
                HAVING %(wanted)s
            ),
            due AS MATERIALIZED (
                SELECT t.*, top.id AS level_id, top.channel, notice.id AS preventive_level_id,
                       k.id AS case_id, p.country_id
                  FROM tally t
                  JOIN res_partner p ON p.id = t.partner_id
             LEFT JOIN rung top ON top.policy_id = t.policy_id AND top.rank = t.rank
             LEFT JOIN rung notice ON notice.policy_id = t.policy_id AND notice.rank = t.notice_rank
             LEFT JOIN recouvrement_case k ON k.partner_id = t.partner_id AND k.company_id = %(company)s
            ),
            contact AS (%(contact)s),
            message AS (%(message)s)
            SELECT d.*, country.code AS country_code, who.tz,
                   contact.ids AS contact_ids, contact.collections,
                   m.last_on, m.dates, m.leaving, m.to_approve, m.blocking
              FROM due d
         LEFT JOIN contact ON contact.partner_id = d.partner_id
         LEFT JOIN res_partner who ON who.id = contact.ids[1]
         LEFT JOIN res_country country ON country.id = COALESCE(who.country_id, d.country_id)
         LEFT JOIN message m ON m.case_id = d.case_id
          ORDER BY d.partner_id
            """,
            chase=self.env["recouvrement.receivable"]._get_chase_ctes(
                company, today, partners=partners, scope=self._get_scope(today, upcoming)
            ),
            ladder=self._get_ladder_ctes(),
            policy_id=self._get_policy_id_sql(company, policy),
            today=today,
            next=self._get_next_columns(today, upcoming),
            wanted=SQL("%s", True) if upcoming else SQL("BOOL_OR(step_date <= %s)", today),
            contact=self._get_contact_query(),
            message=self._get_message_query(company, today),
            company=company.id,
        )

    @api.model
    def _get_next_columns(self, today, upcoming):
        """The step to come of a customer with nothing due: its day, level and kind."""
        if not upcoming:
            return SQL("NULL::date AS next_date, NULL::int AS next_level_id, NULL::bool AS next_preventive")
        return SQL(
            """
            MIN(step_date) FILTER (WHERE step_date > %(today)s AND amount > 0) AS next_date,
            (ARRAY_AGG(next_level_id ORDER BY step_date, rank DESC)
                FILTER (WHERE step_date > %(today)s AND amount > 0))[1] AS next_level_id,
            (ARRAY_AGG(preventive ORDER BY step_date, rank DESC)
                FILTER (WHERE step_date > %(today)s AND amount > 0))[1] AS next_preventive
            """,
            today=today,
        )

    @api.model
    def _get_contact_query(self):
        """The contacts of each customer of `due` that the level's channel can reach, best
        first: collections contacts, then invoice contacts, then the customer itself.
        Only collections contacts follow the first as copies."""
        return SQL(
            """
            SELECT d.partner_id,
                   ARRAY_AGG(p.id ORDER BY o.place, p.id) AS ids,
                   COUNT(*) FILTER (WHERE o.place = 0) AS collections
              FROM due d
              JOIN res_partner p ON p.commercial_partner_id = d.partner_id AND p.active
        CROSS JOIN LATERAL (SELECT CASE WHEN p.type = 'collections' THEN 0 WHEN p.id = d.partner_id THEN 2 ELSE 1 END AS place) o
             WHERE (p.id = d.partner_id OR p.type IN ('collections', 'invoice'))
               AND %s
          GROUP BY d.partner_id
            """,
            self.env["recouvrement.channel"]._get_reachable_condition(),
        )

    @api.model
    def _get_message_query(self, company, today):
        """What each case received lately, and what is under way for it."""
        return SQL(
            """
            SELECT r.case_id,
                   MAX(r.date) FILTER (WHERE r.state IN %(received)s) AS last_on,
                   ARRAY_AGG(r.date ORDER BY r.date) FILTER (WHERE r.state IN %(received)s) AS dates,
                   BOOL_OR(r.state IN %(leaving)s) AS leaving,
                   BOOL_OR(r.state = 'to_approve') AS to_approve,
                   (ARRAY_AGG(r.state ORDER BY r.id DESC) FILTER (WHERE r.state IN %(blocking)s))[1] AS blocking
              FROM recouvrement_reminder r
             WHERE r.company_id = %(company)s
               AND (r.date <= %(today)s
                    AND r.date >= %(today)s - (SELECT MAX(GREATEST(contact_window, minimum_gap)) FROM recouvrement_policy)
                    OR r.state IN %(open)s)
          GROUP BY r.case_id
            """,
            received=RECEIVED_STATES,
            leaving=LEAVING_STATES,
            blocking=BLOCKING_STATES,
            open=("to_approve", *LEAVING_STATES, *BLOCKING_STATES),
            company=company.id,
            today=today,
        )

    # === THE DECISION === #

    @api.model
    def _decide(self, row, rules, calendar):
        """The fate of one customer (see :func:`~..tools.decision.decide`)."""
        return decide(row, rules, calendar)

    @api.model
    def _get_calendar(self, company, today, moment):
        return Calendar(today, moment, company.country_id.code, company._get_recouvrement_timezone())
