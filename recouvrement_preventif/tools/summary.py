"""What a plan adds up to: plain functions, no record, no query."""

from typing import NamedTuple


class Total(NamedTuple):
    """The customers of a plan that meet the same fate."""

    outcome: str
    level_id: int | None
    reason: str | None
    count: int
    # In the company's currency.
    amount: float


def summarize(plan):
    """Add up the entries of a plan, per level for what leaves and per reason for the rest.

    :param plan: list of :class:`~.plan.PlannedCase`
    :return: list of :class:`Total`, what leaves first, then the largest amounts
    """
    groups = {}
    for entry in plan:
        key = (entry.outcome, entry.level_id, None) if entry.is_sent else (entry.outcome, None, entry.reason)
        groups.setdefault(key, []).append(entry.amount)
    totals = [Total(*key, len(amounts), sum(amounts)) for key, amounts in groups.items()]
    return sorted(totals, key=lambda total: (total.level_id is None, -total.amount))


def add_up(plan):
    """How many messages of a plan leave, and what they ask for.

    :return: (number, amount in the company's currency)
    """
    amounts = [entry.amount for entry in plan if entry.is_sent]
    return len(amounts), sum(amounts)
