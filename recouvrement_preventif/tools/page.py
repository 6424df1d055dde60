"""What a customer's page says: plain values, amounts of one currency side by side."""

from datetime import date
from typing import NamedTuple

from .statement import Debt, Part


class Payment(NamedTuple):
    """What was paid or credited on a debt; ``kind`` is "refund", "payment" or "other"."""

    kind: str
    name: str
    date: date
    amount: float


class PageDebt(NamedTuple):
    """An open instalment, with what became of it. ``move_id`` is the invoice whose document can be read, if there is
    one, and ``notes`` say what is contested, promised or planned of it, in the visitor's language."""

    debt: Debt
    move_id: int | None
    payments: tuple[Payment, ...]
    notes: tuple[str, ...]


class PageCharge(NamedTuple):
    """What the law or the contract adds to a late invoice, and how it was computed, line by line."""

    name: str
    kind: str
    amount: float
    explanation: tuple[str, ...]


class PagePart(NamedTuple):
    """The account in one currency: what the statement says of it, and what of it is contested."""

    part: Part
    debts: tuple[PageDebt, ...]
    contested: float
    charges: tuple[PageCharge, ...]

    @property
    def currency(self):
        return self.part.currency

    @property
    def credits(self):
        """What the customer has in its favour, see :class:`~.statement.Credit`."""
        return self.part.credits

    @property
    def open(self):
        """All the debts."""
        return self.part.debt

    @property
    def credit(self):
        return self.part.credit

    @property
    def late(self):
        """What is past its due date."""
        return self.currency.round(sum(debt.open for debt in self.part.debts if debt.days_late > 0))

    @property
    def to_pay(self):
        """What is left of the debts without what is contested and what the customer has in its favour."""
        return max(self.currency.round(self.part.balance - self.contested), 0.0)

    @property
    def charges_total(self):
        return self.currency.round(sum(charge.amount for charge in self.charges))


class Step(NamedTuple):
    """A line of an agreement: an instalment of a plan, with what became of it in words. ``tone`` is "good", "late" or
    empty."""

    date: date
    amount: float
    state: str
    tone: str


class Agreement(NamedTuple):
    """Something that was agreed or said, in words; ``tone`` as in :class:`Step`. ``key`` tells its model and record,
    for what a page adds to it."""

    key: tuple[str, int]
    title: str
    sentences: tuple[str, ...]
    state: str
    tone: str
    # `res.currency` of the steps.
    currency: object = None
    steps: tuple[Step, ...] = ()
