"""When an invoice will be paid, told as a distribution of the days late.

A customer has a level, the days late around which it pays, drawn towards those of its segment and of the company when
there is little to go by. How much little is, the company's own customers say: the more they differ from each other, the
sooner one is taken at its word. Around its level, invoices stray as past ones did from what could be expected when they
were issued, those of all customers and those of this one: what forecasts lacked in the past is part of the next ones.
What is recent counts more, and what is still open counts too: it is paid at its present age at the earliest.

The habits of a company are :func:`learn`, those of one customer :meth:`Habits.expect`, and :meth:`Distribution.after`
brings in the days that have gone by without payment. Nothing here looks at the clock, draws at random or knows more
than the payments that it is given.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable
from datetime import date, timedelta
from math import ceil, sqrt
from operator import attrgetter
from typing import NamedTuple

# An invoice counts half as much as one issued so many days later.
HALF_LIFE = 180
# How the invoices of all customers stray counts as much as so many invoices of the customer.
SPREAD_STRENGTH = 30
# A segment is taken at its word as much as the company from so many customers on.
SEGMENT_STRENGTH = 5
# Days late beyond these say no more than very early, and very late or never.
EARLIEST, LATEST = -90, 365
# Nor does one forgotten invoice tell that its customer pays everything so late.
LATEST_LEVEL = 90
# Between a day and the next one, the chance leaps: a day that falls short of what is asked by so much will do.
NEAR = 0.05
# What is supposed where nothing was seen: of what is still open, half is paid within as many days as went by, or so
# many at least. Before any payment, this counts as half an invoice.
HALF_PAID, DOUBT = 14, 0.5
# Nor do a few payments that came alike tell that all others will: these strays, in days, count as half an invoice each.
SUPPOSED_STRAYS = (-14, -9, -6, -3, -1, 1, 3, 6, 9, 14)
# The number of invoices that the level of the company counts for, when its customers cannot tell, and its limits.
USUAL_STRENGTH, STRENGTHS = 3, (0.3, 20)


class Payment(NamedTuple):
    """How an instalment was paid, as far as it is known.

    ``customer`` and ``segment`` are any keys; ``settled_on`` is None while something of it is open."""

    customer: Hashable
    invoiced_on: date
    due_on: date
    settled_on: date | None
    segment: Hashable = None

    def get_days_late(self, today):
        """Days late when it was settled, or so far."""
        return _bound(((self.settled_on or today) - self.due_on).days)

    def get_weight(self, today, half_life):
        """What it counts for: the same whether it is settled or not, or the late ones would count more."""
        return 0.5 ** ((today - self.invoiced_on).days / half_life)


class Distribution:
    """The chances that an instalment is paid so many days after its due date.

    The last day, :data:`LATEST`, stands for then, later or never.

    >>> usual = Distribution([(-5, 0.5), (0, 0.3), (20, 0.2)])
    >>> usual.get_day(0.5), usual.get_day(0.8), usual.get_day(0.95)
    (-5, 0, 20)
    >>> usual.get_chance(0)
    0.8

    Once ten days have gone by without payment, only what comes later is left:

    >>> usual.after(10).get_day(0.5)
    20
    """

    def __init__(self, chances):
        """
        :param chances: (days late, chance), by days late; the chances are brought to a sum of one
        """
        self.days, self.reached = [], []
        reached = 0.0
        for day, chance in chances:
            reached += chance
            self.days.append(day)
            self.reached.append(reached)
        self.reached = [upto / reached for upto in self.reached]

    def get_day(self, chance):
        """The day late by which it is paid with a chance (0 to 1): the nearest to it, or else the first one beyond."""
        place = min(bisect_left(self.reached, chance), len(self.days) - 1)
        if place and chance - self.reached[place - 1] <= min(NEAR, self.reached[place] - chance):
            place -= 1
        return self.days[place]

    def get_chance(self, day):
        """The chance (0 to 1) that it is paid by a day late, that day included."""
        place = bisect_left(self.days, day + 1)
        return self.reached[place - 1] if place else 0.0

    def after(self, day):
        """What is left of it when it was still open at the end of the day late `day`; None when nothing is."""
        place = bisect_left(self.days, day + 1)
        if place == len(self.days):
            return None
        chances, gone = [], self.reached[place - 1] if place else 0.0
        for later, reached in zip(self.days[place:], self.reached[place:], strict=True):
            chances.append((later, reached - gone))
            gone = reached
        return Distribution(chances)


class Habits(NamedTuple):
    """How the customers of a company pay.

    ``level`` is the days late of a customer of whom nothing is known, ``levels`` the same by segment; ``strength`` the
    number of invoices that it counts for; ``spread`` how invoices strayed from what was expected of them: (days,
    chance)."""

    today: date
    level: float
    levels: dict
    strength: float
    spread: list
    half_life: float = HALF_LIFE
    spread_strength: float = SPREAD_STRENGTH

    def expect(self, payments=(), segment=None):
        """The distribution of the days late of an invoice of a customer.

        :param payments: :class:`Payment` of that customer
        """
        record = _Record(payments, self.half_life)
        usual = self.levels.get(segment, self.level)
        strays = list(record.get_strays(self.today, usual, self.strength))
        level, known = record.get_level(self.today + timedelta(days=1), usual, self.strength)
        doubt = _get_doubt(known)
        seen, unseen = defaultdict(float), defaultdict(float)
        for stray, chance in self.spread:
            seen[_bound(round(level + stray * doubt))] += chance * self.spread_strength
        for days, chance in _SUPPOSED:
            seen[days] += chance * DOUBT
        for stray, weight, is_settled in strays:
            (seen if is_settled else unseen)[_bound(round(level + stray * doubt))] += weight
        return Distribution(_estimate(seen, unseen))


def learn(payments, today, half_life=HALF_LIFE, spread_strength=SPREAD_STRENGTH):
    """How the customers of a company pay, from what was known at the end of a day.

    >>> days = [date(2026, month, 1) for month in range(1, 7)]
    >>> late = [Payment("Dupont", day, day, day.replace(day=11)) for day in days]
    >>> early = [Payment("Martin", day, day, day.replace(day=2)) for day in days]
    >>> habits = learn(late + early, date(2026, 7, 1))
    >>> habits.expect(late).get_day(0.5) > habits.expect(early).get_day(0.5)
    True

    :param payments: :class:`Payment` of the company's customers, none settled after `today`
    :param date today: the last day that is known
    :param half_life: in days
    :param spread_strength: in invoices
    :rtype: Habits
    """
    groups, segments, observed = defaultdict(list), {}, {}
    for payment in payments:
        groups[payment.customer].append(payment)
        segments[payment.customer] = payment.segment
    for customer, group in groups.items():
        observed[customer] = [
            (min(payment.get_days_late(today), LATEST_LEVEL), payment.get_weight(today, half_life))
            for payment in group
            if payment.settled_on
        ]
    strength = _get_strength(observed.values())
    level, levels = _get_levels(observed, segments, strength)
    seen, unseen = defaultdict(float, dict.fromkeys(SUPPOSED_STRAYS, DOUBT)), defaultdict(float)
    for customer, group in groups.items():
        usual = levels.get(segments[customer], level)
        for stray, weight, is_settled in _Record(group, half_life).get_strays(today, usual, strength):
            (seen if is_settled else unseen)[stray] += weight
    return Habits(today, level, levels, strength, _estimate(seen, unseen), half_life, spread_strength)


# === THE ARITHMETIC === #


class _Record:
    """What was known of the payments of one customer, as days went by."""

    def __init__(self, payments, half_life):
        self._half_life = half_life
        self._issued = sorted(payments, key=attrgetter("invoiced_on", "due_on"))
        # Money that came in before the invoice is a payment from the invoice on.
        self._settled = sorted(
            (max(payment.settled_on, payment.invoiced_on), rank)
            for rank, payment in enumerate(self._issued)
            if payment.settled_on
        )
        self._issued_count = self._settled_count = 0
        self._waiting = {}
        self._day = None
        self._total = self._sum = 0.0

    def _advance(self, day):
        """Take in what was known before a day; days only go forward."""
        if self._day and self._total:
            fade = 0.5 ** ((day - self._day).days / self._half_life)
            self._total *= fade
            self._sum *= fade
        self._day = day
        while self._issued_count < len(self._issued) and self._issued[self._issued_count].invoiced_on < day:
            self._waiting[self._issued_count] = self._issued[self._issued_count]
            self._issued_count += 1
        while self._settled_count < len(self._settled) and self._settled[self._settled_count][0] < day:
            payment = self._waiting.pop(self._settled[self._settled_count][1])
            weight = payment.get_weight(day, self._half_life)
            self._total += weight
            self._sum += weight * min(payment.get_days_late(day), LATEST_LEVEL)
            self._settled_count += 1

    def get_level(self, day, usual, strength):
        """The days late around which the customer pays, from what was known before a day, drawn towards what is usual;
        the number of invoices that it rests on."""
        self._advance(day)
        known = strength + self._total
        level = (strength * usual + self._sum) / known
        yesterday = day - timedelta(days=1)
        for payment in self._waiting.values():
            late = min((yesterday - payment.due_on).days, LATEST_LEVEL)
            if late > level:
                weight = payment.get_weight(day, self._half_life)
                level = (level * known + late * weight) / (known + weight)
                known += weight
        return level, known

    def get_strays(self, today, usual, strength):
        """How each invoice strayed from what could be expected when it was issued.

        Yields (days, weight, whether it is settled; if not, it strays by so much at least)."""
        for payment in self._issued:
            level, known = self.get_level(payment.invoiced_on, usual, strength)
            stray = (payment.get_days_late(today) - level) / _get_doubt(known)
            yield round(stray * 2) / 2, payment.get_weight(today, self._half_life), payment.settled_on is not None


def _bound(days):
    return min(max(days, EARLIEST), LATEST)


def _get_doubt(known):
    """How much wider invoices stray when the level of the customer rests on a few invoices only."""
    return sqrt(1 + 1 / known)


def _get_strength(histories):
    """How many invoices the level of the company is worth: how much invoices of a customer differ from each other,
    against how much customers do (one-way analysis of variance, by moments)."""
    groups = []
    for history in filter(None, histories):
        size = sum(weight for _days, weight in history)
        # A weighted sum moves by chance like one of fewer invoices.
        bulk = sum(weight**2 for _days, weight in history) / size
        mean = sum(days * weight for days, weight in history) / size
        within = sum(weight * (days - mean) ** 2 for days, weight in history)
        groups.append((size, bulk, mean, within))
    total = sum(size for size, *_rest in groups)
    freedom = total - sum(bulk for _size, bulk, *_rest in groups)
    if len(groups) < 3 or freedom <= 1e-9:
        return USUAL_STRENGTH
    within = sum(group[3] for group in groups) / freedom
    middle = sum(size * mean for size, _bulk, mean, _within in groups) / total
    by_chance = sum(bulk * (1 - size / total) for size, bulk, _mean, _within in groups)
    between = sum(size * (mean - middle) ** 2 for size, _bulk, mean, _within in groups) - within * by_chance
    between /= total - sum(size**2 for size, *_rest in groups) / total
    low, high = STRENGTHS
    return min(max(within / between, low), high) if between > 0 else high


def _get_levels(observed, segments, strength):
    """The days late of a customer of whom nothing is known: of the company, and by segment."""
    total = summed = 0.0
    by_segment = defaultdict(lambda: [0.0, 0.0])
    for customer, history in observed.items():
        if size := sum(weight for _days, weight in history):
            mean = sum(days * weight for days, weight in history) / size
            trust = size / (size + strength)
            total += trust
            summed += trust * mean
            by_segment[segments[customer]][0] += trust
            by_segment[segments[customer]][1] += trust * mean
    level = summed / total if total else float(HALF_PAID)
    return level, {
        segment: (summed + SEGMENT_STRENGTH * level) / (trust + SEGMENT_STRENGTH)
        for segment, (trust, summed) in by_segment.items()
    }


def _estimate(seen, unseen):
    """Chances by day from weighted days: those seen, and those after which nothing more is known.

    Kaplan and Meier's estimate: what is still open on a day counts among what could have been paid until then. What is
    left at the end is paid as it is supposed of what nobody has seen.

    >>> _estimate({0: 1, 10: 1}, {5: 2})
    [(0, 0.25), (10, 0.75)]
    """
    at_risk = sum(seen.values()) + sum(unseen.values())
    left, chances = 1.0, []
    for day in sorted({*seen, *unseen}):
        if paid := seen.get(day, 0):
            chance = left * min(paid / at_risk, 1.0)
            chances.append((day, chance))
            left -= chance
        at_risk -= paid + unseen.get(day, 0)
    if chances and left > 1e-9:
        last = ceil(max({*seen, *unseen}))
        chances += [(each, chance * left) for each, chance in _suppose(last)]
    return chances


def _suppose(start):
    """The chances of what was open on a day, week by week: the longer it has waited, the longer it will."""
    before, chances = 1.0, []
    for day in range(start + 7, LATEST, 7):
        after = 1 / (1 + (day - start) / max(start, HALF_PAID))
        chances.append((day, before - after))
        before = after
    return [*chances, (max(LATEST, start), before)]


_SUPPOSED = _suppose(0)
