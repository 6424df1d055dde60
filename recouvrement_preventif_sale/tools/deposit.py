"""What payment terms ask for at once."""

from typing import NamedTuple


class TermLine(NamedTuple):
    """A line of payment terms, as `account.payment.term.line` has it."""

    value: str
    value_amount: float
    delay_type: str
    nb_days: int


def get_due_at_once(lines, total):
    """What is due on the day of the invoice, of a total.

    >>> advance = [TermLine("percent", 30.0, "days_after", 0), TermLine("percent", 70.0, "days_after", 60)]
    >>> get_due_at_once(advance, 200.0)
    60.0
    >>> get_due_at_once([TermLine("fixed", 500.0, "days_after", 0)], 200.0)
    200.0
    >>> get_due_at_once([TermLine("percent", 100.0, "days_after_end_of_month", 0)], 200.0)
    0.0
    """
    due = 0.0
    for line in lines:
        if line.delay_type == "days_after" and line.nb_days <= 0:
            due += line.value_amount if line.value == "fixed" else total * line.value_amount / 100
    return min(due, total)
