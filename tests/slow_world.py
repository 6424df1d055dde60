"""What may happen to a company's receivables, as plain values: customers, moves and lines
are numbers, whose order is that of the records; and a way to draw them at random."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

ARMISTICE, CHRISTMAS, BOXING_DAY = date(2026, 11, 11), date(2026, 12, 25), date(2026, 12, 26)
CONTACT_TYPES = ("company", "invoice", "collections", "collections", "other")
UNUSABLE = ("none", "bounced", "blacklisted", "archived")
INVOICES = ("out_invoice", "out_receipt")
CUSTOMERS, MOVES, LINES_OF_MOVE = 6, 20, 2
RATES = {"EUR": ("1",), "USD": ("1/2", "2/5"), "JPY": ("1/125",)}
AMOUNTS = {"EUR": (5, 10, 15, 40, 100), "USD": (10, 20, 50, 100), "JPY": (1000, 2500, 5000)}
# A Wednesday, a Thursday that follows a holiday's, a Saturday, a Sunday, two holidays, one of them before a weekend.
DAYS = (
    date(2026, 11, 25),
    date(2026, 11, 12),
    date(2026, 11, 28),
    date(2026, 11, 29),
    ARMISTICE,
    CHRISTMAS,
)


@dataclass(frozen=True)
class Level:
    id: int
    delay: int
    reference: str = "due"
    minimum_gap: int = 0
    active: bool = True
    requires_approval: bool = False

    @property
    def preventive(self):
        return self.reference == "due" and self.delay <= 0

    @property
    def place(self):
        """Those counted from the invoice date come before all others."""
        return (self.reference == "due", self.delay)


@dataclass(frozen=True)
class Policy:
    id: int
    levels: tuple[Level, ...]
    minimum_amount: int = 0
    minimum_gap: int = 0
    contact_limit: int = 3
    contact_window: int = 30
    grace_days: int = 0
    send_on_saturday: bool = False
    hour_from: int = 8
    hour_to: int = 18
    # How many days from today a pause ends; None when there is none.
    pause: int | None = None

    @property
    def ladder(self):
        return sorted((level for level in self.levels if level.active), key=lambda level: level.place)


@dataclass(frozen=True)
class Contact:
    """One way to a customer; its own card has the type "company"."""

    id: int
    type: str
    address: str = "good"
    country: str | None = None
    tz: str | None = None


@dataclass(frozen=True)
class Customer:
    id: int
    contacts: tuple[Contact, ...]
    policy: Policy | None = None


@dataclass(frozen=True)
class Line:
    """A receivable line: a debt above zero, a credit below."""

    id: int
    move: int
    customer: int
    invoice_date: date
    maturity: date | None
    currency: str
    residual: int
    rate: Fraction
    move_type: str = "out_invoice"
    state: str = "posted"
    payment_state: str = "not_paid"
    reconciled: bool = False
    no_followup: bool = False
    reached: Level | None = None
    reached_on: date | None = None

    @property
    def due(self):
        """Rule 2: no due date means due on the invoice date."""
        return self.maturity or self.invoice_date

    @property
    def is_open(self):
        return self.state == "posted" and not self.reconciled

    @property
    def is_debt(self):
        followed = self.move_type in INVOICES or (self.move_type == "opening" and not self.no_followup)
        return self.is_open and self.residual > 0 and followed

    @property
    def exclusion(self):
        if self.no_followup:
            return "no_followup"
        if self.payment_state == "blocked":
            return "blocked"
        if self.payment_state in ("in_payment", "paid", "reversed"):
            return "in_payment"
        return None


@dataclass(frozen=True)
class Hold:
    id: int
    customer: int
    start: date
    end: date
    move: int | None = None
    line: int | None = None
    amount: int = 0
    released: date | None = None

    def covers(self, line, today):
        return (
            self.customer == line.customer
            and self.move in (None, line.move)
            and self.line in (None, line.id)
            and self.start <= today <= self.end
            and not (self.released and self.released <= today)
        )


@dataclass(frozen=True)
class Message:
    customer: int
    day: date
    # That of a reminder; "told" by a person, or "heard" from the customer.
    state: str


@dataclass(frozen=True)
class World:
    today: date
    moment: datetime | None
    policy: Policy
    customers: tuple[Customer, ...]
    lines: tuple[Line, ...] = ()
    holds: tuple[Hold, ...] = ()
    messages: tuple[Message, ...] = ()

    def debts(self, customer):
        """Rule 2, oldest due date first."""
        debts = [line for line in self.lines if line.customer == customer.id and line.is_debt]
        return sorted(debts, key=lambda line: (line.due, line.id))

    def credits(self, customer):
        return [line for line in self.lines if line.customer == customer.id and line.is_open and line.residual < 0]


# === AT RANDOM === #


def mostly(rng, usual, *others):
    """A value that is the usual one six times out of seven."""
    return rng.choice(others) if rng.random() < 1 / 7 else usual


def often(rng, usual, *others):
    """A value that is the usual one as often as not."""
    return rng.choice([usual, rng.choice(others)])


def draw_world(rng):
    today = often(rng, *DAYS)
    hour = often(rng, None, 5, 10, 16, 20)
    default, other = draw_policy(rng, 1), draw_policy(rng, 2)
    lines = []
    for move in range(MOVES):
        lines += draw_lines(rng, today, move, default.levels + other.levels)
    messages = []
    for customer in range(CUSTOMERS):
        for _number in range(rng.randint(0, 3)):
            state = rng.choice(["sent"] * 10 + ["told", "told", "heard", "cancelled", "failed", "uncertain"])
            messages.append(Message(customer, today - timedelta(rng.choice([0, 1, 5, 6, 7, 10, 29, 30])), state))
        if state := mostly(rng, None, "queued", "to_approve", "to_approve"):
            messages.append(Message(customer, today - timedelta(1), state))
    return World(
        today=today,
        moment=None if hour is None else datetime.combine(today, time(hour)),
        policy=default,
        customers=tuple(draw_customer(rng, number, other) for number in range(CUSTOMERS)),
        lines=tuple(lines),
        holds=tuple(draw_hold(rng, number, today, lines) for number in range(rng.randint(0, 5))),
        messages=tuple(messages),
    )


def draw_policy(rng, number):
    delays = rng.sample([-10, -7, -3, 0, 1, 3, 10, 20, 35], rng.randint(2, 4))
    places = [("due", delay) for delay in delays]
    places += [("invoice", delay) for delay in often(rng, [], [15], [0, 30])]
    return Policy(
        id=number,
        levels=tuple(
            Level(
                id=number * 10 + rank,
                delay=delay,
                reference=reference,
                minimum_gap=rng.choice([0, 5, 7]),
                active=mostly(rng, True, False),
                requires_approval=rng.choice([True, False]),
            )
            for rank, (reference, delay) in enumerate(places)
        ),
        minimum_amount=rng.choice([0, 0, 10, 20, 60]),
        minimum_gap=rng.choice([0, 6, 10]),
        contact_limit=rng.randint(1, 3),
        contact_window=rng.choice([1, 7, 30]),
        grace_days=rng.choice([0, 2, 5]),
        send_on_saturday=rng.choice([True, False]),
        pause=mostly(rng, None, None, -1, 0, 3),
    )


def draw_customer(rng, number, own_policy):
    country = rng.choice(["FR", "BE", "DE", "JP", None])
    contacts = []
    for rank, kind in enumerate(CONTACT_TYPES):
        is_usable = mostly(rng, True, False) if kind in ("company", "other") else rng.random() < 0.3
        contacts.append(
            Contact(
                id=number * len(CONTACT_TYPES) + rank,
                type=kind,
                address="good" if is_usable else rng.choice(UNUSABLE),
                country=country if kind == "company" else often(rng, None, "BE", "JP"),
                tz=mostly(rng, None, "America/New_York"),
            )
        )
    return Customer(number, tuple(contacts), often(rng, None, own_policy))


def draw_lines(rng, today, move, levels):
    """One or two instalments of an invoice, or credits, or what looks like them."""
    currency = often(rng, "EUR", "USD", "JPY")
    is_credit = rng.random() < 0.2
    common = {
        "move": move,
        "customer": rng.randrange(CUSTOMERS),
        "currency": currency,
        "rate": Fraction(rng.choice(RATES[currency])),
        "state": mostly(rng, "posted", "draft", "cancel"),
        "invoice_date": today + timedelta(rng.choice([-60, -40, -30, -16, -15, -1, 0])),
    }
    if is_credit:
        common["move_type"] = rng.choice(["out_refund", "entry"])
    else:
        common["move_type"] = mostly(rng, "out_invoice", "out_receipt", "opening", "entry", "out_refund")
        common["payment_state"] = mostly(rng, "not_paid", "partial", "blocked", "in_payment", "paid", "reversed")
        common["no_followup"] = mostly(rng, False, True)
    lines = []
    for position in range(LINES_OF_MOVE):
        reconciled = mostly(rng, False, True) if position == 0 else rng.choice([True, False])
        residual = rng.choice(AMOUNTS[currency]) * (-1 if is_credit else 1)
        reached = None if is_credit else often(rng, None, *levels)
        # Around the day of a step, or anywhere.
        near = -rng.choice(levels).delay + rng.choice([-5, -1, 0, 1])
        due = often(rng, near, -40, -21, -5, -2, 0, 3, 7, 14)
        lines.append(
            Line(
                id=move * LINES_OF_MOVE + position,
                maturity=mostly(rng, today + timedelta(due), None),
                residual=0 if reconciled else residual,
                reconciled=reconciled,
                reached=reached,
                reached_on=reached and today - timedelta(rng.choice([0, 1, 4, 5, 6, 7, 20])),
                **common,
            )
        )
    return lines


def draw_hold(rng, number, today, lines):
    line = rng.choice(lines)
    scope = rng.choice(["customer", "move", "line", "part"])
    start = today - timedelta(rng.choice([-1, 0, 5, 20]))
    return Hold(
        id=number,
        customer=line.customer,
        start=start,
        end=start + timedelta(rng.choice([0, 5, 30])),
        move=line.move if scope == "move" else None,
        line=line.id if scope in ("line", "part") else None,
        amount=rng.choice(AMOUNTS[line.currency]) if scope == "part" else 0,
        released=often(rng, None, today - timedelta(1), today, today + timedelta(1)),
    )
