"""Amounts: exact until the end, then rounded once."""

from contextlib import contextmanager
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, localcontext

# Enough for sums over many periods to be exact far below a cent, whatever the caller's own context.
EXACT = Context(prec=60)


@contextmanager
def exact():
    """Compute with far more digits than an amount has."""
    with localcontext(EXACT):
        yield


def to_decimal(value, name):
    """A number as a `Decimal`; a float is refused, since it is not the number that was written.

    :param value: Decimal or int
    :param str name: what the number is, for the message
    :raise TypeError: when it is neither
    :raise ValueError: when it is not finite
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(f"{name} must be a Decimal, not {type(value).__name__}")
    value = Decimal(value)
    if not value.is_finite():
        raise ValueError(f"{name} must be a finite number")
    return value


def to_amount(value, name):
    """As :func:`to_decimal`; an amount below zero raises ValueError."""
    value = to_decimal(value, name)
    if value < 0:
        raise ValueError(f"{name} must not be negative: {value}")
    return value


def round_amount(amount, digits=2):
    """An amount rounded to the currency's digits, halves away from zero.

    >>> round_amount(Decimal("0.125"))
    Decimal('0.13')
    """
    return amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP, context=EXACT)


def round_below(amount, digits=2):
    """An amount rounded towards zero: what stays under a maximum.

    >>> round_below(Decimal("30.009"))
    Decimal('30.00')
    """
    return amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_DOWN, context=EXACT)
