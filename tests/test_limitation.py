"""The last day to go to court: shown with its article, announced in time, never guessed."""

import base64
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user

from .common import TODAY, CollectionCase

ACTIVITY = "recouvrement_preventif.mail_activity_limitation"


class LimitationCase(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([("id", "!=", cls.company.id)]).recouvrement_mode = "off"
        cls.collector = cls._new_user("limitation_collector", "recouvrement_preventif.group_user")
        cls.biller = cls._new_user("limitation_biller", "account.group_account_invoice")
        cls.company.recouvrement_user_id = cls.collector

    @classmethod
    def _new_user(cls, login, groups):
        user = new_test_user(cls.env, login, groups=groups)
        user.write({"company_ids": [Command.set(cls.company.ids)], "company_id": cls.company.id})
        return user

    def debtor(self, country, consumer=False, nature="general"):
        """A customer under the law of its own country, for what a policy sells."""
        partner = self._make_customer(
            f"Debtor {country}", country_id=self.env.ref(f"base.{country}").id, is_company=not consumer
        )
        partner.with_company(self.company).recouvrement_policy_id = self.policy.copy(
            {"business_law": "customer", "debt_nature": nature}
        )
        return partner

    def event(self, day, partner=None, kind="acknowledged", moves=(), user=None, **vals):
        Event = self.env["recouvrement.legal.event"].with_user(user or self.env.user)
        return Event.create(
            {
                "case_id": self.case(partner).id,
                "kind": kind,
                "date": day,
                "move_ids": [Command.set([move.id for move in moves])],
                **vals,
            }
        )

    def debts(self, partner=None):
        self.env.invalidate_all()
        return self.case(partner).limitation_receivable_ids


class TestLimitation(LimitationCase):
    def test_each_country_and_kind_of_customer_has_its_own_time(self):
        due = date(2026, 3, 31)
        expected = {
            ("fr", False, "general"): date(2031, 3, 31),
            ("fr", False, "carriage"): date(2027, 3, 31),
            ("fr", True, "general"): date(2028, 3, 31),
            ("be", False, "general"): date(2036, 3, 31),
            ("be", False, "periodic"): date(2031, 3, 31),
            ("be", True, "general"): date(2027, 3, 31),
            ("de", False, "general"): date(2029, 12, 31),
            ("de", True, "general"): date(2029, 12, 31),
        }
        for key, last_day in expected.items():
            with self.subTest(key):
                partner = self.debtor(*key)
                self.invoice(due, 100, partner=partner)
                debt = self.debts(partner)
                self.assertEqual(debt.limitation_on, last_day)
                self.assertEqual(self.case(partner).limitation_on, last_day)
                self.assertIn("from the due date", debt.limitation_basis)

    def test_what_was_not_verified_has_no_day(self):
        for key in (
            ("fr", False, "periodic"),
            ("fr", True, "carriage"),
            ("be", False, "carriage"),
            ("be", True, "periodic"),
            ("de", False, "carriage"),
            ("lu", False, "general"),
            ("it", True, "general"),
        ):
            with self.subTest(key):
                partner = self.debtor(*key)
                self.invoice(date(2026, 3, 31), 100, partner=partner)
                debt = self.debts(partner)
                self.assertFalse(debt.limitation_on)
                self.assertFalse(self.case(partner).limitation_on)
                self.assertEqual(debt.limitation_basis, "Not verified: ask a lawyer.")

    def test_the_article_is_given(self):
        self.invoice(date(2026, 3, 31), 100)
        self.assertEqual(self.debts().limitation_basis, "5 year(s) from the due date (C. com. L110-4).")

    def test_an_acknowledgement_starts_the_time_again(self):
        self.invoice(date(2022, 3, 31), 100)
        self.event(date(2026, 1, 5))
        debt = self.debts()
        self.assertEqual(debt.limitation_on, date(2031, 1, 5))
        for text in ("01/05/2026", "acknowledged", "C. civ. 2240", "C. com. L110-4"):
            self.assertIn(text, debt.limitation_basis)

    def test_an_event_on_one_invoice_leaves_the_others(self):
        first, second = self.invoice(date(2022, 3, 31), 100), self.invoice(date(2022, 4, 30), 100)
        self.event(date(2026, 1, 5), moves=[second])
        last_days = {debt.move_id: debt.limitation_on for debt in self.debts()}
        self.assertEqual(last_days, {first: date(2027, 3, 31), second: date(2031, 1, 5)})
        self.assertEqual(self.case().limitation_on, date(2027, 3, 31))

    def test_an_acknowledgement_before_the_due_date_changes_nothing(self):
        self.invoice(date(2026, 3, 31), 100)
        self.event(date(2026, 3, 1))
        debt = self.debts()
        self.assertEqual(debt.limitation_on, date(2031, 3, 31))
        self.assertIn("from the due date", debt.limitation_basis)

    def test_an_event_whose_effect_was_not_verified_is_named_and_not_counted(self):
        partner = self.debtor("be")
        self.invoice(date(2026, 3, 31), 100, partner=partner)
        self.event(date(2026, 6, 1), partner=partner)
        debt = self.debts(partner)
        self.assertEqual(debt.limitation_on, date(2036, 3, 31))
        self.assertIn("Not counted, because its effect was not verified (BE)", debt.limitation_basis)

    def test_the_case_shows_the_next_day_and_warns_of_those_that_passed(self):
        self.invoice(date(2021, 1, 31), 100)
        self.invoice(date(2022, 3, 31), 250)
        self.invoice(date(2026, 3, 31), 400)
        case = self.case()
        self.assertEqual(case.limitation_on, date(2027, 3, 31))
        self.assertIn("Last day to go to court: 03/31/2027", case.limitation_alert)
        self.assertIn("250.00", case.limitation_alert)
        self.assertIn("has passed for", case.limitation_alert)
        self.assertIn("100.00", case.limitation_alert)

    def test_a_quiet_case_has_no_alert(self):
        self.invoice(-10, 100)
        self.assertFalse(self.case().limitation_alert)
        self.pay(self.invoice(date(2022, 3, 31), 100))
        self.env.invalidate_all()
        self.assertFalse(self.case().limitation_alert)
        self.assertFalse(self.case(self._make_customer("Nothing owed")).limitation_on)

    def test_many_debts_cost_no_more_queries_than_a_few(self):
        def count(customers):
            partners = [self._make_customer(f"Many {index}") for index in range(customers)]
            for partner in partners:
                self.invoice(date(2022, 3, 31), 100, partner=partner)
                self.event(date(2023, 1, 5), partner=partner)
            cases = self.env["recouvrement.case"].union(*(self.case(partner) for partner in partners))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(set(cases.mapped("limitation_on")), {date(2028, 1, 5)})
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(3), count(15))


class TestLegalEvents(LimitationCase):
    def test_a_collector_records_and_corrects_and_it_stays_in_the_history(self):
        invoice = self.invoice(date(2022, 3, 31), 100)
        event = self.event(date(2026, 1, 5), moves=[invoice], user=self.collector)
        event.date = date(2026, 1, 6)
        bodies = " ".join(self.case().message_ids.mapped("body"))
        for text in ("Recorded: ", "01/05/2026", invoice.name, "Corrected: ", "01/06/2026"):
            self.assertIn(text, bodies)

    def test_who_reads_the_event_opens_its_evidence(self):
        letter = (
            self.env["ir.attachment"]
            .with_user(self.collector)
            .create({"name": "letter.txt", "datas": base64.b64encode(b"We owe you 100")})
        )
        self.event(date(2026, 1, 5), user=self.collector, attachment_ids=[Command.set(letter.ids)])
        self.env.invalidate_all()
        self.assertEqual(letter.with_user(self.biller).raw, b"We owe you 100")

    def test_wrong_input_is_refused_in_words(self):
        other = self.invoice(-10, 100, partner=self._make_customer("Other"))
        with self.assertRaisesRegex(ValidationError, "has not happened yet"):
            self.event(self.day(1))
        with self.assertRaisesRegex(ValidationError, "is not an invoice of Dupont"):
            self.event(TODAY, moves=[other])
        event = self.event(TODAY)
        with self.assertRaisesRegex(UserError, "stays with its customer"):
            event.case_id = self.case(other.partner_id)

    def test_an_accountant_reads_but_records_nothing(self):
        event = self.event(TODAY)
        self.assertTrue(event.with_user(self.biller).display_name)
        with self.assertRaises(AccessError):
            self.event(TODAY, user=self.biller)

    def test_only_a_manager_deletes_and_it_leaves_a_trace(self):
        event = self.event(TODAY)
        with self.assertRaises(AccessError):
            event.with_user(self.collector).unlink()
        event.with_user(self._new_user("limitation_manager", "recouvrement_preventif.group_manager")).unlink()
        self.assertIn("Deleted: ", self.case().message_ids[:1].body)

    def test_another_company_does_not_see_it(self):
        event = self.event(TODAY)
        elsewhere = self.env.ref("base.main_company")
        self.collector.write({"company_ids": [Command.set(elsewhere.ids)], "company_id": elsewhere.id})
        Event = event.with_user(self.collector).with_context(allowed_company_ids=elsewhere.ids)
        self.assertFalse(Event.search([("id", "=", event.id)]))

    def test_a_collector_records_it_on_the_case(self):
        self.invoice(date(2022, 3, 31), 100)
        with Form(self.case().with_user(self.collector)) as form, form.legal_event_ids.new() as event:
            event.kind = "claimed"
            event.date = date(2026, 1, 5)
        self.assertEqual(self.case().limitation_on, date(2031, 1, 5))


class TestLimitationWarnings(LimitationCase):
    def warn(self, day):
        with self.at(day), self.enter_registry_test_mode():
            self.env.ref("recouvrement_preventif.ir_cron_limitation").method_direct_trigger()
        self.env.invalidate_all()

    def warnings(self):
        return self.env["mail.activity"].search([("activity_type_id", "=", self.env.ref(ACTIVITY).id)])

    def test_the_owner_is_warned_six_months_then_one_month_before_and_once_each(self):
        self.invoice(date(2022, 3, 31), 100)  # until 31 March 2027, six months before: 30 September 2026
        self.warn(date(2026, 9, 29))
        self.assertFalse(self.warnings())
        self.warn(date(2026, 9, 30))
        first = self.warnings()
        self.assertEqual((first.res_id, first.user_id), (self.case().id, self.collector))
        self.assertIn("six months", first.summary)
        self.assertIn("03/31/2027", first.summary)
        with self.at(date(2026, 9, 30)):
            todo = self.env["recouvrement.todo"].search([("case_id", "=", self.case().id)])
            self.assertEqual((todo.kind, todo.reason), ("task", first.summary))
        self.warn(date(2026, 10, 1))
        self.assertEqual(self.warnings(), first)
        with self.at(date(2026, 10, 2)):
            first.action_feedback()
        self.warn(date(2026, 10, 3))
        self.assertFalse(self.warnings())
        self.warn(date(2027, 2, 27))
        self.assertFalse(self.warnings())
        self.warn(date(2027, 2, 28))
        self.assertIn("Less than a month", self.warnings().summary)
        with self.at(date(2027, 3, 1)):
            self.warnings().action_feedback()
        self.warn(date(2027, 3, 31))
        self.assertFalse(self.warnings())

    def test_a_warning_left_open_becomes_pressing(self):
        self.invoice(date(2022, 3, 31), 100)
        self.warn(date(2026, 10, 1))
        first = self.warnings()
        self.warn(date(2027, 3, 1))
        self.assertEqual(self.warnings(), first)
        self.assertIn("Less than a month", first.summary)

    def test_it_closes_when_the_debt_is_paid_or_the_time_starts_again(self):
        paid = self.invoice(date(2022, 3, 31), 100)
        other = self._make_customer("Acknowledging")
        self.invoice(date(2022, 3, 31), 100, partner=other)
        self.warn(0)
        self.assertEqual(len(self.warnings()), 2)
        self.pay(paid)
        self.warn(1)
        self.assertEqual(self.warnings().res_id, self.case(other).id)
        self.event(TODAY, partner=other)
        self.warn(2)
        self.assertFalse(self.warnings())

    def test_a_registered_notice_does_not_close_it(self):
        self.invoice(date(2022, 3, 31), 100)
        self.env["recouvrement.contact"].create(
            {"case_id": self.case().id, "kind": "letter", "summary": "Formal notice, registered", "date": TODAY}
        )
        self.warn(0)
        self.assertTrue(self.warnings())

    def test_short_times_are_announced_too(self):
        partner = self.debtor("be", consumer=True)
        self.invoice(date(2026, 2, 28), 100, partner=partner)
        self.warn(date(2026, 8, 27))
        self.assertFalse(self.warnings())
        self.warn(date(2026, 8, 28))
        self.assertEqual(self.warnings().res_id, self.case(partner).id)

    def test_nothing_is_announced_where_the_reminders_are_off_or_the_rule_is_not_known(self):
        self.invoice(date(2022, 3, 31), 100, partner=self.debtor("lu"))
        self.warn(0)
        self.assertFalse(self.warnings())
        self.invoice(date(2022, 3, 31), 100)
        self.company.recouvrement_mode = "off"
        self.warn(1)
        self.assertFalse(self.warnings())

    def test_many_customers_cost_a_few_queries(self):
        def count(customers):
            partners = [self._make_customer(f"Warned {index}") for index in range(customers)]
            for partner in partners:
                self.invoice(date(2022, 3, 31), 100, partner=partner)
            Case = self.env["recouvrement.case"]
            ids = [partner.id for partner in partners]
            Case._ensure(self.company, ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(Case._warn_of_limitation(self.company, ids, TODAY)), customers)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertLessEqual(count(15) - count(3), 2)
