"""Which customers pay later than the others, when the numbers suffice to say so."""

from collections import defaultdict
from collections.abc import Hashable
from math import sqrt
from typing import NamedTuple

# A segment is spoken of from so many payments of so many customers on; so must the others.
LEAST_PAYMENTS, LEAST_CUSTOMERS = 30, 5
# It is slow when its customers pay so many days later than the others on average, ...
LEAST_DAYS = 3
# ... and that by so many standard errors: many segments are looked at, and some look slow by chance.
LEAST_CERTAINTY = 3
# The assumption behind what a change is expected to bring: a reminder that leaves a day earlier brings what is paid after
# it forward by a quarter of a day.
EARLIER_PER_DAY = 0.25


class Segment(NamedTuple):
    """The payments of a year in one segment.

    ``total`` and ``squares`` are the sums, over its customers, of the average days late of each and of their squares:
    the customers are what differs, and not their invoices."""

    dimension: str
    key: Hashable
    payments: int
    customers: int
    total: float
    squares: float
    amount: float
    amount_days: float
    # What was paid after the day of the first reminder.
    amount_reminded: float


class Finding(NamedTuple):
    """A segment that is slow: by how many days on average (weighted by amount), against how many of the others, and the
    money that comes of it, on average over the year."""

    segment: Segment
    days: float
    other_days: float
    tied_up: float


def find_slow(segments):
    """The segments that pay later than the others of their dimension, the most costly first.

    >>> slow = Segment("term", 60, 80, 10, total=140, squares=2000, amount=36500, amount_days=511000, amount_reminded=0)
    >>> others = Segment("term", 30, 90, 10, total=20, squares=60, amount=36500, amount_days=73000, amount_reminded=0)
    >>> [(each.segment.key, each.days, each.other_days, each.tied_up) for each in find_slow([slow, others])]
    [(60, 14.0, 2.0, 1200.0)]

    Five payments prove nothing:

    >>> find_slow([slow._replace(payments=5), others])
    []

    :param segments: :class:`Segment`, all those of a dimension
    :rtype: list of :class:`Finding`
    """
    by_dimension = defaultdict(list)
    for segment in segments:
        by_dimension[segment.dimension].append(segment)
    findings = []
    for group in by_dimension.values():
        for segment in group:
            others = _add_up(other for other in group if other is not segment)
            if others and _is_slow(segment, others):
                days, other_days = segment.amount_days / segment.amount, others.amount_days / others.amount
                if days > other_days:
                    findings.append(Finding(segment, days, other_days, segment.amount * (days - other_days) / 365))
    return sorted(findings, key=lambda finding: -finding.tied_up)


def get_days_gained(days_earlier):
    """By how many days a reminder so many days earlier brings forward what is paid after it.

    >>> get_days_gained(8)
    2.0
    """
    return EARLIER_PER_DAY * days_earlier


def _add_up(segments):
    segments = list(segments)
    return segments and Segment(None, None, *(sum(column) for column in list(zip(*segments, strict=True))[2:]))


def _is_slow(segment, others):
    for each in (segment, others):
        if each.payments < LEAST_PAYMENTS or each.customers < LEAST_CUSTOMERS or each.amount <= 0:
            return False
    difference = segment.total / segment.customers - others.total / others.customers
    error = sqrt(_get_error(segment) + _get_error(others))
    return difference >= LEAST_DAYS and difference >= LEAST_CERTAINTY * error


def _get_error(segment):
    """The variance of the average over the customers."""
    spread = max(segment.squares - segment.total**2 / segment.customers, 0)
    return spread / (segment.customers - 1) / segment.customers
