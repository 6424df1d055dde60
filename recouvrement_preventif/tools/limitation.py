"""The last day to go to court for a debt, as far as it was verified; without a query."""

from typing import NamedTuple

from ..legal import limitation
from ..legal.contract import BUSINESS, CONSUMER
from ..legal.errors import NotVerified
from ..legal.limitation import Limitation

# What the law calls a debt: {(country, customer, what is sold): nature}. What is missing was not verified. A
# consumer in Belgium: the shortest of the periods that may apply.
NATURES = {
    ("FR", BUSINESS, "general"): limitation.TRADE,
    ("FR", BUSINESS, "carriage"): limitation.TRANSPORT,
    ("FR", CONSUMER, "general"): limitation.CONSUMER,
    ("BE", BUSINESS, "general"): limitation.GENERAL,
    ("BE", BUSINESS, "periodic"): limitation.PERIODIC,
    ("BE", CONSUMER, "general"): limitation.CONSUMER_GOODS,
    ("DE", BUSINESS, "general"): limitation.GENERAL,
    ("DE", CONSUMER, "general"): limitation.GENERAL,
}


class Standing(NamedTuple):
    """The last day to act on a debt and why: a `legal.limitation.Limitation`, or None where the period was not
    verified; `problem` says what was not, a `legal.errors.NotVerified`."""

    limitation: Limitation | None = None
    problem: NotVerified | None = None

    @property
    def last_day(self):
        """The last day to act; None where it is not known."""
        return self.limitation and self.limitation.last_day


def get_standing(law, nature, due_day, events):
    """How long one may go to court for a debt.

    An event whose effect was not verified is left out: the day is then the earliest it can be, and the
    event is the problem.

    :param law: (country or None, `business` or `consumer`)
    :param str nature: `general`, `carriage` or `periodic`
    :param date due_day: the due date
    :param events: (event, day) pairs
    :rtype: Standing
    """
    country, customer = law
    if (country, customer, nature) not in NATURES:
        return Standing(None, NotVerified(f"{country}.limitation.{nature}".lower()))
    name = NATURES[country, customer, nature]
    try:
        return Standing(limitation.get_limitation(country, name, due_day, events))
    except NotVerified as error:
        return Standing(limitation.get_limitation(country, name, due_day), error)
