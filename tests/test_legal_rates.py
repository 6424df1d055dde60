"""Rates as data: shipped and kept up to date, completed by people, never guessed."""

from datetime import date
from decimal import Decimal
from unittest.mock import patch

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

from odoo.addons.recouvrement_preventif.legal import contract, errors, rates

from .common import TODAY, CollectionCase

KIND = rates.FR_ECB_PLUS_10


class RateCase(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rate = cls.env["recouvrement.legal.rate"]
        cls.manager = new_test_user(cls.env, "rate_manager", groups="recouvrement_preventif.group_manager")
        cls.reader = new_test_user(cls.env, "rate_reader", groups="account.group_account_readonly")

    def enter(self, first_day, last_day, percent, kind=KIND, user=None, **vals):
        """A rate that a person enters."""
        return self.Rate.with_user(user or self.manager).create(
            {
                "kind": kind,
                "first_day": first_day,
                "last_day": last_day,
                "percent": percent,
                "confidence": "official",
                "source": "Journal officiel",
                **vals,
            }
        )

    def known(self, day, kind=KIND):
        return self.Rate._get_table().get_period(kind, day).percent

    def shipped(self, day, kind=KIND):
        return self.Rate.with_context(active_test=False).search(
            [("kind", "=", kind), ("is_shipped", "=", True), ("first_day", "<=", day), ("last_day", ">=", day)]
        )


class TestLegalRates(RateCase):
    def test_the_records_say_what_the_file_says(self):
        self.assertEqual(sorted(self.Rate._get_table(), key=str), sorted(rates.load_rates(), key=str))

    def test_figures_are_exact(self):
        rate = self.enter(date(2027, 1, 1), date(2027, 6, 30), 12.4567)
        rate.invalidate_recordset()
        self.assertEqual(self.known(date(2027, 3, 1)), Decimal("12.4567"))

    def test_a_missing_half_year_stops_until_somebody_enters_it(self):
        days = date(2026, 12, 1), date(2027, 1, 31)
        with self.assertRaises(errors.MissingRate) as raised:
            contract.get_applied_rates(self.Rate._get_table(), "FR", "business", *days)
        self.assertEqual(raised.exception.semester, "2027-S1")
        self.enter(date(2027, 1, 1), date(2027, 6, 30), 12.15)
        applied = contract.get_applied_rates(self.Rate._get_table(), "FR", "business", *days)
        self.assertEqual([rate.percent for rate in applied], [Decimal("12.40"), Decimal("12.15")])

    def test_a_rate_that_people_enter_wins_on_its_days_only(self):
        own = self.enter(date(2026, 9, 1), date(2026, 9, 30), 13)
        days = (date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 30), date(2026, 10, 1), date(2026, 12, 31))
        self.assertEqual([self.known(day) for day in days], [Decimal(text) for text in "12.4 13 13 12.4 12.4".split()])
        own.active = False
        self.assertEqual(self.known(date(2026, 9, 15)), Decimal("12.4"))

    def test_a_rate_without_end_wins_for_good(self):
        self.enter(date(2026, 10, 1), False, 9)
        self.assertEqual([self.known(date(2026, 9, 30)), self.known(date(2030, 1, 1))], [Decimal("12.4"), Decimal(9)])

    def test_a_shipped_rate_is_archived_but_neither_edited_nor_deleted(self):
        rate = self.shipped(TODAY).with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Enter your own rate"):
            rate.percent = 1
        with self.assertRaisesRegex(UserError, "archive it instead"):
            rate.unlink()
        with self.assertRaisesRegex(UserError, "Only the addon itself"):
            self.enter(date(2030, 1, 1), False, 1, is_shipped=True)
        rate.action_archive()
        with self.assertRaises(errors.MissingRate):
            self.known(TODAY)

    def test_two_rates_of_a_kind_that_people_entered_do_not_overlap(self):
        self.enter(date(2027, 1, 1), date(2027, 6, 30), 12)
        with self.assertRaisesRegex(ValidationError, "You already entered France, businesses"), self.cr.savepoint():
            self.enter(date(2027, 6, 30), date(2027, 12, 31), 13)
        self.enter(date(2027, 7, 1), False, 13)
        self.enter(date(2027, 1, 1), False, 3, kind=rates.BE_LEGAL)
        self.enter(date(2027, 3, 1), date(2027, 3, 31), 14, active=False)

    def test_wrong_figures_are_refused(self):
        for first_day, last_day, percent in (
            (date(2027, 1, 2), date(2027, 1, 1), 1),
            (date(2027, 1, 1), date(2027, 1, 2), -1),
            (date(2027, 1, 1), date(2027, 1, 2), 101),
        ):
            with (
                self.subTest(percent=percent),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                self.enter(first_day, last_day, percent)
        self.enter(date(2027, 1, 1), date(2027, 6, 30), -0.88, kind=rates.DE_BASE)

    def test_accountants_read_and_managers_enter(self):
        self.assertTrue(self.Rate.with_user(self.reader).search([], limit=1).display_name)
        with self.assertRaises(AccessError):
            self.enter(date(2027, 1, 1), False, 12, user=self.reader)

    def test_the_form_proposes_the_half_year_that_comes_next(self):
        form = Form(self.Rate.with_user(self.manager))
        form.kind = KIND
        self.assertEqual((form.first_day, form.last_day), (date(2027, 1, 1), date(2027, 6, 30)))
        yearly = Form(self.Rate.with_user(self.manager))
        yearly.kind = rates.BE_LEGAL
        self.assertEqual((yearly.first_day, yearly.last_day), (date(2027, 1, 1), date(2027, 12, 31)))
        lasting = Form(self.Rate.with_user(self.manager))
        lasting.kind, lasting.first_day = rates.CH_CO_104, date(2027, 1, 1)
        self.assertFalse(lasting.last_day)

    def test_a_rate_is_named_as_people_of_the_language_write_it(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        rate = self.shipped(TODAY)
        self.assertIn("12.40\N{NO-BREAK SPACE}%", rate.display_name)
        self.assertIn("12,40\N{NO-BREAK SPACE}%", rate.with_context(lang="fr_FR").display_name)
        self.assertEqual(self.Rate._format_percent(12.4567), "12.4567\N{NO-BREAK SPACE}%")


class TestLegalRateUpgrade(RateCase):
    def _upgrade(self, periods):
        with patch.object(rates, "read_rates", lambda _path: rates.RateTable(periods)):
            self.Rate._load_shipped()

    def test_an_upgrade_corrects_adds_and_leaves_what_people_did(self):
        own = self.enter(date(2027, 1, 1), date(2027, 6, 30), 12.15)
        archived = self.shipped(date(2019, 1, 1))
        archived.with_user(self.manager).action_archive()
        before = self.Rate.with_context(active_test=False).search_count([])
        periods = [
            period._replace(percent=Decimal("12.41"))
            if period == rates.load_rates().get_period(KIND, TODAY)
            else period
            for period in rates.load_rates()
        ]
        added = rates.RatePeriod(KIND, date(2027, 1, 1), date(2027, 6, 30), Decimal("12.90"), "official", "Notice")
        self._upgrade([*periods, added])
        self.assertEqual(self.known(TODAY), Decimal("12.41"))
        self.assertEqual(self.Rate.with_context(active_test=False).search_count([]), before + 1)
        self.assertEqual(own.percent, 12.15)
        self.assertEqual(self.known(date(2027, 1, 1)), Decimal("12.15"))
        self.assertFalse(archived.active)
        own.unlink()
        self.assertEqual(self.known(date(2027, 1, 1)), Decimal("12.90"))

    def test_a_period_that_the_file_gives_up_goes_away(self):
        given_up = rates.load_rates().get_period(KIND, TODAY)
        self._upgrade(period for period in rates.load_rates() if period != given_up)
        with self.assertRaises(errors.MissingRate):
            self.known(TODAY)

    def test_upgrading_twice_changes_nothing(self):
        before = self.Rate.with_context(active_test=False).search([])
        self.Rate._load_shipped()
        self.assertEqual(self.Rate.with_context(active_test=False).search([]), before)

    def test_a_rate_ships_once(self):
        shipped = self.shipped(TODAY)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.Rate.create({**shipped.copy_data()[0], "is_shipped": True})
