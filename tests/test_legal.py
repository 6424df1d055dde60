"""What the law allows to charge: the cases an accountant wrote, the examples in the code, the refusals."""

import doctest
import inspect
import subprocess
import sys
import tempfile
import unittest
from datetime import date
from decimal import ROUND_CEILING, Decimal, localcontext

from .legal_core import FOLDER, RATES, compute, legal, read_cases

MODULES = [module for name, module in vars(legal).items() if inspect.ismodule(module)]
DAYS = date(2026, 9, 1), date(2026, 9, 30)


class TestLegalCases(unittest.TestCase):
    def test_the_table_is_what_the_core_says(self):
        cases = read_cases()
        self.assertGreaterEqual(len(cases), 60)
        for case in cases:
            with self.subTest(f"{case['number']} {case['country']} {case['story']}"):
                self.assertEqual(compute(case), case["expected"], case["expected_from"])

    def test_every_case_says_where_its_value_comes_from(self):
        self.assertEqual([case["number"] for case in read_cases() if not case["expected_from"]], [])

    def test_the_examples_in_the_code(self):
        tried = 0
        for module in MODULES:
            results = doctest.testmod(module, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
            self.assertFalse(results.failed, module.__name__)
            tried += results.attempted
        self.assertGreater(tried, 30)

    def test_the_core_needs_no_odoo(self):
        code = (
            "import sys, importlib.util as u;"
            f"s = u.spec_from_file_location('core', {str(FOLDER / '__init__.py')!r},"
            f" submodule_search_locations=[{str(FOLDER)!r}]);"
            "m = sys.modules['core'] = u.module_from_spec(s); s.loader.exec_module(m);"
            "m.rates.load_rates(); sys.exit('odoo' in sys.modules)"
        )
        self.assertEqual(subprocess.run([sys.executable, "-c", code], check=False).returncode, 0)

    def test_every_public_function_says_its_promise(self):
        for module in MODULES:
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if function.__module__ == module.__name__ and not name.startswith("_"):
                    self.assertTrue(inspect.getdoc(function), f"{module.__name__}.{name}")


class TestLegalRates(unittest.TestCase):
    def _periods(self, kind):
        first_day = date(2023, 9, 1) if kind == legal.rates.BE_CONSUMER_CAP else date(2019, 1, 1)
        return [periods[kind] for _start, _end, periods in RATES.get_periods([kind], first_day, date(2026, 12, 31))]

    def test_rates_are_what_their_formula_gives(self):
        """Rates that were published and the reference rate, taken from other sources, agree."""
        margins = {
            legal.rates.EU_ECB_PLUS_8: 8,
            legal.rates.FR_ECB_PLUS_10: 10,
            legal.rates.LU_ECB_PLUS_8: 8,
            legal.rates.NL_COMMERCIAL: 8,
            legal.rates.BE_CONSUMER_CAP: 8,
        }
        for kind, margin in margins.items():
            for period in self._periods(kind):
                with self.subTest(f"{kind} {period.first_day}"):
                    reference = RATES.get_period(legal.rates.ECB_REFERENCE, period.last_day).percent
                    self.assertEqual(period.percent, reference + margin)

    def test_belgian_rates_are_rounded_up_to_the_half_point(self):
        for period in self._periods(legal.rates.BE_LAW_2002):
            reference = RATES.get_period(legal.rates.ECB_REFERENCE, period.last_day).percent
            halves = ((reference + 8) * 2).quantize(Decimal(1), rounding=ROUND_CEILING)
            self.assertEqual(period.percent, halves / 2, period.first_day)

    def test_german_rates_follow_the_base_rate(self):
        for kind, margin in ((legal.rates.DE_BASE_PLUS_9, 9), (legal.rates.DE_BASE_PLUS_5, 5)):
            for period in self._periods(kind):
                base = RATES.get_period(legal.rates.DE_BASE, period.last_day).percent
                self.assertEqual(period.percent, base + margin, f"{kind} {period.first_day}")

    def test_no_day_is_left_out_since_2019(self):
        gaps = {legal.rates.LU_LEGAL, legal.rates.BE_CONSUMER_CAP}
        for kind in set(legal.rates.KINDS) - gaps:
            RATES.get_periods([kind], date(2019, 1, 1), date(2026, 12, 31))

    def test_a_missing_half_year_is_named(self):
        for kind in set(legal.rates.KINDS) - {legal.rates.CH_CO_104}:
            with self.assertRaises(legal.errors.MissingRate) as raised:
                RATES.get_period(kind, date(2027, 3, 1))
            self.assertEqual((raised.exception.kind, raised.exception.semester), (kind, "2027-S1"))

    def test_a_table_with_two_rates_for_a_day_is_refused(self):
        period = RATES.get_period(legal.rates.BE_LEGAL, date(2026, 1, 1))
        with self.assertRaisesRegex(ValueError, "overlaps the period that starts on 2026-01-01"):
            legal.rates.RateTable([period, period._replace(first_day=date(2026, 6, 1), last_day=None)])

    def test_a_file_that_cannot_be_read_names_its_line(self):
        for row in (
            "XX,2026-01-01,,1.0,official,x",
            "BE_LEGAL,2026-01-01,,one,official,x",
            "BE_LEGAL,01/02/2026,,1,official,x",
        ):
            with self.subTest(row), tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
                file.write("kind,first_day,last_day,percent,confidence,source\n" + row)
                file.flush()
                with self.assertRaisesRegex(ValueError, "line 2: "):
                    legal.rates.read_rates(file.name)


class TestLegalRefusals(unittest.TestCase):
    def test_a_float_is_refused(self):
        applied = legal.contract.get_applied_rates(RATES, "FR", "business", *DAYS)
        with self.assertRaisesRegex(TypeError, "the principal must be a Decimal, not float"):
            legal.interest.compute_interest(1000.0, *DAYS, applied)

    def test_rates_that_leave_a_day_out_are_refused(self):
        applied = legal.contract.get_applied_rates(RATES, "FR", "business", DAYS[0], date(2026, 9, 15))
        with self.assertRaisesRegex(ValueError, "no rate is given for 2026-09-16"):
            legal.interest.compute_interest(Decimal(1000), *DAYS, applied)

    def test_the_first_day_on_which_a_clause_is_too_high_is_named(self):
        clause = legal.contract.Clause(percent=Decimal("12.30"))
        with self.assertRaises(legal.errors.NotAllowed) as raised:
            legal.contract.get_applied_rates(RATES, "BE", "consumer", date(2024, 5, 1), date(2024, 8, 1), clause)
        self.assertEqual(raised.exception.day, date(2024, 7, 1))
        self.assertEqual(raised.exception.article, "CEL XIX.4")

    def test_a_clause_says_one_thing(self):
        for clause in (legal.contract.Clause(), legal.contract.Clause(Decimal(5), Decimal(8))):
            with self.assertRaises(ValueError):
                legal.contract.get_applied_rates(RATES, "FR", "business", *DAYS, clause)

    def test_a_belgian_first_reminder_must_be_complete(self):
        mentions = legal.waiting.BELGIAN_MENTIONS
        legal.waiting.check_belgian_mentions(mentions)
        for mention in mentions:
            with self.assertRaisesRegex(legal.errors.NotAllowed, f"reminder_lacks.{mention}"):
                legal.waiting.check_belgian_mentions(set(mentions) - {mention})

    def test_a_belgian_consumer_has_fourteen_days(self):
        with self.assertRaisesRegex(ValueError, "at least 14 days to pay, not 13"):
            legal.waiting.get_belgian_wait(date(2026, 9, 1), True, days=13)

    def test_working_days_of_a_country_with_regional_holidays_are_refused(self):
        with self.assertRaisesRegex(legal.errors.NotVerified, "calendar.DE"):
            legal.days.is_working_day(date(2026, 9, 1), "DE")


class TestLegalExplanations(unittest.TestCase):
    def test_a_rate_tells_which_rule_gave_it_and_how_sure_it_is(self):
        clause = legal.contract.Clause(percent=Decimal(10))
        floor, contract = legal.contract.get_applied_rates(
            RATES, "FR", "business", date(2025, 6, 1), date(2025, 7, 31), clause
        )
        self.assertEqual((floor.rule, floor.percent), ("fr.business.floor", Decimal("11.13")))
        self.assertEqual(floor.inputs, (("agreed", Decimal(10)), ("FR_LEGAL_OTHER", Decimal("3.71"))))
        self.assertEqual((contract.rule, contract.percent), ("fr.business.contract", Decimal(10)))
        [belgian] = legal.contract.get_applied_rates(RATES, "BE", "business", *DAYS)
        self.assertEqual(belgian.confidence, legal.rates.COMPUTED)
        days = date(2026, 1, 1), date(2026, 1, 31)
        [rate] = legal.contract.get_applied_rates(
            RATES, "FR", "business", *days, legal.contract.Clause(over_reference=Decimal(12))
        )
        self.assertEqual([name for name, _percent in rate.inputs], ["agreed", "FR_LEGAL_OTHER", "EU_ECB_REFERENCE"])
        self.assertEqual(rate.confidence, legal.rates.SECONDARY, "the legal rate is official, the reference is not")

    def test_interest_shows_each_stretch_of_days(self):
        applied = legal.contract.get_applied_rates(RATES, "FR", "business", date(2026, 6, 21), date(2026, 7, 10))
        payments = [
            legal.interest.Payment(date(2026, 7, 5), Decimal(400)),
            legal.interest.Payment(date(2026, 7, 11), Decimal(600)),
        ]
        result = legal.interest.compute_interest(Decimal(1000), date(2026, 6, 21), date(2026, 7, 10), applied, payments)
        self.assertEqual(
            [(part.days, part.balance, part.percent) for part in result.slices],
            [(10, 1000, Decimal("12.15")), (5, 1000, Decimal("12.40")), (5, 600, Decimal("12.40"))],
        )
        self.assertEqual(result.principal, 600)

    def test_what_a_payment_covers_of_the_interest_is_told(self):
        applied = legal.contract.get_applied_rates(RATES, "FR", "business", *DAYS)
        payments = [legal.interest.Payment(date(2026, 9, 30), Decimal(5))]
        result = legal.interest.compute_interest(Decimal(1000), *DAYS, applied, payments, interest_first=True)
        self.assertEqual((result.amount, result.due, result.principal), (Decimal("10.19"), Decimal("5.19"), 1000))

    def test_the_precision_of_the_caller_changes_nothing(self):
        applied = legal.contract.get_applied_rates(RATES, "FR", "business", *DAYS)
        with localcontext() as context:
            context.prec = 4
            result = legal.interest.compute_interest(Decimal("12345678.90"), *DAYS, applied)
            self.assertEqual(str(result.amount), "125824.45")


class TestLegalImputation(unittest.TestCase):
    TODAY = date(2026, 11, 25)

    def _debt(self, key, principal, due_day=date(2026, 9, 30), day=date(2026, 8, 31), interest=0, burden=0):
        return legal.imputation.Debt(
            key, Decimal(principal), Decimal(interest), Decimal(0), due_day, day, Decimal(burden)
        )

    def _allocate(self, debts, amount, **kwargs):
        allocation = legal.imputation.allocate_between(debts, Decimal(amount), self.TODAY, **kwargs)
        return {share.key: (share.interest, share.principal) for share in allocation.shares}, allocation.surplus

    def test_the_debtor_chooses(self):
        shares, _left = self._allocate([self._debt("old", 100), self._debt("chosen", 100)], 60, chosen=["chosen"])
        self.assertEqual(shares, {"chosen": (0, 60)})

    def test_what_is_due_comes_before_what_is_not(self):
        debts = [
            self._debt("later", 100, due_day=date(2026, 11, 26), burden=9),
            self._debt("today", 100, due_day=self.TODAY),
        ]
        self.assertEqual(self._allocate(debts, 130)[0], {"later": (0, 30), "today": (0, 100)})

    def test_the_heaviest_then_the_oldest(self):
        debts = [
            self._debt("new", 100),
            self._debt("old", 100, day=date(2026, 1, 1)),
            self._debt("heavy", 100, burden=15),
        ]
        self.assertEqual(self._allocate(debts, 150)[0], {"old": (0, 50), "heavy": (0, 100)})

    def test_equal_debts_share_to_the_cent(self):
        shares, left = self._allocate([self._debt(name, 100) for name in "abc"], 100)
        self.assertEqual([part[1] for part in shares.values()], [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")])
        self.assertEqual(left, 0)

    def test_interest_before_principal_and_what_is_left(self):
        shares, left = self._allocate([self._debt("a", 100, interest=10)], 150)
        self.assertEqual((shares, left), ({"a": (10, 100)}, 40))

    def test_a_choice_among_other_debts_is_refused(self):
        with self.assertRaisesRegex(ValueError, "no such debt: .'x'."):
            self._allocate([self._debt("a", 100)], 10, chosen=["x"])
