"""Days, months and working days of the law.

A working day is Monday to Friday and no public holiday of the whole country. Belgian law
does not say in its Book XIX what it means by one: this reading makes every wait the longest.
"""

import calendar
import functools
from datetime import date, timedelta

import holidays

from .errors import NotVerified

ONE_DAY = timedelta(days=1)
# Countries with a wait or a deadline in working days, whose holidays are the same everywhere.
CALENDARS = ("BE", "FR", "NL")
SATURDAY = 5


@functools.lru_cache(maxsize=64)
def _get_holidays(country, year):
    return frozenset(holidays.country_holidays(country, years=year))


def is_working_day(day, country):
    """Whether a day is a working day (C. civ. BE art. 1.7; C. trav. FR L3133-1).

    :param date day: the day
    :param str country: ISO code
    :raise NotVerified: `calendar.<country>` for any other country than those of `CALENDARS`

    >>> is_working_day(date(2026, 7, 21), "BE"), is_working_day(date(2026, 7, 21), "FR")
    (False, True)
    """
    if country not in CALENDARS:
        raise NotVerified(f"calendar.{country}")
    return day.weekday() < SATURDAY and day not in _get_holidays(country, day.year)


def get_working_day(day, country):
    """The first working day on or after a day.

    >>> get_working_day(date(2026, 12, 25), "BE")
    datetime.date(2026, 12, 28)
    """
    while not is_working_day(day, country):
        day += ONE_DAY
    return day


def add_working_days(day, count, country):
    """The `count`-th working day after a day, the day itself not counted.

    >>> add_working_days(date(2023, 9, 18), 3, "BE")
    datetime.date(2023, 9, 21)
    """
    for _number in range(count):
        day = get_working_day(day + ONE_DAY, country)
    return day


def add_months(day, months):
    """The same day number some months later, else the last day of that month (CPC art. 641).

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def add_years(day, years):
    """The same day some years later; 28 February for 29 February in a common year.

    >>> add_years(date(2024, 2, 29), 1)
    datetime.date(2025, 2, 28)
    """
    return add_months(day, 12 * years)
