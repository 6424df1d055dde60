"""Whatever the amounts and the days, the interest and the maxima keep their promises."""

import unittest
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from .legal_core import RATES, legal

FIRST, LAST = date(2019, 1, 1), date(2026, 12, 31)
# What is left to the precision of the sums that the tests make.
TINY = Decimal("1e-15")
amounts = st.decimals(min_value=0, max_value=10**7, places=2)
days = st.dates(FIRST, LAST)
countries = st.sampled_from(["FR", "BE", "LU", "NL", "DE", "CH", "EU"])
payments = st.lists(
    st.builds(legal.interest.Payment, days, st.decimals(min_value=0, max_value=10**6, places=2)), max_size=5
)


def get_rates(country, first_day, last_day):
    return legal.contract.get_applied_rates(RATES, country, "business", first_day, last_day)


def compute(country, principal, first_day, last_day, paid=(), **kwargs):
    applied = get_rates(country, first_day, last_day)
    return legal.interest.compute_interest(principal, first_day, last_day, applied, paid, **kwargs)


class TestLegalProperty(unittest.TestCase):
    @given(countries, amounts, st.tuples(days, days, days).map(sorted), payments)
    def test_interest_adds_up_over_adjacent_periods(self, country, principal, cuts, paid):
        first_day, middle, last_day = cuts
        whole = compute(country, principal, first_day, last_day, paid)
        before = compute(country, principal, first_day, middle, paid)
        after = compute(country, principal, middle + timedelta(days=1), last_day, paid)
        self.assertLess(abs(whole.total - before.total - after.total), TINY)

    @given(countries, amounts, st.tuples(days, days, days).map(sorted), payments, st.booleans(), st.booleans())
    def test_interest_never_falls_with_time(self, country, principal, cuts, paid, interest_first, compounding):
        first_day, earlier, later = cuts
        kwargs = {"interest_first": interest_first, "compound_from": first_day if compounding else None}
        totals = [compute(country, principal, first_day, day, paid, **kwargs).total for day in (earlier, later)]
        self.assertLessEqual(*totals)

    @given(amounts, st.tuples(days, days).map(sorted), payments, days, amounts, amounts, st.booleans(), st.booleans())
    def test_splitting_a_payment_changes_nothing(
        self, principal, cuts, paid, day, one, other, interest_first, compounding
    ):
        kwargs = {"interest_first": interest_first, "compound_from": cuts[0] if compounding else None}
        whole = compute("NL", principal, *cuts, [*paid, legal.interest.Payment(day, one + other)], **kwargs)
        parts = [legal.interest.Payment(day, one), legal.interest.Payment(day, other)]
        self.assertEqual(compute("NL", principal, *cuts, [*paid, *parts], **kwargs).amount, whole.amount)

    @given(countries, amounts, st.tuples(days, days).map(sorted), payments, st.booleans(), st.booleans())
    def test_no_money_appears_or_vanishes(self, country, principal, cuts, paid, interest_first, compounding):
        kwargs = {"interest_first": interest_first, "compound_from": cuts[0] if compounding else None}
        result = compute(country, principal, *cuts, paid, **kwargs)
        counted = sum((payment.amount for payment in paid if payment.day <= cuts[1]), Decimal(0))
        left = result.principal + result.total - result.compounded - result.paid
        self.assertLess(abs(principal + result.total - counted + result.surplus - left), TINY)
        self.assertEqual(sum(part.days for part in result.slices), (cuts[1] - cuts[0]).days + 1)

    @given(amounts, st.tuples(days, days).map(sorted))
    def test_interest_is_that_of_each_day(self, principal, cuts):
        """Another way to count: day by day, each at the rate of its own day."""
        first_day, last_day = cuts[0], min(cuts[1], cuts[0] + timedelta(days=800))
        percents = sum(
            RATES.get_period("FR_ECB_PLUS_10", first_day + timedelta(days=number)).percent
            for number in range((last_day - first_day).days + 1)
        )
        self.assertEqual(
            compute("FR", principal, first_day, last_day).amount,
            legal.money.round_amount(principal * percents / 36500),
        )

    @given(
        st.decimals(min_value=0, max_value=20, places=2),
        st.booleans(),
        st.tuples(st.dates(date(2023, 9, 1), LAST), st.dates(date(2023, 9, 1), LAST)).map(sorted),
    )
    def test_a_belgian_consumer_never_pays_above_the_cap(self, number, fixed, cuts):
        clause = legal.contract.Clause(percent=number) if fixed else legal.contract.Clause(over_reference=number)
        try:
            applied = legal.contract.get_applied_rates(RATES, "BE", "consumer", *cuts, clause)
        except legal.errors.NotAllowed:
            return
        for rate in applied:
            reference = RATES.get_period("EU_ECB_REFERENCE", rate.first_day).percent
            self.assertLessEqual(rate.percent, reference + 8)

    @given(st.decimals(min_value=0, max_value=20, places=2), st.tuples(days, days).map(sorted))
    def test_a_french_business_never_pays_below_the_floor(self, percent, cuts):
        for rate in legal.contract.get_applied_rates(
            RATES, "FR", "business", *cuts, legal.contract.Clause(percent=percent)
        ):
            self.assertGreaterEqual(rate.percent, 3 * RATES.get_period("FR_LEGAL_OTHER", rate.first_day).percent)

    @given(amounts, amounts)
    def test_maxima_grow_with_the_debt_and_stop(self, one, other):
        low, high = sorted([one, other])
        scale = [legal.indemnities.get_belgian_consumer_maximum(balance).amount for balance in (low, high)]
        self.assertLessEqual(scale[0], scale[1])
        self.assertLessEqual(scale[1], 2000)
        costs = [legal.indemnities.get_dutch_collection_costs(debt, "business").amount for debt in (low, high)]
        self.assertLessEqual(costs[0], costs[1])
        self.assertLessEqual(costs[1], 6775)

    @given(days, st.booleans())
    def test_a_belgian_consumer_always_has_the_fourteen_days(self, sent_day, by_post):
        wait = legal.waiting.get_belgian_wait(sent_day, by_post)
        self.assertGreaterEqual((wait.chargeable_from - sent_day).days, 15 + 2 * by_post)
        self.assertTrue(legal.days.is_working_day(wait.last_day, "BE"))

    @given(
        st.lists(st.tuples(amounts, amounts, days, days, st.integers(0, 2)), max_size=6),
        amounts,
        st.lists(st.integers(0, 5), unique=True, max_size=2),
    )
    def test_a_payment_is_shared_to_the_cent(self, rows, amount, chosen):
        debts = [
            legal.imputation.Debt(number, principal, interest, Decimal(0), due_day, day, Decimal(burden))
            for number, (principal, interest, due_day, day, burden) in enumerate(rows)
        ]
        chosen = [number for number in chosen if number < len(debts)]
        allocation = legal.imputation.allocate_between(debts, amount, date(2024, 6, 30), chosen)
        covered = sum((sum(share[1:]) for share in allocation.shares), Decimal(0))
        due = sum((debt.principal + debt.interest for debt in debts), Decimal(0))
        self.assertEqual(covered, min(amount, due))
        self.assertEqual(covered + allocation.surplus, amount)
        by_key = {debt.key: debt for debt in debts}
        for share in allocation.shares:
            self.assertLessEqual(share.principal, by_key[share.key].principal)
            self.assertTrue(not share.principal or share.interest == by_key[share.key].interest)
