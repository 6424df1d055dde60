"""Two years of sales and payments, drawn by chance after each customer's habit: plain
values, no record."""

from dataclasses import dataclass, field
from datetime import date, timedelta

YEARS = timedelta(days=730)
# Days between invoice and due date, and between two invoices.
TERMS = {("fr", False): 30, ("fr", True): 15, ("be", False): 14, ("be", True): 8}
RHYTHM = (60, 125)
AMOUNTS = {("fr", False): (300, 3500), ("fr", True): (90, 700), ("be", False): (180, 1500), ("be", True): (40, 160)}


@dataclass
class Sale:
    invoice_date: date
    date_due: date
    amount: float
    # [(day, share of the total)]
    payments: list = field(default_factory=list)
    credits: list = field(default_factory=list)
    is_told: bool = False


def make_history(rng, customer, today):
    """The sales of a customer, oldest first.

    :param random.Random rng: chance
    :param customer: :class:`~.customers.Customer`
    :param date today: the day of the demonstration
    :rtype: list of :class:`Sale`
    """
    kind = customer.company, customer.consumer
    terms = timedelta(days=TERMS[kind])
    told = [_tell(debt, today, terms) for debt in customer.debts]
    end = min((sale.date_due for sale in told), default=today) - timedelta(days=25 if told else 0)
    sales = []
    if customer.payer != "new":
        day = today - YEARS + timedelta(days=rng.randint(0, RHYTHM[0]))
        while day + (terms if told else timedelta(days=2)) < end:
            sales.append(_draw(rng, customer, kind, day, terms, today))
            day += timedelta(days=rng.randint(*RHYTHM))
    return sales + told


def _tell(debt, today, terms):
    due = today + timedelta(days=debt.due)
    sale = Sale(due - terms, due, debt.amount, is_told=True)
    if debt.paid:
        sale.payments.append((working_day(today + timedelta(days=debt.paid_on)), debt.paid))
    return sale


def _draw(rng, customer, kind, day, terms, today):
    day = working_day(day)
    due = day + terms
    low, high = AMOUNTS[kind]
    sale = Sale(day, due, round(rng.uniform(low, high) / 5) * 5)
    paid_on = working_day(due + timedelta(days=_draw_delay(rng, customer.payer)))
    share = 1.0
    if rng.random() < 0.04 and (credited := working_day(day + timedelta(days=5))) < today:
        sale.credits.append((credited, 0.2))
        share = 0.8
    if customer.payer == "habitual" and rng.random() < 0.3 and not sale.credits:
        sale.payments.append((paid_on, 0.4))
        paid_on, share = working_day(paid_on + timedelta(days=rng.randint(8, 20))), 1.0
    if customer.debts:
        # Whoever has a story owes nothing else.
        paid_on = min(paid_on, working_day(today - timedelta(days=45)))
    sale.payments.append((max(paid_on, day), share))
    sale.payments = [payment for payment in sale.payments if payment[0] < today]
    return sale


def _draw_delay(rng, payer):
    if payer == "habitual":
        return rng.randint(15, 48)
    if payer == "occasional" and rng.random() < 0.2:
        return rng.randint(4, 18)
    return rng.randint(-8, 0)


def working_day(day):
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
