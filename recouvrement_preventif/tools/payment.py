"""What a customer may pay, and what he chose to pay: plain values, no record. Amounts are in the currency
of what they pay."""

from datetime import date
from typing import NamedTuple

# What can be paid in one go; a promise, a plan or an offer is named `<kind>-<id>`.
LATE, ALL, SELECTION = "late", "all", "selection"


class Payable(NamedTuple):
    """One open instalment that can be paid."""

    line_id: int
    move_id: int
    currency_id: int
    date_due: date
    residual: float
    # What is asked for: neither contested, nor being paid, nor covered by credits.
    asked: float
    # What is being paid: on its way, not yet in the ledger.
    transit: float

    @property
    def room(self):
        """What can be paid without paying twice."""
        return round(max(self.residual - self.transit, 0.0), 6)


class Offer(NamedTuple):
    """Something that the page proposes to pay in one go."""

    code: str
    label: str
    currency_id: int
    amount: float
    line_ids: tuple[int, ...]


class Wish(NamedTuple):
    """What a visitor chose to pay, as the page sent it."""

    currency_id: int
    code: str
    # The invoices, of a selection.
    move_ids: tuple[int, ...] = ()
    # What was typed; the amount of what was chosen when None.
    amount: float | None = None
    # Whether he wants to pay what is already being paid.
    again: bool = False

    def pack(self, amount):
        """The wish and the amount that was shown for it, as a list that JSON can hold."""
        return [self.currency_id, self.code, list(self.move_ids), self.amount, self.again, amount]

    @classmethod
    def unpack(cls, values):
        """What :meth:`pack` packed: (wish, amount shown)."""
        currency_id, code, move_ids, amount, again, shown = values
        return cls(currency_id, code, tuple(move_ids), amount, again), shown


class Choice(NamedTuple):
    """What a wish comes down to, once looked up in the ledger."""

    currency_id: int
    amount: float
    # {journal item id: amount}
    shares: dict[int, float]
    # Whether part of it is already being paid.
    is_twice: bool


def share_payment(amount, payables, again=False):
    """Share an amount out over instalments, the oldest due date first; what is asked for is served before what
    is not: contested, or covered by credits.

    :param float amount: what is paid
    :param payables: list of :class:`Payable`
    :param bool again: whether to pay what is already being paid too
    :return: {journal item id: amount}; in all, at most what the instalments have room for
    """
    payables = sorted(payables, key=lambda payable: (payable.date_due, payable.line_id))
    shares = {}
    for get_room in (lambda payable: payable.asked, lambda payable: payable.residual if again else payable.room):
        for payable in payables:
            room = get_room(payable) - shares.get(payable.line_id, 0.0)
            # Amounts are multiples of a cent: what is smaller is the noise of floats.
            share = round(min(amount, room), 6)
            if share > 0:
                shares[payable.line_id] = round(shares.get(payable.line_id, 0.0) + share, 6)
                amount = round(amount - share, 6)
    return shares


def leave_contested(payables, contested):
    """Instalments of which what is contested is not asked for. Where credits cover part of what is contested, they
    cover as much of the other debts in the same currency.

    :param payables: list of :class:`Payable`
    :param contested: pairs of (amount, ids of the instalments of the contested invoice)
    :rtype: list of :class:`Payable`
    """
    asked = {payable.line_id: payable.asked for payable in payables}
    for amount, line_ids in contested:
        own = [payable for payable in payables if payable.line_id in line_ids]
        left = min(amount, sum(payable.residual for payable in own))
        others = [payable for payable in payables if payable.currency_id == own[0].currency_id and payable not in own]
        for payable in [*own, *others]:
            taken = min(left, asked[payable.line_id])
            asked[payable.line_id] = round(asked[payable.line_id] - taken, 6)
            left = round(left - taken, 6)
    return [payable._replace(asked=asked[payable.line_id]) for payable in payables]


def fit_references(references, limit):
    """The first of some references that a transfer can quote in full, so that a bank statement tells what it pays.

    :param references: strings
    :param int limit: of characters, in all
    :rtype: list of str

    >>> fit_references(["F1", "F2", "F3"], 6)
    ['F1', 'F2']
    """
    fitting = []
    for reference in references:
        if len(", ".join([*fitting, reference])) > limit:
            break
        fitting.append(reference)
    return fitting
