"""Rates by kind and period: `legal_rates.csv`, or the dated records of a database.

Percent are per year. Each period says how sure it is: `official` (the text of the law or an
official page), `secondary` (law firms, press), `computed` (from verified inputs with the
formula of the law, the notice not seen).
"""

import csv
import functools
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from .errors import MissingRate
from .money import to_decimal

ECB_REFERENCE = "EU_ECB_REFERENCE"
EU_ECB_PLUS_8 = "EU_ECB_PLUS_8"
FR_ECB_PLUS_10 = "FR_ECB_PLUS_10"
FR_LEGAL_OTHER = "FR_LEGAL_OTHER"
BE_LAW_2002 = "BE_LAW_2002"
BE_CONSUMER_CAP = "BE_CONSUMER_CAP"
BE_LEGAL = "BE_LEGAL"
LU_ECB_PLUS_8 = "LU_ECB_PLUS_8"
LU_LEGAL = "LU_LEGAL"
NL_COMMERCIAL = "NL_COMMERCIAL"
NL_LEGAL = "NL_LEGAL"
DE_BASE = "DE_BASE"
DE_BASE_PLUS_9 = "DE_BASE_PLUS_9"
DE_BASE_PLUS_5 = "DE_BASE_PLUS_5"
CH_CO_104 = "CH_CO_104"
# fr: ECB reference of 1 January / 1 July + 10 points (C. com. L441-10 II); legal rate of a creditor that is not
# a private person (CMF L313-2), also against a consumer. be: law of 2 August 2002 art. 5; CEL XIX.4 without the
# half-point rounding, since no source says that it applies; law of 5 May 1865 art. 2. lu: law of 18 April 2004.
# nl: BW 6:119a and 6:119. de: BGB 247, 288. ch: CO 104.
KINDS = (
    ECB_REFERENCE,
    EU_ECB_PLUS_8,
    FR_ECB_PLUS_10,
    FR_LEGAL_OTHER,
    BE_LAW_2002,
    BE_CONSUMER_CAP,
    BE_LEGAL,
    LU_ECB_PLUS_8,
    LU_LEGAL,
    NL_COMMERCIAL,
    NL_LEGAL,
    DE_BASE,
    DE_BASE_PLUS_9,
    DE_BASE_PLUS_5,
    CH_CO_104,
)
OFFICIAL, SECONDARY, COMPUTED = CONFIDENCES = ("official", "secondary", "computed")
SHIPPED = Path(__file__).parent.parent / "data" / "legal_rates.csv"


class RatePeriod(NamedTuple):
    """A rate and the days it holds, both included; no last day: until the law changes."""

    kind: str
    first_day: date
    last_day: date | None
    percent: Decimal
    confidence: str
    source: str


def get_semester(day):
    """The half-year of a day.

    >>> get_semester(date(2026, 7, 1))
    '2026-S2'
    """
    return f"{day.year}-S{1 if day.month <= 6 else 2}"


def get_first_day(semester):
    """The first day of a half-year.

    >>> get_first_day("2026-S2")
    datetime.date(2026, 7, 1)
    """
    year, half = semester.split("-S")
    return date(int(year), 1 if half == "1" else 7, 1)


class RateTable:
    """Periods of rates, looked up by kind and day.

    :param periods: iterable of :class:`RatePeriod`, in any order
    :raise ValueError: when two periods of a kind overlap, or one is not valid
    """

    def __init__(self, periods):
        self._periods = defaultdict(list)
        for period in sorted(periods, key=lambda period: (period.kind, period.first_day)):
            self._check(period)
            self._periods[period.kind].append(period)

    def _check(self, period):
        name = f"{period.kind} {period.first_day}"
        to_decimal(period.percent, name)
        if period.confidence not in CONFIDENCES:
            raise ValueError(f"{name}: {period.confidence!r} is none of {', '.join(CONFIDENCES)}")
        if period.last_day and period.last_day < period.first_day:
            raise ValueError(f"{name} ends before it starts")
        before = self._periods[period.kind][-1:]
        if before and (before[0].last_day is None or before[0].last_day >= period.first_day):
            raise ValueError(f"{name} overlaps the period that starts on {before[0].first_day}")

    def __iter__(self):
        """The periods, kind by kind, in the order of their days."""
        return (period for periods in self._periods.values() for period in periods)

    def get_period(self, kind, day):
        """The period of a kind on a day.

        :rtype: RatePeriod
        :raise MissingRate: names the kind and the half-year

        >>> load_rates().get_period(FR_ECB_PLUS_10, date(2026, 11, 25)).percent
        Decimal('12.40')
        >>> load_rates().get_period(FR_ECB_PLUS_10, date(2027, 1, 1))
        Traceback (most recent call last):
        recouvrement_preventif.legal.errors.MissingRate: rate.missing: FR_ECB_PLUS_10 2027-S1
        """
        for period in self._periods.get(kind, ()):
            if period.first_day <= day and (period.last_day is None or day <= period.last_day):
                return period
        raise MissingRate(kind, get_semester(day))

    def get_periods(self, kinds, first_day, last_day):
        """The adjacent stretches of days in which none of several kinds changes.

        :param kinds: kinds of rate
        :param date first_day: first day, included
        :param date last_day: last day, included
        :return: list of (first day, last day, {kind: :class:`RatePeriod`}); empty when the last
            day is before the first
        :raise MissingRate: names the kind and the first half-year without a rate
        """
        found = []
        day = first_day
        while day <= last_day:
            periods = {kind: self.get_period(kind, day) for kind in kinds}
            end = min([last_day, *(period.last_day for period in periods.values() if period.last_day)])
            found.append((day, end, periods))
            day = end + timedelta(days=1)
        return found

    def get_last_day(self, kind):
        """The last day of the latest period of a kind; None when it has no end.

        :raise MissingRate: when none is known at all

        >>> load_rates().get_last_day(BE_LAW_2002)
        datetime.date(2026, 12, 31)
        """
        if not self._periods.get(kind):
            raise MissingRate(kind, "*")
        return self._periods[kind][-1].last_day


def read_rates(path):
    """The table of a CSV file: kind, first_day, last_day (ISO dates), percent, confidence, source.

    :raise ValueError: names the file's line that cannot be read
    """
    periods = []
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        for row in reader:
            try:
                if row["kind"] not in KINDS:
                    raise ValueError(f"unknown kind {row['kind']!r}")
                last_day = date.fromisoformat(row["last_day"]) if row["last_day"] else None
                periods.append(
                    RatePeriod(
                        row["kind"],
                        date.fromisoformat(row["first_day"]),
                        last_day,
                        Decimal(row["percent"]),
                        row["confidence"],
                        row["source"],
                    )
                )
            except (ArithmeticError, KeyError, ValueError) as error:
                raise ValueError(f"line {reader.line_num}: {error}") from error
    return RateTable(periods)


@functools.cache
def load_rates():
    """The rates that ship with the addon.

    :rtype: RateTable
    """
    return read_rates(SHIPPED)
