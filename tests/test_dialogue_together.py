"""Contested, promised, planned and on hold, all on the same invoice: each holds its part, the rest is chased, and nothing
is counted twice whatever is paid, credited, cancelled or reopened in between."""

import random

from odoo.exceptions import UserError
from odoo.tests import tagged

from .disputes import DisputeCase
from .plans import PlanCase


@tagged("post_install", "-at_install")
class TestDialogueTogether(PlanCase):
    dispute, decide = DisputeCase.dispute, DisputeCase.decide

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reasons = {"quality": cls.env.ref("recouvrement_preventif.dispute_reason_quality")}
        cls.policy.write({"promise_limit": 50, "promise_confirmation": False, "dispute_grace_days": 0})

    def test_an_invoice_partly_contested_partly_promised_partly_planned(self):
        invoice = self.invoice(-10, 1000)
        self.dispute(invoice, amount=300)
        self.assertEqual(self.chased(), 700)
        self.promise(200, 5, moves=invoice)
        self.assertEqual(self.chased(), 500)
        self.agree((7, 200), (37, 200), moves=invoice)
        self.assertEqual(self.chased(), 100)
        entry = self.plan()
        self.assertEqual((entry.is_sent, entry.amount), (True, 100))

    def test_the_reasons_are_named_where_nothing_is_left(self):
        invoice = self.invoice(-10, 500)
        self.dispute(invoice, amount=300)
        promise = self.promise(200, 5, moves=invoice)
        self.assertEqual((self.chased(), self.plan().reason), (0, "suspended"))
        self.assertIn(
            "200.00 € promised for 11/30/2026", self.case()._describe_withheld(self.plan()).replace("\xa0", " ")
        )
        self.assertIn(f"Contests {invoice.name}", " ".join(self.case().history_ids.mapped("summary")))
        self.assertEqual(promise.state, "pending")

    def test_more_than_what_is_left_is_not_promised(self):
        invoice = self.invoice(-10, 500)
        self.dispute(invoice, amount=300)
        with self.assertRaises(UserError), self.cr.savepoint():
            self.promise(201, 5, moves=invoice)
        self.assertEqual(self.chased(), 200)

    def test_the_accepted_part_is_credited_and_the_rest_stays_as_agreed(self):
        invoice = self.invoice(-10, 1000)
        dispute = self.dispute(invoice, amount=300)
        promise = self.promise(200, 5, moves=invoice)
        credit = self.decide(dispute, "accepted", answer="Two chairs were broken")
        self.assertEqual((credit.state, credit.amount_total, self.chased()), ("draft", 300, 500))
        credit.action_post()
        self.env.invalidate_all()
        self.assertEqual((invoice.amount_residual, self.chased(), promise.state), (700, 500, "pending"))

    def test_a_rejected_dispute_gives_back_its_part_only(self):
        invoice = self.invoice(-10, 1000)
        dispute = self.dispute(invoice, amount=300)
        self.promise(200, 5, moves=invoice)
        self.decide(dispute, "rejected", answer="The delivery note is signed without any remark")
        self.assertEqual(self.chased(1), 800)

    def test_in_any_order_nothing_is_held_twice(self):
        for seed in range(6):
            with self.subTest(seed), self.cr.savepoint() as savepoint:
                self.live(random.Random(seed))
                savepoint.rollback()
            self.env.invalidate_all()

    # === A LIFE === #

    def live(self, rng):
        self.invoices = self.invoice(-20, 300) + self.invoice(-10, 400)
        self.payments = []
        for _deed in range(12):
            deed = rng.choice(("contest", "promise", "plan", "pay", "credit", "unmatch", "cancel", "decide"))
            try:
                with self.cr.savepoint():
                    getattr(self, f"do_{deed}")(rng, rng.choice(self.invoices))
            except UserError:
                # What the rules refuse changes nothing.
                self.env.invalidate_all()
            self.env.invalidate_all()
            residual = round(sum(self.invoices.mapped("amount_residual")), 2)
            self.assertGreaterEqual(self.chased(), 0, deed)
            self.assertLessEqual(self.chased(), residual, deed)
            contested = sum(self.case().dispute_ids.filtered("is_open").line_ids.mapped("amount"))
            promised = sum(self.case().promise_ids.filtered(lambda p: p.state == "pending").mapped("amount_due"))
            received = sum(self.case().promise_ids.filtered(lambda p: p.state == "pending").mapped("amount_received"))
            planned = sum(self.case().plan_ids.filtered(lambda p: p.state == "running").mapped("amount_left"))
            # Never less is chased than what nobody spoke about.
            self.assertGreaterEqual(
                round(self.chased() - (residual - contested - promised + received - planned), 2), 0, deed
            )

    def do_contest(self, rng, invoice):
        self.dispute(invoice, amount=round(rng.uniform(1, max(invoice.amount_residual, 2)), 2))

    def do_promise(self, rng, invoice):
        self.promise(round(rng.uniform(1, 200), 2), rng.randint(1, 20), user=self.manager, moves=invoice)

    def do_plan(self, rng, invoice):
        part = round(rng.uniform(50, 150), 2)
        self.agree((7, part), (37, part), user=self.manager, moves=invoice)

    def do_pay(self, rng, invoice):
        self.payments.append(self.pay(invoice, round(rng.uniform(0.5, invoice.amount_residual), 2)))

    def do_credit(self, rng, invoice):
        credit = self.credit_note(round(rng.uniform(0.5, invoice.amount_residual), 2))
        (self.receivable_lines(credit) + self.receivable_lines(invoice)).reconcile()

    def do_unmatch(self, rng, invoice):
        if self.payments:
            paid = self.payments.pop()
            paid.remove_move_reconcile()
            paid.move_id.button_draft()

    def do_cancel(self, rng, invoice):
        self.case().promise_ids.filtered(lambda promise: promise.state == "pending")[:1]._set_cancelled("A mistake")

    def do_decide(self, rng, invoice):
        dispute = self.case().dispute_ids.filtered("is_open")[:1]
        if dispute:
            decision = rng.choice(("accepted", "rejected"))
            self.decide(dispute, decision, answer="Looked into")
