"""What a customer agreed to, and when: plain values, no record."""

from datetime import date
from typing import NamedTuple

from ..legal.contract import Agreed


class Accepted(NamedTuple):
    """What somebody accepted, and the day from which it holds."""

    day: date
    agreed: Agreed


def get_agreed(accepted, day):
    """What was agreed on a day: the last of what was accepted until then.

    :param accepted: :class:`Accepted`, in the order in which they were accepted
    :param date day: of the invoice
    :rtype: Agreed

    >>> twelve, fifteen = Agreed("12 %"), Agreed("15 %")
    >>> accepted = [Accepted(date(2026, 1, 10), twelve), Accepted(date(2026, 6, 1), fifteen)]
    >>> [get_agreed(accepted, date(2026, month, 9)).clause for month in (1, 2, 7)]
    [None, '12 %', '15 %']
    """
    return next((each.agreed for each in reversed(accepted) if each.day <= day), Agreed())


def compare(agreed, stated):
    """What was agreed, beside what the creditor's terms say now.

    :param Agreed agreed: with the customer
    :param Agreed stated: in the terms
    :return: what was agreed, and which clauses of the terms were not
    :rtype: Agreed

    >>> stated = Agreed("12 %", scale=True)
    >>> compare(Agreed("12 %"), stated)
    Agreed(clause='12 %', indemnity=None, scale=False, is_clause_refused=False, is_indemnity_refused=True)
    """
    has_indemnity = stated.indemnity is not None or stated.scale
    return agreed._replace(
        is_clause_refused=stated.clause is not None and stated.clause != agreed.clause,
        is_indemnity_refused=has_indemnity and (stated.indemnity, stated.scale) != (agreed.indemnity, agreed.scale),
    )
