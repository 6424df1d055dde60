from datetime import date, timedelta
from typing import NamedTuple

from odoo import models
from odoo.fields import Domain
from odoo.models import BaseModel

# A bank whose last line is older than this many days may know of payments that the ledger does not.
FRESH_FOR = timedelta(days=7)


class BankState(NamedTuple):
    """What the ledger knows of one bank account; receipts are in its `currency`, payments
    in the company's."""

    journal: BaseModel
    currency: BaseModel
    last_date: date | None
    # Money on the statements that nobody has matched yet.
    receipt_count: int
    receipt_amount: float
    # Payments recorded, neither on a statement nor on an invoice yet.
    payment_count: int
    payment_amount: float

    def has_unmatched(self):
        return bool(self.receipt_count or self.payment_count)

    def is_stale(self, today):
        return not self.last_date or today - self.last_date > FRESH_FOR


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_recouvrement_bank_state(self):
        """How far the ledger knows what customers have paid: before anything is sent in bulk,
        it is read by whoever decides. Only sums are told, whatever the user may read.

        :return: list of :class:`BankState`, one per bank journal of the company
        """
        self.ensure_one()
        journals = (
            self.env["account.journal"].sudo().search(Domain("company_id", "=", self.id) & Domain("type", "=", "bank"))
        )
        lines = self.env["account.bank.statement.line"].sudo()
        posted = Domain("journal_id", "in", journals.ids) & Domain("state", "=", "posted")
        receipts = posted & Domain("is_reconciled", "=", False) & Domain("amount", ">", 0)
        last = dict(lines._read_group(posted, ["journal_id"], ["date:max"]))
        unmatched = _by_journal(lines._read_group(receipts, ["journal_id"], ["__count", "amount:sum"]))
        payments = _by_journal(
            self.env["account.payment"]
            .sudo()
            ._read_group(
                self._get_recouvrement_loose_payments_domain(journals),
                ["journal_id"],
                ["__count", "amount_company_currency_signed:sum"],
            )
        )
        return [
            BankState(
                journal,
                journal.currency_id or self.currency_id,
                last.get(journal),
                *unmatched.get(journal, (0, 0.0)),
                *payments.get(journal, (0, 0.0)),
            )
            for journal in journals
        ]

    def _get_recouvrement_loose_payments_domain(self, journals):
        """The payments of customers that are on no statement and on no invoice yet, as a Domain."""
        return (
            Domain("journal_id", "in", journals.ids)
            & Domain("payment_type", "=", "inbound")
            & Domain("partner_type", "=", "customer")
            & Domain("state", "=", "in_process")
            & Domain("is_matched", "=", False)
            & Domain("is_reconciled", "=", False)
            & Domain("invoice_ids", "=", False)
        )


def _by_journal(rows):
    return {journal: values for journal, *values in rows}
