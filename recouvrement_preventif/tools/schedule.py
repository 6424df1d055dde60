"""The instalments of a payment plan: plain values, no record."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta

from .business_days import next_open_day

# More instalments than that are no plan.
MOST_INSTALMENTS = 120


class Instalment(NamedTuple):
    """What is to be paid, in the currency of the plan, on a day."""

    date: date
    amount: float


class PlanTerms(NamedTuple):
    """What is to be agreed; amounts are in the currency."""

    # `res.currency`
    currency: Any
    # :class:`Instalment`, in order
    instalments: tuple
    # `res.partner` with whom it is agreed
    contact: Any
    # `account.move` that it covers; empty: the oldest debts
    moves: Any
    # `recouvrement.plan` that it replaces
    previous: Any
    note: str | None = None

    @property
    def amount(self):
        # Amounts are multiples of a cent: what is smaller is the noise of floats.
        return round(sum(instalment.amount for instalment in self.instalments), 6)


class Rhythm(NamedTuple):
    """When instalments come; `frequency` is ``week``, ``fortnight`` or ``month``."""

    first: date
    frequency: str
    # Instalments that fall on a closed day of this country move to the next open one; None moves none.
    country_code: str | None = None
    only_open_days: bool = False

    def get_date(self, index):
        """The day of an instalment, counted from 0. Months are counted from the first day: an instalment on
        the 31st comes on the last day of shorter months, and on the 31st again afterwards."""
        if self.frequency == "month":
            day = self.first + relativedelta(months=index)
        else:
            day = self.first + timedelta(weeks=index * (2 if self.frequency == "fortnight" else 1))
        return next_open_day(day, self.country_code) if self.only_open_days else day


def split_in_number(amount, number, rhythm, rounding):
    """Share an amount out over a number of equal instalments; the last one takes the rounding.

    :param float amount: in the currency
    :param int number: how many instalments
    :param Rhythm rhythm: when they come
    :param rounding: callable that rounds to the currency, downwards when told ``down=True``
    :return: list of :class:`Instalment`, fewer than asked when the amount has not that many cents
    """
    part = rounding(amount / number, down=True)
    if part <= 0:
        return [Instalment(rhythm.get_date(0), amount)]
    last = rounding(amount - part * (number - 1))
    return [Instalment(rhythm.get_date(index), part if index < number - 1 else last) for index in range(number)]


def split_by_size(amount, size, rhythm, rounding):
    """Share an amount out over instalments of a size; the last one is what remains.

    :param float size: of each instalment but the last
    :return: list of :class:`Instalment`, the others as in :func:`split_in_number`
    """
    instalments = []
    while amount > 0:
        part = min(size, amount)
        instalments.append(Instalment(rhythm.get_date(len(instalments)), part))
        amount = rounding(amount - part)
    return instalments
