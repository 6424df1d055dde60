"""Fixed sums and costs that a late invoice may bear, in euros."""

from decimal import Decimal
from typing import NamedTuple

from .contract import BUSINESS, CONSUMER
from .errors import NotAllowed, NotVerified
from .money import exact, round_amount, round_below, to_amount

FIXED_SUM = Decimal(40)
BELGIAN_REMINDER = Decimal("7.50")
# Unpaid due dates in a calendar year whose reminders are free, in a contract of regular supply.
BELGIAN_FREE_DUE_DATES = 3
# Belgian consumers: (balance up to, base, percent of what exceeds the balance of the third).
BELGIAN_SCALE = (
    (Decimal(150), Decimal(20), Decimal(0), Decimal(0)),
    (Decimal(500), Decimal(30), Decimal(10), Decimal(150)),
    (None, Decimal(65), Decimal(5), Decimal(500)),
)
BELGIAN_MAXIMUM = Decimal(2000)
# Dutch collection costs: (width of the bracket, percent of it).
DUTCH_SCALE = (
    (Decimal(2500), Decimal(15)),
    (Decimal(2500), Decimal(10)),
    (Decimal(5000), Decimal(5)),
    (Decimal(190000), Decimal(1)),
    (None, Decimal("0.5")),
)
DUTCH_MINIMUM, DUTCH_MAXIMUM = Decimal(40), Decimal(6775)

_FIXED_SUM_ARTICLES = {
    "FR": "C. com. L441-10 II, D441-5",
    "BE": "Law of 2 Aug 2002 art. 6",
    "LU": "Law of 18 Apr 2004",
    "NL": "BW 6:96",
    "DE": "BGB 288 V",
    "EU": "Directive 2011/7/EU art. 6",
}
_NO_FIXED_SUM = {
    ("FR", CONSUMER): "C. com. L441-10 II; CPCE L111-8",
    ("BE", CONSUMER): "CEL XIX.4",
    ("LU", CONSUMER): "Law of 18 Apr 2004",
    ("NL", CONSUMER): "BW 6:96",
    ("DE", CONSUMER): "BGB 288 V",
    ("CH", BUSINESS): "CO 104",
    ("CH", CONSUMER): "CO 104",
}
_NO_REMINDER_FEE = {
    ("FR", BUSINESS): ("fr.business.reminder_fee_in_fixed_sum", "C. com. L441-10 II"),
    ("FR", CONSUMER): ("fr.consumer.reminder_fee", "CPCE L111-8"),
    ("BE", BUSINESS): ("be.business.reminder_fee_in_fixed_sum", "Law of 2 Aug 2002 art. 6"),
    ("NL", CONSUMER): ("nl.consumer.reminder_fee", "BW 6:96"),
    ("CH", BUSINESS): ("ch.reminder_fee_without_contract", "CO 104"),
    ("CH", CONSUMER): ("ch.reminder_fee_without_contract", "CO 104"),
}


class Indemnity(NamedTuple):
    """A sum in euros, rounded to cents, and why it is due; `inputs` are the (name, number) it was made from."""

    amount: Decimal
    rule: str
    article: str
    inputs: tuple


def get_fixed_sum(country, customer, invoices=1, payment_forbidden=False):
    """The fixed compensation of late invoices: 40 EUR for each, also when they are asked for together.

    In the Netherlands it is the least that collection costs can be, see :func:`get_dutch_collection_costs`.

    :param str country: FR, BE, LU, NL, DE, CH; EU for another country of the Union
    :param str customer: `business` or `consumer`
    :param int invoices: number of late invoices
    :param bool payment_forbidden: whether an insolvency forbade the debtor to pay them when due
    :rtype: Indemnity
    :raise NotAllowed: `<country>.<customer>.fixed_sum`; `fr.business.fixed_sum_insolvency`
    :raise NotVerified: another country, or the effect of an insolvency outside France

    C. com. L441-10 II, D441-5; law of 2 August 2002 art. 6; law of 18 April 2004 (LU); BW 6:96; BGB 288 V;
    directive 2011/7/EU art. 6; CJEU C-585/20 (for each invoice).

    >>> get_fixed_sum("FR", "business", invoices=3).amount
    Decimal('120.00')
    """
    key = f"{country}.{customer}.fixed_sum".lower()
    if (country, customer) in _NO_FIXED_SUM:
        raise NotAllowed(key, _NO_FIXED_SUM[country, customer])
    if customer != BUSINESS or country not in _FIXED_SUM_ARTICLES:
        raise NotVerified(key)
    if invoices < 0:
        raise ValueError(f"the number of invoices must not be negative: {invoices}")
    article = _FIXED_SUM_ARTICLES[country]
    if payment_forbidden:
        if country != "FR":
            raise NotVerified(f"{country}.insolvency".lower())
        raise NotAllowed(f"{key}_insolvency", article)
    return Indemnity(
        round_amount(FIXED_SUM * invoices), key, article, (("fixed_sum", FIXED_SUM), ("invoices", invoices))
    )


def get_belgian_consumer_maximum(balance):
    """The most that may be asked of a Belgian consumer as an indemnity.

    :param Decimal balance: what is left of the debt, in euros
    :rtype: Indemnity

    CEL XIX.4: 20 EUR up to 150; 30 EUR and 10 % of what exceeds 150 up to 500; 65 EUR and 5 % of
    what exceeds 500 beyond, at most 2 000. Rounded towards zero, to stay under the maximum.

    The scale has no step at 500, and reaches its maximum at 39 200:

    >>> [str(get_belgian_consumer_maximum(Decimal(b)).amount) for b in ("150", "150.10", "500", "500.20", "39200")]
    ['20.00', '30.01', '65.00', '65.01', '2000.00']
    """
    balance = to_amount(balance, "the balance")
    article = "CEL XIX.4"
    if not balance:
        return Indemnity(Decimal("0.00"), "be.consumer.nothing_due", article, (("balance", balance),))
    up_to, base, percent, above = next(row for row in BELGIAN_SCALE if row[0] is None or balance <= row[0])
    with exact():
        amount = min(base + (balance - above) * percent / 100, BELGIAN_MAXIMUM)
    rule = f"be.consumer.scale_{up_to}" if up_to else "be.consumer.scale_above"
    inputs = (("balance", balance), ("base", base), ("percent", percent), ("above", above))
    return Indemnity(round_below(amount), rule, article, inputs)


def get_belgian_consumer_indemnity(balance, agreed=None, agreed_scale=False):
    """The indemnity of a Belgian consumer: only what a clause provides, within the scale of the law.

    It may be asked for once the wait of :func:`.waiting.get_belgian_wait` is over.

    :param Decimal balance: what is left of the debt, in euros
    :param Decimal agreed: the sum that the clause gives for this balance, in euros
    :param bool agreed_scale: whether the clause is the scale of the law itself
    :rtype: Indemnity
    :raise NotAllowed: `be.consumer.no_indemnity_clause`, or `be.consumer.clause_above_cap` since a
        clause beyond the scale is deemed unwritten

    CEL XIX.4.
    """
    maximum = get_belgian_consumer_maximum(balance)
    if agreed_scale:
        return maximum
    if agreed is None:
        raise NotAllowed("be.consumer.no_indemnity_clause", maximum.article)
    agreed = to_amount(agreed, "the agreed sum")
    if agreed > maximum.amount:
        raise NotAllowed("be.consumer.clause_above_cap", maximum.article)
    inputs = (("agreed", agreed), ("maximum", maximum.amount))
    return Indemnity(round_below(agreed), "be.consumer.contract", maximum.article, inputs)


def get_reminder_fee(country, customer, regular_supply=False, due_dates_reminded=0, postage=Decimal(0)):
    """The most that one reminder may cost the customer.

    :param str country: FR, BE, LU, NL, DE, CH; EU for another country of the Union
    :param str customer: `business` or `consumer`
    :param bool regular_supply: whether the contract is one of regular supply (BE)
    :param int due_dates_reminded: unpaid due dates that were already reminded of in this calendar year (BE)
    :param Decimal postage: postage of the day, in euros (BE)
    :rtype: Indemnity
    :raise NotAllowed: when a reminder must be free, or is part of the fixed sum
    :raise NotVerified: when the rule for this country and customer was not verified

    CEL Book XIX (7.50 EUR and postage, from the fourth due date of the year); CPCE L111-8;
    C. com. L441-10 II; law of 2 August 2002 art. 6; BW 6:96; CO 104.

    >>> get_reminder_fee("BE", "consumer", True, 3, Decimal("1.52")).amount
    Decimal('9.02')
    """
    if (country, customer) in _NO_REMINDER_FEE:
        raise NotAllowed(*_NO_REMINDER_FEE[country, customer])
    if (country, customer) != ("BE", CONSUMER):
        raise NotVerified(f"{country}.{customer}.reminder_fee".lower())
    postage = to_amount(postage, "the postage")
    if not regular_supply or due_dates_reminded < BELGIAN_FREE_DUE_DATES:
        raise NotAllowed("be.consumer.reminder_free", "CEL Book XIX")
    amount = round_below(BELGIAN_REMINDER + postage)
    inputs = (("fee", BELGIAN_REMINDER), ("postage", postage))
    return Indemnity(amount, "be.consumer.reminder_fee", "CEL Book XIX", inputs)


def get_dutch_collection_costs(principal, customer, wait_is_over=False):
    """The Dutch costs of collection out of court, VAT not included.

    Whether a creditor who cannot deduct VAT may add it was not verified: it is never added.

    :param Decimal principal: the debt, in euros
    :param str customer: `business` or `consumer`
    :param bool wait_is_over: whether the fourteen days of :func:`.waiting.get_dutch_wait` have
        passed unused; a consumer owes nothing before
    :rtype: Indemnity
    :raise NotAllowed: `nl.consumer.letter_first`

    BW 6:96: 15 % to 2 500 EUR, 10 % of the next 2 500, 5 % of the next 5 000, 1 % of the next
    190 000, 0.5 % above; at least 40 EUR, at most 6 775.

    >>> [str(get_dutch_collection_costs(Decimal(p), "business").amount) for p in (100, 2500, 10000, 1000000)]
    ['40.00', '375.00', '875.00', '6775.00']
    """
    principal = to_amount(principal, "the principal")
    article = "BW 6:96"
    if customer == CONSUMER and not wait_is_over:
        raise NotAllowed("nl.consumer.letter_first", article)
    inputs = (("principal", principal),)
    if not principal:
        return Indemnity(Decimal("0.00"), "nl.nothing_due", article, inputs)
    amount, rest = Decimal(0), principal
    with exact():
        for width, percent in DUTCH_SCALE:
            part = rest if width is None else min(rest, width)
            amount += part * percent / 100
            rest -= part
    rule = "nl.scale"
    if amount <= DUTCH_MINIMUM:
        amount, rule = DUTCH_MINIMUM, "nl.minimum"
    elif amount >= DUTCH_MAXIMUM:
        amount, rule = DUTCH_MAXIMUM, "nl.maximum"
    return Indemnity(round_below(amount), rule, article, inputs)
