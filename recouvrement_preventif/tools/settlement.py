"""A discount, before it is offered: plain values, no record."""

from datetime import date
from typing import Any, NamedTuple


class Offer(NamedTuple):
    """What is offered; the discount is in the currency."""

    discount: float
    # `res.currency`
    currency: Any
    # The last day on which the customer can pay
    date: date | None
    # `res.partner` to whom it is offered
    contact: Any
    # `account.move` that it is about; empty: all that is late
    moves: Any
    by_email: bool = False
    note: str | None = None
