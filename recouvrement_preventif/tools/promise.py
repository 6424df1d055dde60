"""A customer's word, before it is taken down: plain values, no record."""

from datetime import date
from typing import Any, NamedTuple


class Terms(NamedTuple):
    """What a customer promised; the amount is in the currency."""

    amount: float
    # `res.currency`
    currency: Any
    date: date | None
    # `res.partner` that promised
    contact: Any
    # `account.move` that the promise is about; empty: the oldest debts
    moves: Any
    # `recouvrement.contact` in which it was said
    exchange: Any
    note: str | None = None


class Promisable(NamedTuple):
    """What may be promised of one open instalment, in its currency."""

    line_id: int
    move_id: int
    currency_id: int
    date_due: date
    residual: float
    amount: float


def share_out(amount, instalments):
    """Share an amount out over instalments, the first ones first.

    :param float amount: in the currency of the instalments
    :param instalments: :class:`Promisable`, in order
    :return: {journal item id: amount}, of those that get something; in all, at most what they have room for
    """
    shares = {}
    for instalment in instalments:
        # Amounts are multiples of a cent: what is smaller is the noise of floats.
        share = round(min(amount, instalment.amount), 6)
        if share > 0:
            shares[instalment.line_id] = share
            amount -= share
    return shares
