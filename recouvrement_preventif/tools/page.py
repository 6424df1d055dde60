"""What a customer's page says: plain values, amounts of one currency side by side."""

from datetime import date
from typing import NamedTuple

from .statement import Debt, Part


class PageDebt(NamedTuple):
    """An open instalment. ``sentences`` tell, in the visitor's language, when it is due, what it is and what came in on
    it; ``notes``, what is contested, promised or planned of it. ``move_id`` is the invoice whose document can be read,
    if there is one."""

    debt: Debt
    move_id: int | None
    due: str
    sentences: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def is_late(self):
        return self.debt.days_late > 0


class PageCredit(NamedTuple):
    """What the customer has in its favour, in words."""

    text: str
    amount: float


class PageCharge(NamedTuple):
    """What the law or the contract adds to a late invoice, and how it was computed, line by line."""

    name: str
    kind: str
    amount: float
    explanation: tuple[str, ...]


class PagePart(NamedTuple):
    """The account in one currency: what the statement says of it, and what of it is contested, or agreed: promised or
    planned."""

    part: Part
    debts: tuple[PageDebt, ...]
    credits: tuple[PageCredit, ...]
    contested: float
    agreed: float
    charges: tuple[PageCharge, ...]

    @property
    def currency(self):
        return self.part.currency

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
