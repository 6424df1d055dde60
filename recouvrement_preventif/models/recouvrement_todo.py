from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

# What waits for a person, the most pressing first: a customer is listed once, for the first that applies.
KINDS = [
    ("settle", "To settle"),
    ("answer", "To read"),
    ("page", "Request"),
    ("promise", "Promise"),
    ("plan", "Payment plan"),
    ("dispute", "Dispute"),
    ("call", "To call"),
    ("approve", "To approve"),
    ("settlement", "Discount"),
    ("print", "To print"),
    ("post", "To post"),
    ("unreachable", "Unreachable"),
    ("hold_ending", "Hold ending"),
    ("profile", "To judge"),
    ("task", "Task"),
]
# A hold is listed a few days before it ends.
HOLD_NOTICE_DAYS = 3
# The share of a late debt that is at risk, by its days late; a customer known to pay
# well or badly (`trust`) counts for less or more.
RISK_BY_AGE = ((30, 0.05), (60, 0.15), (90, 0.30), (180, 0.50))
RISK_BEYOND = 0.80
RISK_BY_TRUST = {"good": 0.5, "bad": 1.5}


class RecouvrementTodo(models.Model):
    """The worklist: one row per customer for whom a person has something to do, with the
    amount at risk that puts the rows in order. It stores nothing itself."""

    _name = "recouvrement.todo"
    _description = "Collection Worklist"
    _auto = False
    _order = "amount_at_risk desc, amount_overdue desc, id"
    _rec_name = "partner_id"
    _depends = {
        "account.move.line": [
            "amount_residual",
            "company_id",
            "date_maturity",
            "parent_state",
            "partner_id",
            "reconciled",
        ],
        "mail.activity": ["activity_type_id", "date_deadline", "res_id", "res_model"],
        "recouvrement.case": [
            "company_id",
            "partner_id",
            "snooze_reason",
            "snoozed_until",
            "user_id",
            "withheld_reason",
        ],
        "recouvrement.claim": ["level_id", "line_id"],
        "recouvrement.reminder": ["case_id", "channel", "date", "printed_at", "state"],
        "recouvrement.suspension": ["case_id", "date_to", "kind", "released_on"],
        "res.company": ["recouvrement_user_id"],
        "res.partner": ["trust", "user_id"],
    }

    case_id = fields.Many2one("recouvrement.case", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="Owner", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    kind = fields.Selection(KINDS, string="To Do", readonly=True)
    date = fields.Date(string="Since", readonly=True)
    snoozed_until = fields.Date(readonly=True)
    amount_overdue = fields.Monetary(string="Overdue", readonly=True)
    amount_at_risk = fields.Monetary(
        string="At Risk",
        readonly=True,
        help="What may never be paid, to put the customers in order: 5 % of what is up to 30 days late, 15 % up to "
        "60 days, 30 % up to 90 days, 50 % up to 180 days and 80 % beyond; half of it for a customer whose degree of "
        "trust is good, half more when it is bad; a quarter more after a promise not kept within the year.",
    )
    days_late = fields.Integer(readonly=True, aggregator="max")
    level_id = fields.Many2one("recouvrement.level", string="Level Reached", readonly=True)
    reason = fields.Char(compute="_compute_reason", compute_sudo=True)
    next_action = fields.Char(related="case_id.next_action")
    next_action_date = fields.Date(related="case_id.next_action_date")

    # === THE STATEMENT === #

    @property
    def _table_query(self):
        today = self.env.company._get_recouvrement_today()
        return SQL(
            """
            WITH task AS (
                SELECT DISTINCT ON (case_id) case_id, kind, date
                  FROM (%(tasks)s) t
              ORDER BY case_id, ARRAY_POSITION(%(kinds)s::varchar[], kind::varchar), date
            )
            SELECT c.id, c.id AS case_id, c.partner_id, c.company_id, task.kind, task.date, c.snoozed_until,
                   COALESCE(c.user_id, p.user_id, company.recouvrement_user_id) AS user_id,
                   p.user_id AS salesperson_id,
                   COALESCE(debt.amount, 0) AS amount_overdue,
                   COALESCE(ROUND(debt.risk * %(trust)s, 2), 0) AS amount_at_risk,
                   COALESCE(debt.days_late, 0) AS days_late,
                   debt.level_id
              FROM task
              JOIN recouvrement_case c ON c.id = task.case_id
              JOIN res_partner p ON p.id = c.partner_id
              JOIN res_company company ON company.id = c.company_id
         LEFT JOIN (%(debts)s) debt ON debt.partner_id = c.partner_id AND debt.company_id = c.company_id
             WHERE c.active
            """,
            tasks=SQL(" UNION ALL ").join(self._get_task_queries(today)),
            kinds=[kind for kind, _label in KINDS],
            trust=self._get_trust_factor(),
            debts=self._get_debt_query(today),
        )

    @api.model
    def _get_task_queries(self, today):
        """What waits for a person, as statements with the columns (case_id, kind, date)."""
        activity = self.env["ir.model.data"]._xmlid_to_res_id
        return [
            SQL(
                """SELECT case_id, CASE WHEN state = 'to_approve' THEN 'approve' ELSE 'settle' END AS kind, date
                     FROM recouvrement_reminder WHERE state IN ('to_approve', 'failed', 'uncertain')"""
            ),
            SQL(
                """SELECT r.case_id,
                          CASE WHEN r.channel = 'call' THEN 'call' WHEN r.printed_at IS NULL THEN 'print' ELSE 'post' END,
                          COALESCE(a.date_deadline, r.date)
                     FROM recouvrement_reminder r LEFT JOIN mail_activity a ON a.id = r.activity_id
                    WHERE %s""",
                self._get_waiting_condition(today),
            ),
            SQL(
                """SELECT id, CASE withheld_reason WHEN 'unreachable' THEN 'unreachable' ELSE 'settle' END, withheld_on
                     FROM recouvrement_case WHERE withheld_reason IN ('unreachable', 'error')"""
            ),
            SQL(
                """SELECT case_id, 'hold_ending', date_to FROM recouvrement_suspension
                    WHERE kind = 'hold' AND released_on IS NULL AND date_to BETWEEN %s AND %s""",
                today,
                today + timedelta(days=HOLD_NOTICE_DAYS),
            ),
            SQL(
                """SELECT res_id, CASE activity_type_id WHEN %s THEN 'answer' WHEN %s THEN 'call' ELSE 'task' END, date_deadline
                     FROM mail_activity WHERE res_model = 'recouvrement.case' AND date_deadline <= %s AND active""",
                activity("recouvrement_preventif.mail_activity_answer", raise_if_not_found=False) or 0,
                activity("recouvrement_preventif.mail_activity_call", raise_if_not_found=False) or 0,
                today,
            ),
        ]

    @api.model
    def _get_waiting_condition(self, today):
        """The condition that a person has to deliver the reminder `r`, by its activity `a` if it has one, as SQL."""
        return SQL(
            "r.state = 'queued' AND r.channel = ANY(%s) AND COALESCE(a.date_deadline, r.date) <= %s",
            self.env["recouvrement.channel"]._get_manual_codes(),
            today,
        )

    @api.model
    def _get_debt_query(self, today):
        """What each customer of `task` owes that is late, how late it is and what is at risk."""
        ages = SQL(" ").join(SQL("WHEN late <= %s THEN %s", days, share) for days, share in RISK_BY_AGE)
        return SQL(
            """
            SELECT r.partner_id, r.company_id, SUM(r.amount_residual_company) AS amount, MAX(late) AS days_late,
                   SUM(r.amount_residual_company * CASE %(ages)s ELSE %(beyond)s END) AS risk,
                   (ARRAY_AGG(r.level_id ORDER BY (l.reference = 'due')::int DESC NULLS LAST, l.delay DESC NULLS LAST))[1] AS level_id
              FROM (%(receivables)s) r
         LEFT JOIN recouvrement_level l ON l.id = r.level_id
        CROSS JOIN LATERAL (SELECT %(today)s - r.date_due AS late) age
             WHERE late > 0
               AND r.partner_id IN (SELECT c.partner_id FROM task JOIN recouvrement_case c ON c.id = task.case_id)
          GROUP BY 1, 2
            """,
            ages=ages,
            beyond=RISK_BEYOND,
            receivables=self.env["recouvrement.receivable"]._table_query,
            today=today,
        )

    @api.model
    def _get_trust_factor(self):
        """How what is known of the customer `p` weighs on the risk, as SQL. Extend it to
        let more weigh: broken promises, payment habits."""
        cases = SQL(" ").join(SQL("WHEN %s THEN %s", trust, factor) for trust, factor in RISK_BY_TRUST.items())
        return SQL("CASE p.trust->>(c.company_id::varchar) %s ELSE 1 END", cases)

    # === IN WORDS === #

    @api.depends("kind", "case_id")
    @api.depends_context("lang")
    def _compute_reason(self):
        by_kind = self.grouped("kind")
        for kind, rows in by_kind.items():
            getattr(self, f"_describe_{kind}", self._describe_task)(rows)

    def _describe_reminder(self, rows, states):
        reminders = self.env["recouvrement.reminder"].search(
            Domain("case_id", "in", rows.case_id.ids) & Domain("state", "in", states)
        )
        by_case = {reminder.case_id: reminder for reminder in reminders}
        for row in rows:
            reminder = by_case.get(row.case_id, reminders.browse())
            parts = (reminder.level_id.name, reminder.amounts, (reminder.failure_reason or "").partition("\n")[0])
            row.reason = " · ".join(filter(None, parts)) or row.case_id.withheld_summary

    def _describe_settle(self, rows):
        self._describe_reminder(rows, ("failed", "uncertain"))

    def _describe_approve(self, rows):
        self._describe_reminder(rows, ("to_approve",))

    def _describe_print(self, rows):
        self._describe_reminder(rows, ("queued",))

    def _describe_post(self, rows):
        self._describe_reminder(rows, ("queued",))

    def _describe_call(self, rows):
        self._describe_reminder(rows, ("queued",))
        self._describe_task(rows.filtered(lambda row: not row.reason))

    def _describe_unreachable(self, rows):
        for row in rows:
            row.reason = row.case_id.reach_summary

    def _describe_hold_ending(self, rows):
        suspensions = self.env["recouvrement.suspension"].search(
            Domain("case_id", "in", rows.case_id.ids)
            & Domain("kind", "=", "hold")
            & Domain("released_on", "=", False)
            & Domain("date_to", "in", rows.mapped("date"))
        )
        by_case = {suspension.case_id: suspension for suspension in suspensions}
        for row in rows:
            hold = by_case.get(row.case_id, suspensions.browse())
            row.reason = self.env._(
                "Until %(date)s: %(reason)s", date=format_date(self.env, row.date), reason=hold.reason or ""
            )

    def _describe_task(self, rows):
        for row in rows:
            activities = row.case_id.activity_ids.filtered(lambda activity, row=row: activity.date_deadline <= row.date)
            row.reason = activities[:1].summary or activities[:1].activity_type_id.name or row.case_id.withheld_summary

    # === ACTIONS === #

    @api.model
    def get_empty_list_help(self, help_message):
        # EXTENDS 'base'
        help_message = super().get_empty_list_help(help_message)
        return Markup("%s%s") % (Markup(help_message or ""), self.env["recouvrement.start"]._get_invitation())

    def action_open_case(self):
        """Open the case behind a row."""
        self.ensure_one()
        return self.case_id._get_open_action()

    def action_call(self):
        """Open the call sheet."""
        self.ensure_one()
        return self.case_id.action_call()

    def action_approve(self):
        """Let leave the messages of the selected customers that wait for approval."""
        reminders = self.env["recouvrement.reminder"].search(
            Domain("case_id", "in", self.case_id.ids) & Domain("state", "=", "to_approve")
        )
        if not reminders:
            raise UserError(self.env._("None of these customers has a message that waits for approval."))
        return reminders.action_confirm_approve()

    def action_print(self):
        """Have the letters of the selected customers printed."""
        reminders = self.env["recouvrement.reminder"]
        return reminders.search(
            Domain("case_id", "in", self.case_id.ids) & reminders._get_to_print_domain()
        ).action_print_letters()

    def action_post(self):
        """Record that the printed letters of the selected customers were posted."""
        reminders = self.env["recouvrement.reminder"]
        return reminders.search(
            Domain("case_id", "in", self.case_id.ids) & reminders._get_to_post_domain()
        ).action_post()

    def action_snooze(self):
        """Take the selected customers out of the list until a day."""
        return self.case_id.action_snooze()
