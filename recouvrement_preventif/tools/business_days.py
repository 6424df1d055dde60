"""Days and hours at which a debtor may be written to.

Public holidays come from the ``holidays`` library, time zones from ``pytz``.
"""

import functools
from datetime import date, datetime, time, timedelta

import holidays
import pytz

SATURDAY, SUNDAY = 5, 6


@functools.lru_cache(maxsize=256)
def _get_holidays(country_code, year):
    """The public holidays of a country in a year; empty where none are known."""
    if country_code not in holidays.list_supported_countries():
        return frozenset()
    return frozenset(holidays.country_holidays(country_code, years=year))


def is_open_day(day, country_code, saturday=False):
    """Whether a debtor may be written to on a day.

    :param date day: the day, in the debtor's country
    :param str country_code: ISO code of the country; falsy when unknown
    :param bool saturday: whether Saturdays count as open
    :rtype: bool
    """
    if day.weekday() == SUNDAY or (day.weekday() == SATURDAY and not saturday):
        return False
    return not country_code or day not in _get_holidays(country_code, day.year)


def next_open_day(day, country_code, saturday=False):
    """The first open day on or after ``day`` (see :func:`is_open_day`).

    :rtype: date
    """
    while not is_open_day(day, country_code, saturday):
        day += timedelta(days=1)
    return day


def add_open_days(day, count, country_code):
    """The day that comes a number of working days after ``day``, Saturdays not counted.

    :param int count: one or more
    :rtype: date
    """
    for _passed in range(count):
        day = next_open_day(day + timedelta(days=1), country_code)
    return day


@functools.lru_cache(maxsize=256)
def get_country_timezone(country_code):
    """The time zone of a country, the most common one where it has several.

    :param str country_code: ISO code; falsy when unknown
    :return: a ``pytz`` time zone, or None when the country is not known
    """
    names = pytz.country_timezones.get(country_code or "")
    return pytz.timezone(names[0]) if names else None


def next_opening(moment, timezone, country_code, hour_from, hour_to, saturday=False):
    """The first moment, from ``moment`` on, within the sending hours of an open day.

    :param datetime moment: naive UTC
    :param timezone: the debtor's ``pytz`` time zone
    :param str country_code: ISO code of the debtor's country; falsy when unknown
    :param float hour_from: first hour of the day, e.g. 8.5 for 8:30
    :param float hour_to: hour of the day at which sending stops
    :param bool saturday: whether Saturdays count as open
    :return: naive UTC; ``moment`` itself when it is within the hours
    :rtype: datetime
    """
    local = pytz.utc.localize(moment).astimezone(timezone)
    now = local.hour + local.minute / 60 + local.second / 3600
    if is_open_day(local.date(), country_code, saturday) and hour_from <= now < hour_to:
        return moment
    day: date = local.date() + timedelta(days=now >= hour_from)
    if is_open_day(local.date(), country_code, saturday) and now < hour_from:
        day = local.date()
    day = next_open_day(day, country_code, saturday)
    minutes = round(hour_from * 60)
    opening = timezone.localize(datetime.combine(day, time(minutes // 60, minutes % 60)))
    return opening.astimezone(pytz.utc).replace(tzinfo=None)
