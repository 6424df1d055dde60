"""What is counted of how a customer pays, and what a profile is: the numbers, stated once."""

from datetime import date, timedelta

# Payments of the last three years say how a customer pays; promises, disputes and calls those of the last year.
PAYMENTS_SINCE = timedelta(days=3 * 365)
WORDS_SINCE = timedelta(days=365)
# A payment of half a year ago weighs half as much as one of today.
HALF_LIFE_DAYS = 180
# A transfer made on the due date arrives a few days later: nobody is late before.
TOLERANCE_DAYS = 3
# Few payments tell little: those of the company's average customer are added to them, as many as this.
PSEUDO_PAYMENTS = 5
# A trend compares two halves of at least two payments each.
TREND_MINIMUM = 4
# What a person decided on the numbers holds while they have not moved by a third against it, and for a year.
DECISION_TOLERANCE = 1 / 3
DECISION_VALID = timedelta(days=365)

PROFILES = [
    ("new", "New"),
    ("good", "Good payer"),
    ("occasional", "Occasional delay"),
    ("habitual", "Habitual delay"),
]
INTENTS = [
    ("cannot", "Wants to pay but cannot"),
    ("delays", "Delays on purpose"),
    ("avoids", "Avoids"),
]


def get_recency(settled_on: date, today: date) -> float:
    """How much a payment weighs by its age alone.

    >>> get_recency(date(2026, 11, 25), date(2026, 11, 25))
    1.0
    >>> get_recency(date(2026, 5, 29), date(2026, 11, 25))
    0.5
    """
    return 0.5 ** ((today - settled_on).days / HALF_LIFE_DAYS)


def shrink(value: float, weight: float, average: float) -> float:
    """A value measured on few payments, drawn towards the average of all customers.

    :param weight: how many payments of today the value rests on
    :param average: that of the company's customers

    >>> shrink(30.0, 5.0, 10.0)  # as many payments as are added: half-way
    20.0
    >>> shrink(30.0, 0.0, 10.0)
    10.0
    """
    return (weight * value + PSEUDO_PAYMENTS * average) / (weight + PSEUDO_PAYMENTS)
