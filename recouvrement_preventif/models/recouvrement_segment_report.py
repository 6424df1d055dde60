from odoo import api, fields, models
from odoo.tools import SQL

SIZES = [
    ("large", "The largest: a tenth of the customers"),
    ("middle", "Middle: three tenths"),
    ("small", "The others"),
    ("none", "No invoice in the last year"),
]


class RecouvrementSegmentReport(models.Model):
    """How late instalments are paid, to be counted by whatever customers have in common.

    What is open and late counts with its days so far; what is not due yet tells nothing."""

    _name = "recouvrement.segment.report"
    _description = "Slow Segments"
    _auto = False
    _order = "date_due desc, id desc"
    _rec_name = "move_id"
    _depends = {
        "account.move": ["invoice_payment_term_id", "invoice_user_id", "move_type"],
        "account.move.line": [
            "account_id",
            "balance",
            "company_id",
            "date",
            "date_maturity",
            "invoice_date",
            "journal_id",
            "move_id",
            "parent_state",
            "partner_id",
            "reconciled",
        ],
        "account.partial.reconcile": ["credit_move_id", "debit_move_id"],
        "res.partner": ["commercial_partner_id", "country_id", "is_company"],
    }

    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    category_ids = fields.Many2many(related="partner_id.category_id", string="Customer Tags")
    country_id = fields.Many2one("res.country", readonly=True)
    is_company = fields.Boolean(string="Is a Company", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    payment_term_id = fields.Many2one("account.payment.term", string="Payment Terms", readonly=True)
    size = fields.Selection(SIZES, string="Customer Size", readonly=True, help="By what was invoiced in the last year.")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    invoice_date = fields.Date(readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    settled_on = fields.Date(string="Paid on", readonly=True)
    is_open = fields.Boolean(string="Still Open", readonly=True)
    amount = fields.Monetary(readonly=True, help="In the company's currency.")
    days_late = fields.Float(
        readonly=True, aggregator="avg", help="From the due date to the payment, or so far. Below zero when early."
    )
    late_rate = fields.Float(string="Late (%)", readonly=True, aggregator="avg", help="Paid after the due date.")
    tied_up = fields.Monetary(
        string="Tied up by Delays",
        readonly=True,
        help="Amount by days late, over a year: what was owed late on average, of the invoices of a year.",
    )

    @property
    def _table_query(self):
        now = fields.Datetime.now()
        return SQL(" UNION ALL ").join(
            SQL("(%s)", self._get_query(company, company._get_recouvrement_today(now)))
            for company in self.env.companies
        )

    @api.model
    def _get_query(self, company, today):
        """The instalments of a company that tell how late its customers pay, as SQL.

        :param company: `res.company`
        :param date today: the company's date; what came in later is not seen
        """
        return SQL(
            """
            SELECT h.line_id AS id, h.move_id, h.partner_id, p.country_id, COALESCE(p.is_company, FALSE) AS is_company,
                   m.invoice_user_id AS user_id, m.invoice_payment_term_id AS payment_term_id,
                   CASE WHEN z.rank IS NULL THEN 'none' WHEN z.rank <= 0.1 THEN 'large' WHEN z.rank <= 0.4 THEN 'middle'
                        ELSE 'small' END AS size,
                   %(company)s AS company_id, h.invoice_date, h.date_due, h.settled_on, h.settled_on IS NULL AS is_open,
                   h.amount, d.late AS days_late, CASE WHEN d.late > 0 THEN 100.0 ELSE 0.0 END AS late_rate,
                   h.amount * GREATEST(d.late, 0) / 365.0 AS tied_up
              FROM (%(history)s) h
              JOIN account_move_line l ON l.id = h.line_id
              JOIN account_move m ON m.id = h.move_id
              JOIN res_partner p ON p.id = h.partner_id
        CROSS JOIN LATERAL (SELECT COALESCE(h.days_late, %(today)s - h.date_due) AS late) d
         LEFT JOIN (SELECT t.commercial_partner_id AS partner_id, CUME_DIST() OVER (ORDER BY SUM(t.amount_untaxed_signed) DESC) AS rank
                      FROM account_move t
                     WHERE t.company_id = %(company)s AND t.state = 'posted' AND t.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
                       AND t.invoice_date > %(today)s::date - 365 AND t.invoice_date <= %(today)s
                  GROUP BY 1 HAVING SUM(t.amount_untaxed_signed) > 0) z ON z.partner_id = h.partner_id
             WHERE h.settled_on IS NOT NULL OR l.reconciled IS NOT TRUE AND h.date_due < %(today)s
            """,
            history=self.env["recouvrement.payment.history"]._get_query(company, today),
            company=company.id,
            today=today,
        )

    def action_open_move(self):
        """Open the invoice behind a row."""
        self.ensure_one()
        return self.move_id._get_records_action()
