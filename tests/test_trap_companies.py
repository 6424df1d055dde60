"""Companies, currencies, time zones: each test is a way in which other products go wrong."""

from datetime import datetime

from .smtp import SmtpCase


class TestTrapCompanies(SmtpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._make_company("Brasserie", "be", "be_comp")
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": (cls.company + cls.other).ids})
        cls.other.write(
            {
                "recouvrement_policy_id": cls.env.ref("recouvrement_preventif.policy_good_payer").id,
                "recouvrement_mode": "live",
            }
        )
        cls.dollar = cls.env.ref("base.USD")
        cls.franc = cls.env["res.currency"].with_context(active_test=False).search([("name", "=", "CHF")])
        (cls.dollar + cls.franc).active = True
        cls.env["res.currency.rate"].create(
            [
                {"currency_id": currency.id, "rate": rate, "name": "2020-01-01", "company_id": company.id}
                for currency, rate in ((cls.dollar, 2), (cls.franc, 0.5))
                for company in (cls.company, cls.other)
            ]
        )

    def test_minimum_amount_in_a_foreign_currency_is_converted_the_right_way(self):
        self.policy.minimum_amount = 100
        self.invoice(-10, 150, currency=self.dollar)
        self.assertPlanned("minimum_amount")
        franc_customer = self._make_customer("Suisse")
        self.invoice(-10, 60, currency=self.franc, partner=franc_customer)
        self.assertPlanned("first", partner=franc_customer)

    def test_three_currencies_three_totals(self):
        self.invoice(-10, 300)
        self.invoice(-10, 200, currency=self.dollar)
        self.invoice(-10, 100, currency=self.franc)
        [reminder] = self.run_cron()
        self.send_queue()
        [(_to, _subject, body)] = self.received()
        for amount in ("300.00", "200.00", "100.00"):
            self.assertIn(amount, body)
        self.assertNotIn("600.00", body)
        self.assertEqual(len(reminder.amounts.split(" + ")), 3)

    def test_each_company_writes_about_its_own_debts(self):
        self.invoice(-10, 300)
        theirs = self.invoice(-10, 450, company=self.other)
        reminders = self.run_cron()
        self.send_queue()
        self.assertEqual(len(reminders), 2)
        for reminder in reminders:
            self.assertEqual(reminder.line_ids.move_id.company_id, reminder.company_id)
        bodies = {reminder.company_id: reminder.body for reminder in reminders}
        self.assertNotIn("450.00", bodies[self.company])
        self.assertNotIn("300.00", bodies[self.other])
        self.assertIn(theirs.name, bodies[self.other])

    def test_amounts_of_a_case_do_not_follow_the_active_company(self):
        self.invoice(-10, 300)
        self.invoice(-10, 450, company=self.other)
        case = self.case()
        self.assertEqual(case.with_company(self.other).amount_overdue, 300)
        self.assertEqual(self.case(company=self.other).with_company(self.company).amount_overdue, 450)

    def test_credits_of_another_company_cover_nothing(self):
        self.invoice(-10, 300)
        self.credit_note(300, company=self.other)
        self.assertPlanned("first")

    def test_a_branch_applies_the_policy_of_its_company(self):
        branch = self.env["res.company"].create(
            {"name": "Martin Lyon", "parent_id": self.company.id, "email": "lyon@example.com"}
        )
        self.cr.precommit.run()  # the branch gets its accounts
        self.env.user.company_ids |= branch
        self.assertEqual(branch._get_recouvrement_policy(), self.policy)
        branch.recouvrement_mode = "live"
        self.env = self.env(
            context={**self.env.context, "allowed_company_ids": (self.company + self.other + branch).ids}
        )
        invoice = self.invoice(-10, 300, company=branch.with_env(self.env))
        reminders = self.run_cron()
        self.assertEqual(reminders.company_id, branch)
        self.assertEqual(reminders.line_ids.move_id, invoice)

    def test_the_day_is_the_companys(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        self.assertEqual(self._today(self.company, 24, 23, 30), self.day(0))
        self.other.partner_id.tz = "America/Montreal"
        self.assertEqual(self._today(self.other, 25, 4, 30), self.day(-1))

    def _today(self, company, day, hour, minute):
        return company._get_recouvrement_today(datetime(2026, 11, day, hour, minute))  # noqa: DTZ001  UTC, as Odoo keeps it

    def test_half_past_eleven_in_the_evening_is_not_tomorrow(self):
        self.levels["preventive"].active = False
        self.policy.write({"grace_days": 0, "hour_from": 0, "hour_to": 24})
        self.levels["first"].delay = 1
        self.invoice(0, 300)
        # 22:30 UTC is 23:30 in Paris: the due day is not over.
        self.assertFalse(self.run_cron(0, 22))
        self.assertTrue(self.run_cron(0, 23))

    def test_before_means_before(self):
        invoice = self.invoice(60, 300)
        self.assertPlanned(None, 0)
        self.assertPlanned("preventive", 54)
        self.assertFalse(invoice.recouvrement_level_id)

    def test_a_day_without_the_cron_is_caught_up(self):
        self.invoice(-4, 300)
        self.assertPlanned("first", 0)
        self.assertPlanned("first", 29)

    def test_due_dates_are_the_ledgers_whatever_the_time_zone(self):
        self.customer.tz = "Pacific/Honolulu"
        self.customer.country_id = False
        invoice = self.invoice(-10, 300)
        [reminder] = self.run_cron(0, 20)
        self.assertEqual(reminder.line_ids.date_due, invoice.invoice_date_due)
