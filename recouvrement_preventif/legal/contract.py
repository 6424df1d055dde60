"""The rate that applies, day by day: the law's, or the contract's within what the law allows."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from . import rates
from .errors import NotAllowed, NotVerified
from .money import exact, to_amount

BUSINESS, CONSUMER = "business", "consumer"
FLOOR_MULTIPLE = 3

# What the law gives where the contract is silent: (kind of rate, article).
LAW = {
    ("FR", BUSINESS): (rates.FR_ECB_PLUS_10, "C. com. L441-10 II"),
    ("FR", CONSUMER): (rates.FR_LEGAL_OTHER, "C. civ. 1231-6"),
    ("BE", BUSINESS): (rates.BE_LAW_2002, "Law of 2 Aug 2002 art. 5"),
    ("LU", BUSINESS): (rates.LU_ECB_PLUS_8, "Law of 18 Apr 2004"),
    ("LU", CONSUMER): (rates.LU_LEGAL, "Law of 18 Apr 2004"),
    ("NL", BUSINESS): (rates.NL_COMMERCIAL, "BW 6:119a"),
    ("NL", CONSUMER): (rates.NL_LEGAL, "BW 6:119"),
    ("DE", BUSINESS): (rates.DE_BASE_PLUS_9, "BGB 288 II"),
    ("DE", CONSUMER): (rates.DE_BASE_PLUS_5, "BGB 288 I"),
    ("CH", BUSINESS): (rates.CH_CO_104, "CO 104"),
    ("CH", CONSUMER): (rates.CH_CO_104, "CO 104"),
    # Any other country of the Union.
    ("EU", BUSINESS): (rates.EU_ECB_PLUS_8, "Directive 2011/7/EU art. 3"),
}


class Clause(NamedTuple):
    """The late-interest clause of a contract; give one of the two.

    :param Decimal percent: a fixed rate, percent per year
    :param Decimal over_reference: points above the ECB reference rate of the half-year
    """

    percent: Decimal | None = None
    over_reference: Decimal | None = None


class Agreed(NamedTuple):
    """What was agreed with a customer for an invoice.

    :param Clause clause: the late-interest clause; None when nothing was agreed
    :param Decimal indemnity: what a clause gives against a Belgian consumer, in euros
    :param bool scale: whether that clause is the scale of the law
    :param bool is_clause_refused: whether the creditor's terms have a late-interest clause that was not agreed on
    :param bool is_indemnity_refused: whether they have an indemnity clause that was not agreed on
    """

    clause: Clause | None = None
    indemnity: Decimal | None = None
    scale: bool = False
    is_clause_refused: bool = False
    is_indemnity_refused: bool = False


class AppliedRate(NamedTuple):
    """A rate, the days it holds (both included) and why it is this one.

    `rule` is a key such as `fr.business.floor`; `inputs` are the (name, percent) it was made
    from; `confidence` is the least sure of them.
    """

    first_day: date
    last_day: date
    percent: Decimal
    rule: str
    article: str
    inputs: tuple
    confidence: str


def get_applied_rates(table, country, customer, first_day, last_day, clause=None):
    """The rates that apply between two days, both included.

    :param RateTable table: the rates known
    :param str country: FR, BE, LU, NL, DE, CH; EU for another country of the Union
    :param str customer: `business` or `consumer`
    :param date first_day: first day of interest
    :param date last_day: last day of interest
    :param Clause clause: what the contract says; None when it says nothing
    :return: tuple of adjacent :class:`AppliedRate`; empty when the last day is before the first
    :raise MissingRate: names the kind and the half-year
    :raise NotAllowed: when the law deems the clause unwritten; `day` is the first day it does
    :raise NotVerified: when the rule for this country and customer was not verified; among them a
        Belgian consumer's interest without a clause, on which sources differ

    C. com. L441-10 II; law of 2 August 2002 art. 5 and 7; CEL XIX.4; CO 104; BGB 288;
    BW 6:119, 6:119a.

    A French contract at 14.50 % is under three times the legal rate in the first half of 2024,
    when even the rate that the law gives to a silent contract was (3 x 5.07 against 4.50 + 10):

    >>> table, days = rates.load_rates(), (date(2024, 1, 1), date(2024, 6, 30))
    >>> [rate] = get_applied_rates(table, "FR", "business", *days, Clause(Decimal("14.50")))
    >>> rate.percent, rate.rule
    (Decimal('15.21'), 'fr.business.floor')
    >>> [rate] = get_applied_rates(table, "FR", "business", *days)
    >>> rate.percent, rate.rule
    (Decimal('14.50'), 'fr.business.law')
    """
    if clause is None:
        return _get_law_rates(table, country, customer, first_day, last_day)
    return _get_contract_rates(table, country, customer, first_day, last_day, clause)


def _get_law_rates(table, country, customer, first_day, last_day):
    if (country, customer) not in LAW:
        raise NotVerified(f"{country}.{customer}.interest_without_clause".lower())
    kind, article = LAW[country, customer]
    rule = f"{country}.{customer}.law".lower()
    return tuple(
        AppliedRate(
            start,
            end,
            periods[kind].percent,
            rule,
            article,
            ((kind, periods[kind].percent),),
            periods[kind].confidence,
        )
        for start, end, periods in table.get_periods([kind], first_day, last_day)
    )


def _get_contract_rates(table, country, customer, first_day, last_day, clause):
    if (country, customer) not in CLAUSES:
        raise NotVerified(f"{country}.{customer}.contract_rate".lower())
    limit_kind, judge = CLAUSES[country, customer]
    fixed = _is_fixed(clause)
    kinds = [kind for kind in (limit_kind, None if fixed else rates.ECB_REFERENCE) if kind]
    applied = []
    for start, end, periods in table.get_periods(kinds, first_day, last_day):
        with exact():
            agreed = clause.percent if fixed else periods[rates.ECB_REFERENCE].percent + clause.over_reference
            limit = periods[limit_kind].percent if limit_kind else None
            percent, rule, article = judge(agreed, limit, start)
        inputs = [("agreed", agreed), *((kind, periods[kind].percent) for kind in kinds)]
        confidence = max(
            (period.confidence for period in periods.values()), key=rates.CONFIDENCES.index, default=rates.OFFICIAL
        )
        applied.append(AppliedRate(start, end, percent, rule, article, tuple(inputs), confidence))
    return tuple(applied)


def _is_fixed(clause):
    """Whether a clause names a rate; the clause is checked."""
    if (clause.percent is None) == (clause.over_reference is None):
        raise ValueError("a clause has either a rate or points over the reference rate")
    to_amount(clause.over_reference if clause.percent is None else clause.percent, "the rate of the clause")
    return clause.percent is not None


def _judge_french_business(agreed, legal, _day):
    floor = FLOOR_MULTIPLE * legal
    rule = "fr.business.contract" if agreed >= floor else "fr.business.floor"
    return max(agreed, floor), rule, "C. com. L441-10 II"


def _judge_french_consumer(agreed, _limit, _day):
    return agreed, "fr.consumer.contract", "C. conso. L212-1; C. civ. 1231-5"


def _judge_belgian_business(agreed, _limit, day):
    if not agreed:
        raise NotAllowed("be.business.interest_excluded", "Law of 2 Aug 2002 art. 7", day)
    return agreed, "be.business.contract", "Law of 2 Aug 2002 art. 5"


def _judge_belgian_consumer(agreed, cap, day):
    if agreed > cap:
        raise NotAllowed("be.consumer.clause_above_cap", "CEL XIX.4", day)
    return agreed, "be.consumer.contract", "CEL XIX.4"


def _judge_swiss(agreed, law, _day):
    return max(agreed, law), "ch.contract" if agreed > law else "ch.law", "CO 104"


# How a clause is judged: (kind of rate it is measured against, function).
CLAUSES = {
    ("FR", BUSINESS): (rates.FR_LEGAL_OTHER, _judge_french_business),
    ("FR", CONSUMER): (None, _judge_french_consumer),
    ("BE", BUSINESS): (None, _judge_belgian_business),
    ("BE", CONSUMER): (rates.BE_CONSUMER_CAP, _judge_belgian_consumer),
    ("CH", BUSINESS): (rates.CH_CO_104, _judge_swiss),
    ("CH", CONSUMER): (rates.CH_CO_104, _judge_swiss),
}
