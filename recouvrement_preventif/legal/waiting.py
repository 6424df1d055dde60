"""How long a customer is left in peace before anything may be charged.

Belgium: CEL Book XIX; a contract cannot waive it. Netherlands: BW 6:96. France and
every business: no wait for interest, see :mod:`.start`.
"""

from datetime import date, timedelta
from typing import NamedTuple

from .days import ONE_DAY, add_working_days, get_working_day
from .errors import NotAllowed

CONSUMER_DAYS = 14
POST_WORKING_DAYS = 3
DUTCH_POSTAL_DAYS = 2
# What the first reminder to a Belgian consumer must say.
BELGIAN_MENTIONS = (
    "balance_and_indemnity",
    "creditor_name_and_enterprise_number",
    "product_and_due_date",
    "days_to_pay",
)


class Wait(NamedTuple):
    """A period to pay at no cost: its first and last day, and the first on which a charge may be asked."""

    sent_day: date
    first_day: date
    last_day: date
    chargeable_from: date
    article: str


def get_belgian_wait(sent_day, by_post, days=CONSUMER_DAYS):
    """The period that the first reminder, which is free, leaves a Belgian consumer to pay.

    By post it starts on the third working day after the reminder was sent, electronically on the
    next day. A last day that is no working day moves to the next one: the reading that waits longest.

    :param date sent_day: the day the complete first reminder was sent
    :param bool by_post: whether on paper
    :param int days: calendar days the reminder leaves, at least 14
    :rtype: Wait
    :raise ValueError: fewer than 14 days

    CEL Book XIX; C. civ. BE art. 1.7.

    Sent by post on Monday 18 September 2023, charged from Thursday 5 October at the earliest:

    >>> wait = get_belgian_wait(date(2023, 9, 18), by_post=True)
    >>> wait.first_day, wait.last_day, wait.chargeable_from
    (datetime.date(2023, 9, 21), datetime.date(2023, 10, 4), datetime.date(2023, 10, 5))
    """
    if days < CONSUMER_DAYS:
        raise ValueError(f"a consumer has at least {CONSUMER_DAYS} days to pay, not {days}")
    first_day = add_working_days(sent_day, POST_WORKING_DAYS, "BE") if by_post else sent_day + ONE_DAY
    last_day = get_working_day(first_day + timedelta(days=days - 1), "BE")
    return Wait(sent_day, first_day, last_day, last_day + ONE_DAY, "CEL Book XIX")


def check_belgian_mentions(mentions):
    """Make sure that a first reminder says what it must, else it opens no period.

    :param mentions: keys among `BELGIAN_MENTIONS`
    :raise NotAllowed: `be.consumer.reminder_lacks.<mention>`, for the first that is missing (CEL Book XIX)
    """
    for mention in BELGIAN_MENTIONS:
        if mention not in mentions:
            raise NotAllowed(f"be.consumer.reminder_lacks.{mention}", "CEL Book XIX")


def get_dutch_wait(sent_day, by_post, received_day=None):
    """The fourteen days that the free letter leaves a Dutch consumer to pay before collection costs.

    They start on the day after the letter was received; a letter whose receipt is not known is
    taken to arrive two working days after it was posted.

    :param date sent_day: the day the letter that states the exact costs was sent
    :param bool by_post: whether on paper
    :param date received_day: when it was received, where that can be shown
    :rtype: Wait
    :raise ValueError: received before it was sent

    BW 6:96.

    >>> get_dutch_wait(date(2026, 9, 1), by_post=True).chargeable_from
    datetime.date(2026, 9, 18)
    """
    if received_day is None:
        received_day = add_working_days(sent_day, DUTCH_POSTAL_DAYS, "NL") if by_post else sent_day
    if received_day < sent_day:
        raise ValueError("a letter cannot be received before it is sent")
    last_day = received_day + timedelta(days=CONSUMER_DAYS)
    return Wait(sent_day, received_day + ONE_DAY, last_day, last_day + ONE_DAY, "BW 6:96")
