"""What a late invoice costs its debtor: the law of each customer, line by line, and what a person decides on it."""

from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import TODAY, CollectionCase


class TestCharges(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The first half-year and its rate are behind every test of this class.
        cls.company.recouvrement_start_date = date(2026, 1, 1)

    def due(self, partner=None, today=TODAY):
        """What is due beside the invoices: {(invoice, kind): amount}."""
        entries = self.env["recouvrement.charge"]._get_due(self.company, today, partner or self.customer)
        moves = self.env["account.move"]
        return {(moves.browse(entry.move_id), entry.kind): float(entry.amount) for entry in entries}

    def explanations(self, partner=None):
        entries = self.env["recouvrement.charge"]._get_due(self.company, TODAY, partner or self.customer)
        return [line for entry in entries for line in self.env["recouvrement.legal.wording"]._explain(entry)]

    def test_a_french_business_owes_interest_and_forty_euros(self):
        # 1 000 x 12.40 % x 30 / 365
        move = self.invoice(-30, 1000)
        self.assertEqual(self.due(), {(move, "interest"): 10.19, (move, "fixed_sum"): 40.0})

    def test_what_is_due_today_is_not_late(self):
        self.invoice(0, 1000)
        self.assertEqual(self.due(), {})

    def test_the_explanation_says_amount_rate_days_and_article(self):
        self.invoice(-30, 1000)
        interest, fixed_sum = self.explanations()
        for words in ("1,000.00", "12.40%", "30 days", "10.19", "ECB reference rate + 10 points", "L441-10 II"):
            self.assertIn(words, interest)
        self.assertIn("D441-5", fixed_sum)

    def test_forty_euros_per_invoice_and_not_per_instalment(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Two halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (10, 20)
                ],
            }
        )
        move = self.invoice(-30, 1000, invoice_payment_term_id=term.id)
        self.assertEqual(self.due()[move, "fixed_sum"], 40)

    def test_a_part_payment_bears_interest_until_its_day(self):
        move = self.invoice(-60, 1000)
        self.pay(move, 400, day=TODAY - timedelta(days=30))
        # 1 000 x 12.40 % x 30 / 365 + 600 x 12.40 % x 30 / 365
        self.assertEqual(self.due()[move, "interest"], 16.31)

    def test_a_credit_note_was_never_due(self):
        move = self.invoice(-30, 1000)
        (self.receivable_lines(move) + self.receivable_lines(self.credit_note(400))).reconcile()
        # 600 x 12.40 % x 30 / 365
        self.assertEqual(self.due()[move, "interest"], 6.12)

    def test_interest_is_not_lost_once_the_principal_is_paid(self):
        move = self.invoice(-60, 1000)
        self.pay(move, day=TODAY - timedelta(days=30))
        self.assertEqual(self.due(), {(move, "interest"): 10.19, (move, "fixed_sum"): 40.0})

    def test_paid_on_time_nothing_is_due(self):
        move = self.invoice(-30, 1000)
        self.pay(move, day=TODAY - timedelta(days=30))
        self.assertEqual(self.due(), {})

    def test_what_was_paid_late_before_the_reminders_started_is_left_alone(self):
        move = self.invoice(date(2025, 10, 1), 1000)
        self.pay(move, day=date(2025, 11, 1))
        self.assertEqual(self.due(), {})

    def test_the_rate_of_each_half_year(self):
        move = self.invoice(date(2026, 5, 31), 1000)
        # 12.15 % in June, 12.40 % in July
        self.assertEqual(self.due(today=date(2026, 7, 31))[move, "interest"], 20.52)

    def test_a_contract_under_the_floor_is_raised_to_it(self):
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 5})
        self.accept_terms()
        move = self.invoice(-30, 1000)
        # Three times the legal rate of 2.75 %: 8.25 %
        self.assertEqual(self.due()[move, "interest"], 6.78)
        self.assertIn("three times the legal interest rate", self.explanations()[0])

    def test_the_rate_of_the_customer_goes_before_that_of_the_policy(self):
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 15})
        self.accept_terms()
        self.customer.with_company(self.company).write(
            {"recouvrement_rate_kind": "over_reference", "recouvrement_rate": 12}
        )
        move = self.invoice(-30, 1000)
        # 2.40 + 12 = 14.40 %
        self.assertEqual(self.due()[move, "interest"], 11.84)
        self.assertIn("rate of the contract", self.explanations()[0])

    def test_the_policy_says_which_rule_gives_which_rate(self):
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 5})
        businesses, consumers = self.policy.applied_rates.splitlines()
        self.assertIn("8.25% a year (three times the legal interest rate", businesses)
        self.assertIn("5.00% a year (rate of the contract", consumers)

    def test_a_rate_that_no_contract_has_is_refused(self):
        with self.assertRaisesRegex(UserError, "from 0 to 100"):
            self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 140})

    def test_a_policy_that_claims_nothing_computes_nothing(self):
        self.policy.write({"claims_interest": False, "claims_indemnity": False})
        self.invoice(-30, 1000)
        self.assertEqual(self.due(), {})

    def test_an_unknown_rate_is_named_and_what_is_known_is_counted(self):
        move = self.invoice(date(2026, 11, 30), 1000)
        due = self.env["recouvrement.charge"]._get_due(self.company, date(2027, 1, 31), self.customer)
        interest = next(entry for entry in due if entry.kind == "interest")
        # December only: 31 days at 12.40 %
        self.assertEqual((interest.move_id, float(interest.amount)), (move.id, 10.53))
        self.assertIn("2027-S1", self.env["recouvrement.legal.wording"]._explain(interest)[-1])

    def test_interest_in_the_currency_of_the_invoice_and_forty_euros_in_euros(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        move = self.invoice(-30, 1000, currency=dollar)
        due = self.env["recouvrement.charge"]._get_due(self.company, TODAY, self.customer)
        self.assertEqual(
            {(entry.kind, self.env["res.currency"].browse(entry.currency_id).name) for entry in due},
            {("interest", "USD"), ("fixed_sum", "EUR")},
        )
        self.assertEqual(self.due()[move, "interest"], 10.19)

    def test_a_country_without_framework_is_charged_nothing(self):
        self.company.country_id = self.env.ref("base.us")
        self.invoice(-30, 1000)
        self.assertEqual(self.due(), {})
        self.assertIn("No legal framework", self.case().charges_table)

    # === INSOLVENCY === #

    def open_insolvency(self, day):
        return self.env["recouvrement.suspension"].create(
            {
                "case_id": self.case().id,
                "kind": "insolvency",
                "date_from": day,
                "date_to": date(2099, 12, 31),
                "reason": "Judgment of the commercial court",
            }
        )

    def test_interest_stops_on_the_eve_of_the_judgment(self):
        move = self.invoice(-30, 1000)
        self.open_insolvency(TODAY - timedelta(days=10))
        # Nineteen days: to the eve of the judgment. The forty euros were due before it.
        self.assertEqual(self.due(), {(move, "interest"): 6.45, (move, "fixed_sum"): 40.0})
        self.assertPlanned("suspended")

    def test_no_fixed_sum_where_the_judgment_forbade_to_pay(self):
        move = self.invoice(-10, 1000)
        self.open_insolvency(TODAY - timedelta(days=20))
        due = self.due()
        self.assertEqual((due[move, "interest"], due[move, "fixed_sum"]), (0, 0))
        self.assertIn("insolvency proceedings forbade", " ".join(self.explanations()))

    def test_insolvency_concerns_the_whole_customer(self):
        move = self.invoice(-30, 1000)
        suspension = self.open_insolvency(TODAY - timedelta(days=10))
        with self.assertRaisesRegex(UserError, "not one invoice"):
            suspension.move_id = move

    def test_insolvency_is_declared_on_the_hold_form(self):
        case = self.case()
        action = case.action_hold()
        suspensions = self.env["recouvrement.suspension"].with_context(**action["context"])
        with Form(suspensions, view=action["views"][0][0]) as form:
            form.is_insolvency = True
            form.date_from = TODAY - timedelta(days=3)
        suspension = case.suspension_ids
        self.assertEqual((suspension.kind, suspension.date_to), ("insolvency", date(2099, 12, 31)))
        self.assertIn("Insolvency proceedings opened on", suspension._describe())

    # === DECISIONS === #

    def decide(self, case=None, user=None):
        case = (case or self.case()).with_user(user or self.env.user)
        return (
            self.env["recouvrement.charge.decision"]
            .with_user(user or self.env.user)
            .browse(case.action_charges()["res_id"])
        )

    def test_charges_are_waived_with_a_reason_and_claimed_again(self):
        move = self.invoice(-30, 1000)
        wizard = self.decide()
        wizard.reason = "A good customer"
        wizard.line_ids.filtered(lambda line: line.kind == "interest").is_selected = False
        wizard.action_waive()
        self.assertEqual(self.due(), {(move, "interest"): 10.19, (move, "fixed_sum"): 0.0})
        waiver = self.case().charge_ids
        self.assertEqual((waiver.kind, waiver.amount, waiver.reason), ("fixed_sum", 40, "A good customer"))
        waiver.action_restore()
        self.assertEqual(self.due()[move, "fixed_sum"], 40)

    def test_a_waiver_without_a_reason_is_refused_and_loses_nothing(self):
        self.invoice(-30, 1000)
        wizard = self.decide()
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.action_waive()
        self.assertEqual(len(wizard.line_ids), 2)
        self.assertFalse(self.case().charge_ids)

    def test_what_changed_since_it_was_shown_is_not_decided(self):
        move = self.invoice(-30, 1000)
        wizard = self.decide()
        wizard.reason = "Why not"
        self.pay(move, 400, day=TODAY - timedelta(days=20))
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            wizard.action_waive()

    def test_what_was_decided_follows_a_customer_that_is_merged(self):
        self.invoice(-30, 1000)
        wizard = self.decide()
        wizard.reason = "Agreed"
        wizard.action_waive()
        kept = self.case(self._make_customer("Dupont SAS"))
        waivers = self.case().charge_ids
        self.case()._merge_into(kept)
        self.assertEqual(waivers.case_id, kept)

    def test_who_sees_and_who_decides(self):
        self.invoice(-30, 1000)
        case = self.case()
        accountant = self._make_user("account.group_account_invoice")
        self.assertIn("10.19", case.with_user(accountant).charges_table)
        with self.assertRaises(AccessError):
            case.with_user(accountant).action_charges()
        collector = self._make_user("recouvrement_preventif.group_user")
        wizard = self.decide(case, collector)
        wizard.reason = "Agreed by telephone"
        wizard.action_waive()
        self.assertEqual(case.charge_ids.user_id, collector)
        with self.assertRaises(AccessError):
            case.charge_ids.with_user(collector).unlink()

    def _make_user(self, group):
        return self.env["res.users"].create(
            {
                "name": group,
                "login": group,
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [Command.set((self.env.ref("base.group_user") + self.env.ref(group)).ids)],
            }
        )

    def test_a_constant_number_of_queries(self):
        def count(partners):
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["recouvrement.charge"]._get_due(self.company, TODAY, partners)
            return self.env.cr.sql_log_count - before

        partners = self._make_customer("One") + self._make_customer("Two")
        for partner in partners:
            self.invoice(-30, 1000, partner=partner)
        count(partners)  # what the registry remembers from now on
        few = count(partners)
        for index in range(10):
            partner = self._make_customer(f"Many {index}")
            partners += partner
            for _number in range(3):
                self.pay(self.invoice(-30, 1000, partner=partner), 200, day=TODAY - timedelta(days=5))
        self.assertEqual(count(partners), few)
