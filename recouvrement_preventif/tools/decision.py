"""What happens to one customer on one day: plain functions, no record, no query.

A *row* is what the planner's statement says of a customer: its instalments with a
step, the amounts, the contacts that can be reached, what it received lately.
"""

from datetime import date, timedelta
from typing import NamedTuple

import pytz

from .business_days import get_country_timezone, is_open_day, next_open_day, next_opening
from .plan import SEND, WITHHELD, PlannedCase, Recipient, Step

NOBODY = Recipient(None, (), None, None)


class Rules(NamedTuple):
    """What a policy allows; days are days, hours are hours of the debtor's day, the
    amount is in the company's currency."""

    minimum_amount: float
    minimum_gap: int
    contact_limit: int
    contact_window: int
    hour_from: float
    hour_to: float
    send_on_saturday: bool
    # The last day of a pause; None when there is none.
    paused_until: date | None
    approved_level_ids: frozenset
    # {level id: the channels to try, in order}
    channels: dict

    @classmethod
    def of(cls, policy, company):
        """The rules of a `recouvrement.policy` in a company."""
        values = {name: policy[name] for name in cls._fields[:-3]}
        return cls(
            **values,
            paused_until=company._get_recouvrement_pause(policy),
            approved_level_ids=frozenset(policy.level_ids.filtered("requires_approval").ids),
            channels={level.id: level._get_channel_codes() for level in policy.level_ids},
        )

    def is_paused(self, today):
        """Whether the company or the policy lets nothing leave on a day."""
        return bool(self.paused_until and today <= self.paused_until)


class Calendar:
    """The days and hours of the debtors, at one moment of one company's day.

    :param date today: the company's date
    :param datetime moment: naive UTC; None to look at the day only
    :param str country_code: the company's country, for debtors whose country is not known
    :param timezone: the company's `pytz` time zone, likewise
    """

    def __init__(self, today, moment, country_code, timezone):
        self.today = today
        self.moment = moment
        self.country_code = country_code
        self.timezone = timezone
        self._known = {}

    def get_closed_reason(self, timezone_name, country_code, rules):
        """Why a debtor is not to be written to now, and until when.

        :return: (reason or None, date or None)
        """
        key = (timezone_name, country_code, rules.hour_from, rules.hour_to, rules.send_on_saturday)
        if key not in self._known:
            self._known[key] = self._find_closed_reason(*key)
        return self._known[key]

    def _find_closed_reason(self, timezone_name, country_code, hour_from, hour_to, saturday):
        country = country_code or self.country_code
        if self.moment is None:
            if is_open_day(self.today, country, saturday):
                return None, None
            return "closed_day", next_open_day(self.today, country, saturday)
        timezone = pytz.timezone(timezone_name) if timezone_name else get_country_timezone(country_code)
        timezone = timezone or self.timezone
        opening = next_opening(self.moment, timezone, country, hour_from, hour_to, saturday)
        if opening == self.moment:
            return None, None
        local_day, opening_day = (
            pytz.utc.localize(moment).astimezone(timezone).date() for moment in (self.moment, opening)
        )
        reason = "closed_hours" if is_open_day(local_day, country, saturday) else "closed_day"
        return reason, opening_day


def decide(row, rules, calendar, recipients):
    """The fate of one customer: a message, or the reason why there is none.

    :param row: what the planner's statement says of the customer
    :param Rules rules: those of its policy
    :param Calendar calendar: of the company's day
    :param dict recipients: {(partner id, channel): Recipient} of whoever can be reached
    :rtype: PlannedCase
    """
    steps = tuple(map(Step, row.line_ids or (), row.level_ids or (), row.preventives or ()))
    level_id, until = row.level_id, None
    reason = _get_standstill(row, steps)
    if reason == "legal_wait":
        until = row.legal_on
    if not reason:
        reason, until = _get_reminder_limit(row, steps, rules, calendar)
        notices = tuple(step for step in steps if step.preventive)
        if reason and notices and not _get_notice_limit(row, rules):
            # What holds back a reminder does not hold back the notices before the due date.
            steps, level_id, reason, until = notices, row.preventive_level_id, None, None
    channel, recipient = _get_recipient(row, level_id, rules, recipients)
    if not reason:
        reason, until = _get_message_limit(row, rules, calendar, recipient)
    next_date = row.next_date
    if next_date and row.last_on and not row.next_preventive:
        next_date = max(next_date, row.last_on + timedelta(days=rules.minimum_gap))
    return PlannedCase(
        partner_id=row.partner_id,
        case_id=row.case_id,
        policy_id=row.policy_id,
        level_id=level_id,
        steps=steps,
        channel=channel,
        contact_id=recipient.contact_id,
        cc_ids=recipient.cc_ids,
        amount=_get_overdue(row) + float(row.notice_amount or 0),
        outcome=WITHHELD if reason else SEND,
        reason=reason,
        until=until,
        suspension_id=row.suspension_id if reason == "suspended" else None,
        next_date=next_date,
        next_level_id=row.next_level_id,
    )


def get_next_turn(days, today, limit, window):
    """The first day on which a customer may hear from us again, who heard as often as its
    policy allows.

    :param days: the days on which it heard from us, in order
    :param date today: the company's date
    :param int limit: how often it may hear from us...
    :param int window: ...within so many days
    :return: a date; None when it may hear from us today
    """
    recent = [day for day in days if day > today - timedelta(days=window)]
    return recent[-limit] + timedelta(days=window) if len(recent) >= limit else None


def _get_overdue(row):
    """What a reminder asks for now, in the company's currency."""
    return float((row.late_amount or 0) + (row.early_amount or 0))


def _get_standstill(row, steps):
    """Why nothing at all is to be said to the customer; None when something is."""
    under_way = row.blocking or ("leaving" if row.leaving else None)
    if not row.is_due:
        return under_way or ("to_approve" if row.to_approve else "not_due")
    if steps or under_way:
        return under_way
    if row.legal_on:
        return "legal_wait"
    if row.is_free:
        return "credit"
    return "suspended" if row.suspension_id else row.exclusion


def _get_reminder_limit(row, steps, rules, calendar):
    """What keeps a reminder of overdue instalments from leaving, and until when.

    :return: (reason or None, date or None)
    """
    if all(step.preventive for step in steps):
        return _get_notice_limit(row, rules), None
    if row.to_approve:
        return "to_approve", None
    if _get_overdue(row) < rules.minimum_amount:
        return "minimum_amount", None
    free_on = row.last_on and row.last_on + timedelta(days=rules.minimum_gap)
    if free_on and free_on > calendar.today:
        return "minimum_gap", free_on
    return None, None


def _get_notice_limit(row, rules):
    """What keeps the notices before the due date from leaving, or None."""
    if float(row.notice_amount or 0) < rules.minimum_amount:
        return "minimum_amount"
    return "to_approve" if row.to_approve and row.preventive_level_id in rules.approved_level_ids else None


def _get_recipient(row, level_id, rules, recipients):
    """The first channel of a level that reaches the customer.

    :return: (channel or None, Recipient)
    """
    for channel in rules.channels.get(level_id, ()):
        if recipient := recipients.get((row.partner_id, channel)):
            return channel, recipient
    return None, NOBODY


def _get_message_limit(row, rules, calendar, recipient):
    """What keeps any message from leaving, and until when.

    :return: (reason or None, date or None)
    """
    if rules.is_paused(calendar.today):
        return "paused", rules.paused_until + timedelta(days=1)
    if not recipient.contact_id:
        return "unreachable", None
    if row.last_on == calendar.today:
        return "minimum_gap", calendar.today + timedelta(days=1)
    next_turn = get_next_turn(row.dates or (), calendar.today, rules.contact_limit, rules.contact_window)
    if next_turn:
        return "contact_limit", next_turn
    return calendar.get_closed_reason(recipient.timezone, recipient.country_code, rules)
