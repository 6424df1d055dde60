"""What a statement of account says: plain values, amounts of one currency side by side."""

from datetime import date
from typing import NamedTuple

# The first day late of each column of the ageing, after what is not due.
AGES = (1, 31, 61, 91)


class Debt(NamedTuple):
    """An open instalment."""

    name: str
    date: date
    date_due: date
    days_late: int
    original: float
    open: float

    @property
    def paid(self):
        """What was paid or credited so far."""
        return self.original - self.open


class Credit(NamedTuple):
    """What the customer has in its favour, as amounts above zero.

    ``kind`` is "refund", "payment", "processing" (the payment of an invoice that is still
    open, which the bank has not confirmed) or "other"."""

    name: str
    kind: str
    date: date | None
    original: float
    open: float


class Part(NamedTuple):
    """What is open in one currency."""

    # `res.currency`
    currency: object
    debts: tuple[Debt, ...]
    credits: tuple[Credit, ...]

    @property
    def debt(self):
        return self.currency.round(sum(debt.open for debt in self.debts))

    @property
    def credit(self):
        return self.currency.round(sum(credit.open for credit in self.credits))

    @property
    def balance(self):
        """What the customer owes in the end; below zero, what is owed to him."""
        return self.currency.round(self.debt - self.credit)

    @property
    def ageing(self):
        """The debts by days late: not due, 1-30, 31-60, 61-90, more."""
        columns = [0.0] * (len(AGES) + 1)
        for debt in self.debts:
            columns[len([age for age in AGES if debt.days_late >= age])] += debt.open
        return tuple(map(self.currency.round, columns))


class Statement(NamedTuple):
    """The account of one customer in one company, on a day."""

    # `recouvrement.case`, and the `res.partner` the statement is addressed to.
    case: object
    contact: object
    # Those whom it can be e-mailed to, copies included; nobody when no address can be used.
    recipients: object
    lang: str
    date: date
    parts: tuple[Part, ...]
    # `res.partner.bank`, and what to quote when paying.
    bank: object
    reference: str
    # How to pay, as HTML, and a QR code that says it to a banking application, as PNG in base 64.
    how_to_pay: str
    qr_code: bytes | None
