"""Who pays late, by what customers have in common, and what to change: only where the numbers suffice."""

import doctest
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.recouvrement_preventif.tools import segment as core
from odoo.addons.recouvrement_preventif.tools.segment import Segment, find_slow

from .common import TODAY, CollectionCase


class SegmentCase(CollectionCase):
    """Customers of a term of 60 days pay some 20 days late, those of a term of 30 days some 4 days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag = cls.env["res.partner.category"].create({"name": "Restaurants"})
        cls.terms = {
            days: cls.env["account.payment.term"].create(
                {
                    "name": f"Term {days}",
                    "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": days})],
                }
            )
            for days in (30, 60)
        }

    def settle(self, days, late, customers=6, invoices=5, issued=None, **vals):
        """Customers of a term, each of whom paid its invoices of 1,000 together, so many days late (give or take one)."""
        for number in range(customers):
            customer = self._make_customer(f"Customer {days} {number}", **vals)
            moves = self.env["account.move"].union(
                *(
                    self.invoice(
                        0,
                        1000,
                        partner=customer,
                        invoice_date=issued or TODAY - timedelta(days=150),
                        invoice_date_due=False,
                        invoice_payment_term_id=self.terms[days].id,
                    )
                    for _number in range(invoices)
                )
            )
            day = moves[0].invoice_date_due + timedelta(days=late + number % 3 - 1)
            line = self.bank_entry(1000 * invoices, customer, day)
            (line + self.receivable_lines(moves)).reconcile()

    def advise(self, dimension="payment_term_id"):
        self.env.flush_all()
        advice = self.env["recouvrement.segment.advice"]._make(self.company, TODAY)
        return advice.filtered(lambda each: each.dimension == dimension)


@tagged("post_install", "-at_install")
class TestSegments(SegmentCase):
    def test_the_examples_of_the_code_are_true(self):
        self.assertEqual(doctest.testmod(core).failed, 0)

    def test_who_is_slow_is_counted_by_what_customers_have_in_common(self):
        self.settle(30, 4, customers=1, invoices=2)
        self.settle(60, 20, customers=1, invoices=2, category_id=[(6, 0, self.tag.ids)])
        self.env.flush_all()
        Report = self.env["recouvrement.segment.report"]
        rows = Report._read_group(
            [], ["payment_term_id"], ["days_late:avg", "late_rate:avg", "amount:sum", "tied_up:sum"]
        )
        by_term = {term: values for term, *values in rows}
        self.assertEqual(by_term[self.terms[30]][:3], [3, 100, 2000])
        self.assertEqual(by_term[self.terms[60]][:3], [19, 100, 2000])
        self.assertAlmostEqual(by_term[self.terms[60]][3], 2000 * 19 / 365, places=1)
        by_tag = {tag: days for tag, days in Report._read_group([], ["category_ids"], ["days_late:avg"])}
        self.assertEqual(by_tag[self.tag], 19)

    def test_what_is_late_and_open_counts_with_its_days_so_far(self):
        late, coming = self.invoice(-40, 100), self.invoice(10, 100)
        self.env.flush_all()
        rows = self.env["recouvrement.segment.report"].search([("move_id", "in", (late + coming).ids)])
        self.assertEqual([(row.move_id, row.days_late, row.is_open) for row in rows], [(late, 40, True)])

    def test_customers_are_sized_by_what_they_were_invoiced(self):
        for number in range(10):
            customer = self._make_customer(f"Size {number}")
            self.invoice(-40, 100 * (number + 1), partner=customer)
        self.env.flush_all()
        rows = self.env["recouvrement.segment.report"]._read_group([], ["size"], ["__count"])
        self.assertEqual(dict(rows), {"large": 1, "middle": 3, "small": 6})

    def test_a_slow_segment_is_named_with_its_numbers_and_what_to_expect(self):
        self.settle(30, 4)
        self.settle(60, 20)
        [advice] = self.advise()
        self.assertEqual((advice.name, advice.payment_count, advice.customer_count), ("Term 60", 30, 6))
        self.assertAlmostEqual(advice.tied_up, 30000 * 16 / 365, places=1)
        self.assertIn(
            "paid 20 days late on average (30 payments of 6 customers in a year), the others 4", advice.finding
        )
        self.assertIn("16 days earlier", advice.finding)
        self.assertIn("from day 3 to day 1", advice.proposal)
        # Two days earlier bring a quarter of them: 30,000 € half a day earlier.
        self.assertIn("0.5 days earlier: 41", advice.effect.replace("\xa0", " ").replace("€", "").replace("€ ", ""))
        self.assertIn("Assumed", advice.effect)
        action = advice.action_show()
        self.assertEqual(self.env["recouvrement.segment.report"].search_count(action["domain"]), 30)

    def test_a_policy_without_notice_is_advised_one_before_the_due_date(self):
        self.levels["preventive"].active = False
        self.settle(30, 4)
        self.settle(60, 20)
        self.assertIn("from day 3 to day -5", self.advise().proposal)

    def test_a_few_numbers_advise_nothing(self):
        self.settle(30, 4)
        self.settle(60, 20, customers=3)
        self.assertFalse(self.advise())

    def test_what_is_older_than_a_year_advises_nothing(self):
        self.settle(30, 4)
        self.settle(60, 20, issued=TODAY - timedelta(days=500))
        self.assertFalse(self.advise())

    def test_chance_is_no_reason(self):
        wide = Segment("term", 60, 60, 6, total=60, squares=6000, amount=6000, amount_days=60000, amount_reminded=0)
        narrow = wide._replace(squares=606)
        others = Segment("term", 30, 60, 6, total=12, squares=30, amount=6000, amount_days=12000, amount_reminded=0)
        self.assertFalse(find_slow([wide, others]))
        self.assertEqual(find_slow([narrow, others])[0].segment, narrow)

    def test_who_sees_debts_is_advised(self):
        self.invoice(-40, 100)
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
            Advice = self.env["recouvrement.segment.advice"].with_user(user).with_company(self.company)
            if is_allowed:
                self.assertEqual(Advice.action_open()["res_model"], "recouvrement.segment.advice")
                self.assertTrue(self.env["recouvrement.segment.report"].with_user(user).search([]))
            else:
                with self.assertRaises(AccessError):
                    Advice.action_open()
