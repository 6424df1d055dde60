"""How customers pay is counted each night, and what profile follows from it."""

from contextlib import closing

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import ValidationError

from .behaviours import BehaviourCase, count
from .common import TODAY, tagged
from .disputes import DisputeCase
from .promises import PromiseCase

# When it fell due, the share of it that was paid, how late, how much, by which customer.
INVOICES = st.lists(
    st.tuples(
        st.integers(1, 1200),
        st.sampled_from((0, 1, 1, 1, 2)),
        st.integers(-10, 90),
        st.integers(1, 5000),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=14,
)


@tagged("post_install", "-at_install")
class TestBehaviourNumbers(BehaviourCase):
    def test_numbers_are_those_that_one_counts_by_hand(self):
        self.customers = [self.customer, *(self._make_customer(name) for name in ("Durand", "Petit"))]
        self.check_a_ledger()

    @settings(max_examples=8, derandomize=True, deadline=None, database=None)
    @given(INVOICES)
    def check_a_ledger(self, invoices):
        with closing(self.env.cr.savepoint()):
            made = self.env["account.move"]
            for due, payments, late, amount, which in invoices:
                invoice = self.invoice(-due, amount, partner=self.customers[which])
                made += invoice
                paid_on = min(TODAY, self.day(late - due))
                for _part in range(payments):
                    self.pay(invoice, invoice.amount_total / payments, day=paid_on)
            self.refresh()
            expected = count(made)
            rows = self.Behaviour.search([("company_id", "=", self.company.id)])
            self.assertEqual(rows.partner_id, self.env["res.partner"].union(*expected))
            for row in rows:
                for name, value in expected[row.partner_id].items():
                    self.assertAlmostEqual(row[name], value, 6, f"{name} of {row.partner_id.name}: {invoices}")
        self.env.invalidate_all()

    def test_a_large_recent_delay_outweighs_small_old_ones(self):
        self.paid(360, 0, amount=1000)
        self.paid(0, 20, amount=1000)
        self.refresh()
        # A year is two half-lives: a quarter of the weight.
        self.assertAlmostEqual(self.behaviour().days_late, 20 / 1.25)
        self.assertAlmostEqual(self.behaviour().share_late, 1 / 1.25)

    def test_few_payments_are_drawn_towards_the_habits_of_all(self):
        other = self._make_customer("Durand")
        self.paid(0, 40)
        for _number in range(3):
            self.paid(0, 0, partner=other)
        self.refresh()
        # On average 10 days late: 5 payments of that kind are added to each.
        self.assertAlmostEqual(self.behaviour().days_late_shrunk, (40 + 5 * 10) / 6)
        self.assertAlmostEqual(self.behaviour(other).days_late_shrunk, 5 * 10 / 8)

    def test_what_came_in_later_is_not_seen(self):
        invoice = self.paid(5, 20)
        self.refresh(day=-10)
        self.assertEqual((self.behaviour().settled_count, self.behaviour().open_late_count), (0, 1))
        self.refresh()
        self.assertEqual((self.behaviour().settled_count, self.behaviour().open_late_count), (1, 0))
        self.assertEqual(self.behaviour().last_settled_on, self.day(-5))
        self.assertEqual(self.behaviour().partner_id, invoice.partner_id)

    def test_a_customer_without_history_has_no_row(self):
        invoice = self.paid(5, 20)
        self.refresh()
        self.receivable_lines(invoice).remove_move_reconcile()
        invoice.button_draft()
        self.refresh()
        self.assertFalse(self.behaviour())

    def test_the_row_stays_the_same_from_night_to_night(self):
        self.paid(5, 20)
        self.refresh()
        row = self.behaviour()
        self.refresh(day=1)
        self.assertEqual((self.behaviour(), row.refreshed_on), (row, self.day(1)))

    def test_another_company_counts_for_itself(self):
        other = self._make_company("Ateliers Lyon", email="lyon@example.com")
        self.paid(5, 20)
        invoice = self.invoice(-50, 100, company=other)
        self.pay(invoice, day=self.day(-50))
        self.refresh()
        self.refresh(company=other)
        self.assertEqual(self.behaviour().days_late, 20)
        both = self.Behaviour.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(sorted(both.mapped("days_late")), [0, 20])

    def test_contacts_count_for_their_company(self):
        contact = self.env["res.partner"].create({"name": "Compta", "parent_id": self.customer.id})
        self.paid(5, 20, partner=contact)
        self.refresh()
        self.assertEqual(self.behaviour().settled_count, 1)
        self.assertFalse(self.behaviour(contact))

    def test_an_invoice_paid_in_parts_is_told(self):
        invoice = self.invoice(-30, 100)
        self.pay(invoice, 40, day=self.day(-28))
        self.refresh()
        self.assertEqual((self.behaviour().part_payment_count, self.behaviour().open_late_count), (1, 1))

    def test_what_is_credited_is_neither_paid_nor_late(self):
        invoice = self.invoice(-30, 100)
        self.receivable_lines(invoice + self.credit_note(100)).reconcile()
        self.refresh()
        self.assertFalse(self.behaviour())

    def test_paying_several_invoices_at_once_is_told(self):
        for late in (10, 20, 30):
            self.paid(5, late)
        self.paid(9, 0)
        self.refresh()
        self.assertEqual(self.behaviour().payments_per_day, 2)

    def test_the_nightly_job_counts_for_every_company_that_follows_a_policy(self):
        self.pays(20, 20)
        with self.enter_registry_test_mode():
            self.env.ref("recouvrement_preventif.ir_cron_behaviour").method_direct_trigger()
        self.assertEqual(self.behaviour().settled_count, 2)

    def test_the_number_of_queries_does_not_grow(self):
        self.pays(20, 20)
        self.refresh()
        self.env.flush_all()
        with self.assertQueryCount(11):
            self.Behaviour._refresh(self.company, TODAY)
        for number in range(5):
            self.pays(20, 3, partner=self._make_customer(f"Customer {number}"))
        self.env.flush_all()
        with self.assertQueryCount(11):
            self.Behaviour._refresh(self.company, TODAY)


@tagged("post_install", "-at_install")
class TestBehaviourPromises(PromiseCase, BehaviourCase):
    def test_words_given_and_kept_are_counted(self):
        kept, broken = self.invoice(-30, 100), self.invoice(-29, 100)
        with self.at(-20):
            self.promise(100, -15, moves=kept)
        with self.at(-19):
            self.promise(100, -15, moves=broken)
        self.pay(kept, day=self.day(-16))
        self.refresh()
        row = self.behaviour()
        self.assertEqual((row.promise_count, row.promise_kept_count, row.promise_broken_count), (2, 1, 1))
        self.assertEqual(row.announced_count, 2)
        self.refresh(day=400)
        self.assertEqual((row.promise_count, row.announced_count), (0, 0))


@tagged("post_install", "-at_install")
class TestBehaviourDisputes(DisputeCase, BehaviourCase):
    def test_what_is_contested_says_nothing_of_the_habits(self):
        self.paid(5, 20)
        invoice = self.invoice(-30, 100)
        dispute = self.dispute(invoice)
        self.refresh()
        self.assertEqual((self.behaviour().open_late_count, self.behaviour().dispute_count), (0, 1))
        self.assertEqual(self.behaviour().dispute_after_reminder_count, 0)
        dispute.with_user(self.collector).action_withdraw()
        self.refresh()
        self.assertEqual(self.behaviour().open_late_count, 1)

    def test_a_dispute_raised_after_a_reminder_is_told_apart(self):
        self.paid(5, 20)
        first, second = self.invoice(-30, 100), self.invoice(0, 100)
        self.run_cron(-20).state = "sent"
        self.dispute(first)
        self.dispute(second)
        self.refresh()
        row = self.behaviour()
        self.assertEqual((row.dispute_count, row.dispute_after_reminder_count), (2, 1))


@tagged("post_install", "-at_install")
class TestProfile(BehaviourCase):
    def test_a_customer_is_new_until_its_fourth_payment(self):
        self.assertEqual(self.profile(), "new")
        self.pays(0, 0, 0)
        self.refresh()
        self.assertEqual(self.profile(), "new")
        self.pays(0)
        self.refresh()
        self.assertEqual(self.profile(), "good")

    def test_a_contact_has_the_profile_of_its_company(self):
        contact = self.env["res.partner"].create({"name": "Compta", "parent_id": self.customer.id})
        self.pays(0, 0, 0, 0)
        self.refresh()
        self.assertEqual(self.profile(contact), "good")

    def test_a_good_payer_stays_one_for_a_single_delay(self):
        self.pays(0, 0, 0, 0, 2, 0, -3, 0, 0)
        self.invoice(-30, 100)
        self.refresh()
        self.assertEqual(self.profile(), "good")

    def test_the_habit_of_being_late_takes_effect_only_when_a_person_confirmed_it(self):
        self.pays(*[30] * 8)
        self.refresh()
        self.assertEqual((self.behaviour().profile, self.profile()), ("habitual", "occasional"))

    def test_paying_on_time_among_late_payers_is_paying_well(self):
        for number in range(4):
            self.pays(*[60] * 4, partner=self._make_customer(f"Slow {number}"))
        self.pays(0, 0, 0, 0)
        self.refresh()
        self.assertGreater(self.behaviour().days_late_shrunk, 20)
        self.assertEqual(self.profile(), "good")

    def test_neither_good_nor_late_by_habit_is_occasional(self):
        self.pays(0, 25, 0, 30, 0, 0, 20, 0)
        self.refresh()
        self.assertEqual(self.profile(), "occasional")

    def test_changed_rules_take_effect_at_once(self):
        self.pays(9, 9, 9, 9)
        self.refresh()
        self.assertEqual(self.profile(), "occasional")
        rule = self.env.ref("recouvrement_preventif.profile_rule_good")
        rule.write({"days_late": 10, "share_late": 100})
        self.assertEqual(self.profile(), "good")
        self.env["recouvrement.profile.rule"].create(
            {"profile": "good", "company_id": self.company.id, "days_late": 1, "share_late": 10}
        )
        self.assertEqual(self.profile(), "occasional")

    def test_a_rule_that_contradicts_itself_is_refused(self):
        rule = self.env.ref("recouvrement_preventif.profile_rule_good")
        for vals in ({"days_late": 20, "share_late": 60}, {"share_late": 120}, {"days_late": -1}):
            with self.subTest(vals), self.assertRaises(ValidationError), self.cr.savepoint():
                rule.write(vals)
        with self.assertRaises(ValidationError):
            rule.unlink()

    def test_a_salesperson_may_ask_for_the_profile(self):
        self.pays(0, 0, 0, 0)
        self.refresh()
        seller = self.env["res.users"].create(
            {
                "name": "Seller",
                "login": "behaviour_seller",
                "company_id": self.company.id,
                "company_ids": [(6, 0, self.company.ids)],
                "group_ids": [(6, 0, self.env.ref("base.group_user").ids)],
            }
        )
        customer = self.customer.with_user(seller)
        self.assertEqual(customer._get_recouvrement_profile(self.company.with_user(seller))[customer], "good")

    def test_payments_of_more_than_three_years_ago_are_forgotten(self):
        self.paid(3 * 365 + 1, 50)
        self.refresh()
        self.assertFalse(self.behaviour())
        self.assertEqual(self.profile(), "new")
