"""What the planner answers: plain values, no record."""

from datetime import date
from typing import NamedTuple

SEND, WITHHELD = "send", "withheld"


class Step(NamedTuple):
    """An instalment that is due for its next level."""

    line_id: int
    level_id: int
    preventive: bool


class PlannedCase(NamedTuple):
    """What happens to one customer of one company on one day."""

    partner_id: int
    case_id: int | None
    policy_id: int
    # The highest level due, whose message goes out; None when nothing would.
    level_id: int | None
    steps: tuple[Step, ...]
    # How the message goes: the level's channel, or its fallback.
    channel: str | None
    # `res.partner` that receives the message, and those in copy.
    contact_id: int | None
    cc_ids: tuple[int, ...]
    # What may be chased, in the company's currency: overdue, and with a step today.
    amount: float
    outcome: str
    # Why nothing is sent (a value of `recouvrement.case.withheld_reason`), the day from
    # which it may be, and the suspension behind it.
    reason: str | None = None
    until: date | None = None
    suspension_id: int | None = None
    # The next day on which something falls due, and its level, when nothing is today.
    next_date: date | None = None
    next_level_id: int | None = None

    @property
    def is_sent(self):
        return self.outcome == SEND


class Recipient(NamedTuple):
    """Whom a channel reaches at a customer, and where that is."""

    contact_id: int
    cc_ids: tuple[int, ...]
    timezone: str | None
    country_code: str | None


class OpenInstalment(NamedTuple):
    """What may be chased of one instalment on one day."""

    line_id: int
    partner_id: int
    currency_id: int
    date_due: date
    residual: float
    amount: float
    exclusion: str | None
    suspension_id: int | None
