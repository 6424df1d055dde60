"""When invoices will be paid, and what comes in week by week: read from the ledger, told apart from what was agreed."""

from collections import defaultdict
from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import TODAY
from .plans import PlanCase

MONDAY = date(2026, 11, 23)


@tagged("post_install", "-at_install")
class TestForecasts(PlanCase):
    def setUp(self):
        super().setUp()
        self.Forecast = self.env["recouvrement.forecast"]

    def settle(self, late, months=6, partner=None, first=2):
        """Invoices of the past months that were paid so many days late."""
        for month in range(first, first + months):
            invoice = self.invoice(-30 * month, 100, partner=partner)
            self.pay(invoice, day=self.day(-30 * month + late))

    def refresh(self, day=0):
        self.assertTrue(self.Forecast._refresh(self.company, self.day(day)))
        self.env.invalidate_all()

    def forecast(self, invoice):
        return self.Forecast.search([("move_id", "=", invoice.id)])

    def receipts(self, *keys):
        """The expected receipts, added up by some fields."""
        self.env.flush_all()
        groupby = ["week:day" if key == "week" else key for key in keys]
        domain = [("company_id", "=", self.company.id)]
        rows = self.env["recouvrement.receipt"]._read_group(domain, groupby, ["amount:sum"])
        return {values[0] if len(keys) == 1 else tuple(values): round(amount, 2) for *values, amount in rows}

    # === THE ESTIMATE === #

    def test_a_customer_is_expected_to_pay_as_it_did(self):
        prompt = self._make_customer("Prompt")
        self.settle(25)
        self.settle(0, partner=prompt)
        late, early = self.invoice(10, 500), self.invoice(10, 500, partner=prompt)
        self.refresh()
        self.assertGreater(self.forecast(late).expected_on, self.forecast(early).expected_on + timedelta(days=10))
        forecast = self.forecast(late)
        self.assertTrue(forecast.early_on <= forecast.expected_on <= forecast.likely_on <= forecast.late_on)
        self.assertEqual((forecast.source, forecast.payment_count), ("estimate", 6))
        self.assertIn("Around", forecast.expectation)
        self.assertEqual(late.recouvrement_expectation, forecast.expectation)
        self.assertEqual(self.case().receivable_ids.expectation, forecast.expectation)

    def test_the_days_that_pass_without_payment_move_the_estimate(self):
        self.settle(5)
        invoice = self.invoice(0, 500)
        days = []
        for day in (0, 10, 40):
            self.refresh(day)
            days.append(self.forecast(invoice).expected_on)
        self.assertEqual(days, sorted(days))
        self.assertGreaterEqual(days[1], self.day(10))
        self.assertGreaterEqual(days[2], self.day(40))

    def test_what_came_in_later_is_not_known(self):
        self.settle(25)
        invoice = self.invoice(10, 500)
        self.refresh()
        known = self.forecast(invoice).expected_on
        self.pay(self.invoice(-40, 100), day=self.day(3))
        self.refresh()
        open_too = self.forecast(invoice)
        self.assertEqual(open_too.payment_count, 6)
        self.assertGreaterEqual(open_too.expected_on, known)

    def test_a_credit_note_teaches_nothing(self):
        for _number in range(3):
            refunded = self.invoice(-60, 100)
            self.receivable_lines(refunded + self.credit_note(100)).reconcile()
        invoice = self.invoice(10, 500)
        self.refresh()
        self.assertEqual(self.forecast(invoice).payment_count, 0)
        # Nothing is known of anybody: what is supposed of all companies.
        self.assertEqual(self.forecast(invoice).expected_on, self.day(24))

    def test_what_is_open_for_more_than_a_year_is_not_awaited(self):
        invoice = self.invoice(-400, 500)
        self.refresh()
        self.assertFalse(self.forecast(invoice).expected_on)
        self.assertEqual(self.forecast(invoice).expectation, "More than a year after its due date, or never")
        self.assertEqual(self.receipts("week"), {False: 500})

    def test_what_is_paid_has_no_forecast_left(self):
        invoice = self.invoice(-5, 500)
        self.refresh()
        line = self.forecast(invoice).line_id
        self.pay(invoice)
        self.assertFalse(self.receipts("line_id"))
        self.assertFalse(self.Forecast.search([("line_id", "=", line.id), ("line_id.reconciled", "=", False)]))
        self.refresh()
        self.assertFalse(self.forecast(invoice))

    def test_the_job_passes_each_night(self):
        invoice = self.invoice(-5, 500)
        with self.at(1, 2), self.enter_registry_test_mode():
            self.env.ref("recouvrement_preventif.ir_cron_forecast").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.forecast(invoice).told_on, self.day(1))

    def test_it_asks_no_query_per_customer(self):
        def count(customers):
            for number in range(customers):
                partner = self._make_customer(f"Customer {number}")
                self.settle(number, months=2, partner=partner)
                self.invoice(10, 100, partner=partner)
            self.refresh()
            before = self.env.cr.sql_log_count
            self.Forecast._refresh(self.company, TODAY)
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(1), count(5))

    # === WHAT WAS AGREED GOES BEFORE === #

    def test_a_promise_goes_before_the_estimate(self):
        invoice = self.invoice(-10, 300)
        self.refresh()
        self.promise(300, 5)
        self.env.invalidate_all()
        self.assertEqual(self.forecast(invoice).source, "promise")
        self.assertEqual(invoice.recouvrement_expectation, "11/30/2026, as promised")
        self.assertEqual(self.receipts("source", "week"), {("promise", MONDAY + timedelta(7)): 300})

    def test_what_is_not_promised_of_an_invoice_is_estimated(self):
        self.invoice(-10, 300)
        self.refresh()
        self.promise(100, 5)
        self.assertEqual(self.receipts("source"), {"promise": 100, "estimate": 200})

    def test_a_plan_is_awaited_on_its_days(self):
        invoice = self.invoice(-10, 300)
        self.refresh()
        self.agree((5, 100), (35, 200))
        self.env.invalidate_all()
        self.assertEqual(
            self.receipts("source", "week"),
            {("plan", MONDAY + timedelta(7)): 100, ("plan", date(2026, 12, 28)): 200},
        )
        self.assertEqual(self.forecast(invoice).expectation, "By instalments, the next on 11/30/2026")

    def test_what_is_disputed_stands_apart(self):
        invoice = self.invoice(-10, 300)
        self.refresh()
        reason = self.env.ref("recouvrement_preventif.dispute_reason_quality")
        self.env["recouvrement.dispute"].create(
            {
                "case_id": self.case().id,
                "reason_id": reason.id,
                "description": "Scratched",
                "line_ids": [(0, 0, {"move_id": invoice.id, "amount": 120})],
            }
        )
        self.assertEqual(self.receipts("source"), {"held": 120, "estimate": 180})
        self.assertGreaterEqual(self.receipts("week")[False], 120)
        self.assertEqual(self.forecast(invoice).source, "held")

    def test_a_pause_of_the_reminders_changes_nothing(self):
        invoice = self.invoice(-10, 300)
        self.refresh()
        self.hold(self.day(5), move=invoice)
        self.assertEqual(self.forecast(invoice).source, "estimate")
        self.assertEqual(self.receipts("source"), {"estimate": 300})

    # === WEEK BY WEEK === #

    def test_the_weeks_add_up_to_what_is_owed(self):
        self.settle(12)
        for due in (-40, -10, 0, 20):
            self.invoice(due, 250)
        self.refresh()
        weeks = self.receipts("week")
        self.assertAlmostEqual(sum(weeks.values()), 1000, delta=0.5)
        self.assertEqual(min(filter(None, weeks)), MONDAY)
        self.assertLessEqual(max(filter(None, weeks)), MONDAY + timedelta(weeks=12))

    def test_credits_are_not_awaited_twice(self):
        self.invoice(-10, 300)
        self.bank_entry(100)
        self.refresh()
        self.assertAlmostEqual(sum(self.receipts("week").values()), 200, delta=0.1)

    def test_an_invoice_of_today_is_awaited_on_its_due_date_until_it_is_estimated(self):
        self.invoice(12, 300)
        self.assertEqual(self.receipts("week"), {date(2026, 12, 7): 300})

    def test_amounts_are_in_the_currency_of_the_company(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": dollar.id, "name": "2026-01-01", "rate": 2, "company_id": self.company.id}
        )
        self.invoice(12, 300, currency=dollar)
        self.assertEqual(sum(self.receipts("week").values()), 150)

    def test_two_weeks_later_nothing_is_awaited_in_the_past(self):
        self.invoice(-10, 300)
        self.refresh()
        with self.at(14):
            weeks = defaultdict(float, self.receipts("week"))
        self.assertEqual(min(filter(None, weeks)), MONDAY + timedelta(weeks=2))

    # === WHO SEES IT === #

    def test_who_sees_debts_sees_when_they_are_paid_and_nobody_meets_an_error(self):
        invoice = self.invoice(-10, 300)
        self.refresh()
        for groups, is_allowed in (
            ("account.group_account_invoice", True),
            ("account.group_account_readonly", True),
            ("base.group_user", False),
        ):
            user = new_test_user(
                self.env,
                f"user {groups}",
                groups=groups,
                company_ids=[(6, 0, self.company.ids)],
                company_id=self.company.id,
            )
            for model in ("recouvrement.forecast", "recouvrement.receipt"):
                self.assertEqual(self.env[model].with_user(user).has_access("read"), is_allowed)
            if is_allowed:
                self.assertTrue(invoice.with_user(user).recouvrement_expectation)
                self.assertTrue(self.forecast(invoice).with_user(user).expectation)
                self.assertTrue(self.env["recouvrement.receipt"].with_user(user).search([]))
                with self.assertRaises(AccessError):
                    self.Forecast.with_user(user).action_refresh()

    def test_a_collector_has_it_estimated_again(self):
        invoice = self.invoice(-10, 300)
        self.Forecast.with_user(self.collector).with_company(self.company).action_refresh()
        self.assertTrue(self.forecast(invoice))
