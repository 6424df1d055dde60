"""Late interest between two days, on a balance that changes, at rates that change.

Days count as days / 365, leap years included: the formula that Luxembourg publishes
(amount x days x rate / 36 500) and the practice in France, whose texts set none.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .days import ONE_DAY, add_years
from .errors import NotAllowed, NotVerified
from .money import exact, round_amount, to_amount, to_decimal

DAYS_PER_YEAR = 365


class Payment(NamedTuple):
    """What changes the balance: paid on a day, it counts from the next. Below zero: the balance grows."""

    day: date
    amount: Decimal


class Slice(NamedTuple):
    """Days (both included) with one balance and one rate; interest not rounded."""

    first_day: date
    last_day: date
    balance: Decimal
    percent: Decimal
    interest: Decimal

    @property
    def days(self):
        """Number of days."""
        return (self.last_day - self.first_day).days + 1


class Interest(NamedTuple):
    """What a debt has borne; all amounts exact, in the currency of the debt.

    `total`: all interest. `compounded`: what of it became principal. `paid`: what payments
    covered of the rest. `principal`: what is left of it, compounded interest included.
    `surplus`: paid beyond all that.
    """

    slices: tuple
    total: Decimal
    compounded: Decimal
    paid: Decimal
    principal: Decimal
    surplus: Decimal

    @property
    def amount(self):
        """All interest, rounded to cents."""
        return round_amount(self.total)

    @property
    def due(self):
        """The interest not paid yet and not part of the principal, rounded to cents."""
        with exact():
            return round_amount(self.total - self.compounded - self.paid)


def get_compounding_article(country, agreed=False):
    """The article under which unpaid interest bears interest each year; None where it does not.

    :param str country: FR, BE, LU, NL, DE, CH or EU
    :param bool agreed: whether the contract, or a judgment, says so
    :raise NotAllowed: `de.interest_on_interest` (BGB 289)
    :raise NotVerified: `<country>.compounding` where it is agreed and the rule was not verified

    BW 6:119 and 6:119a (each year, by law); C. civ. 1343-2 (interest due for a full year, agreed or ordered).

    >>> get_compounding_article("FR"), get_compounding_article("FR", agreed=True)
    (None, 'C. civ. 1343-2')
    """
    if country == "NL":
        return "BW 6:119, 6:119a"
    if not agreed:
        return None
    if country == "FR":
        return "C. civ. 1343-2"
    if country == "DE":
        raise NotAllowed("de.interest_on_interest", "BGB 289")
    raise NotVerified(f"{country}.compounding".lower())


def compute_interest(
    principal, first_day, last_day, applied_rates, payments=(), compound_from=None, interest_first=False
):
    """The interest of a debt between two days, both included.

    The debtor who is due on the 1st and pays on the 11th owes ten days: the 2nd is the first day,
    the 11th the last.

    :param Decimal principal: the debt on the first day, before `payments`
    :param date first_day: see :func:`.start.get_interest_start`
    :param date last_day: the day to which interest is asked
    :param applied_rates: adjacent periods with first_day, last_day and percent per year that cover
        the days, see :func:`.contract.get_applied_rates`
    :param payments: :class:`Payment`, in any order; those after the last day do not count
    :param date compound_from: day from which the years are counted at the end of which unpaid
        interest becomes principal; None for simple interest (see :func:`get_compounding_article`)
    :param bool interest_first: whether payments go to interest before principal (see
        :mod:`.imputation`); else they are all principal, as a ledger allocates them
    :rtype: Interest
    :raise TypeError: an amount is not a Decimal
    :raise ValueError: the principal is negative, or the rates leave a day out

    C. com. L441-10 II; C. civ. 1343-1, 1343-2; law of 2 August 2002 art. 5; BW 6:119a; BGB 288, 289.

    1 000 EUR due on 31 August 2026, paid on 30 September: 30 days at 12.40 %.

    >>> from .contract import get_applied_rates
    >>> from .rates import load_rates
    >>> days = date(2026, 9, 1), date(2026, 9, 30)
    >>> applied = get_applied_rates(load_rates(), "FR", "business", *days)
    >>> compute_interest(Decimal(1000), *days, applied).amount
    Decimal('10.19')
    """
    account = _Account(to_amount(principal, "the principal"), interest_first)
    paid = sorted((day, to_decimal(amount, "a payment")) for day, amount in payments)
    with exact():
        day = first_day
        while day <= last_day:
            while paid and paid[0][0] < day:
                account.pay(paid.pop(0)[1])
            years_end = _get_years_end(day, compound_from)
            if day == years_end:
                account.compound()
                years_end = _get_years_end(day + ONE_DAY, compound_from)
            rate = _find_rate(applied_rates, day)
            ends = [last_day, rate.last_day]
            if paid:
                ends.append(paid[0][0])
            if years_end:
                ends.append(years_end - ONE_DAY)
            end = min(ends)
            account.run(day, end, rate.percent)
            day = end + ONE_DAY
        for paid_day, amount in paid:
            if paid_day <= last_day:
                account.pay(amount)
        return account.close()


def _find_rate(applied_rates, day):
    for rate in applied_rates:
        if rate.first_day <= day <= rate.last_day:
            return rate
    raise ValueError(f"no rate is given for {day}")


def _get_years_end(day, compound_from):
    """The first anniversary on or after a day; None without compounding."""
    if compound_from is None:
        return None
    years = max(day.year - compound_from.year, 1)
    anniversary = add_years(compound_from, years)
    return anniversary if anniversary >= day else add_years(compound_from, years + 1)


class _Account:
    """The balance of a debt, run day by day."""

    def __init__(self, principal, interest_first):
        self.principal = principal
        self.interest_first = interest_first
        self.open_interest = self.total = self.compounded = self.paid = self.surplus = Decimal(0)
        self.slices = []

    def run(self, first_day, last_day, percent):
        days = (last_day - first_day).days + 1
        interest = self.principal * percent * days / (100 * DAYS_PER_YEAR)
        self.slices.append(Slice(first_day, last_day, self.principal, percent, interest))
        self.open_interest += interest
        self.total += interest

    def pay(self, amount):
        if amount < 0:
            self.principal -= amount
            return
        if self.interest_first:
            covered = min(amount, self.open_interest)
            self.open_interest -= covered
            self.paid += covered
            amount -= covered
        covered = min(amount, self.principal)
        self.principal -= covered
        self.surplus += amount - covered

    def compound(self):
        self.principal += self.open_interest
        self.compounded += self.open_interest
        self.open_interest = Decimal(0)

    def close(self):
        return Interest(tuple(self.slices), self.total, self.compounded, self.paid, self.principal, self.surplus)
