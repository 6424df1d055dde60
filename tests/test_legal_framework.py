"""Which law allows what, and who is told when a rate is missing."""

from datetime import date

from odoo import Command
from odoo.tests import Form, new_test_user

from odoo.addons.recouvrement_preventif.legal import rates

from .test_legal_rates import RateCase

ACTIVITY = "recouvrement_preventif.mail_activity_rate"


class FrameworkCase(RateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Framework = cls.env["recouvrement.legal.framework"]
        cls.env["res.company"].search([("id", "!=", cls.company.id)]).recouvrement_mode = "off"
        cls.manager.write({"company_ids": [Command.set(cls.company.ids)], "company_id": cls.company.id})
        cls.company.recouvrement_user_id = cls.manager

    def customer_of(self, country, **vals):
        country_id = self.env.ref(f"base.{country}").id if country else False
        return self._make_customer(f"Customer {country}", country_id=country_id, **vals)

    def assertFramework(self, partner, name):
        expected = self.env.ref(f"recouvrement_preventif.legal_framework_{name}") if name else self.Framework
        self.assertEqual(self.Framework._find(self.company, partner), expected)


class TestWhichFramework(FrameworkCase):
    def test_between_businesses_the_seller_keeps_its_law(self):
        for country in ("fr", "be", "it", "us", None):
            with self.subTest(country):
                self.assertFramework(self.customer_of(country), "fr_business")

    def test_the_policy_can_give_the_law_of_the_customer(self):
        self.policy.business_law = "customer"
        frameworks = {"fr": "fr_business", "be": "be_business", "lu": "lu_business", "nl": "nl_business"}
        frameworks |= {"de": "de_business", "ch": "ch_business", "it": "eu_business", "us": None, None: "fr_business"}
        for country, name in frameworks.items():
            with self.subTest(country):
                self.assertFramework(self.customer_of(country), name)

    def test_the_policy_of_the_customer_itself_counts(self):
        customer = self.customer_of("be")
        customer.with_company(self.company).recouvrement_policy_id = self.policy.copy({"business_law": "customer"})
        self.assertFramework(customer, "be_business")
        self.assertFramework(self.customer_of("be"), "fr_business")

    def test_a_consumer_keeps_the_law_of_its_country(self):
        frameworks = {"fr": "fr_consumer", "be": "be_consumer", "de": None, "it": None, None: "fr_consumer"}
        for country, name in frameworks.items():
            with self.subTest(country):
                self.assertFramework(self.customer_of(country, is_company=False), name)

    def test_the_address_of_a_debt_is_that_of_the_customer_not_of_the_contact(self):
        customer = self.customer_of("be", is_company=False)
        contact = self._make_customer("Child", is_company=False, parent_id=customer.id, type="invoice")
        self.assertFramework(contact, "be_consumer")

    def test_who_is_a_consumer(self):
        kinds = {
            "business": [{}, {"is_company": False, "vat": "FR23334175221"}],
            "consumer": [{"is_company": False}, {"is_company": False, "vat": "/"}],
        }
        for kind, vals_list in kinds.items():
            for vals in vals_list:
                partner = self._make_customer("Somebody", **vals)
                self.assertEqual(partner._get_recouvrement_customer_kind(), kind, vals)
                self.assertTrue(partner.recouvrement_deduced_kind.lower().startswith(kind))
                other = "consumer" if kind == "business" else "business"
                partner.recouvrement_customer_kind = other
                self.assertEqual(partner._get_recouvrement_customer_kind(), other)

    def test_forty_customers_cost_no_more_queries_than_five(self):
        self.policy.business_law = "customer"
        countries = ("fr", "be", "it", "us", "de")
        customers = self.env["res.partner"].union(*(self.customer_of(country) for country in countries * 8))

        def count(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = self.Framework._find_all(self.company, partners)
            self.assertEqual(len(found), len(partners))
            return self.env.cr.sql_log_count - before

        count(customers)  # what the registry remembers from now on
        self.assertEqual(count(customers), count(customers[: len(countries)]))

    def test_a_salesman_may_be_asked_without_an_access_error(self):
        seller = new_test_user(self.env, "framework_seller", groups="sales_team.group_sale_salesman")
        framework = self.Framework.with_user(seller)._find(self.company, self.customer.with_user(seller))
        self.assertEqual(framework.sudo().country_code, "FR")

    def test_a_biller_writes_what_the_customer_is(self):
        biller = new_test_user(
            self.env, "framework_biller", groups="account.group_account_invoice,base.group_partner_manager"
        )
        with Form(self.customer.with_user(biller)) as form:
            form.recouvrement_customer_kind = "consumer"
        self.assertFramework(self.customer, "fr_consumer")


class TestFrameworkTexts(FrameworkCase):
    def test_nine_frameworks_say_everything(self):
        frameworks = self.Framework.search([])
        self.assertEqual(len(frameworks), 9)
        for framework in frameworks:
            for name in ("interest", "fixed_sum", "reminder_fee", "waiting", "sources", "readings", "unverified"):
                self.assertTrue(framework[name], f"{framework.name}: {name}")
            self.assertEqual(framework.last_checked, date(2026, 11, 22))
            self.assertIn("%", framework.current_rate)

    def test_the_form_says_the_rate_of_the_day_and_how_long_it_is_known(self):
        framework = self.env.ref("recouvrement_preventif.legal_framework_fr_business").with_user(self.reader)
        self.assertIn("12.40", framework.current_rate)
        self.assertIn("12/31/2026", framework.current_rate)
        self.assertIn("legal rate, professional creditors", framework.rate_table)
        self.assertFalse(framework.rate_alert)
        with self.at(40):
            self.assertIn("2027-S1", framework.rate_alert)
            self.assertIn("Not known", framework.rate_table)

    def test_terms_in_points_need_the_reference_rate_too(self):
        framework = self.env.ref("recouvrement_preventif.legal_framework_be_business")
        self.assertEqual(framework._get_rate_kinds(), [rates.BE_LAW_2002])
        self.policy.write({"contract_rate_kind": "over_reference", "contract_rate": 9})
        self.assertEqual(framework._get_rate_kinds(), [rates.BE_LAW_2002, rates.ECB_REFERENCE])

    def test_rates_entered_in_advance_are_counted(self):
        self.enter(date(2027, 1, 1), date(2027, 6, 30), 12.15)
        framework = self.env.ref("recouvrement_preventif.legal_framework_fr_business")
        self.assertIn("06/30/2027", framework.current_rate)


class TestRateWarnings(FrameworkCase):
    def warn(self, day):
        with self.at(day), self.enter_registry_test_mode():
            self.env.ref("recouvrement_preventif.ir_cron_legal_rates").method_direct_trigger()
        self.env.invalidate_all()

    def warnings(self):
        return self.env["mail.activity"].search([("activity_type_id", "=", self.env.ref(ACTIVITY).id)])

    def warned(self):
        frameworks = self.Framework.browse(self.warnings().mapped("res_id"))
        return sorted(framework._get_external_ids()[framework.id][0].split("framework_")[1] for framework in frameworks)

    def test_a_manager_is_warned_a_month_before_and_once(self):
        self.warn(4)  # 29 November
        self.assertEqual(self.warned(), [])
        self.warn(5)
        self.assertEqual(self.warned(), ["fr_business"])
        warning = self.warnings()
        self.assertEqual((warning.user_id, warning.date_deadline), (self.manager, date(2026, 12, 31)))
        self.assertIn("12/31/2026", warning.summary)
        self.warn(6)
        self.assertEqual(self.warnings(), warning)

    def test_who_ticked_it_off_is_told_again_when_the_rate_is_missing(self):
        self.warn(5)
        with self.at(6):
            self.warnings().action_feedback()
        self.warn(7)
        self.assertEqual(self.warned(), [])
        self.warn(37)  # 1 January
        self.assertEqual(self.warned(), ["fr_business"])
        self.assertIn("missing", self.warnings().summary)
        with self.at(38):
            self.warnings().action_feedback()
        self.warn(39)
        self.assertEqual(self.warned(), [])

    def test_a_second_rate_that_goes_missing_is_told_again(self):
        self.enter(date(2027, 1, 1), date(2027, 1, 31), 12, kind=rates.FR_LEGAL_OTHER)
        self.warn(37)  # 1 January
        self.assertIn("missing, nothing can be charged with it: France, businesses", self.warnings().summary)
        self.assertIn("01/31/2027 only: France: legal rate", self.warnings().summary)
        with self.at(38):
            self.warnings().action_feedback()
        self.warn(66)
        self.assertFalse(self.warnings())
        self.warn(68)  # 1 February
        self.assertIn("France, businesses: ECB + 10 points, France: legal rate", self.warnings().summary)

    def test_a_rate_that_was_never_known_is_told(self):
        self.Rate.search([("kind", "=", rates.FR_ECB_PLUS_10)]).with_user(self.manager).action_archive()
        self.warn(0)
        self.assertIn("missing", self.warnings().summary)
        with self.at(1):
            self.warnings().action_feedback()
        self.warn(2)
        self.assertFalse(self.warnings())

    def test_an_open_warning_becomes_pressing(self):
        self.warn(5)
        warning = self.warnings()
        self.warn(37)
        self.assertEqual(self.warnings(), warning)
        self.assertIn("missing", warning.summary)
        self.assertEqual(warning.date_deadline, date(2027, 1, 1))

    def test_a_warning_given_to_a_colleague_stays_there(self):
        self.warn(5)
        colleague = new_test_user(self.env, "rate_colleague", groups="recouvrement_preventif.group_manager")
        self.warnings().user_id = colleague
        self.warn(6)
        self.assertEqual(self.warnings().user_id, colleague)

    def test_it_closes_as_soon_as_the_rates_are_there(self):
        self.warn(5)
        with self.at(6):
            for kind in (rates.FR_ECB_PLUS_10, rates.FR_LEGAL_OTHER):
                self.assertEqual(self.warned(), ["fr_business"])
                self.enter(date(2027, 1, 1), date(2027, 6, 30), 12, kind=kind)
            self.assertEqual(self.warned(), [])

    def test_only_frameworks_that_somebody_needs_are_watched(self):
        self.invoice(-10, 100, partner=self.customer_of("be", is_company=False))
        self.invoice(-10, 100, partner=self.customer_of("de"))
        self.pay(self.invoice(-10, 100, partner=self.customer_of("fr", is_company=False)))
        self.warn(5)
        self.assertEqual(self.warned(), ["be_consumer", "fr_business"])
        self.policy.business_law = "customer"
        self.warn(6)
        self.assertEqual(self.warned(), ["be_consumer", "de_business", "fr_business"])
        self.company.recouvrement_mode = "off"
        self.warn(7)
        self.assertEqual(self.warned(), [])

    def test_what_people_said_of_a_customer_counts_for_the_warning_too(self):
        self.invoice(-10, 100, partner=self.customer_of("be", recouvrement_customer_kind="consumer"))
        self.invoice(-10, 100, partner=self.customer_of("fr", is_company=False, vat="FR23334175221"))
        self.warn(5)
        self.assertEqual(self.warned(), ["be_consumer", "fr_business"])

    def test_without_a_manager_as_collector_the_first_manager_is_told(self):
        self.company.recouvrement_user_id = self.reader
        managers = self.env.ref("recouvrement_preventif.group_manager").all_user_ids.filtered("active")
        first = managers.filtered(lambda user: self.company in user.company_ids).sorted("id")[:1]
        self.warn(5)
        self.assertEqual(self.warnings().user_id, first)
        self.assertNotEqual(first, self.reader)

    def test_the_manager_ticks_it_off_without_rights_on_the_framework(self):
        self.warn(5)
        self.warnings().with_user(self.manager).action_feedback(feedback="Asked")
        self.assertFalse(self.warnings())
