"""What a payment that does not cover everything pays."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .errors import NotVerified
from .money import ROUND_DOWN, exact, to_amount

COSTS, INTEREST, PRINCIPAL = "costs", "interest", "principal"
# The French 40 EUR are neither interest nor principal as far as anyone decided: they stay on a
# line of their own, which no payment covers by itself.
_ORDERS = {
    "FR": ((INTEREST, PRINCIPAL), "C. civ. 1343-1"),
    "NL": ((COSTS, INTEREST, PRINCIPAL), "BW 6:44"),
}
CENT = Decimal("0.01")


class Debt(NamedTuple):
    """What is left of a debt, in one currency, in cents.

    :param key: what it is known by, e.g. the number of the invoice
    :param Decimal principal: what is left of the principal
    :param Decimal interest: interest due
    :param Decimal costs: costs due
    :param date due_day: its due date; it is due on that day
    :param date day: when it arose: the oldest comes first
    :param Decimal burden: what it costs the debtor to leave it open, e.g. its rate in percent; the
        heaviest comes first
    """

    key: object
    principal: Decimal
    interest: Decimal
    costs: Decimal
    due_day: date
    day: date
    burden: Decimal = Decimal(0)


class Share(NamedTuple):
    """What a payment covers of a debt."""

    key: object
    costs: Decimal
    interest: Decimal
    principal: Decimal


class Allocation(NamedTuple):
    """The shares of the debts that got one, in the order of the debts; what is left; the article."""

    shares: tuple
    surplus: Decimal
    article: str


def get_order(country, agreed=None):
    """What a payment covers first within a debt, and the article.

    :param str country: FR or NL
    :param agreed: the order that the contract says, of `costs`, `interest`, `principal`
    :return: (tuple of names, article; empty for a contract)
    :raise NotVerified: `<country>.imputation`

    C. civ. 1343-1; BW 6:44.

    >>> get_order("FR")
    (('interest', 'principal'), 'C. civ. 1343-1')
    """
    if agreed is not None:
        if len(set(agreed)) != len(agreed) or not set(agreed) <= {COSTS, INTEREST, PRINCIPAL}:
            raise ValueError(f"not an order of {COSTS}, {INTEREST} and {PRINCIPAL}: {agreed}")
        return tuple(agreed), ""
    if country not in _ORDERS:
        raise NotVerified(f"{country}.imputation".lower())
    return _ORDERS[country]


def allocate_payment(country, debt, amount, agreed=None):
    """What a payment covers of one debt.

    :param str country: FR or NL
    :param Debt debt: what is left of it
    :param Decimal amount: the payment
    :param agreed: see :func:`get_order`
    :rtype: Allocation
    :raise NotVerified: `<country>.imputation`

    C. civ. 1343-1; BW 6:44.

    >>> debt = Debt("F1", Decimal(1000), Decimal(50), Decimal(40), date(2026, 1, 31), date(2026, 1, 1))
    >>> allocate_payment("FR", debt, Decimal(200)).shares[0]
    Share(key='F1', costs=Decimal('0'), interest=Decimal('50'), principal=Decimal('150'))
    """
    order, article = get_order(country, agreed)
    share, rest = _cover(debt, to_amount(amount, "the payment"), order)
    return Allocation((share,), rest, article)


def allocate_between(debts, amount, today, chosen=(), agreed=None):
    """What a payment covers of several debts in France.

    First the debts that the debtor named; then those that are due; among them the one that weighs most on
    the debtor; then the oldest; those that are equal in all that, in proportion, to the cent. Within each
    debt, interest before principal. The others come last.

    :param debts: :class:`Debt`
    :param Decimal amount: the payment
    :param date today: the day of the payment
    :param chosen: keys of the debts that the debtor named when paying, in order
    :param agreed: see :func:`get_order`
    :rtype: Allocation
    :raise ValueError: a chosen debt is not among the debts

    C. civ. 1342-10, 1343-1.
    """
    rest = to_amount(amount, "the payment")
    order, _article = get_order("FR", agreed)
    unknown = set(chosen) - {debt.key for debt in debts}
    if unknown:
        raise ValueError(f"no such debt: {sorted(map(str, unknown))}")
    groups = {}
    for debt in debts:
        if debt.key in chosen:
            rank = (0, list(chosen).index(debt.key))
        else:
            rank = (1, debt.due_day > today, -debt.burden, debt.day)
        groups.setdefault(rank, []).append(debt)
    shares = {}
    for _rank, group in sorted(groups.items()):
        for debt, part in zip(group, _split(rest, [_get_total(debt, order) for debt in group]), strict=True):
            shares[debt.key], _left = _cover(debt, part, order)
            rest -= part
    covered = tuple(shares[debt.key] for debt in debts if any(shares[debt.key][1:]))
    return Allocation(covered, rest, "C. civ. 1342-10")


def _cover(debt, amount, order):
    """(share, what is left of the amount)"""
    parts = {COSTS: Decimal(0), INTEREST: Decimal(0), PRINCIPAL: Decimal(0)}
    for name in order:
        parts[name] = min(amount, to_amount(getattr(debt, name), name))
        amount -= parts[name]
    return Share(debt.key, **parts), amount


def _get_total(debt, order):
    return sum((to_amount(getattr(debt, name), name) for name in order), Decimal(0))


def _split(amount, totals):
    """The amount in proportion to the totals, in cents, never above one of them; at most their sum.

    The cents that the division leaves go to the largest remainders.
    """
    due = sum(totals)
    if amount >= due:
        return totals
    with exact():
        exact_parts = [amount * total / due for total in totals]
        parts = [part.quantize(CENT, rounding=ROUND_DOWN) for part in exact_parts]
        remainders = [
            (exact_part - part, -number)
            for number, (exact_part, part) in enumerate(zip(exact_parts, parts, strict=True))
        ]
        left = amount - sum(parts)
        for _remainder, number in sorted(remainders, reverse=True):
            cent = min(CENT, left, totals[-number] - parts[-number])
            parts[-number] += cent
            left -= cent
    return parts
