"""Payment terms: made of the rules, published once, accepted, and what they change to the charges."""

import hashlib
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import html2plaintext

from .common import TODAY, CollectionCase


class TermsCase(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.Terms = cls.env["recouvrement.terms"].with_company(cls.company)
        cls.Acceptance = cls.env["recouvrement.terms.acceptance"]

    def draft(self, kind="business", **vals):
        return self.Terms.create({"company_id": self.company.id, "customer_kind": kind, **vals})

    def words(self, terms, lang="en_US"):
        return html2plaintext(terms._get_text(lang).body)


class TestText(TermsCase):
    def test_a_business_reads_what_the_law_asks_terms_to_say(self):
        words = self.words(self.draft())
        for said in (
            "payable by the due date that it states",
            "No discount is granted for early payment",
            "increased by 10 percentage points",
            "fixed compensation of 40 euros",
            "disputes an invoice",
            "by bank transfer",
            "compta@example.com",
        ):
            self.assertIn(said, words)

    def test_a_french_consumer_reads_neither_the_fixed_sum_nor_costs(self):
        words = self.words(self.draft("consumer"))
        self.assertIn("from the formal notice to pay", words)
        self.assertIn("article L111-8", words)
        self.assertNotIn("40 euros", words)

    def test_a_belgian_consumer_reads_the_scale_and_that_it_holds_for_both_sides(self):
        self.company.country_id = self.env.ref("base.be")
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 8, "consumer_indemnity_kind": "scale"})
        words = self.words(self.draft("consumer"))
        self.assertIn("20 euros where the balance is 150 euros", words)
        self.assertIn("due to the customer, on the same conditions", words)

    def test_the_usual_delay_and_the_discount_are_those_of_the_payment_terms(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "30 days, 2/7",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 7,
                "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )
        words = self.words(self.draft(payment_term_id=term.id))
        self.assertIn("30 days after the date of the invoice", words)
        self.assertIn("A discount of 2% is granted on invoices paid within 7 days", words)

    def test_a_delay_longer_than_the_law_allows_is_told(self):
        term = self.env["account.payment.term"].create(
            {"name": "90 days", "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": 90})]}
        )
        self.assertIn("L441-10 I", " ".join(self.draft(payment_term_id=term.id)._get_notes()))
        term.line_ids.write({"nb_days": 45, "delay_type": "days_after_end_of_month"})
        self.assertFalse(self.draft(payment_term_id=term.id)._get_notes())

    def test_each_language_has_its_own_text(self):
        self.assertEqual(sorted(self.draft().text_ids.mapped("lang")), ["en_US", "fr_FR"])

    def test_what_a_person_wrote_is_kept_when_the_rules_change(self):
        terms = self.draft()
        english = terms._get_text("en_US")
        english.body = "<p>Our own words</p>"
        self.assertTrue(english.is_edited)
        terms.by_cheque = True
        self.assertEqual(self.words(terms).strip(), "Our own words")
        self.assertIn("by cheque", str(terms._get_text("en_US").generated))
        terms.action_write_again()
        self.assertIn("by cheque", self.words(terms))


class TestPublishing(TermsCase):
    def test_versions_follow_each_other(self):
        first, second = self.publish_terms(day=-100), self.publish_terms(day=-10)
        self.assertEqual((first.number, second.number), (1, 2))
        self.assertEqual((first.state, second.state), ("replaced", "published"))
        for day, expected in ((-101, self.Terms), (-100, first), (-11, first), (-10, second), (0, second)):
            self.assertEqual(self.Terms._get_published(self.company, "business", self.day(day)), expected)
        self.assertFalse(self.Terms._get_published(self.company, "consumer", TODAY))

    def test_a_branch_has_the_terms_of_the_company_it_belongs_to(self):
        terms = self.publish_terms()
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.assertEqual(self.Terms._get_published(branch, "business", TODAY), terms)
        acceptance = self.accept_terms(terms=terms)
        self.assertEqual(self.customer._get_recouvrement_acceptance(branch, TODAY)[self.customer], acceptance)

    def test_what_is_published_is_frozen_with_its_fingerprint(self):
        terms = self.publish_terms()
        text = terms._get_text("en_US")
        self.assertEqual(text.digest, hashlib.sha256(text._get_words().encode()).hexdigest())
        for record, vals in ((terms, {"customer_kind": "consumer"}), (text, {"body": "<p>Other</p>"})):
            with self.assertRaisesRegex(UserError, "prepare the next one"):
                record.write(vals)
        with self.assertRaisesRegex(UserError, "prepare the next one"):
            text.unlink()
        with self.assertRaisesRegex(UserError, "stays"):
            terms.unlink()

    def test_what_the_rules_changed_since_is_read_before_it_is_published(self):
        terms = self.draft()
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 12})
        with self.assertRaisesRegex(UserError, "write it again"):
            terms.action_publish()
        terms.action_write_again()
        terms.action_publish()
        self.assertIn("12%", self.words(terms))

    def test_a_text_that_is_missing_keeps_it_from_being_published(self):
        terms = self.draft()
        terms._get_text("fr_FR").body = False
        with self.assertRaisesRegex(UserError, "French"):
            terms.action_publish()

    def test_managers_publish_and_others_read(self):
        terms = self.draft()
        collector = new_test_user(
            self.env,
            "collector",
            groups="recouvrement_preventif.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.assertTrue(terms.with_user(collector).display_name)
        with self.assertRaises(AccessError):
            terms.with_user(collector).action_publish()
        with self.assertRaises(AccessError):
            terms._get_text("en_US").with_user(collector).body = "<p>Mine</p>"

    def test_documents_say_which_version_applies_and_where_to_read_it(self):
        self.assertEqual(self.Terms._get_print_sentence(self.customer, "en_US"), "")
        terms = self.publish_terms(day=date(2026, 1, 5))
        sentence = terms._get_print_sentence(self.customer, "en_US")
        self.assertIn("no. 1 of 01/05/2026", sentence)
        self.assertIn(f"/recouvrement/conditions/{self.company.id}/1", sentence)


class TestAcceptance(TermsCase):
    def test_the_last_one_until_a_day_is_in_force_on_it(self):
        first = self.accept_terms(day=-100)
        second = self.accept_terms(day=-10)
        contact = self.env["res.partner"].create({"name": "Accounts", "parent_id": self.customer.id})
        nobody = self._make_customer("Nobody")
        for day, expected in ((-101, self.Acceptance), (-100, first), (-11, first), (-10, second)):
            found = (contact + nobody)._get_recouvrement_acceptance(self.company, self.day(day))
            self.assertEqual((found[contact], found[nobody]), (expected, self.Acceptance))

    def test_many_customers_take_as_many_queries_as_one(self):
        partners = self.customer + self._make_customer("Durand") + self._make_customer("Leroy")
        terms = self.publish_terms()
        for partner in partners:
            self.accept_terms(partner, terms)
        counts = []
        for some in (partners[:1], partners):
            self.env.invalidate_all()
            some.mapped("name")
            before = self.env.cr.sql_log_count
            some._get_recouvrement_acceptance(self.company, TODAY)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_it_is_recorded_once_and_keeps_what_was_accepted(self):
        terms = self.publish_terms()
        acceptance = self.accept_terms(terms=terms, how="signature", signer="Anne Dupont", ip="192.0.2.7", lang="fr_FR")
        again = self.accept_terms(terms=terms, day=0, how="page")
        self.assertEqual(again, acceptance)
        self.assertRecordValues(
            acceptance,
            [
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "lang": "fr_FR",
                    "digest": terms._get_text("fr_FR").digest,
                    "how": "signature",
                    "signer": "Anne Dupont",
                    "ip": "192.0.2.7",
                }
            ],
        )

    def test_what_was_not_published_cannot_be_accepted(self):
        terms = self.publish_terms(day=-10)
        for refused, day in ((self.draft(), 0), (terms, -11)):
            with self.assertRaisesRegex(UserError, "published"):
                self.accept_terms(terms=refused, day=day)

    def test_it_is_never_deleted_and_a_cancelled_one_does_not_count(self):
        acceptance = self.accept_terms()
        with self.assertRaisesRegex(UserError, "never deleted"):
            acceptance.unlink()
        acceptance._cancel("Signed by somebody else", TODAY)
        self.assertFalse(self.customer._get_recouvrement_acceptance(self.company, TODAY)[self.customer])
        self.assertEqual(acceptance.cancel_reason, "Signed by somebody else")


class TestContract(TermsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.write({"contract_rate_kind": "fixed", "contract_rate": 15})

    def clause(self, day=-60):
        return self.policy._get_clause(self.customer, self.company, self.day(day))

    def interest(self, move):
        due = self.env["recouvrement.charge"]._get_due(self.company, TODAY, self.customer)
        [entry] = [entry for entry in due if entry.move_id == move.id and entry.kind == "interest"]
        return entry

    def explain(self, entry, **kwargs):
        return " ".join(self.env["recouvrement.legal.wording"]._explain(entry, **kwargs))

    def test_a_rate_that_nobody_accepted_does_not_count_and_the_charge_says_so(self):
        move = self.invoice(-30, 1000)
        entry = self.interest(move)
        # The law's: 1 000 x 12.40 % x 30 / 365
        self.assertEqual(float(entry.amount), 10.19)
        self.assertIn("does not count: the customer had not accepted", self.explain(entry))
        self.assertNotIn("accepted", self.explain(entry, is_internal=False))

    def test_an_accepted_rate_counts_from_the_invoices_of_that_day_on(self):
        self.accept_terms(day=-50)
        before, after = self.invoice(-30, 1000), self.invoice(-20, 1000)
        # Made 60 and 50 days ago.
        self.assertEqual(float(self.interest(before).amount), 10.19)
        self.assertEqual(float(self.interest(after).amount), 8.22)
        self.assertNotIn("accepted", self.explain(self.interest(after)))

    def test_what_was_accepted_holds_until_something_else_is(self):
        self.accept_terms(day=-100)
        self.policy.contract_rate = 20
        self.assertEqual(self.clause().percent, 15)
        self.accept_terms(day=-70)
        self.assertEqual((self.clause(-71).percent, self.clause(-70).percent), (15, 20))

    def test_a_cancelled_acceptance_gives_the_law_back(self):
        acceptance = self.accept_terms()
        self.assertTrue(self.clause())
        acceptance._cancel("A mistake", TODAY)
        self.assertIsNone(self.clause())

    def test_charges_of_many_customers_take_as_many_queries_as_those_of_one(self):
        partners = self.customer + self._make_customer("Durand") + self._make_customer("Leroy")
        terms = self.publish_terms()
        for partner in partners:
            self.accept_terms(partner, terms)
            self.invoice(-30, 1000, partner=partner)
        counts = []
        # The rates are in memory from the first time on.
        self.env["recouvrement.charge"]._get_due(self.company, TODAY, self.customer)
        for some in (partners[:1], partners):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            due = self.env["recouvrement.charge"]._get_due(self.company, TODAY, some)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual({float(each.amount) for each in due if each.kind == "interest"}, {12.33})
        self.assertEqual(*counts)

    def test_terms_that_state_no_rate_give_none(self):
        self.policy.contract_rate_kind = False
        self.accept_terms()
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 15})
        self.assertIsNone(self.clause())

    def test_a_clause_typed_on_the_customer_is_a_contract_by_itself(self):
        self.customer.with_company(self.company).write({"recouvrement_rate_kind": "fixed", "recouvrement_rate": 14})
        self.assertEqual(self.clause().percent, 14)
        self.assertNotIn("accepted", self.explain(self.interest(self.invoice(-30, 1000))))


class TestBelgianConsumerContract(TermsCase):
    country, chart = "be", "be_comp"

    def test_only_invoices_made_since_the_acceptance_bear_the_indemnity(self):
        self.customer.write({"is_company": False, "country_id": self.env.ref("base.be").id})
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 8, "consumer_indemnity_kind": "scale"})
        before, after = self.invoice(-40, 1000), self.invoice(-20, 1000)
        claims = self.env["recouvrement.claim"].create(
            [{"line_id": self.receivable_lines(move).id} for move in (before, after)]
        )
        claims.write({"first_reminder_on": self.day(-18), "chargeable_from": self.day(-3)})
        self.accept_terms(day=-60)
        due = self.env["recouvrement.charge"]._get_due(self.company, TODAY, self.customer)
        amounts = {(entry.move_id, entry.kind): float(entry.amount) for entry in due}
        # Half of 65 + 5 % of what exceeds 500 of 2 000 in all.
        self.assertEqual((amounts[before.id, "indemnity"], amounts[after.id, "indemnity"]), (0, 70))
        self.assertEqual(amounts[before.id, "interest"], 0)
        self.assertGreater(amounts[after.id, "interest"], 0)
        [refused] = [entry for entry in due if (entry.move_id, entry.kind) == (before.id, "indemnity")]
        words = " ".join(self.env["recouvrement.legal.wording"]._explain(refused))
        self.assertIn("The indemnity of your terms does not count", words)
