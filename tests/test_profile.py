"""What a person makes of a customer's numbers, and the policy that follows."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from .behaviours import BehaviourCase
from .common import TODAY, tagged
from .promises import PromiseCase


class JudgedCase(PromiseCase, BehaviourCase):
    def make_habitual(self, partner=None):
        self.pays(*[30] * 8, partner=partner)
        self.invoice(-20, 500, partner=partner)
        self.refresh()

    def as_collector(self, case=None):
        return (case or self.case()).with_user(self.collector)

    def log_calls(self, count, outcome="no_answer", **vals):
        self.env["recouvrement.contact"].create(
            [
                {
                    "case_id": self.case().id,
                    "date": self.day(-3 * number - 1),
                    "kind": "call",
                    "outcome": outcome,
                    "summary": "Nobody",
                    "override_reason": "Test",
                    **vals,
                }
                for number in range(count)
            ]
        )

    def todo(self, partner=None):
        return self.env["recouvrement.todo"].search([("case_id", "=", self.case(partner).id)])


@tagged("post_install", "-at_install")
class TestProfileDecision(JudgedCase):
    def test_confirming_the_habit_makes_it_count_and_is_kept_with_its_numbers(self):
        self.make_habitual()
        case = self.as_collector()
        self.assertEqual((case.profile, case.proposed_profile), ("occasional", "habitual"))
        case.action_confirm_profile()
        self.assertEqual((case.profile, case.proposed_profile, self.profile()), ("habitual", False, "habitual"))
        [decision] = case.decision_ids
        self.assertEqual((decision.user_id, decision.date, decision.days_late), (self.collector, TODAY, 30))
        self.assertIn("30 days late on average over 8 payments", decision.facts)
        self.assertIn("30 days late", case.message_ids[0].body)

    def test_a_refusal_holds_until_the_numbers_get_much_worse(self):
        self.make_habitual()
        case = self.as_collector()
        case.action_refuse_profile()
        self.assertEqual((case.profile, case.proposed_profile), ("occasional", False))
        self.paid(1, 40, amount=100)
        self.refresh()
        self.assertFalse(self.case().proposed_profile)
        self.paid(1, 60, amount=5000)
        self.refresh()
        self.assertEqual(self.case().proposed_profile, "habitual")

    def test_a_confirmation_falls_when_the_numbers_get_much_better(self):
        self.make_habitual()
        self.as_collector().action_confirm_profile()
        self.paid(0, 10, amount=1500)
        self.refresh()
        self.assertEqual(self.behaviour().profile, "habitual")
        self.assertEqual((self.profile(), self.case().proposed_profile), ("occasional", "habitual"))

    def test_a_confirmation_is_asked_for_again_after_a_year(self):
        self.make_habitual()
        self.as_collector().action_confirm_profile()
        self.refresh(day=364)
        self.assertEqual(self.profile(), "habitual")
        self.refresh(day=366)
        self.assertEqual((self.profile(), self.case().proposed_profile), ("occasional", "habitual"))

    def test_good_news_needs_nobody(self):
        self.make_habitual()
        self.as_collector().action_confirm_profile()
        for _number in range(3):
            self.paid(0, 0, amount=30000)
        self.refresh()
        self.assertNotEqual(self.profile(), "habitual")

    def test_nobody_is_asked_while_nothing_is_late(self):
        self.pays(*[30] * 8)
        self.refresh()
        self.assertEqual((self.behaviour().profile, self.case().proposed_profile), ("habitual", False))
        self.assertFalse(self.todo())

    def test_what_was_decided_meanwhile_is_not_decided_twice(self):
        self.make_habitual()
        self.as_collector().action_confirm_profile()
        for action in (
            "action_confirm_profile",
            "action_refuse_profile",
            "action_accept_intent",
            "action_refuse_intent",
        ):
            with self.assertRaises(UserError):
                getattr(self.as_collector(), action)()

    def test_who_may_only_read_decides_nothing(self):
        self.make_habitual()
        reader = self._new_user("reader", "account.group_account_readonly")
        case = self.case().with_user(reader)
        self.assertIn("30 days late", case.profile_facts)
        self.assertIn("<svg", case.behaviour_chart)
        self.assertIn("paid on 11/15/2026: 30 days late", case.behaviour_chart)
        with self.assertRaises(AccessError):
            case.action_confirm_profile()

    def test_what_waits_is_in_the_worklist_with_its_reason(self):
        self.make_habitual()
        [row] = self.todo()
        self.assertEqual(row.kind, "profile")
        self.assertIn("Habitual delay? 30 days late on average", row.reason)
        self.as_collector().action_refuse_profile()
        self.env.invalidate_all()
        self.assertFalse(self.todo())

    def test_merged_customers_keep_what_was_judged(self):
        other = self._make_customer("Dupont bis")
        self.make_habitual(partner=other)
        self.as_collector(self.case(other)).action_confirm_profile()
        self.case()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + other).ids, self.customer)
        self.refresh()
        self.assertEqual(self.case().decision_ids.profile, "habitual")
        self.assertEqual(self.profile(), "habitual")

    def test_cases_are_found_by_their_profile(self):
        other = self._make_customer("Durand")
        self.make_habitual()
        self.as_collector().action_confirm_profile()
        cases = self.case() + self.case(other)
        search = self.env["recouvrement.case"].search
        among = [("id", "in", cases.ids)]
        self.assertEqual(search([*among, ("profile", "=", "habitual")]), self.case())
        self.assertEqual(search([*among, ("profile", "!=", "habitual")]), self.case(other))
        self.assertEqual(search([*among, ("profile", "in", ("new", "good"))]), self.case(other))

    def test_a_decision_is_forgotten_with_the_payments_it_was_about(self):
        self.make_habitual()
        self.as_collector().action_confirm_profile()
        decisions = self.case().decision_ids
        with self.at(3 * 365):
            decisions._gc_old_decisions()
            self.assertTrue(decisions.exists())
        with self.at(3 * 365 + 1):
            decisions._gc_old_decisions()
            self.assertFalse(decisions.exists())


@tagged("post_install", "-at_install")
class TestIntent(JudgedCase):
    def test_signals_make_a_proposal_that_tells_its_reasons(self):
        self.invoice(-20, 500)
        self.log_calls(3)
        self.refresh()
        case = self.as_collector()
        self.assertEqual((case.proposed_intent, case.intent_facts), ("avoids", "Does not answer calls (3)"))
        self.assertFalse(case.intent)
        self.assertEqual(self.todo().reason, "Avoids? Does not answer calls (3)")
        case.action_accept_intent()
        self.assertEqual((case.intent, case.proposed_intent), ("avoids", False))
        self.assertEqual(case.decision_ids.facts, "Does not answer calls (3)")
        self.assertIn("Does not answer calls (3)", "".join(case.message_ids.mapped("body")))

    def test_a_refused_proposal_comes_back_with_new_facts_only(self):
        self.invoice(-20, 500)
        self.log_calls(3)
        self.refresh()
        case = self.as_collector()
        case.action_refuse_intent()
        self.refresh(day=1)
        self.assertFalse(case.proposed_intent)
        self.log_calls(1, date=self.day(0))
        self.refresh(day=1)
        self.assertEqual((case.proposed_intent, case.intent), ("avoids", False))

    def test_a_customer_that_is_heard_of_again_does_not_avoid_us(self):
        self.invoice(-20, 500)
        self.log_calls(3)
        self.log_calls(1, outcome="other", direction="in", date=TODAY)
        self.refresh()
        self.assertEqual(self.behaviour().unanswered_count, 0)
        self.assertFalse(self.case().proposed_intent)

    def test_divided_signals_propose_what_harms_least(self):
        for days in (40, 39, 38):
            self.pay(self.invoice(-days, 100), 10, day=self.day(-30))
        self.log_calls(3)
        self.refresh()
        self.assertEqual(self.case().proposed_intent, "cannot")

    def test_what_a_person_writes_is_a_decision_on_the_facts_of_that_day(self):
        self.invoice(-20, 500)
        self.log_calls(3)
        self.refresh()
        case = self.as_collector()
        case.intent = "cannot"
        self.assertFalse(case.proposed_intent)
        self.assertEqual((case.decision_ids.intent, case.decision_ids.user_id), ("cannot", self.collector))

    def test_a_salesperson_may_ask_for_what_was_decided_not_for_what_is_proposed(self):
        self.invoice(-20, 500)
        self.log_calls(3)
        self.refresh()
        seller = self._new_user("seller", "base.group_user")
        customer, company = self.customer.with_user(seller), self.company.with_user(seller)
        self.assertEqual(customer._get_recouvrement_intent(company), {customer: False})
        self.as_collector().action_accept_intent()
        self.assertEqual(customer._get_recouvrement_intent(company), {customer: "avoids"})

    def test_a_signal_that_is_turned_off_speaks_no_more(self):
        self.invoice(-20, 500)
        self.log_calls(3)
        self.refresh()
        signal = self.env.ref("recouvrement_preventif.signal_unanswered")
        signal.active = False
        self.env.invalidate_all()
        self.assertFalse(self.case().proposed_intent)
        signal.write({"active": True, "threshold": 2})
        self.env.invalidate_all()
        self.assertEqual(self.case().proposed_intent, "avoids")

    def test_what_harms_is_judged_anew_after_a_year(self):
        self.invoice(-20, 500)
        case = self.as_collector()
        case.intent = "avoids"
        self.refresh(day=364)
        self.assertEqual(case.intent, "avoids")
        self.refresh(day=366)
        self.assertFalse(case.intent)

    def test_broken_promises_speak(self):
        invoices = self.invoice(-30, 100) + self.invoice(-29, 100)
        for number, invoice in enumerate(invoices):
            with self.at(-20 + number):
                self.promise(100, -15, moves=invoice, user=self.manager)
        self.refresh()
        self.assertEqual(self.case().proposed_intent, "avoids")
        self.assertEqual(self.case().intent_facts, "Breaks its promises (2)")


@tagged("post_install", "-at_install")
class TestProfilePolicy(JudgedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.soft = cls.env.ref("recouvrement_preventif.policy_exceptional")
        cls.firm = cls.env.ref("recouvrement_preventif.policy_avoids")

    def followed(self, partner=None):
        """The policies of a customer: as the plan chooses it, and as the case shows it."""
        partner = partner or self.customer
        self.env.flush_all()
        query = SQL(
            "SELECT %s FROM res_partner p WHERE p.id = %s",
            self.planner._get_policy_id_sql(self.company, self.policy),
            partner.id,
        )
        [[policy_id]] = self.env.execute_query(query)
        self.env.invalidate_all()
        self.assertEqual(self.case(partner).policy_id.id, policy_id)
        return self.env["recouvrement.policy"].browse(policy_id)

    def test_nothing_changes_before_a_manager_restores_the_policies(self):
        self.pays(0, 0, 0, 0)
        self.refresh()
        self.case().intent = "avoids"
        self.assertEqual(self.followed(), self.policy)

    def test_the_good_payer_late_for_once_gets_the_soft_policy(self):
        (self.soft + self.firm).active = True
        self.pays(0, 0, 0, 0)
        self.invoice(-3, 300)
        self.invoice(-3, 300, partner=self._make_customer("New"))
        self.refresh()
        self.assertEqual(self.followed(), self.soft)
        self.assertPlanned(None)
        entry = self.plan(7)
        self.assertEqual(self.env["recouvrement.level"].browse(entry.level_id).policy_id, self.soft)
        self.assertEqual(self.followed(self.env["res.partner"].search([("name", "=", "New")])), self.policy)

    def test_who_avoids_us_gets_the_firm_policy_once_a_person_said_so(self):
        (self.soft + self.firm).active = True
        self.invoice(-20, 500)
        self.log_calls(3)
        self.refresh()
        self.assertEqual(self.followed(), self.policy)
        self.as_collector().action_accept_intent()
        self.assertEqual(self.followed(), self.firm)

    def test_the_first_policy_that_matches_applies(self):
        (self.soft + self.firm).active = True
        self.pays(0, 0, 0, 0)
        self.refresh()
        self.case().intent = "avoids"
        self.assertEqual(self.followed(), self.firm)
        self.firm.sequence = 99
        self.assertEqual(self.followed(), self.soft)

    def test_a_policy_set_on_the_customer_comes_first(self):
        self.firm.active = True
        self.case().intent = "avoids"
        chosen = self.env.ref("recouvrement_preventif.policy_good_payer")
        self.customer.recouvrement_policy_id = chosen
        self.assertEqual(self.followed(), chosen)

    def test_the_policy_of_another_company_is_not_chosen(self):
        other = self._make_company("Ateliers Lyon", email="lyon@example.com")
        self.firm.write({"active": True, "company_id": other.id})
        self.case().intent = "avoids"
        self.assertEqual(self.followed(), self.policy)

    def test_a_policy_chosen_by_itself_says_for_whom(self):
        self.firm.active = True
        self.assertEqual(self.firm.applies_to, "Avoid")
        self.assertFalse(self.firm.copy().is_by_profile)
        with self.assertRaises(ValidationError):
            self.firm.for_avoids = False
        self.firm.write({"for_habitual": True})
        self.assertEqual(self.firm.applies_to, "Habitual delay, once confirmed and Avoid")

    def test_the_plan_asks_nothing_per_customer(self):
        (self.soft + self.firm).active = True
        self.make_habitual()
        self.planner.plan(self.company, TODAY)
        with self.assertQueryCount(15):
            self.planner.plan(self.company, TODAY)
        for number in range(4):
            self.invoice(-20, 500, partner=self._make_customer(f"Customer {number}"))
        self.env.flush_all()
        with self.assertQueryCount(15):
            self.planner.plan(self.company, TODAY)
