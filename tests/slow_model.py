"""The rules of the planner, one customer and one instalment at a time, in plain Python.

Slow and obvious on purpose: this is the specification that the planner's SQL is held
against (see test_property.py). It knows nothing of Odoo.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from .slow_world import ARMISTICE, BOXING_DAY, CHRISTMAS

DECIMALS = {"EUR": 2, "USD": 2, "JPY": 0}
TIMEZONES = {"FR": "Europe/Paris", "BE": "Europe/Brussels", "DE": "Europe/Berlin", "JP": "Asia/Tokyo"}
HOLIDAYS = {"FR": {ARMISTICE, CHRISTMAS}, "BE": {ARMISTICE, CHRISTMAS}, "DE": {CHRISTMAS, BOXING_DAY}, "JP": set()}


@dataclass(frozen=True)
class Answer:
    """What happens to a customer; the fields are those of a planned case."""

    policy: int
    outcome: str
    reason: str | None
    until: date | None
    level: int | None
    steps: frozenset
    contact: int | None
    copies: tuple[int, ...]
    amount: float
    suspension: int | None = None


def plan(world):
    """{customer: answer} of those with a step that is due."""
    answers = {customer.id: answer(world, customer) for customer in world.customers}
    return {customer: found for customer, found in answers.items() if found}


# === WHAT MAY BE CHASED === #


def free_amount(world, debt):
    """What nothing excludes nor suspends of a debt."""
    if debt.exclusion:
        return Fraction(0)
    holds = [hold for hold in world.holds if hold.covers(debt, world.today)]
    if any(not hold.amount for hold in holds):
        return Fraction(0)
    return Fraction(max(0, debt.residual - sum(hold.amount for hold in holds)))


def chased_amounts(world, customer):
    """Rule 5, {debt id: amount}: open credits pay the oldest debt first, those of its own
    currency before the others, which count for their value in the company's currency."""
    debts = world.debts(customer)
    left = {debt.id: free_amount(world, debt) for debt in debts}
    purse = {}
    for credit in world.credits(customer):
        amount, value = purse.get(credit.currency, (0, 0))
        purse[credit.currency] = (amount - credit.residual, value - credit.residual * credit.rate)
    value_left = Fraction(0)
    for currency, (amount, value) in purse.items():
        unspent = Fraction(amount)
        for debt in debts:
            if debt.currency == currency:
                paid = min(unspent, left[debt.id])
                left[debt.id] -= paid
                unspent -= paid
        value_left += unspent * value / amount
    for debt in debts:
        paid = min(value_left, left[debt.id] * debt.rate)
        left[debt.id] -= paid / debt.rate
        value_left -= paid
    return left


def rounded(amount, currency="EUR"):
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return exact.quantize(Decimal(1).scaleb(-DECIMALS[currency]), ROUND_HALF_UP)


# === WHAT IS DUE === #


def next_level(policy, debt, today):
    """Rule 3: the first level after the one it reached, none skipped; but a level that
    comes before the due date has no sense after it."""
    rest = [level for level in policy.ladder if not debt.reached or level.place > debt.reached.place]
    while rest and rest[0].preventive and debt.due < today:
        rest.pop(0)
    return rest[0] if rest else None


def highest(levels):
    return max(levels, key=lambda level: level.place, default=None)


def step_day(policy, level, debt):
    """The day from which a debt may reach a level."""
    if level.preventive:
        return debt.due + timedelta(level.delay)
    if level.reference == "invoice":
        day = debt.invoice_date + timedelta(level.delay)
    else:
        day = max(debt.due + timedelta(level.delay), debt.due + timedelta(policy.grace_days + 1))
    if debt.reached_on:
        day = max(day, debt.reached_on + timedelta(level.minimum_gap))
    return day


# === THE DECISION === #


def answer(world, customer):
    policy, today = customer.policy or world.policy, world.today
    debts, left = world.debts(customer), chased_amounts(world, customer)
    levels = {debt: level for debt in debts if (level := next_level(policy, debt, today))}
    due = [debt for debt in levels if step_day(policy, levels[debt], debt) <= today]
    if not due:
        return None
    value = {debt: rounded(left[debt.id] * debt.rate) for debt in debts}
    steps = [debt for debt in due if rounded(left[debt.id], debt.currency) > 0]
    notices = [debt for debt in steps if levels[debt].preventive]
    reason, until, suspension = None, None, None
    if under_way(world, customer):
        reason = under_way(world, customer)
    elif not steps:
        reason, suspension = why_nothing_is_left(world, due)
    else:
        if steps != notices:
            asked = [debt for debt in debts if debt.due < today or (debt in steps and debt not in notices)]
            reason, until = reminder_limit(world, customer, policy, sum(value[debt] for debt in asked))
        if steps == notices or (reason and notices):
            announced = sum(value[debt] for debt in notices)
            notice_reason = notice_limit(world, customer, policy, announced, [levels[debt] for debt in notices])
            if steps == notices:
                reason = notice_reason
            elif not notice_reason:
                # Rule 4: what holds back a reminder does not hold back the notices before the due date.
                steps, reason, until = notices, None, None
        if not reason:
            reason, until = message_limit(world, customer, policy)
    contacts, copies = recipients(customer) if steps else ((), ())
    level = highest(levels[debt] for debt in steps)
    return Answer(
        policy=policy.id,
        outcome="withheld" if reason else "send",
        reason=reason,
        until=until,
        level=level and level.id,
        steps=frozenset((debt.id, levels[debt].id) for debt in steps),
        contact=contacts[0].id if contacts else None,
        copies=copies,
        amount=float(sum(value[debt] for debt in debts if debt.due < today or debt in due)),
        suspension=suspension,
    )


def why_nothing_is_left(world, due):
    if any(free_amount(world, debt) > 0 for debt in due):
        return "credit", None
    holds = [last_hold(world, debt) for debt in due]
    if any(holds):
        return "suspended", min(hold.id for hold in holds if hold)
    return min(debt.exclusion for debt in due), None


def last_hold(world, debt):
    holds = [hold for hold in world.holds if hold.covers(debt, world.today)]
    return min(holds, key=lambda hold: (-hold.end.toordinal(), hold.id), default=None)


def under_way(world, customer):
    """The message that must arrive, or be looked at by a person, before another is thought of."""
    states = [message.state for message in world.messages if message.customer == customer.id]
    blocking = [state for state in states if state in ("failed", "uncertain")]
    if blocking:
        return blocking[-1]
    return "leaving" if "queued" in states else None


def waits_for_approval(world, customer):
    return any(message.customer == customer.id and message.state == "to_approve" for message in world.messages)


def received_days(world, customer):
    """The days on which the customer received, or may have received, a message."""
    states = ("sent", "queued", "uncertain", "told")
    return sorted(
        message.day for message in world.messages if message.customer == customer.id and message.state in states
    )


def reminder_limit(world, customer, policy, asked):
    """Rule 6: what keeps a reminder that asks for an amount from leaving, and until when."""
    if waits_for_approval(world, customer):
        return "to_approve", None
    if asked < policy.minimum_amount:
        return "minimum_amount", None
    received = received_days(world, customer)
    if received and received[-1] + timedelta(policy.minimum_gap) > world.today:
        return "minimum_gap", received[-1] + timedelta(policy.minimum_gap)
    return None, None


def notice_limit(world, customer, policy, announced, levels):
    """What keeps the notices before the due date from leaving: no gap holds them back, and
    a message that waits for a person only if they would have to wait beside it."""
    if announced < policy.minimum_amount:
        return "minimum_amount"
    if waits_for_approval(world, customer) and highest(levels).requires_approval:
        return "to_approve"
    return None


def message_limit(world, customer, policy):
    """Rule 6: what keeps any message from leaving, and until when."""
    if policy.pause is not None and policy.pause >= 0:
        return "paused", world.today + timedelta(policy.pause + 1)
    contacts, _copies = recipients(customer)
    if not contacts:
        return "unreachable", None
    if world.today in received_days(world, customer):
        return "minimum_gap", world.today + timedelta(1)
    window = timedelta(policy.contact_window)
    recent = [day for day in received_days(world, customer) if day + window > world.today]
    if len(recent) >= policy.contact_limit:
        # The day on which enough of them have left the window.
        return "contact_limit", recent[len(recent) - policy.contact_limit] + window
    return closed(world, customer, policy, contacts[0])


def recipients(customer):
    """Rule 7: the contacts that can be reached, best first, and those in copy."""
    order = {"collections": 0, "invoice": 1, "company": 2}
    reachable = [contact for contact in customer.contacts if contact.type in order and contact.address == "good"]
    reachable.sort(key=lambda contact: (order[contact.type], contact.id))
    return reachable, tuple(contact.id for contact in reachable[1:] if contact.type == "collections")


def closed(world, customer, policy, contact):
    """The sending hours and days in the country of the one who reads."""
    [company_card] = [card for card in customer.contacts if card.type == "company"]
    country = contact.country or company_card.country or "FR"

    def is_open(day):
        last_weekday = 5 if policy.send_on_saturday else 4
        return day.weekday() <= last_weekday and day not in HOLIDAYS[country]

    def first_open(day):
        return day if is_open(day) else first_open(day + timedelta(1))

    if world.moment is None:
        return (None, None) if is_open(world.today) else ("closed_day", first_open(world.today))
    zone = ZoneInfo(contact.tz or TIMEZONES[country])
    local = world.moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
    if is_open(local.date()) and policy.hour_from <= local.hour < policy.hour_to:
        return None, None
    tomorrow = local.date() + timedelta(1)
    until = first_open(local.date() if local.hour < policy.hour_from else tomorrow)
    return ("closed_hours" if is_open(local.date()) else "closed_day"), until


# === WHAT COMES NEXT === #


def upcoming(world, customer):
    """What holds a customer with nothing due, else the day and the level of its next step."""
    policy, left = customer.policy or world.policy, chased_amounts(world, customer)
    reason = under_way(world, customer) or ("to_approve" if waits_for_approval(world, customer) else "not_due")
    steps = [
        (step_day(policy, level, debt), level)
        for debt in world.debts(customer)
        if (level := next_level(policy, debt, world.today)) and rounded(left[debt.id], debt.currency) > 0
    ]
    if not steps:
        return reason, None, None
    day = min(day for day, _level in steps)
    level = highest(level for other, level in steps if other == day)
    received = received_days(world, customer)
    if received and not level.preventive:
        day = max(day, received[-1] + timedelta(policy.minimum_gap))
    return reason, day, level.id
