"""The day from which late interest runs, and the day on which insolvency stops it."""

from datetime import date, timedelta
from typing import NamedTuple

from .contract import BUSINESS, CONSUMER
from .days import ONE_DAY, add_months
from .errors import NotAllowed, NotVerified
from .waiting import Wait

GERMAN_DAYS = 30
LUXEMBOURG_MONTHS = 3


class Facts(NamedTuple):
    """What is known of a debt; days are in the debtor's country.

    :param date due_day: the last day to pay
    :param bool due_day_fixed: whether the contract or the invoice fixes that day in the calendar
    :param date notice_day: the day a notice to pay reached the debtor
    :param date received_day: the day goods and invoice had both been received
    :param date invoice_day: the day of the invoice
    :param bool invoice_claims_interest: whether the invoice says that interest will be asked
    :param Wait wait: a Belgian consumer's period to pay
    :param bool creditor_is_small: whether the creditor is a small or medium-sized enterprise
    """

    due_day: date
    due_day_fixed: bool = True
    notice_day: date | None = None
    received_day: date | None = None
    invoice_day: date | None = None
    invoice_claims_interest: bool = False
    wait: Wait | None = None
    creditor_is_small: bool = False


class Start(NamedTuple):
    """The first day that bears interest, and the first day it may be asked for."""

    first_day: date
    claimable_from: date
    rule: str
    article: str


def get_interest_start(country, customer, facts):
    """From which day a debt bears interest.

    A notice counts from the day after it reached the debtor, and never before the debt is late.

    :param str country: FR, BE, LU, NL, DE, CH; EU for another country of the Union
    :param str customer: `business` or `consumer`
    :param Facts facts: what is known of the debt
    :return: :class:`Start`, or None as long as what makes it run is missing
    :raise NotAllowed: when the law gives no interest on these facts
    :raise NotVerified: when the rule for this country and customer was not verified

    C. com. L441-10 II; C. civ. 1344-1, 1231-6; law of 2 August 2002 art. 5; CEL Book XIX; law of
    18 April 2004 (LU); BGB 286; CO 102, 104; directive 2011/7/EU art. 3.

    >>> get_interest_start("FR", "business", Facts(date(2026, 8, 31))).first_day
    datetime.date(2026, 9, 1)
    >>> get_interest_start("FR", "consumer", Facts(date(2026, 8, 31))) is None
    True
    """
    if (country, customer) not in _STARTS:
        raise NotVerified(f"{country}.{customer}.interest_start".lower())
    return _STARTS[country, customer](f"{country}.{customer}".lower(), facts)


def get_interest_end(country, today, opened_on=None):
    """The last day that bears interest: today, or the eve of the judgment that opens an insolvency.

    :param str country: country of the debtor
    :param date opened_on: day of that judgment; None when there is none
    :rtype: date
    :raise NotVerified: `<country>.insolvency` where its effect on interest was not verified

    C. com. L622-28.

    >>> get_interest_end("FR", date(2026, 11, 25), date(2026, 10, 15))
    datetime.date(2026, 10, 14)
    """
    if opened_on is None or opened_on > today:
        return today
    if country != "FR":
        raise NotVerified(f"{country}.insolvency".lower())
    return opened_on - ONE_DAY


def _as_of_right(article):
    def get_start(rule, facts):
        first_day = facts.due_day + ONE_DAY
        return Start(first_day, first_day, f"{rule}.as_of_right", article)

    return get_start


def _start_by_notice(rule, facts, article):
    if facts.notice_day is None:
        return None
    first_day = max(facts.notice_day, facts.due_day) + ONE_DAY
    return Start(first_day, first_day, f"{rule}.notice", article)


def _start_french_consumer(rule, facts):
    return _start_by_notice(rule, facts, "C. civ. 1344-1, 1231-6")


def _start_belgian_consumer(rule, facts):
    wait = facts.wait
    if wait is None:
        return None
    if wait.sent_day <= facts.due_day:
        raise NotAllowed("be.consumer.reminder_before_due", "CEL Book XIX")
    first_day = wait.sent_day + ONE_DAY if facts.creditor_is_small else wait.chargeable_from
    return Start(first_day, wait.chargeable_from, f"{rule}.first_reminder", "CEL Book XIX")


def _start_luxembourg_consumer(rule, facts):
    """The third month after receipt is over when that calendar month is: the later reading."""
    article = "Law of 18 Apr 2004"
    if not facts.invoice_claims_interest:
        raise NotAllowed("lu.consumer.invoice_silent", article)
    if facts.received_day is None or facts.invoice_day is None:
        return None
    if facts.invoice_day > add_months(facts.received_day, 1):
        raise NotAllowed("lu.consumer.invoice_late", article)
    first_day = add_months(facts.received_day.replace(day=1), LUXEMBOURG_MONTHS + 1)
    first_day = max(first_day, facts.due_day + ONE_DAY)
    return Start(first_day, first_day, f"{rule}.third_month", article)


def _start_swiss(rule, facts):
    if facts.due_day_fixed:
        return _as_of_right("CO 102, 104")(rule, facts)
    return _start_by_notice(rule, facts, "CO 102, 104")


def _start_german_consumer(rule, facts):
    """Thirty days alone put a consumer in default only where the invoice said so, which was not verified."""
    if facts.due_day_fixed:
        return _as_of_right("BGB 286")(rule, facts)
    return _start_by_notice(rule, facts, "BGB 286")


def _start_german_business(rule, facts):
    start = _start_german_consumer(rule, facts)
    if facts.due_day_fixed or facts.received_day is None:
        return start
    first_day = max(facts.due_day, facts.received_day) + timedelta(days=GERMAN_DAYS + 1)
    if start and start.first_day <= first_day:
        return start
    return Start(first_day, first_day, f"{rule}.thirty_days", "BGB 286 III")


_STARTS = {
    ("FR", BUSINESS): _as_of_right("C. com. L441-10 II"),
    ("FR", CONSUMER): _start_french_consumer,
    ("BE", BUSINESS): _as_of_right("Law of 2 Aug 2002 art. 5"),
    ("BE", CONSUMER): _start_belgian_consumer,
    ("LU", BUSINESS): _as_of_right("Law of 18 Apr 2004"),
    ("LU", CONSUMER): _start_luxembourg_consumer,
    ("NL", BUSINESS): _as_of_right("BW 6:119a"),
    ("DE", BUSINESS): _start_german_business,
    ("DE", CONSUMER): _start_german_consumer,
    ("CH", BUSINESS): _start_swiss,
    ("CH", CONSUMER): _start_swiss,
    ("EU", BUSINESS): _as_of_right("Directive 2011/7/EU art. 3"),
}
