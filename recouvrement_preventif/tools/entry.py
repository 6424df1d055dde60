"""Amounts, days and numbers as people type them: plain values, no record."""

import re
from datetime import date

# More digits than that before the decimals are no amount of money.
MOST_DIGITS = 12

MISSING, NOT_AN_AMOUNT, NOT_POSITIVE, TOO_PRECISE, TOO_LARGE, NOT_A_DAY, NO_SUCH_DAY, NOT_A_NUMBER = (
    "missing",
    "not_an_amount",
    "not_positive",
    "too_precise",
    "too_large",
    "not_a_day",
    "no_such_day",
    "not_a_number",
)
# Spaces, apostrophes and what typewriters and telephones put in their place.
_GROUPING = re.compile("[\\s\u00a0\u202f\u2009'\u2019]")


class EntryError(ValueError):
    """What was typed cannot be read; `reason` is one of the constants above."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def read_amount(text, decimal_places=2, decimal_point="."):
    """An amount as it is typed in any country: ``1 234,50``, ``1.234,50``, ``1,234.50``, ``1234.5 €``.

    Where a point or a comma could be either, it is what it is in the language; nothing is guessed beyond that.

    :param str text: what was typed
    :param int decimal_places: of the currency
    :param str decimal_point: of the language
    :rtype: float
    :raise EntryError: it is no amount above zero, or one that the currency does not know

    >>> read_amount("1 234,50"), read_amount("1.234", decimal_point=","), read_amount("1,234")
    (1234.5, 1234.0, 1234.0)
    """
    text = re.sub(r"^(?:€|eur|\$|£)|(?:€|eur|\$|£)$", "", _GROUPING.sub("", text or "").lower())
    if not text:
        raise EntryError(MISSING)
    if not re.fullmatch(r"-?[0-9][0-9.,]*", text):
        raise EntryError(NOT_AN_AMOUNT)
    units, decimals = _split_decimals(text.lstrip("-"), decimal_point)
    if len(decimals.rstrip("0")) > decimal_places:
        raise EntryError(TOO_PRECISE)
    if len(units.lstrip("0")) > MOST_DIGITS:
        raise EntryError(TOO_LARGE)
    amount = float(f"{units}.{decimals or '0'}")
    if text.startswith("-") or amount <= 0:
        raise EntryError(NOT_POSITIVE)
    return amount


def _split_decimals(text, decimal_point):
    """The digits before and after the decimal point of an amount without signs or spaces."""
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return text, ""
    sign, other = text[last], "," if text[last] == "." else "."
    is_grouped = re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:\{sign}[0-9]{{3}})+", text)
    if is_grouped and (text.count(sign) > 1 or sign != decimal_point):
        return text.replace(sign, ""), ""
    units, decimals = text[:last], text[last + 1 :]
    if not re.fullmatch(rf"[0-9]+|[0-9]{{1,3}}(?:\{other}[0-9]{{3}})+", units) or not re.fullmatch("[0-9]*", decimals):
        raise EntryError(NOT_AN_AMOUNT)
    return units.replace(other, ""), decimals


def read_day(text, month_first=False):
    """A day as it is typed (``31/12/2026``, ``31.12.26``) or as browsers send it (``2026-12-31``).

    :param bool month_first: whether the language puts the month before the day
    :rtype: date
    :raise EntryError: it is no day, or one that the calendar does not have

    >>> read_day("2026-12-31") == read_day("31/12/26") == read_day("12/31/2026", month_first=True)
    True
    """
    text = (text or "").strip()
    if not text:
        raise EntryError(MISSING)
    if found := re.fullmatch("([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text):
        year, month, day = map(int, found.groups())
    elif found := re.fullmatch(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4}|[0-9]{2})", text):
        day, month, year = map(int, found.groups())
        if month_first:
            day, month = month, day
        year += 2000 if year < 100 else 0
    else:
        raise EntryError(NOT_A_DAY)
    try:
        return date(year, month, day)
    except ValueError:
        raise EntryError(NO_SUCH_DAY) from None


def read_number(text, least, most):
    """A whole number between two limits, included.

    :raise EntryError: it is none
    """
    text = (text or "").strip()
    if not text:
        raise EntryError(MISSING)
    # The length first: Python takes its time to read thousands of digits.
    if not re.fullmatch("[0-9]{1,6}", text) or not least <= int(text) <= most:
        raise EntryError(NOT_A_NUMBER)
    return int(text)
