"""Debts paid in instalments: exactly what is planned is left alone as long as the instalments are paid, and the ledger
tells whether they are."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .plans import PlanCase


@tagged("post_install", "-at_install")
class TestPlans(PlanCase):
    # === WHAT IS LEFT ALONE === #

    def test_exactly_what_is_planned_is_left_alone_until_the_end(self):
        self.invoice(-10, 1000)
        plan = self.agree((7, 200), (37, 200), (68, 200))
        self.assertEqual(plan.amount, 600)
        self.assertEqual([self.chased(day) for day in (0, 60, 71)], [400, 400, 400])
        self.assertEqual(self.chased(72), 1000)

    def test_the_plan_of_the_day_says_why_nothing_is_sent(self):
        self.invoice(-10, 600)
        plan = self.agree((7, 300), (37, 300))
        entry = self.plan()
        self.assertEqual(entry.reason, "suspended")
        self.assertIn(
            f"Payment plan {plan.reference}, 2 instalments until 01/01/2027", self.case()._describe_withheld(entry)
        )

    def test_while_an_answer_is_awaited_it_is_left_alone_and_no_longer(self):
        self.invoice(-10, 600)
        plan = self.propose((20, 300), (50, 300))
        self.assertEqual((plan.state, plan.answer_by), ("proposed", self.day(10)))
        self.assertEqual([self.chased(day) for day in (0, 10, 11)], [0, 0, 600])

    def test_a_draft_leaves_nothing_alone(self):
        self.invoice(-10, 600)
        self.draft((20, 300), (50, 300))
        self.assertEqual(self.chased(), 600)

    def test_new_invoices_are_followed_apart(self):
        self.invoice(-10, 600)
        self.agree((7, 300), (37, 300))
        self.invoice(-5, 80)
        self.assertEqual(self.chased(), 80)
        self.assertPlanned("first")

    def test_payments_go_to_the_instalments_in_their_order(self):
        invoice = self.invoice(-10, 600)
        plan = self.agree((7, 200), (14, 200), (21, 200))
        self.pay(invoice, 250, day=self.day(6))
        self.assertEqual(self.standing(plan, 10), ("running", 350, ["kept", "pending", "pending"]))
        self.assertEqual(plan.line_ids.mapped("amount_received"), [200, 50, 0])
        self.assertEqual(self.chased(10), 0)
        with self.at(10):
            self.assertEqual((plan.next_date, plan.next_amount), (self.day(14), 150))

    def test_paid_early_completes_it(self):
        first, second = self.invoice(-30, 400), self.invoice(-10, 200)
        plan = self.agree((7, 200), (37, 200), (68, 200))
        self.assertEqual(plan.debt_ids.mapped("amount"), [400, 200])
        self.pay(first)
        self.pay(second)
        self.assertEqual(self.standing(plan, 1), ("completed", 0, ["kept", "kept", "kept"]))

    def test_money_counts_on_any_of_the_planned_debts(self):
        self.invoice(-30, 400)
        second = self.invoice(-10, 400)
        plan = self.agree((7, 300), (37, 300))
        self.pay(second, 400, day=self.day(7))
        self.assertEqual(self.standing(plan, 8), ("running", 200, ["kept", "pending"]))
        self.assertEqual(self.chased(8), 200)

    def test_money_of_before_the_plan_pays_no_instalment(self):
        invoice = self.invoice(-10, 1000)
        self.pay(invoice, 400)
        old = self.bank_entry(100, day=self.day(-3))
        plan = self.agree((7, 300), (37, 300))
        self.assertEqual(self.standing(plan), ("running", 600, ["pending", "pending"]))
        (old + self.receivable_lines(invoice)).reconcile()
        self.assertEqual(self.standing(plan), ("running", 500, ["pending", "pending"]))
        self.pay(invoice, 300)
        self.assertEqual(self.standing(plan)[2], ["kept", "pending"])

    def test_a_payment_that_was_unmatched_was_not_received(self):
        invoice = self.invoice(-10, 600)
        plan = self.agree((7, 300), (37, 300))
        line = self.pay(invoice, 300, day=self.day(6))
        self.assertEqual(self.standing(plan, 8)[2], ["kept", "pending"])
        line.remove_move_reconcile()
        self.assertEqual(self.standing(plan, 8)[2], ["late", "pending"])

    def test_a_credit_note_shrinks_the_last_instalments(self):
        first, second = self.invoice(-30, 400), self.invoice(-10, 200)
        plan = self.agree((7, 200), (37, 200), (68, 200))
        credit = self.credit_note(250)
        (self.receivable_lines(credit) + self.receivable_lines(first)).reconcile()
        self.assertEqual(self.standing(plan), ("running", 350, ["pending", "pending", "void"]))
        self.assertEqual(plan.line_ids.mapped("amount_due"), [200, 150, 0])
        self.assertEqual(self.chased(), 0)
        second.button_draft()
        second.button_cancel()
        self.assertEqual(self.standing(plan), ("running", 150, ["pending", "void", "void"]))

    def test_all_of_it_credited_completes_it(self):
        invoice = self.invoice(-10, 600)
        plan = self.agree((7, 300), (37, 300))
        credit = self.credit_note(600)
        (self.receivable_lines(credit) + self.receivable_lines(invoice)).reconcile()
        self.assertEqual(self.standing(plan, 40), ("completed", 0, ["void", "void"]))

    # === BESIDE WHAT ELSE IS AGREED === #

    def test_a_plan_covers_what_is_not_promised(self):
        invoice = self.invoice(-10, 1000)
        promise = self.promise(300, 6)
        with self.assertRaisesRegex(UserError, "at most .*700"):
            self.draft((7, 400), (37, 400))
        plan = self.agree((7, 350), (37, 350))
        self.assertEqual(self.chased(), 0)
        self.pay(invoice, 300, day=self.day(6))
        self.assertEqual(self.outcome(promise, 6)[0], "kept")
        self.assertEqual(self.standing(plan, 6), ("running", 700, ["pending", "pending"]), "one payment, one agreement")
        self.assertEqual(self.chased(6), 0)

    def test_what_is_planned_cannot_be_promised_too(self):
        self.invoice(-10, 1000)
        self.agree((7, 300), (37, 300))
        with self.assertRaisesRegex(UserError, "owes nothing here that could be promised"):
            self.promise(100, 6, user=self.manager)

    def test_a_suspended_part_is_not_held_twice(self):
        invoice = self.invoice(-10, 1000)
        self.suspend(invoice, 400)
        plan = self.agree((7, 300), (37, 300))
        self.assertEqual((plan.amount, self.chased()), (600, 0))
        credit = self.credit_note(500)
        (self.receivable_lines(credit) + self.receivable_lines(invoice)).reconcile()
        self.assertEqual(self.held(invoice), 500)

    def test_another_currency(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": dollar.id, "name": "2026-01-01", "rate": 2.0, "company_id": self.company.id}
        )
        self.invoice(-20, 100)
        invoice = self.invoice(-10, 400, currency=dollar)
        plan = self.agree((7, 200), (37, 200), currency=dollar)
        self.assertEqual((plan.debt_ids.move_id, self.chased()), (invoice, 100))
        report = self.env["recouvrement.plan.report"].search([])
        self.assertEqual((report.amount_due, report.state), (200, "running"))
