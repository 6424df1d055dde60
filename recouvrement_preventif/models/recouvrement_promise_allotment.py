from collections import namedtuple
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..tools.allotment import Allotment, Claim, Receipt

# What the allotment does not say of a promised instalment.
Debt = namedtuple("Debt", "company_id, is_asked, residual, rate, is_processing")


class RecouvrementPromise(models.Model):
    """What the ledger brought to promises.

    Each receipt is given to one promise only, in the order in which the money came in: that is computed beforehand
    and handed to the statements as rows. A case is read as a whole, since the promises of a customer compete for the
    same money."""

    _inherit = "recouvrement.promise"

    @api.model
    def _get_line_query(self, days, condition):
        """What became of each promised instalment, as SQL, with the columns (id, promise_id, due, received, rate,
        is_processing): what is left to keep, and the money that came in for it.

        :param dict days: the day it is for each company, {company id: date}; promises of others are left out
        :param SQL condition: on the promise `k`
        """
        debts, allotment = self._allot(condition)
        rows = [
            (
                claim.id,
                claim.promise_id,
                str(allotment.get_due(claim, Decimal(debt.residual), days[debt.company_id])),
                str(allotment.get_received(claim)),
                debt.rate,
                debt.is_processing,
            )
            for claim, debt in debts.items()
            if debt.is_asked and debt.company_id in days
        ]
        columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * 6
        return SQL(
            """
            SELECT t.id, t.promise_id, t.due, t.received, t.rate, t.is_processing
              FROM UNNEST(%s::int[], %s::int[], %s::text[]::numeric[], %s::text[]::numeric[], %s::text[]::numeric[],
                          %s::bool[]) AS t(id, promise_id, due, received, rate, is_processing)
            """,
            *columns,
        )

    @api.model
    def _allot(self, condition):
        """Share out the money that came in on the debts of some customers between their promises.

        :param SQL condition: on a promise `k` of these customers
        :return: ({claim: :class:`Debt`}, :class:`~..tools.allotment.Allotment`)
        """
        self.env.flush_all()
        debts = {}
        for id_, promise_id, debt_id, amount, day, mark, deadline, is_cancelled, *debt in self.env.execute_query(
            self._get_claim_query(condition)
        ):
            claim = Claim(id_, promise_id, debt_id, Decimal(amount), (day, mark), deadline, is_cancelled)
            debts[claim] = Debt(*debt)
        if not debts:
            return {}, Allotment((), ())
        receipts = [
            Receipt(debt_id, (day, entry_id), Decimal(amount), is_planned)
            for debt_id, day, entry_id, amount, is_planned in self.env.execute_query(
                self._get_receipt_query({claim.debt_id for claim in debts})
            )
        ]
        return debts, Allotment(debts, receipts)

    @api.model
    def _get_claim_query(self, condition):
        return SQL(
            """
            SELECT i.id, i.promise_id, i.move_line_id, i.amount::text, k.made_on, k.ledger_mark, k.deadline,
                   k.cancelled_on IS NOT NULL, k.company_id, %(condition)s,
                   CASE WHEN l.parent_state = 'posted' THEN GREATEST(l.amount_residual_currency, 0) ELSE 0 END::text,
                   COALESCE(l.balance / NULLIF(l.amount_currency, 0), 1)::text,
                   COALESCE(l.amount_residual_currency > 0 AND m.payment_state = 'in_payment', FALSE)
              FROM recouvrement_promise_line i
              JOIN recouvrement_promise k ON k.id = i.promise_id
              JOIN account_move_line l ON l.id = i.move_line_id
              JOIN account_move m ON m.id = l.move_id
             WHERE k.case_id IN (SELECT k.case_id FROM recouvrement_promise k WHERE %(condition)s)
            """,
            condition=condition,
        )

    @api.model
    def _get_receipt_query(self, debt_ids):
        return SQL(
            """
            SELECT paid.debit_move_id, receipt.date, receipt.id, SUM(paid.debit_amount_currency)::text,
                   EXISTS (SELECT FROM recouvrement_plan_debt debt
                             JOIN recouvrement_plan plan ON plan.id = debt.plan_id
                            WHERE debt.move_line_id = paid.debit_move_id AND plan.broken_on IS NULL
                              AND plan.stage IN ('proposed', 'agreed'))
              FROM account_partial_reconcile paid
              JOIN account_move_line receipt ON receipt.id = paid.credit_move_id
              JOIN account_journal journal ON journal.id = receipt.journal_id
             WHERE paid.debit_move_id = ANY(%s) AND %s
          GROUP BY paid.debit_move_id, receipt.id
            """,
            list(debt_ids),
            self._get_money_condition(),
        )

    @api.model
    def _get_money_condition(self):
        """The condition that a `receipt`, in a `journal`, is money, as SQL: credit notes and entries of general
        journals are none."""
        return SQL("(journal.type IN ('bank', 'cash', 'credit') OR receipt.payment_id IS NOT NULL)")

    @api.model
    def _get_paid(self, day, mark, last_day):
        """The money matched with the instalment `i` that came in after a moment until a day, as SQL, in its currency.

        :param SQL day: the day of the moment
        :param SQL mark: the last journal item that existed then, as `ledger_mark` of an agreement
        :param SQL last_day: included
        """
        return SQL(
            """(SELECT COALESCE(SUM(paid.debit_amount_currency), 0)
                  FROM account_partial_reconcile paid
                  JOIN account_move_line receipt ON receipt.id = paid.credit_move_id
                  JOIN account_journal journal ON journal.id = receipt.journal_id
                 WHERE paid.debit_move_id = i.move_line_id
                   AND (receipt.date, receipt.id) > (%s, %s) AND receipt.date <= %s AND %s)""",
            day,
            mark,
            last_day,
            self._get_money_condition(),
        )
