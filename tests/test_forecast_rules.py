"""When an invoice will be paid, told from how others were: the rules, on plain values."""

import doctest
from datetime import date, timedelta
from unittest import TestCase

from odoo.addons.recouvrement_preventif.tools import forecast as core
from odoo.addons.recouvrement_preventif.tools.forecast import LATEST, Distribution, Payment, learn

TODAY = date(2026, 11, 25)


def paid(customer, late, ago, segment=None):
    """An invoice issued so many days ago, due after 30 days, paid so many days late (None: still open)."""
    issued = TODAY - timedelta(days=ago)
    due = issued + timedelta(days=30)
    return Payment(customer, issued, due, None if late is None else due + timedelta(days=late), segment)


def company(customers=10, invoices=12, late=lambda number: number):
    """Customers who pay around so many days late each, give or take two, one invoice a month."""
    return [
        paid(number, late(number) + (-2, 0, 2)[month % 3], 60 + 30 * month)
        for number in range(customers)
        for month in range(invoices)
    ]


class TestForecast(TestCase):
    def test_the_examples_of_the_code_are_true(self):
        self.assertEqual(doctest.testmod(core).failed, 0)

    def test_a_customer_is_expected_to_do_as_it_did(self):
        payments = company(late=lambda number: 5 * number)
        habits = learn(payments, TODAY)
        for number in (0, 4, 9):
            expected = habits.expect([each for each in payments if each.customer == number])
            self.assertAlmostEqual(expected.get_day(0.5), 5 * number, delta=3)

    def test_a_new_customer_is_expected_to_do_as_the_others(self):
        new = learn(company(late=lambda number: 5 * number), TODAY).expect()
        self.assertAlmostEqual(new.get_day(0.5), 22, delta=5)
        known = learn(company(late=lambda number: 22), TODAY).expect()
        self.assertGreater(new.get_day(0.9) - new.get_day(0.1), known.get_day(0.9) - known.get_day(0.1))

    def test_a_new_customer_of_a_slow_segment_is_expected_later(self):
        payments = [
            each._replace(segment="far" if each.customer >= 10 else "near")
            for each in company(20, late=lambda number: 30 if number >= 10 else 0)
        ]
        habits = learn(payments, TODAY)
        self.assertGreater(habits.expect(segment="far").get_day(0.5), habits.expect(segment="near").get_day(0.5) + 10)

    def test_the_more_customers_differ_the_sooner_one_is_believed(self):
        different = learn(company(late=lambda number: 10 * number), TODAY)
        alike = learn(company(late=lambda number: 10), TODAY)
        self.assertLess(different.strength, alike.strength)

    def test_what_is_recent_counts_more(self):
        others = company(late=lambda number: 10 * (number % 4))
        worse = [paid("x", 0, 500 + 20 * month) for month in range(6)] + [paid("x", 30, 70 + 20 * n) for n in range(6)]
        better = [paid("x", 30, 500 + 20 * month) for month in range(6)] + [paid("x", 0, 70 + 20 * n) for n in range(6)]
        habits = learn(others, TODAY)
        self.assertGreater(habits.expect(worse).get_day(0.5), habits.expect(better).get_day(0.5) + 8)

    def test_invoices_that_stay_open_make_a_customer_late(self):
        payments = company(late=lambda number: number % 3)
        own = [each for each in payments if each.customer == 0]
        habits = learn(payments, TODAY)
        waiting = [paid(0, None, 120), paid(0, None, 90)]
        self.assertGreater(habits.expect(own + waiting).get_day(0.5), habits.expect(own).get_day(0.5) + 5)

    def test_the_days_that_go_by_are_taken_in(self):
        expected = learn(company(late=lambda number: 3 * number), TODAY).expect()
        before = expected.get_day(0.5)
        for elapsed in (0, 10, 40, 200):
            left = expected.after(elapsed)
            self.assertEqual(left.get_chance(elapsed), 0)
            self.assertGreater(left.get_day(0.1), elapsed)
            self.assertGreaterEqual(left.get_day(0.5), before)
            before = left.get_day(0.5)

    def test_nothing_is_told_of_what_is_open_for_more_than_a_year(self):
        expected = learn(company(), TODAY).expect()
        self.assertEqual(expected.after(LATEST - 1).get_day(0.5), LATEST)
        self.assertIsNone(expected.after(LATEST))

    def test_a_company_that_begins_has_something_to_go_by(self):
        nothing = learn([], TODAY).expect()
        self.assertAlmostEqual(nothing.get_day(0.5), 14, delta=2)

    def test_money_that_came_before_the_invoice_is_a_payment(self):
        early = [paid(number, -40, 100 + number) for number in range(4)]
        self.assertLess(learn(early, TODAY).expect(early[:1]).get_day(0.5), -25)

    def test_a_few_payments_that_came_alike_do_not_make_certain(self):
        alike = [paid("x", 9, 60 + 30 * month) for month in range(3)]
        expected = learn(alike, TODAY).expect(alike)
        self.assertAlmostEqual(expected.get_day(0.5), 9, delta=2)
        self.assertGreater(expected.get_day(0.9) - expected.get_day(0.1), 10)

    def test_one_forgotten_invoice_does_not_make_a_customer_late(self):
        payments = company(late=lambda number: number % 3)
        own = [each for each in payments if each.customer == 0]
        habits = learn(payments, TODAY)
        forgotten = habits.expect([*own, paid(0, None, 900)])
        self.assertAlmostEqual(forgotten.get_day(0.5), habits.expect(own).get_day(0.5), delta=2)

    def test_the_order_of_the_payments_changes_nothing(self):
        payments = company()
        one = learn(payments, TODAY).expect(payments[:12])
        other = learn(payments[::-1], TODAY).expect(payments[:12][::-1])
        self.assertEqual(one.days, other.days)
        for chance, again in zip(one.reached, other.reached, strict=True):
            self.assertAlmostEqual(chance, again)

    def test_the_day_told_is_the_one_whose_chance_is_nearest(self):
        usual = Distribution([(0, 0.5), (5, 0.26), (9, 0.24)])
        self.assertEqual([usual.get_day(level) for level in (0.1, 0.5, 0.8, 0.9)], [0, 0, 5, 9])
