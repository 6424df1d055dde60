"""Payments as bars: one per payment, above the line when it was late, below when it was early."""

from typing import NamedTuple

WIDTH, HEIGHT = 600, 120
# A single enormous delay must not flatten all others.
CEILING_DAYS = 120
SMALLEST_SCALE_DAYS = 20


class Bar(NamedTuple):
    """Where a bar stands in a drawing of `WIDTH` by `HEIGHT`, and what it says."""

    x: float
    y: float
    width: float
    height: float
    days: int


def get_bars(days):
    """The bars of payments, the oldest first, and the height at which the due date lies.

    :param days: days late of each payment
    :return: (bars, height of the due date)

    >>> bars, due = get_bars([0, 20, -10])
    >>> due, [(bar.y, bar.height) for bar in bars]
    (80.0, [(79.0, 2.0), (0.0, 80.0), (80.0, 40.0)])
    >>> get_bars([])
    ([], 120)
    """
    if not days:
        return [], HEIGHT
    shown = [max(-CEILING_DAYS, min(CEILING_DAYS, value)) for value in days]
    above, below = max(0, *shown, 0), max(0, *(-value for value in shown))
    above = max(above, SMALLEST_SCALE_DAYS - below)
    scale = HEIGHT / (above + below)
    due = above * scale
    step = WIDTH / max(len(days), 12)
    bars = []
    for place, (value, height) in enumerate(zip(days, (abs(value) * scale for value in shown), strict=True)):
        # On the day itself: a stroke, so that the payment is seen.
        y = due - 1 if not height else due - height if value > 0 else due
        bars.append(Bar(place * step + step * 0.15, y, step * 0.7, height or 2.0, value))
    return bars, due
