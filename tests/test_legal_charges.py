"""What a customer owes beside its invoices, whatever the amounts and the days: never above what the law allows, and
every refusal in words."""

import unittest
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.recouvrement_preventif.legal import errors as odoo_errors

from .common import CollectionCase
from .legal_core import RATES, legal

Terms, LateDebt = legal.charges.Terms, legal.charges.LateDebt
TODAY = date(2026, 11, 25)
amounts = st.decimals(min_value="0.01", max_value=10**6, places=2)
due_days = st.dates(date(2024, 1, 1), date(2026, 11, 30))
payments = st.lists(
    st.builds(legal.interest.Payment, due_days, st.decimals(min_value=0, max_value=10**5, places=2)), max_size=3
).map(tuple)
COUNTRIES = ("FR", "BE", "LU", "NL", "DE", "CH", "EU")
# The machine may be busy: slow is no failure.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SCALE = Terms("BE", "consumer", legal.contract.Clause(over_reference=Decimal(8)), agreed_scale=True)


def make_debts(rows):
    """Debts of a Belgian consumer, each with its first reminder on the day after its due date."""
    return [
        LateDebt(
            index, index, day, amount, paid, wait=legal.waiting.get_belgian_wait(day + timedelta(days=1), by_post=False)
        )
        for index, (day, amount, paid) in enumerate(rows)
    ]


def charge(debts, terms, today=TODAY):
    return legal.charges.compute_charges(debts, terms, RATES, today)


class TestChargesProperty(unittest.TestCase):
    @patient
    @given(st.lists(st.tuples(due_days, amounts, payments), max_size=6))
    def test_the_indemnities_of_a_belgian_consumer_stay_below_the_scale(self, rows):
        debts = make_debts(rows)
        indemnities = [c for c in charge(debts, SCALE) if c.kind == "indemnity" and not c.problem]
        balances = {debt.key: debt.get_balance(TODAY) for debt in debts}
        together = sum(balances[c.key] for c in indemnities)
        get_maximum = legal.indemnities.get_belgian_consumer_maximum
        self.assertLessEqual(sum(c.amount for c in indemnities), get_maximum(together).amount)
        for indemnity in indemnities:
            self.assertLessEqual(indemnity.amount, get_maximum(balances[indemnity.key]).amount)

    @patient
    @given(
        st.lists(st.tuples(due_days, amounts, payments), max_size=6), st.lists(st.booleans(), min_size=6, max_size=6)
    )
    def test_a_debt_without_a_contract_of_its_own_bears_nothing_of_that_of_others(self, rows, contracts):
        nothing, agreed = legal.contract.Agreed(), legal.contract.Agreed(SCALE.clause, scale=True)
        debts = [
            debt._replace(agreed=agreed if has_contract else nothing)
            for debt, has_contract in zip(make_debts(rows), contracts, strict=False)
        ]
        charges = charge(debts, Terms("BE", "consumer"))
        for each in charges:
            self.assertTrue(contracts[each.key] or not each.amount)
            self.assertEqual(each.agreed, agreed if contracts[each.key] else nothing)
        indemnities = [each for each in charges if each.kind == "indemnity" and each.amount]
        together = sum(debts[each.key].get_balance(TODAY) for each in indemnities)
        maximum = legal.indemnities.get_belgian_consumer_maximum(together).amount
        self.assertLessEqual(sum(each.amount for each in indemnities), maximum)

    @patient
    @given(st.lists(st.tuples(due_days, amounts, payments), min_size=1, max_size=4), st.sampled_from(COUNTRIES))
    def test_nothing_falls_with_time_and_nothing_is_negative(self, rows, country):
        debts = [LateDebt(index, index, *row) for index, row in enumerate(rows)]
        terms = Terms(country, "business")
        later = {(c.key, c.kind): c.amount for c in charge(debts, terms)}
        for earlier in charge(debts, terms, TODAY - timedelta(days=60)):
            self.assertGreaterEqual(earlier.amount, 0)
            self.assertGreaterEqual(later[earlier.key, earlier.kind], earlier.amount)

    @patient
    @given(due_days, amounts, amounts, due_days, st.sampled_from(COUNTRIES))
    def test_a_payment_in_two_is_a_payment(self, day, amount, paid, paid_on, country):
        half = (paid / 2).quantize(Decimal("0.01"))
        Payment = legal.interest.Payment
        whole = LateDebt(1, 1, day, amount, (Payment(paid_on, paid),))
        parts = whole._replace(payments=(Payment(paid_on, half), Payment(paid_on, paid - half)))
        terms = Terms(country, "business")
        self.assertEqual([c.amount for c in charge([whole], terms)], [c.amount for c in charge([parts], terms)])

    @patient
    @given(st.lists(st.tuples(due_days, amounts, payments), min_size=1, max_size=4))
    def test_a_consumer_owes_no_fixed_sum(self, rows):
        debts = [LateDebt(index, index, *row, notice_day=row[0]) for index, row in enumerate(rows)]
        for country in COUNTRIES:
            self.assertFalse([c for c in charge(debts, Terms(country, "consumer")) if c.kind == "fixed_sum"])

    @patient
    @given(st.lists(st.tuples(due_days, amounts), min_size=2, max_size=5))
    def test_an_invoice_owes_its_fixed_sum_once(self, rows):
        debts = [LateDebt(index, "one invoice", *row) for index, row in enumerate(rows)]
        fixed = [c for c in charge(debts, Terms("FR", "business")) if c.kind == "fixed_sum"]
        self.assertEqual(len(fixed), any(debt.is_late(TODAY) for debt in debts))


@tagged("post_install", "-at_install")
class TestWording(CollectionCase):
    def test_every_refusal_has_its_words(self):
        """Whatever the law refuses, the screen has a sentence for it and not a key."""
        Clause = legal.contract.Clause
        debt = LateDebt(1, 1, date(2026, 6, 30), Decimal(1000))
        reminded = debt._replace(wait=legal.waiting.get_belgian_wait(date(2026, 7, 2), by_post=False))
        early = debt._replace(wait=legal.waiting.get_belgian_wait(date(2026, 6, 29), by_post=False))
        recent = debt._replace(wait=legal.waiting.get_belgian_wait(TODAY, by_post=False))
        problems = {}
        for country in COUNTRIES:
            for customer in ("business", "consumer"):
                for terms in (
                    Terms(country, customer),
                    Terms(country, customer, Clause(percent=Decimal(60)), agreed_indemnity=Decimal(9999)),
                    Terms(country, customer, Clause(percent=Decimal(0))),
                    Terms(country, customer, insolvency_day=date(2026, 6, 1)),
                    Terms(country, customer, insolvency_day=date(2026, 7, 15)),
                ):
                    for one in (debt, reminded, early, recent, reminded._replace(currency="USD")):
                        for found in charge([one], terms):
                            if found.problem:
                                problems[str(found.problem)] = found.problem
        self.assertGreater(len(problems), 20)
        wording = self.env["recouvrement.legal.wording"]
        for problem in problems.values():
            with self.subTest(str(problem)):
                # The core was loaded apart: its errors are not those of the addon.
                twin = getattr(odoo_errors, type(problem).__name__)
                if twin is odoo_errors.MissingRate:
                    error = twin(problem.kind, problem.semester)
                else:
                    error = twin(problem.key, problem.article, problem.day)
                self.assertNotIn(problem.args[0].split(" ")[0], wording._describe_problem(error))
