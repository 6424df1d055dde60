"""What a customer owes beside its late invoices on a day, charge by charge, and why.

The other modules each know one rule; this one puts them together, and turns what they refuse into
charges of zero that say why.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .contract import BUSINESS, CONSUMER, Agreed, Clause, get_applied_rates
from .days import ONE_DAY
from .errors import LegalError, MissingRate, NotAllowed, NotVerified
from .indemnities import get_belgian_consumer_indemnity, get_belgian_consumer_maximum, get_fixed_sum
from .interest import Interest, compute_interest, get_compounding_article
from .money import exact, round_amount, round_below
from .rates import get_first_day
from .start import Facts, get_interest_end, get_interest_start
from .waiting import Wait

INTEREST, FIXED_SUM, INDEMNITY = KINDS = ("interest", "fixed_sum", "indemnity")
EURO = "EUR"
ZERO = Decimal(0)


class Terms(NamedTuple):
    """The law and the contract of one customer.

    :param str country: FR, BE, LU, NL, DE, CH; EU for another country of the Union
    :param str customer: `business` or `consumer`
    :param Clause clause: the late-interest clause; None when the contract says nothing
    :param bool claims_interest: whether the creditor claims late interest at all
    :param bool claims_indemnity: whether it claims fixed sums and indemnities
    :param Decimal agreed_indemnity: what a clause gives against a Belgian consumer, in euros
    :param bool agreed_scale: whether that clause is the scale of the law
    :param bool creditor_is_small: whether the creditor is a small or medium-sized enterprise
    :param date insolvency_day: day of the judgment that opened an insolvency; None when there is none
    """

    country: str
    customer: str
    clause: Clause | None = None
    claims_interest: bool = True
    claims_indemnity: bool = True
    agreed_indemnity: Decimal | None = None
    agreed_scale: bool = False
    creditor_is_small: bool = False
    insolvency_day: date | None = None


class LateDebt(NamedTuple):
    """One instalment, open or paid late.

    :param key: what it is known by
    :param invoice: what its invoice is known by: some sums are due once per invoice
    :param date due_day: its due date
    :param Decimal principal: what fell due, credit notes deducted
    :param payments: :class:`.interest.Payment`, what was paid of it and when
    :param str currency: ISO code
    :param int digits: digits of its currency
    :param Wait wait: the period that the first reminder left a Belgian consumer
    :param date notice_day: the day a formal notice reached the customer
    :param Agreed agreed: what its own contract says; None when it is that of the customer's terms
    """

    key: object
    invoice: object
    due_day: date
    principal: Decimal
    payments: tuple = ()
    currency: str = EURO
    digits: int = 2
    wait: Wait | None = None
    notice_day: date | None = None
    agreed: Agreed | None = None

    def get_balance(self, today):
        """What is left of it at the end of a day."""
        with exact():
            return max(self.principal - sum((amount for day, amount in self.payments if day <= today), ZERO), ZERO)

    def is_late(self, today):
        """Whether something of it was unpaid after its due date, on a day."""
        return self.due_day < today and self.get_balance(self.due_day) > 0


class Charge(NamedTuple):
    """A sum claimed beside a debt, and why; or none, and why not.

    `first_day` and `last_day` are those of interest, both included; `problem` is the
    :class:`.errors.LegalError` that refused the charge, or (with an amount) what cut it short;
    `agreed` is what the debt's own contract says, where it has one.
    """

    key: object
    invoice: object
    kind: str
    amount: Decimal
    currency: str
    rule: str = ""
    article: str = ""
    inputs: tuple = ()
    first_day: date | None = None
    last_day: date | None = None
    interest: Interest | None = None
    rates: tuple = ()
    problem: LegalError | None = None
    agreed: Agreed | None = None


def compute_charges(debts, terms, table, today):
    """What one customer owes beside its invoices on a day.

    :param debts: :class:`LateDebt` of one customer and one creditor
    :param Terms terms: its law and contract
    :param RateTable table: the rates known
    :param date today: the creditor's date
    :return: list of :class:`Charge`, interest first, in the order of the debts; those that the law refuses
        have an amount of zero and a problem

    C. com. L441-10 II; C. civ. 1344-1, 1231-6; law of 2 August 2002 art. 5 and 6; CEL Book XIX; law of
    18 April 2004 (LU); BW 6:119a, 6:96; BGB 288; CO 104; directive 2011/7/EU art. 3 and 6.

    >>> from .rates import load_rates
    >>> debt = LateDebt("F1", "F1", date(2026, 8, 31), Decimal(1000))
    >>> [(charge.kind, str(charge.amount)) for charge in compute_charges(
    ...     [debt], Terms("FR", "business"), load_rates(), date(2026, 9, 30))]
    [('interest', '10.19'), ('fixed_sum', '40.00')]
    """
    late = [debt for debt in debts if debt.is_late(today)]
    charges = []
    if terms.claims_interest:
        charges += [_try(_compute_interest, debt, INTEREST, terms, table, today) for debt in late]
    if terms.claims_indemnity and terms.customer == BUSINESS:
        first_of_invoice = {debt.invoice: debt for debt in reversed(late)}
        charges += [
            _try(_compute_fixed_sum, debt, FIXED_SUM, terms) for debt in late if first_of_invoice[debt.invoice] is debt
        ]
    if terms.claims_indemnity and (terms.country, terms.customer) == ("BE", CONSUMER):
        charges += _compute_belgian_indemnities(late, terms, today)
    return charges


def _try(compute, debt, kind, *args):
    try:
        return compute(debt, *args)._replace(agreed=debt.agreed)
    except LegalError as error:
        return _refuse(debt, kind, error)


def _get_agreed(debt, terms):
    """What the contract of a debt says: its own, else the customer's."""
    return debt.agreed or Agreed(terms.clause, terms.agreed_indemnity, terms.agreed_scale)


def _refuse(debt, kind, error):
    return Charge(
        debt.key, debt.invoice, kind, ZERO, debt.currency, article=error.article, problem=error, agreed=debt.agreed
    )


def _compute_interest(debt, terms, table, today):
    key = f"{terms.country}.{terms.customer}".lower()
    facts = Facts(debt.due_day, notice_day=debt.notice_day, wait=debt.wait, creditor_is_small=terms.creditor_is_small)
    start = get_interest_start(terms.country, terms.customer, facts)
    if start is None:
        raise NotAllowed(f"{key}.interest_not_started")
    if start.claimable_from > today:
        raise NotAllowed(f"{key}.wait", start.article, start.claimable_from)
    last_day = get_interest_end(terms.country, _get_last_day(debt, today), terms.insolvency_day)
    if last_day < start.first_day:
        raise NotAllowed(f"{key}.paid_before", start.article)
    terms = terms._replace(clause=_get_agreed(debt, terms).clause)
    last_day, rates, problem = _get_known_rates(table, terms, start.first_day, last_day)
    compounds = get_compounding_article(terms.country)
    interest = compute_interest(
        debt.principal, start.first_day, last_day, rates, debt.payments, start.first_day if compounds else None
    )
    return Charge(
        debt.key,
        debt.invoice,
        INTEREST,
        round_amount(interest.total, debt.digits),
        debt.currency,
        rule=start.rule,
        article=rates[-1].article,
        first_day=start.first_day,
        last_day=last_day,
        interest=interest,
        rates=rates,
        problem=problem,
    )


def _get_last_day(debt, today):
    """Interest stops on the day nothing is left to pay."""
    if debt.get_balance(today):
        return today
    return max(day for day, _amount in debt.payments if day <= today)


def _get_known_rates(table, terms, first_day, last_day):
    """The rates up to the last day that is known: less than what is due is never too much.

    :return: (last day, rates, what cut it short or None)
    """
    try:
        return last_day, _get_rates(table, terms, first_day, last_day), None
    except MissingRate as missing:
        known_day = get_first_day(missing.semester) - ONE_DAY
        if known_day < first_day:
            raise
        return known_day, _get_rates(table, terms, first_day, known_day), missing


def _get_rates(table, terms, first_day, last_day):
    return get_applied_rates(table, terms.country, terms.customer, first_day, last_day, terms.clause)


def _compute_fixed_sum(debt, terms):
    forbidden = bool(terms.insolvency_day and terms.insolvency_day <= debt.due_day)
    if terms.insolvency_day and not forbidden and terms.country != "FR":
        raise NotVerified(f"{terms.country}.insolvency".lower())
    indemnity = get_fixed_sum(terms.country, terms.customer, payment_forbidden=forbidden)
    return Charge(
        debt.key,
        debt.invoice,
        FIXED_SUM,
        indemnity.amount,
        EURO,
        rule=indemnity.rule,
        article=indemnity.article,
        inputs=indemnity.inputs,
    )


def _compute_belgian_indemnities(debts, terms, today):
    """The indemnity of all debts together, shared in proportion to what is left of each.

    Whether the scale holds for each invoice or for what the customer owes was not verified: nothing is claimed
    that is above one of the two.
    """
    charges, chargeable = [], []
    for debt in debts:
        if not debt.get_balance(today):
            continue
        if error := _get_indemnity_refusal(debt, terms, today):
            charges.append(_refuse(debt, INDEMNITY, error))
        else:
            chargeable.append(debt)
    total = sum(debt.get_balance(today) for debt in chargeable)
    return charges + [_try(_share_belgian_indemnity, debt, INDEMNITY, terms, total, today) for debt in chargeable]


def _share_belgian_indemnity(debt, terms, total, today):
    """What one debt bears of the indemnity on all that is owed."""
    agreed, balance = _get_agreed(debt, terms), debt.get_balance(today)
    indemnity = get_belgian_consumer_indemnity(total, agreed.indemnity, agreed.scale)
    with exact():
        share = indemnity.amount * balance / total
    own = get_belgian_consumer_maximum(balance)
    applied, amount = (indemnity, round_below(share)) if share <= own.amount else (own, own.amount)
    return Charge(
        debt.key,
        debt.invoice,
        INDEMNITY,
        amount,
        EURO,
        rule=applied.rule,
        article=applied.article,
        inputs=(*applied.inputs, ("indemnity", applied.amount), ("share", balance)),
    )


def _get_indemnity_refusal(debt, terms, today):
    """Why no indemnity is claimed on a Belgian consumer's debt yet, or None."""
    if terms.insolvency_day:
        return NotVerified("be.insolvency")
    if debt.currency != EURO:
        return NotVerified("be.consumer.foreign_currency", "CEL XIX.4")
    if debt.wait is None:
        return NotAllowed("be.consumer.interest_not_started", "CEL Book XIX")
    if debt.wait.chargeable_from > today:
        return NotAllowed("be.consumer.wait", "CEL Book XIX", debt.wait.chargeable_from)
    return None
