"""The last day to go to court for a debt, and what starts the time again."""

from datetime import date
from typing import NamedTuple

from .days import add_months, add_years, get_working_day
from .errors import NotVerified

# Natures of a debt.
TRADE, CONSUMER, TRANSPORT = "trade", "consumer", "transport"
PERIODIC, CONSUMER_GOODS, GENERAL = "periodic", "consumer_goods", "general"
# Events. The first four start the time again in France.
ACKNOWLEDGED, CLAIMED, ENFORCED, ORDER_SERVED = "acknowledged", "claimed", "enforced", "order_served"
REMINDED, NOTICED, ORDER_REQUESTED = "reminded", "noticed", "order_requested"
EVENTS = (ACKNOWLEDGED, CLAIMED, ENFORCED, ORDER_SERVED, REMINDED, NOTICED, ORDER_REQUESTED)

# Years and article, where one was seen.
_PERIODS = {
    ("FR", TRADE): (5, "C. com. L110-4"),
    ("FR", CONSUMER): (2, "C. conso. L218-2"),
    ("FR", TRANSPORT): (1, "C. com. L133-6"),
    # Goods sold by a trader to one who is not; energy, telecommunications, rent; anything else.
    ("BE", CONSUMER_GOODS): (1, ""),
    ("BE", PERIODIC): (5, ""),
    ("BE", GENERAL): (10, ""),
    ("DE", GENERAL): (3, "BGB 195, 199"),
}
_INTERRUPTIONS = {
    "FR": {
        ACKNOWLEDGED: "C. civ. 2240",
        CLAIMED: "C. civ. 2241",
        ENFORCED: "C. civ. 2244",
        ORDER_SERVED: "Cass. 1re civ. 9 Sept 2020",
    },
}
# A letter of the creditor stops nothing, registered or not; in France neither does asking for a payment order.
_WITHOUT_EFFECT = {"FR": (REMINDED, NOTICED, ORDER_REQUESTED), "BE": (REMINDED, NOTICED), "DE": (REMINDED, NOTICED)}


class Limitation(NamedTuple):
    """`starts_on`: the due date, or the last event that started the time again; `last_day`: the last day to act."""

    starts_on: date
    last_day: date
    years: int
    article: str
    # (event, day, article) of those that counted.
    interruptions: tuple


def get_limitation(country, nature, due_day, events=()):
    """The last day to act on a debt.

    A day that is no working day is not moved: that holds for deadlines of procedure
    (:func:`get_french_deadline`), and was not verified here. A court claim counts from its day, which is the
    earliest its effect can end.

    :param str country: FR, BE or DE
    :param str nature: FR: `trade`, `consumer`, `transport`; BE: `general`, `periodic`, `consumer_goods`;
        DE: `general`
    :param date due_day: the due date
    :param events: (event, day) pairs, in any order; what happens after the last day changes nothing
    :rtype: Limitation
    :raise ValueError: unknown event
    :raise NotVerified: when the period, or the effect of an event, was not verified

    C. com. L110-4, L133-6; C. conso. L218-2; C. civ. 2240, 2241, 2244; Cass. com. 18 May 2022,
    20-23.204 (a formal notice does not interrupt); BGB 195, 199 (three years from the end of the year).

    >>> get_limitation("FR", "trade", date(2024, 2, 29)).last_day
    datetime.date(2029, 2, 28)
    >>> get_limitation("FR", "consumer", date(2025, 3, 31), [("noticed", date(2026, 1, 5))]).last_day
    datetime.date(2027, 3, 31)
    >>> get_limitation("FR", "consumer", date(2025, 3, 31), [("acknowledged", date(2026, 1, 5))]).last_day
    datetime.date(2028, 1, 5)
    """
    if (country, nature) not in _PERIODS:
        raise NotVerified(f"{country}.limitation.{nature}".lower())
    years, article = _PERIODS[country, nature]
    starts_on, interruptions = due_day, []
    for day, event in sorted((day, event) for event, day in events):
        if event not in EVENTS:
            raise ValueError(f"unknown event {event!r}")
        if event in _WITHOUT_EFFECT[country] or day > _get_last_day(country, starts_on, years):
            continue
        if event not in _INTERRUPTIONS.get(country, ()):
            raise NotVerified(f"{country}.limitation.{event}".lower())
        # Acknowledged before it is due, a debt is not limited sooner.
        starts_on = max(starts_on, day)
        interruptions.append((event, day, _INTERRUPTIONS[country][event]))
    return Limitation(starts_on, _get_last_day(country, starts_on, years), years, article, tuple(interruptions))


def _get_last_day(country, starts_on, years):
    if country == "DE":
        return date(starts_on.year + years, 12, 31)
    return add_years(starts_on, years)


def get_french_deadline(day, months):
    """The last day of a deadline of French procedure counted in months.

    The day of the same number, else the last of the month; a Saturday, Sunday or holiday moves to
    the next working day.

    :param date day: the day of the act that opens it
    :param int months: its length

    CPC art. 641, 642.

    >>> get_french_deadline(date(2026, 10, 15), 1)
    datetime.date(2026, 11, 16)
    """
    return get_working_day(add_months(day, months), "FR")
