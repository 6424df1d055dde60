"""What promises get of the money that comes in: each cent once, in the order in which they wait for it."""

import doctest
from datetime import date, timedelta
from decimal import Decimal
from unittest import TestCase

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.recouvrement_preventif.tools import allotment as core
from odoo.addons.recouvrement_preventif.tools.allotment import Allotment, Claim, Receipt

START = date(2026, 3, 2)
CLAIMS = st.lists(
    st.tuples(
        st.integers(1, 3), st.integers(1, 2), st.integers(1, 400), st.integers(0, 9), st.integers(0, 12), st.booleans()
    ),
    max_size=6,
)
RECEIPTS = st.lists(st.tuples(st.integers(1, 2), st.integers(0, 20), st.integers(1, 500), st.booleans()), max_size=6)


def day(number):
    return START + timedelta(days=number)


def claim(id_, promise_id, amount, made, deadline, debt_id=1, is_cancelled=False):
    return Claim(id_, promise_id, debt_id, Decimal(amount), (day(made), 0), day(deadline), is_cancelled)


def receipt(amount, on, debt_id=1, entry=1, is_planned=False):
    return Receipt(debt_id, (day(on), entry), Decimal(amount), is_planned)


class TestAllotment(TestCase):
    def received(self, claims, *receipts):
        allotment = Allotment(claims, receipts)
        return [int(allotment.get_received(each)) for each in claims]

    def test_the_examples_in_the_code(self):
        results = doctest.testmod(core)
        self.assertTrue(results.attempted)
        self.assertFalse(results.failed)

    def test_the_earliest_deadline_is_served_first(self):
        later, soon = claim(1, 1, 300, 0, 12), claim(2, 2, 300, 1, 5)
        self.assertEqual(self.received([later, soon], receipt(400, 4)), [100, 300])

    def test_a_third_promise_gets_what_the_first_two_left(self):
        claims = [claim(1, 1, 50, 0, 5), claim(2, 2, 150, 0, 6), claim(3, 3, 300, 3, 9)]
        self.assertEqual(self.received(claims, receipt(150, 0), receipt(150, 4, entry=2)), [50, 150, 100])

    def test_money_of_before_and_of_after_is_not_for_it(self):
        self.assertEqual(self.received([claim(1, 1, 300, 3, 5)], receipt(100, 2), receipt(100, 6)), [0])

    def test_earlier_on_the_same_day_is_before(self):
        promise = Claim(1, 1, 1, Decimal(300), (day(3), 10), day(5))
        self.assertEqual(self.received([promise], receipt(100, 3, entry=10), receipt(50, 3, entry=11)), [50])

    def test_what_is_paid_too_much_here_counts_there(self):
        claims = [claim(1, 1, 300, 0, 5, debt_id=1), claim(2, 1, 200, 0, 5, debt_id=2)]
        self.assertEqual(self.received(claims, receipt(400, 1, debt_id=2)), [200, 200])
        self.assertEqual(self.received(claims, receipt(400, 1, debt_id=2, is_planned=True)), [0, 200])

    def test_a_cancelled_promise_takes_what_nobody_awaits(self):
        cancelled, other = claim(1, 1, 300, 0, 5, is_cancelled=True), claim(2, 2, 300, 0, 9)
        self.assertEqual(self.received([cancelled, other], receipt(400, 1)), [100, 300])

    def test_what_is_left_to_keep_shrinks_with_the_debt_last_deadline_first(self):
        soon, later = claim(1, 1, 300, 0, 5), claim(2, 2, 300, 0, 12)
        allotment = Allotment([soon, later], [])
        dues = [allotment.get_due(each, Decimal(400), day(1)) for each in (soon, later)]
        self.assertEqual(dues, [300, 100])

    def test_a_promise_that_lapsed_waits_for_nothing_any_more(self):
        soon, later = claim(1, 1, 300, 0, 5), claim(2, 2, 300, 0, 12)
        allotment = Allotment([soon, later], [])
        self.assertEqual(allotment.get_due(later, Decimal(400), day(6)), 300)

    def test_what_comes_too_late_stays_due(self):
        promise = claim(1, 1, 300, 0, 5)
        allotment = Allotment([promise], [receipt(300, 6)])
        self.assertEqual(allotment.get_due(promise, Decimal(0), day(7)), 300)

    @settings(max_examples=300, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(CLAIMS, RECEIPTS, st.integers(0, 20), st.randoms(use_true_random=False))
    def test_no_cent_counts_twice(self, claims, receipts, today, rng):
        claims = [
            claim(number, promise, amount, made, made + days, debt, cancelled)
            for number, (promise, debt, amount, made, days, cancelled) in enumerate(claims)
        ]
        receipts = [
            receipt(amount, on, debt, entry, planned) for entry, (debt, on, amount, planned) in enumerate(receipts, 1)
        ]
        allotment = Allotment(claims, receipts)
        received = {each.id: allotment.get_received(each) for each in claims}
        self.assertEqual(sum(received.values()), sum(allotment.taken.values()))
        for each in receipts:
            self.assertTrue(0 <= allotment.taken[each] <= each.amount)
        residual = Decimal(rng.randint(0, 600))
        for each in claims:
            due = allotment.get_due(each, residual, day(today))
            self.assertTrue(0 <= received[each.id] <= due <= each.amount)
        for debt in (1, 2):
            live = [each for each in claims if each.debt_id == debt and allotment.is_live(each, day(today))]
            late = sum(each.amount for each in receipts if each.debt_id == debt and each.received_at[0] > day(today))
            held = sum(allotment.get_due(each, residual, day(today)) - received[each.id] for each in live)
            self.assertLessEqual(held, residual + late)
        shuffled = Allotment(rng.sample(claims, len(claims)), rng.sample(receipts, len(receipts)))
        self.assertEqual({each.id: shuffled.get_received(each) for each in claims}, received)
