"""What a salesperson should know of a customer before the sale: plain values, no record."""

from typing import NamedTuple

# What follows from a concern, from the mildest to the strictest.
REACTIONS = ("nothing", "inform", "deposit", "approval", "stop")
BLOCKING = ("deposit", "approval", "stop")


class Concern(NamedTuple):
    """Something to know before an order is confirmed.

    `text` is a sentence for a salesperson: it tells no amount and no invoice.
    """

    key: str
    text: str
    # A value of `REACTIONS`.
    reaction: str
    # `account.payment.term` that asks for the deposit, when the reaction is one.
    term_id: int | None = None


def get_strictest(reactions):
    """The strictest of some reactions; None of none.

    >>> get_strictest(["inform", "approval", "deposit"])
    'approval'
    >>> get_strictest([]) is None
    True
    """
    return max(reactions, key=REACTIONS.index, default=None)


def is_late(debts, *, days, amount):
    """Whether what is overdue is old enough, and enough, to count.

    :param debts: (days late, amount) per debt
    :param int days: debts late by fewer days do not count
    :param amount: what counts has to come to this at least

    >>> is_late([(3, 900.0), (20, 50.0)], days=8, amount=0)
    True
    >>> is_late([(3, 900.0), (20, 50.0)], days=8, amount=100)
    False
    >>> is_late([(3, 900.0)], days=8, amount=0)
    False
    """
    counted = sum(due for days_late, due in debts if days_late >= days)
    return counted > 0 and counted >= amount
