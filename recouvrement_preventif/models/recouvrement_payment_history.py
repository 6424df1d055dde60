from odoo import api, models
from odoo.tools import SQL


class RecouvrementPaymentHistory(models.AbstractModel):
    """How each instalment of the customers' invoices was paid, read from the reconciliations of the ledger."""

    _name = "recouvrement.payment.history"
    _description = "Payment History"

    @api.model
    def _get_query(self, company, today, partners=None):
        """The instalments of a company's customer invoices and how they were paid until a day, as SQL.

        Columns: ``line_id``, ``move_id``, ``partner_id`` (commercial partner), ``currency_id``, ``invoice_date``,
        ``date_due``, ``amount`` (of the instalment, company currency), ``amount_paid`` (money, company currency),
        ``payments`` (how many brought it), ``is_open`` (whether something is left), ``paid_on`` (day of the last money), ``settled_on`` (the same, once nothing is left; NULL while something is, and
        when no money came at all: credit notes and write-offs are no payment) and ``days_late`` (from the due date until
        then, below zero when it was early).

        What came in after the day is not seen: the history as it was known on a former day can be asked for.

        :param company: `res.company` record
        :param date today: the last day that counts, as the company has it
        :param partners: commercial partners to restrict to; all when None
        """
        receivable = self.env["recouvrement.receivable"]
        among, paid_among = SQL("TRUE"), SQL("TRUE")
        if partners is not None:
            among = SQL("p.commercial_partner_id = ANY(%s)", partners.ids)
            paid_among = SQL(
                """paid.debit_move_id IN (SELECT l.id FROM account_move_line l JOIN res_partner p ON p.id = l.partner_id
                                           WHERE %s AND %s)""",
                among,
                receivable._get_receivable_account_condition(),
            )
        return SQL(
            """
            SELECT h.*, CASE WHEN h.is_settled THEN h.paid_on END AS settled_on,
                   CASE WHEN h.is_settled THEN h.paid_on - h.date_due END AS days_late
              FROM (
                    SELECT l.id AS line_id, l.move_id, p.commercial_partner_id AS partner_id, l.currency_id,
                           COALESCE(l.invoice_date, l.date) AS invoice_date,
                           COALESCE(l.date_maturity, l.invoice_date, l.date) AS date_due,
                           l.balance AS amount,
                           COALESCE(money.amount, 0) AS amount_paid,
                           COALESCE(money.count, 0) AS payments,
                           l.reconciled IS NOT TRUE OR money.is_more_to_come IS TRUE AS is_open,
                           money.last_on AS paid_on,
                           -- What came in later was still open on that day.
                           l.reconciled AND money.last_on IS NOT NULL AND NOT money.is_more_to_come AS is_settled
                      FROM account_move_line l
                      JOIN account_move m ON m.id = l.move_id
                      JOIN res_partner p ON p.id = l.partner_id
                 LEFT JOIN (
                        SELECT paid.debit_move_id,
                               SUM(paid.amount) FILTER (WHERE receipt.date <= %(today)s) AS amount,
                               COUNT(*) FILTER (WHERE receipt.date <= %(today)s) AS count,
                               MAX(receipt.date) FILTER (WHERE receipt.date <= %(today)s) AS last_on,
                               BOOL_OR(receipt.date > %(today)s) AS is_more_to_come
                          FROM account_partial_reconcile paid
                          JOIN account_move_line receipt ON receipt.id = paid.credit_move_id
                          JOIN account_journal journal ON journal.id = receipt.journal_id
                         WHERE %(is_money)s AND %(paid_among)s
                      GROUP BY paid.debit_move_id
                      ) money ON money.debit_move_id = l.id
                     WHERE l.company_id = %(company)s
                       AND l.parent_state = 'posted'
                       AND l.balance > 0
                       AND m.move_type IN ('out_invoice', 'out_receipt')
                       AND COALESCE(l.invoice_date, l.date) <= %(today)s
                       AND %(receivable)s AND %(among)s
              ) h
            """,
            today=today,
            is_money=self.env["recouvrement.promise"]._get_money_condition(),
            paid_among=paid_among,
            company=company.id,
            receivable=receivable._get_receivable_account_condition(),
            among=among,
        )
