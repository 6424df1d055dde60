from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..legal.charges import LateDebt, Terms
from ..legal.interest import Payment
from ..legal.waiting import get_belgian_wait


class RecouvrementCharge(models.Model):
    """What charges are computed from: the ledger, the claims, the law of each customer and what was agreed."""

    _inherit = "recouvrement.charge"

    # === THE LAW === #

    @api.model
    def _get_terms(self, company, partner, policy, law, insolvency_day):
        """The law of a customer, and what is claimed of it; what was agreed is told invoice by invoice.

        :param policy: `recouvrement.policy` that applies to it, empty when none does
        :param law: (country, kind of customer), or None when no law is known
        :param date insolvency_day: day of the judgment that opened proceedings, or None
        :return: :class:`~..legal.charges.Terms`; None when nothing can be claimed
        """
        if not law or not policy:
            return None
        country, kind = law
        return Terms(
            country,
            kind,
            claims_interest=policy.claims_interest,
            claims_indemnity=policy.claims_indemnity,
            creditor_is_small=company.recouvrement_is_small,
            insolvency_day=insolvency_day,
        )

    @api.model
    def _get_laws(self, company, partners):
        """The law that applies to each customer: {customer id: (country, kind of customer)}; a customer
        without a legal framework is not in it."""
        frameworks = self.env["recouvrement.legal.framework"]._find_all(company, partners)
        return {
            partner.id: (framework.sudo().country_code, framework.sudo().customer)
            for partner, framework in frameworks.items()
            if framework
        }

    @api.model
    def _get_rate_table(self):
        return self.env["recouvrement.legal.rate"]._get_table()

    # === THE LEDGER === #

    @api.model
    def _fetch_debts(self, company, today, partners, policies, claimed):
        """The late instalments of some customers, what was agreed for them, and how they were paid.

        :param dict policies: {partner: `recouvrement.policy`, empty when none applies}
        :return: {customer id: list of :class:`~..legal.charges.LateDebt`}, oldest first
        """
        self.env.flush_all()
        rows = self.env.execute_query_dict(self._get_debt_query(company, today, partners, claimed))
        lines = [row["id"] for row in rows]
        payments, reductions = self._fetch_payments(lines)
        agreed = self._get_agreed(
            company, partners, policies, {(row["partner_id"], row["invoice_day"]) for row in rows}
        )
        debts = {}
        for row in rows:
            currency = self.env["res.currency"].browse(row["currency_id"])
            principal = currency._to_exact(row["amount_currency"]) - reductions.get(row["id"], Decimal(0))
            if claimed is not None:
                asked = currency._to_exact(claimed[row["id"]])
                principal -= max(currency._to_exact(row["amount_residual_currency"]) - asked, Decimal(0))
            debts.setdefault(row["partner_id"], []).append(
                LateDebt(
                    row["id"],
                    row["move_id"],
                    row["date_due"],
                    max(principal, Decimal(0)),
                    tuple(payments.get(row["id"], ())),
                    currency.name,
                    currency.decimal_places,
                    wait=self._get_wait(row),
                    notice_day=row["notice_on"],
                    agreed=agreed[row["partner_id"], row["invoice_day"]],
                )
            )
        return debts

    @api.model
    def _get_wait(self, row):
        """The period that a first reminder left a Belgian consumer to pay, from the facts of a claim."""
        if not row["chargeable_from"]:
            return None
        return get_belgian_wait(row["first_reminder_on"], row["first_reminder_by_post"])

    @api.model
    def _get_debt_query(self, company, today, partners, claimed):
        receivable = self.env["recouvrement.receivable"]
        wanted = (
            SQL("l.id = ANY(%s)", list(claimed))
            if claimed is not None
            else self._get_wanted_condition(company, partners)
        )
        return SQL(
            """
            SELECT l.id, l.move_id, p.commercial_partner_id AS partner_id, l.currency_id, l.amount_currency,
                   l.amount_residual_currency, COALESCE(l.date_maturity, l.invoice_date, l.date) AS date_due,
                   COALESCE(l.invoice_date, l.date) AS invoice_day,
                   c.first_reminder_on, c.first_reminder_by_post, c.chargeable_from, c.notice_on
              FROM account_move_line l
              JOIN account_move m ON m.id = l.move_id
              JOIN res_partner p ON p.id = l.partner_id
         LEFT JOIN recouvrement_claim c ON c.line_id = l.id
             WHERE l.company_id = %(company)s
               AND l.parent_state = 'posted'
               AND l.amount_currency > 0
               AND %(receivable)s
               AND m.move_type IN ('out_invoice', 'out_receipt', 'entry')
               AND p.commercial_partner_id = ANY(%(partners)s)
               AND COALESCE(l.date_maturity, l.invoice_date, l.date) < %(today)s
               AND %(wanted)s
               AND %(chargeable)s
          ORDER BY date_due, l.id
            """,
            company=company.id,
            receivable=receivable._get_receivable_account_condition(),
            partners=partners.ids,
            today=today,
            wanted=wanted,
            chargeable=self._get_chargeable_condition(),
        )

    @api.model
    def _get_wanted_condition(self, company, partners):
        """The instalments `l`, with their claim `c`, on which a company may claim something: the open ones, and
        those paid late since its reminders started."""
        return SQL(
            """
            (l.id IN (SELECT r.id FROM (%(view)s) r WHERE r.company_id = %(company)s AND r.partner_id = ANY(%(partners)s))
             OR l.reconciled
                AND m.move_type != 'entry'
                AND COALESCE(l.date_maturity, l.invoice_date, l.date) >= COALESCE(%(start)s, l.date)
                AND (%(start)s IS NOT NULL OR c.id IS NOT NULL)
                AND EXISTS (SELECT 1 FROM account_partial_reconcile r JOIN account_move_line o ON o.id = r.credit_move_id
                             WHERE r.debit_move_id = l.id
                               AND o.date > COALESCE(l.date_maturity, l.invoice_date, l.date)))
            """,
            view=self.env["recouvrement.receivable"]._table_query,
            company=company.id,
            partners=partners.ids,
            start=company.recouvrement_start_date or None,
        )

    @api.model
    def _get_chargeable_condition(self):
        """The condition that charges may be claimed on the instalment `l`, as SQL."""
        return SQL("TRUE")

    @api.model
    def _fetch_payments(self, line_ids):
        """How instalments were paid.

        :return: ({line id: list of :class:`~..legal.interest.Payment`}, {line id: credit notes}), in the
            currency of the instalment
        """
        payments, reductions = {}, {}
        for line_id, day, amount, currency_id, is_refund in self.env.execute_query(
            SQL(
                """
                SELECT r.debit_move_id, o.date, r.debit_amount_currency, l.currency_id, m.move_type = 'out_refund'
                  FROM account_partial_reconcile r
                  JOIN account_move_line o ON o.id = r.credit_move_id
                  JOIN account_move m ON m.id = o.move_id
                  JOIN account_move_line l ON l.id = r.debit_move_id
                 WHERE r.debit_move_id = ANY(%s) AND r.debit_amount_currency != 0
              ORDER BY o.date, r.id
                """,
                line_ids,
            )
        ):
            exact = self.env["res.currency"].browse(currency_id)._to_exact(amount)
            if is_refund:
                # What was invoiced wrongly was never due.
                reductions[line_id] = reductions.get(line_id, Decimal(0)) + exact
            else:
                payments.setdefault(line_id, []).append(Payment(day, exact))
        return payments, reductions
