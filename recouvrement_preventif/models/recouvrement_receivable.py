from odoo import api, fields, models
from odoo.tools import SQL


class RecouvrementReceivable(models.Model):
    """One row per open receivable instalment of a customer, read live from the ledger."""

    _name = "recouvrement.receivable"
    _description = "Open Receivable"
    _auto = False
    _order = "date_due, id"
    _rec_name = "move_id"
    _depends = {
        "account.move.line": [
            "account_id",
            "amount_residual",
            "amount_residual_currency",
            "company_id",
            "currency_id",
            "date",
            "date_maturity",
            "invoice_date",
            "journal_id",
            "move_id",
            "no_followup",
            "parent_state",
            "partner_id",
            "reconciled",
        ],
        "account.move": ["move_type", "payment_state"],
        "recouvrement.claim": ["chargeable_from", "level_id", "line_id", "reached_on"],
        "res.partner": ["commercial_partner_id"],
    }

    line_id = fields.Many2one("account.move.line", string="Instalment", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    invoice_date = fields.Date(readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    days_late = fields.Integer(compute="_compute_days_late")
    amount_residual = fields.Monetary(string="Amount Due", readonly=True)
    amount_residual_company = fields.Monetary(
        string="Amount Due in Company Currency", readonly=True, currency_field="company_currency_id"
    )
    exclusion = fields.Selection(
        [
            ("no_followup", "Marked “No Follow-Up”"),
            ("blocked", "Payment blocked on the invoice"),
            ("in_payment", "Payment being processed"),
        ],
        string="Left out because",
        readonly=True,
    )
    standing = fields.Char(
        compute="_compute_standing", compute_sudo=True, help="Why the debt is not chased, or not all of it."
    )
    claim_id = fields.Many2one("recouvrement.claim", readonly=True)
    level_id = fields.Many2one("recouvrement.level", string="Level Reached", readonly=True)
    reached_on = fields.Date(readonly=True)
    chargeable_from = fields.Date(
        readonly=True, help="Until then, the law lets the customer pay without any charge, and without a further step."
    )

    @property
    def _table_query(self):
        return SQL("%s %s %s", self._select(), self._from(), self._where())

    @api.model
    def _select(self):
        return SQL(
            """
            SELECT l.id,
                   l.id AS line_id,
                   l.move_id,
                   p.commercial_partner_id AS partner_id,
                   l.company_id,
                   l.currency_id,
                   COALESCE(l.invoice_date, l.date) AS invoice_date,
                   COALESCE(l.date_maturity, l.invoice_date, l.date) AS date_due,
                   l.amount_residual_currency AS amount_residual,
                   l.amount_residual AS amount_residual_company,
                   CASE WHEN l.no_followup THEN 'no_followup'
                        WHEN m.payment_state = 'blocked' THEN 'blocked'
                        WHEN m.payment_state IN ('in_payment', 'paid', 'reversed') THEN 'in_payment'
                   END AS exclusion,
                   c.id AS claim_id,
                   c.level_id,
                   c.reached_on,
                   c.chargeable_from
            """
        )

    @api.model
    def _from(self):
        return SQL(
            """
              FROM account_move_line l
              JOIN account_move m ON m.id = l.move_id
              JOIN res_partner p ON p.id = l.partner_id
         LEFT JOIN recouvrement_claim c ON c.line_id = l.id
            """
        )

    @api.model
    def _where(self):
        """What counts as a debt of a customer: what is open on an invoice, or on an
        opening entry that the accountant lets follow-ups see (`no_followup` off)."""
        return SQL(
            """
             WHERE l.parent_state = 'posted'
               AND l.reconciled IS NOT TRUE
               AND l.amount_residual > 0
               AND l.amount_residual_currency > 0
               AND %s
               AND (m.move_type IN ('out_invoice', 'out_receipt')
                    OR m.move_type = 'entry' AND l.no_followup IS NOT TRUE
                       AND l.journal_id IN (SELECT id FROM account_journal WHERE type = 'general'))
            """,
            self._get_receivable_account_condition(),
        )

    @api.model
    def _get_receivable_account_condition(self):
        """The condition that a journal item `l` is on a customer account, as SQL."""
        # Their ids, not a subquery: PostgreSQL knows how many items each account holds.
        accounts = self.env["account.account"].sudo().with_context(active_test=False)
        return SQL("l.account_id = ANY(%s)", accounts.search([("account_type", "=", "asset_receivable")]).ids)

    @api.depends("date_due")
    @api.depends_context("company")
    def _compute_days_late(self):
        today = self.env.company._get_recouvrement_today()
        for receivable in self:
            late = (today - receivable.date_due).days if receivable.date_due else 0
            receivable.days_late = max(late, 0)

    @api.depends("exclusion", "partner_id", "company_id")
    @api.depends_context("lang")
    def _compute_standing(self):
        exclusions = dict(self._fields["exclusion"]._description_selection(self.env))
        self.standing = False
        for company, receivables in self.grouped("company_id").items():
            today = company._get_recouvrement_today()
            instalments = self.env["recouvrement.planner"].get_open_instalments(company, today, receivables.partner_id)
            suspended = {row.line_id: row.suspension_id for row in instalments if row.suspension_id}
            suspensions = self.env["recouvrement.suspension"].browse(set(suspended.values()))
            covered = {row.line_id for row in instalments if row.amount < row.residual and not row.exclusion}
            for receivable in receivables:
                suspension = suspensions.browse(suspended.get(receivable.id, ()))
                if receivable.exclusion:
                    receivable.standing = exclusions[receivable.exclusion]
                elif suspension:
                    receivable.standing = suspension._describe()
                elif receivable.id in covered:
                    receivable.standing = self.env._("Covered, in whole or in part, by the customer's credits")

    def action_open_move(self):
        """Open the invoice or the entry behind the debt."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }

    # === WHAT MAY BE CHASED === #

    @api.model
    def _get_chase_ctes(self, company, today, *, partners=None, scope=None, besides=()):
        """What may be chased of each open instalment on a day: its residual, less what is
        suspended, less the customer's open credits (oldest debt first, same currency
        first), as the body of a WITH clause.

        The relation ``chase`` has the columns of this view that decide on a reminder,
        ``amount`` and ``amount_company`` (what may be chased, in the instalment's and the
        company's currency) and ``suspension_id`` (what suspends all or part of it).

        :param company: `res.company` record
        :param date today: the company's date
        :param partners: commercial partners to restrict to; all when None
        :param SQL scope: condition on the view's alias ``r``; instalments outside of it are
            left out, except those of customers with open credits
        :param besides: kinds of suspensions that do not count
        """
        among = SQL("%s", True) if partners is None else SQL("r.partner_id = ANY(%s)", list(partners.ids))
        among_credit = (
            SQL("%s", True) if partners is None else SQL("p.commercial_partner_id = ANY(%s)", list(partners.ids))
        )
        creditors = self._get_creditor_ids(company, among_credit)
        in_scope = SQL("%s", True) if scope is None else SQL("(%s OR r.partner_id = ANY(%s))", scope, creditors)
        return SQL(
            """
            credit AS MATERIALIZED (
                SELECT p.commercial_partner_id AS partner_id, l.currency_id,
                       -SUM(l.amount_residual_currency) AS amount,
                       -SUM(l.amount_residual) AS amount_company
                  FROM account_move_line l
                  JOIN res_partner p ON p.id = l.partner_id
                 WHERE %(is_credit)s AND p.commercial_partner_id = ANY(%(creditors)s)
              GROUP BY 1, 2
            ),
            debt AS (
                SELECT r.id, r.partner_id, r.move_id, r.currency_id, r.invoice_date, r.date_due, r.amount_residual,
                       r.amount_residual_company, r.exclusion, r.level_id, r.reached_on, r.chargeable_from
                  FROM (%(view)s) r
                 WHERE r.company_id = %(company)s AND %(among)s AND %(scope)s
            ),
            running AS MATERIALIZED (
                SELECT s.id, c.partner_id, s.move_id, s.line_id, held.amount, s.date_to
                  FROM recouvrement_suspension s
                  JOIN recouvrement_case c ON c.id = s.case_id
    CROSS JOIN LATERAL (SELECT %(suspended)s AS amount) held
                 WHERE %(running)s AND held.amount IS DISTINCT FROM 0 AND %(counts)s
            ),
            held AS (
                SELECT d.id, d.move_id, d.date_due, d.amount_residual, BOOL_OR(s.amount IS NULL) AS is_whole,
                       COALESCE(SUM(s.amount) FILTER (WHERE s.line_id IS NOT NULL), 0) AS own,
                       COALESCE(SUM(s.amount) FILTER (WHERE s.line_id IS NULL), 0) AS shared,
                       (ARRAY_AGG(s.id ORDER BY s.date_to DESC, s.id) FILTER (WHERE s.amount IS NULL OR s.line_id IS NOT NULL))[1] AS own_id,
                       (ARRAY_AGG(s.id ORDER BY s.date_to DESC, s.id) FILTER (WHERE s.amount IS NOT NULL AND s.line_id IS NULL))[1] AS shared_id
                  FROM debt d
                  JOIN running s ON s.partner_id = d.partner_id
                                AND (s.move_id IS NULL OR s.move_id = d.move_id)
                                AND (s.line_id IS NULL OR s.line_id = d.id)
              GROUP BY d.id, d.move_id, d.date_due, d.amount_residual
            ),
            -- An amount of an invoice is held on its oldest instalments, whatever is paid meanwhile.
            suspended AS (
                SELECT id, CASE WHEN is_whole THEN amount_residual ELSE amount_residual - room + part END AS amount,
                       CASE WHEN is_whole OR own > 0 THEN own_id ELSE shared_id END AS suspension_id
                  FROM (SELECT *, GREATEST(0, LEAST(room,
                                  shared - SUM(room) OVER (PARTITION BY move_id ORDER BY date_due, id) + room)) AS part
                          FROM (SELECT *, amount_residual - LEAST(own, amount_residual) AS room FROM held) h) h
                 WHERE is_whole OR own > 0 OR part > 0
            ),
            free AS (
                SELECT d.*, s.suspension_id,
                       CASE WHEN d.exclusion IS NOT NULL THEN 0
                            WHEN s.id IS NULL THEN d.amount_residual
                            ELSE d.amount_residual - s.amount END AS amount_free
                  FROM debt d LEFT JOIN suspended s ON s.id = d.id
            ),
            netted_once AS (
                SELECT f.id, f.partner_id, f.date_due, f.currency_id, f.amount_free,
                       f.amount_residual_company / f.amount_residual AS rate,
                       GREATEST(0, LEAST(f.amount_free,
                           SUM(f.amount_free) OVER (PARTITION BY f.partner_id, f.currency_id ORDER BY f.date_due, f.id)
                           - COALESCE(c.amount, 0))) AS amount
                  FROM free f
             LEFT JOIN credit c ON c.partner_id = f.partner_id AND c.currency_id = f.currency_id
                 WHERE f.partner_id = ANY(%(creditors)s)
            ),
            credit_left AS (
                SELECT c.partner_id,
                       SUM(GREATEST(0, c.amount - COALESCE(n.amount_free, 0)) * c.amount_company / c.amount) AS amount_company
                  FROM credit c
             LEFT JOIN (SELECT partner_id, currency_id, SUM(amount_free) AS amount_free
                          FROM netted_once GROUP BY 1, 2) n
                    ON n.partner_id = c.partner_id AND n.currency_id = c.currency_id
                 WHERE c.amount > 0
              GROUP BY 1
            ),
            netted AS (
                SELECT n.id, n.rate,
                       CASE WHEN l.amount_company IS NULL OR l.amount_company <= 0 THEN n.amount
                            ELSE GREATEST(0, LEAST(n.amount * n.rate,
                                SUM(n.amount * n.rate) OVER (PARTITION BY n.partner_id ORDER BY n.date_due, n.id)
                                - l.amount_company)) / n.rate END AS amount
                  FROM netted_once n LEFT JOIN credit_left l ON l.partner_id = n.partner_id
            ),
            chase AS (
                SELECT f.*, c.amount,
                       CASE WHEN c.amount = f.amount_residual THEN f.amount_residual_company
                            ELSE ROUND(c.amount * f.amount_residual_company / f.amount_residual,
                                       %(company_decimals)s) END AS amount_company
                  FROM free f
             LEFT JOIN netted n ON n.id = f.id
             LEFT JOIN res_currency cur ON cur.id = f.currency_id
        CROSS JOIN LATERAL (SELECT CASE WHEN n.id IS NULL THEN f.amount_free
                                        ELSE ROUND(n.amount, cur.decimal_places) END AS amount) c
            )
            """,
            company=company.id,
            creditors=creditors,
            today=today,
            running=self.env["recouvrement.suspension"]._get_running_sql(company, today),
            suspended=self.env["recouvrement.suspension"]._get_suspended_amount(company, today, partners),
            counts=SQL("s.kind != ALL(%s)", list(besides)) if besides else SQL("TRUE"),
            is_credit=self._get_credit_condition(company),
            view=self._table_query,
            among=among,
            scope=in_scope,
            company_decimals=company.currency_id.decimal_places,
        )

    @api.model
    def _get_credit_condition(self, company):
        """The condition that a journal item `l` is an open credit of a customer, as SQL."""
        return SQL(
            """l.company_id = %s AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
               AND l.amount_residual < 0 AND %s""",
            company.id,
            self._get_receivable_account_condition(),
        )

    @api.model
    def _get_creditor_ids(self, company, among):
        """The customers with open credits: few, and known by their ids they do not keep
        PostgreSQL from leaving out early, and in parallel, what is not due."""
        self.env.flush_all()
        return [
            partner_id
            for (partner_id,) in self.env.execute_query(
                SQL(
                    """SELECT DISTINCT p.commercial_partner_id FROM account_move_line l
                         JOIN res_partner p ON p.id = l.partner_id WHERE %s AND %s""",
                    self._get_credit_condition(company),
                    among,
                )
            )
        ]
