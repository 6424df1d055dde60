from odoo import api, fields, models
from odoo.tools import SQL, format_date

from .recouvrement_forecast import SOURCES
from .recouvrement_forecast_refresh import WEEKS

# Suspensions that do not change when the money comes: pauses of the reminders, an offer, a payment under way.
INDIFFERENT = ("hold", "answer", "start", "settlement", "payment")


class RecouvrementReceipt(models.Model):
    """What is expected to come in, week by week: amounts of the ledger at this moment, each week's share of an
    instalment being the chance that it is paid then. What is promised and planned stands apart, on its day."""

    _name = "recouvrement.receipt"
    _description = "Expected Receipt"
    _auto = False
    _order = "week, partner_id, id"
    _rec_name = "move_id"

    source = fields.Selection(SOURCES, readonly=True)
    week = fields.Date(
        string="Week of", readonly=True, help="Its Monday. Empty for what is later than thirteen weeks, or never comes."
    )
    line_id = fields.Many2one("account.move.line", string="Instalment", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(string="Expected", readonly=True, help="In the company's currency.")

    @property
    def _table_query(self):
        today = fields.Datetime.now()
        return SQL(" UNION ALL ").join(
            SQL("(%s)", self._get_query(company, company._get_recouvrement_today(today)))
            for company in self.env.companies
        )

    @api.model
    def _get_query(self, company, today):
        """What is expected to come in of a company's open instalments, as SQL.

        :param company: `res.company`
        :param date today: the company's date
        """
        Plan = self.env["recouvrement.plan"]
        return SQL(
            """
            WITH %(chase)s,
            agreed AS (
                SELECT s.line_id, SUM(r.amount) AS amount
                  FROM running r JOIN recouvrement_suspension s ON s.id = r.id
                 WHERE s.kind IN ('promise', 'plan')
              GROUP BY s.line_id
            ),
            flow AS (
                SELECT c.id * 64 + w.place AS id, 'estimate' AS source, c.id AS line_id, c.move_id, c.partner_id,
                       CASE WHEN w.place <= %(weeks)s
                            THEN GREATEST(DATE_TRUNC('week', w.told_on)::date + 7 * (w.place::int - 1), day.monday) END AS week,
                       w.chance * CASE WHEN c.exclusion IS NULL THEN c.amount_company ELSE c.amount_residual_company END AS amount
                  FROM chase c
            CROSS JOIN (SELECT DATE_TRUNC('week', %(today)s::date)::date AS monday) day
             LEFT JOIN recouvrement_forecast f ON f.line_id = c.id
            CROSS JOIN LATERAL (
                        SELECT e.place, e.chance::numeric AS chance, f.told_on
                          FROM jsonb_array_elements_text(f.week_chances) WITH ORDINALITY e(chance, place)
                         UNION ALL
                        -- An invoice of today is estimated next night; until then its due date will do.
                        SELECT LEAST((GREATEST(c.date_due, %(today)s) - day.monday) / 7, %(weeks)s) + 1, 1, %(today)s
                         WHERE f.id IS NULL
                       ) w
                 WHERE (c.exclusion IS NULL AND c.amount > 0 OR c.exclusion = 'no_followup') AND w.chance > 0
                 UNION ALL
                SELECT c.id * 64 + 32, 'transit', c.id, c.move_id, c.partner_id, %(today)s, c.amount_residual_company
                  FROM chase c WHERE c.exclusion = 'in_payment'
                 UNION ALL
                SELECT c.id * 64 + 33, 'held', c.id, c.move_id, c.partner_id, NULL,
                       CASE WHEN c.exclusion = 'blocked' THEN c.amount_residual_company
                            ELSE (c.amount_residual - c.amount_free - COALESCE(a.amount, 0))
                                 * c.amount_residual_company / c.amount_residual END
                  FROM chase c LEFT JOIN agreed a ON a.line_id = c.id
                 WHERE c.exclusion = 'blocked'
                    OR c.exclusion IS NULL AND c.amount_residual - c.amount_free > COALESCE(a.amount, 0)
                 UNION ALL
                SELECT s.id * 64 + 34, 'promise', d.id, d.move_id, d.partner_id, GREATEST(k.date, %(today)s),
                       LEAST(r.amount, d.amount_residual) * d.amount_residual_company / d.amount_residual
                  FROM running r
                  JOIN recouvrement_suspension s ON s.id = r.id
                  JOIN recouvrement_promise_line l ON l.id = s.promise_line_id
                  JOIN recouvrement_promise k ON k.id = l.promise_id
                  JOIN debt d ON d.id = s.line_id
                 WHERE d.exclusion IS NULL
                 UNION ALL
                SELECT n.id * 64 + 35, 'plan', NULL, NULL, k.partner_id, GREATEST(n.date, %(today)s),
                       (n.due - n.received) * n.rate
                  FROM (%(instalments)s) n JOIN recouvrement_plan k ON k.id = n.plan_id
                 WHERE n.state IN ('pending', 'late') AND n.due > n.received
            )
            SELECT id, source, DATE_TRUNC('week', week)::date AS week, line_id, move_id, partner_id,
                   %(company)s AS company_id, amount
              FROM flow
            """,
            chase=self.env["recouvrement.receivable"]._get_chase_ctes(company, today, besides=INDIFFERENT),
            instalments=Plan._get_line_query(
                {company.id: today}, SQL("k.stage = 'agreed' AND k.broken_on IS NULL AND k.company_id = %s", company.id)
            ),
            weeks=WEEKS,
            today=today,
            company=company.id,
        )

    @api.model
    def _get_agreed(self, company, today, partners):
        """What is expected of open instalments whatever is usual, in words: {journal item id: (source, sentence)}.

        :param company: `res.company`
        :param date today: the company's date
        :param partners: commercial partners
        """
        rows = self.env["recouvrement.planner"]._fetch(
            SQL(
                "WITH %s SELECT id, exclusion, suspension_id FROM chase WHERE exclusion IS NOT NULL OR suspension_id IS NOT NULL",
                self.env["recouvrement.receivable"]._get_chase_ctes(
                    company, today, partners=partners, besides=INDIFFERENT
                ),
            )
        )
        suspensions = self.env["recouvrement.suspension"].browse(
            {row.suspension_id for row in rows if row.suspension_id}
        )
        by_id = {suspension.id: suspension for suspension in suspensions}
        agreed = {}
        for row in rows:
            suspension = by_id.get(row.suspension_id)
            if row.exclusion == "in_payment":
                agreed[row.id] = ("transit", self.env._("Being paid"))
            elif row.exclusion == "blocked":
                agreed[row.id] = ("held", self.env._("Unknown while its payment is blocked"))
            elif suspension:
                agreed[row.id] = self._describe_suspension(suspension)
        return agreed

    @api.model
    def _describe_suspension(self, suspension):
        if promise := suspension.promise_line_id.promise_id:
            return "promise", self.env._("%(day)s, as promised", day=format_date(self.env, promise.date))
        if plan := suspension.plan_debt_id.plan_id:
            if day := plan.next_date:
                return "plan", self.env._("By instalments, the next on %(day)s", day=format_date(self.env, day))
            return "plan", self.env._("By instalments")
        return "held", self.env._("Unknown: %(reason)s", reason=suspension._describe())

    def action_open_move(self):
        """Open the invoice behind a row; the customer's when it is an instalment of a plan."""
        self.ensure_one()
        return (self.move_id or self.partner_id)._get_records_action()
