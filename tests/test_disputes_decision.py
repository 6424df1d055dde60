"""How a dispute ends: a credit note right to the cent, time to pay, a reasoned answer."""

import random

from odoo import Command
from odoo.tests import tagged

from .common import TODAY
from .disputes import DisputeCase

ANSWER = "We compared with the delivery note.\nAll was there."


@tagged("post_install", "-at_install")
class TestDisputeDecision(DisputeCase):
    # === REJECTED === #

    def test_rejected_the_follow_up_resumes_after_the_grace_where_it_stood(self):
        self.policy.dispute_grace_days = 6
        invoice = self.invoice(-3, 200)
        self.run_cron()._set_sending()._set_sent()
        self.assertEqual(invoice.recouvrement_level_id, self.levels["first"])
        dispute = self.dispute(invoice)
        with self.at(20):
            self.decide(dispute, "rejected", answer=ANSWER)
        self.assertEqual((dispute.state, dispute.solved_on, dispute.days_to_solve), ("rejected", self.day(20), 20))
        self.assertEqual([self.chased(day) for day in (25, 26, 27)], [[0], [0], [200]])
        self.assertIn("time to pay is left", dispute.line_ids.suspension_ids.reason)
        self.assertPlanned("second", day=27)
        self.assertEqual(dispute.user_id, self.collector)
        self.assertFalse(dispute.activity_ids)

    def test_without_grace_it_resumes_at_once(self):
        self.policy.dispute_grace_days = 0
        dispute = self.dispute(self.invoice(-3, 200))
        self.decide(dispute, "rejected", answer=ANSWER)
        self.assertEqual(self.chased(), [200])

    def test_the_customer_is_owed_reasons(self):
        dispute = self.dispute(self.invoice(-3, 200))
        for decision in ("rejected", "partly"):
            with self.refused("Give the reasons"):
                self.decide(dispute, decision, answer="  ", amount=10)
        with self.refused("Choose a decision"):
            self.decide(dispute, False)
        self.assertEqual(dispute.state, "new")

    def test_the_answer_leaves_with_its_reasons_and_counts_in_no_limit(self):
        dispute = self.dispute(self.invoice(-3, 200))
        self.decide(dispute, "rejected", answer=ANSWER)
        mail = self.mails(dispute)[-1]
        self.assertIn("We compared with the delivery note.<br>All was there.", mail.body_html)
        self.assertIn("pay what remains due", mail.body_html)
        self.assertNotIn("credit note", mail.body_html)
        self.assertEqual(dispute.answered_on, TODAY)
        self.assertFalse(self.case()._get_contact_problem(TODAY))

    def test_rejected_and_reopened_with_more_evidence(self):
        dispute = self.dispute(self.invoice(-3, 200), amount=120)
        self.decide(dispute, "rejected", answer=ANSWER)
        with self.at(3):
            dispute.with_user(self.collector).action_reopen()
        self.assertEqual((dispute.state, dispute.answer, dispute.solved_on), ("examining", False, False))
        self.assertEqual((self.chased(3), self.chased(90)), ([80], [80]))
        self.assertEqual(dispute.activity_ids.date_deadline, dispute.deadline)
        self.assertGreater(dispute.deadline, self.day(20))

    # === ACCEPTED === #

    def test_accepted_a_draft_credit_note_is_prepared_and_nothing_is_chased_until_it_is_posted(self):
        invoice = self.invoice(-3, 200)
        dispute = self.dispute(invoice, amount=120)
        credit = self.decide(dispute, "accepted")
        self.assertEqual((credit.state, credit.move_type, credit.reversed_entry_id), ("draft", "out_refund", invoice))
        self.assertEqual((credit.amount_total, credit.invoice_date), (120, TODAY))
        self.assertIn(dispute.name, credit.ref)
        self.assertEqual(self.chased(90), [80])
        row = self.env["recouvrement.todo"].search([("case_id", "=", self.case().id)])
        self.assertRegex(row.reason, "Post the credit note of .*120")
        credit.action_post()
        self.assertEqual((invoice.amount_residual, self.chased()), (80, [80]))
        self.assertFalse(dispute.line_ids.suspension_ids.is_running)
        self.assertFalse(self.env["recouvrement.todo"].search([("case_id", "=", self.case().id)]))

    def test_partly_accepted_the_rest_is_left_its_time(self):
        self.policy.dispute_grace_days = 5
        dispute = self.dispute(self.invoice(-3, 200), amount=120)
        credit = self.decide(dispute, "partly", answer=ANSWER, amount=50)
        self.assertEqual((credit.amount_total, dispute.amount_accepted), (50, 50))
        self.assertEqual([self.chased(day) for day in (0, 5, 6)], [[80], [80], [150]])
        mail = self.mails(dispute)[-1]
        self.assertIn("credit note", mail.body_html)
        self.assertIn("pay what remains due", mail.body_html)
        credit.action_post()
        self.assertEqual([self.chased(day) for day in (0, 5, 6)], [[80], [80], [150]], "50 are credited")

    def test_two_invoices_partly_accepted(self):
        first, second = self.invoice(-9, 200), self.invoice(-3, 100)
        dispute = self.dispute(first + second)
        credits = self.decide(dispute, "partly", answer=ANSWER, **{first.name: 30, second.name: 100})
        self.assertEqual(credits.mapped("amount_total"), [30, 100])
        self.assertEqual(credits.reversed_entry_id, first + second)

    def test_never_two_credit_notes_for_one_dispute(self):
        invoice = self.invoice(-3, 200)
        dispute = self.dispute(invoice)
        self.decide(dispute, "accepted")
        with self.refused("settled"):
            self.decide(dispute, "accepted")
        with self.refused("Nothing is missing"):
            dispute.with_user(self.collector).action_make_credits()
        self.assertEqual(len(invoice.reversal_move_ids), 1)

    def test_a_credit_note_that_was_thrown_away_is_prepared_again(self):
        invoice = self.invoice(-3, 200)
        dispute = self.dispute(invoice, amount=120)
        self.decide(dispute, "accepted").unlink()
        self.assertTrue(dispute.credit_missing)
        self.assertEqual(self.chased(30), [80])
        dispute.with_user(self.collector).action_make_credits()
        self.assertEqual(invoice.reversal_move_ids.mapped("amount_total"), [120])

    def test_a_person_may_end_the_suspension_instead(self):
        dispute = self.dispute(self.invoice(-3, 200), amount=120)
        self.decide(dispute, "accepted")
        dispute.with_user(self.collector).action_end_suspension()
        self.assertEqual(self.chased(), [200])
        self.assertFalse(self.env["recouvrement.todo"].search([("case_id", "=", self.case().id)]))

    def test_more_than_the_invoice_is_never_credited(self):
        invoice = self.invoice(-3, 200)
        dispute = self.dispute(invoice)
        refund = invoice._reverse_moves([{"invoice_date": TODAY}])
        with self.refused("cannot be credited on"):
            self.decide(dispute, "accepted")
        self.assertEqual(dispute.state, "new")
        refund.button_cancel()
        self.assertEqual(self.decide(dispute, "accepted").amount_total, 200)

    def test_accepted_after_the_customer_paid_leaves_it_in_its_favour(self):
        invoice = self.invoice(-3, 200)
        dispute = self.dispute(invoice)
        self.pay(invoice, 150)
        credit = self.decide(dispute, "accepted")
        credit.action_post()
        self.assertEqual((invoice.amount_residual, credit.amount_residual), (0, 150))
        self.follow()
        self.assertFalse(dispute.line_ids.suspension_ids.filtered("is_running"))

    def test_a_credit_note_that_is_matched_later_ends_the_suspension_too(self):
        invoice = self.invoice(-3, 200)
        dispute = self.dispute(invoice, amount=120)
        credit = self.decide(dispute, "accepted")
        credit.reversed_entry_id = False
        credit.action_post()
        self.assertTrue(dispute.line_ids.suspension_ids.is_running)
        self.receivable_lines(invoice + credit).reconcile()
        self.follow()
        self.assertFalse(dispute.line_ids.suspension_ids.is_running)
        self.assertEqual(self.chased(), [80])


@tagged("post_install", "-at_install")
class TestPartialCredit(DisputeCase):
    """Credit notes of a part, right down to the taxes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Tax = cls.env["account.tax"]
        group = Tax.search([("company_id", "=", cls.company.id)], limit=1).tax_group_id

        def tax(rate, **vals):
            return Tax.create(
                {
                    "name": f"VAT {rate} {vals}",
                    "amount": rate,
                    "company_id": cls.company.id,
                    "country_id": cls.company.account_fiscal_country_id.id,
                    "tax_group_id": group.id,
                    "type_tax_use": "sale",
                    **vals,
                }
            )

        cls.vat20, cls.vat10, cls.vat55 = tax(20), tax(10), tax(5.5)
        cls.included = tax(20, price_include_override="tax_included")
        cls.eco = tax(0.37, amount_type="fixed", include_base_amount=True, sequence=0)

    def taxed(self, *lines, **vals):
        """A posted invoice: (price, quantity, taxes) each."""
        return self.invoice(
            -3,
            0,
            invoice_line_ids=[
                Command.create(
                    {
                        "product_id": self.product.id,
                        "price_unit": price,
                        "quantity": quantity,
                        "tax_ids": [Command.set(taxes.ids)],
                    }
                )
                for price, quantity, taxes in lines
            ],
            **vals,
        )

    def assertCredited(self, invoice, amount):
        credit = invoice._make_partial_credit(amount, invoice_date=TODAY, date=TODAY)
        self.assertAlmostEqual(credit.amount_total, amount, places=2)
        # As an accountant checks it: each tax keeps its share, to the cent.
        share = amount / invoice.amount_total
        for line in invoice.line_ids.filtered(lambda line: line.tax_line_id.amount_type == "percent"):
            credited = sum(other.amount_currency for other in credit.line_ids if other.tax_line_id == line.tax_line_id)
            self.assertAlmostEqual(credited, -line.amount_currency * share, delta=0.0101)
        with self.cr.savepoint():
            credit.action_post()
            self.assertAlmostEqual(credit.amount_total, amount, places=2)
        return credit

    def test_several_tax_rates(self):
        invoice = self.taxed((100, 3, self.vat20), (33.33, 1, self.vat10), (12.5, 2, self.vat55))
        self.assertEqual(invoice.amount_total, 423.04)
        credit = self.assertCredited(invoice, 123.45)
        self.assertEqual(len(credit.invoice_line_ids), 3)
        self.assertEqual(credit.invoice_line_ids.account_id, invoice.invoice_line_ids.account_id)
        self.assertEqual((invoice.amount_residual, credit.payment_state), (299.59, "paid"))

    def test_the_whole_is_the_invoice_reversed_line_by_line(self):
        invoice = self.taxed((100, 3, self.vat20), (33.33, 1, self.vat10))
        credit = self.assertCredited(invoice, invoice.amount_total)
        self.assertEqual(credit.invoice_line_ids.mapped("quantity"), [3, 1])
        self.assertEqual(invoice.payment_state, "reversed")

    def test_prices_that_include_their_tax(self):
        self.assertCredited(self.taxed((119.99, 1, self.included), (7.77, 3, self.included)), 10.01)

    def test_tax_included_and_excluded_together_with_a_discounted_line(self):
        invoice = self.taxed((119.99, 1, self.included), (80, 2, self.vat55), (-20, 1, self.vat20))
        self.assertCredited(invoice, 77.77)

    def test_a_fixed_tax_of_each_unit(self):
        self.assertCredited(self.taxed((10, 7, self.eco + self.vat20), (5, 1, self.vat10)), 33.33)

    def test_a_foreign_currency(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": dollar.id, "name": self.day(-300), "rate": 1.0837, "company_id": self.company.id}
        )
        invoice = self.taxed((99.99, 3, self.vat20), (7.5, 1, self.vat55), currency=dollar)
        credit = self.assertCredited(invoice, 100.01)
        self.assertEqual(credit.currency_id, dollar)
        self.assertAlmostEqual(sum(credit.line_ids.mapped("balance")), 0, places=6)

    def test_lines_without_tax_and_sections(self):
        invoice = self.invoice(
            -3,
            0,
            invoice_line_ids=[
                Command.create({"display_type": "line_section", "name": "Work"}),
                Command.create({"product_id": self.product.id, "price_unit": 33.33, "quantity": 3, "tax_ids": []}),
                Command.create({"product_id": self.product.id, "price_unit": 10, "discount": 15, "tax_ids": []}),
            ],
        )
        self.assertCredited(invoice, 20)
        self.assertCredited(invoice, 0.01)

    def test_any_invoice_and_any_amount(self):
        rng = random.Random(19)
        taxes = [self.vat20, self.vat10, self.vat55, self.included, self.env["account.tax"], self.vat20 + self.eco]
        for round_globally in (False, True):
            self.company.tax_calculation_rounding_method = "round_globally" if round_globally else "round_per_line"
            for _case in range(12):
                invoice = self.taxed(
                    *(
                        (round(rng.uniform(0.5, 400), 2), rng.randint(1, 9), rng.choice(taxes))
                        for _line in range(rng.randint(1, 5))
                    )
                )
                for amount in (round(rng.uniform(0.02, invoice.amount_total - 0.01), 2) for _amount in range(2)):
                    with self.subTest(invoice=invoice.amount_total, amount=amount):
                        credit = invoice._make_partial_credit(amount, invoice_date=TODAY, date=TODAY)
                        self.assertAlmostEqual(credit.amount_total, amount, places=2)
