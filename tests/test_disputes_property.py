"""Whatever is contested, paid, credited, given back or decided, in any order: what is chased is what is owed less
what is contested, never more and never less than nothing."""

import random

from odoo import Command
from odoo.tests import tagged

from .disputes import DisputeCase


@tagged("post_install", "-at_install")
class TestDisputeProperty(DisputeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.term = cls.env["account.payment.term"].create(
            {
                "name": "Three times",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": share, "nb_days": days})
                    for share, days in ((30, 0), (30, 7), (40, 14))
                ],
            }
        )

    def setUp(self):
        super().setUp()
        self.policy.dispute_grace_days = 0
        start = self.day(-30)
        self.moves = self.invoice(-20, 137.5) + self.invoice(
            -30, 600, invoice_payment_term_id=self.term.id, invoice_date=start, invoice_date_due=False
        )
        self.disputes = self.env["recouvrement.dispute"]
        self.payments = []

    # === WHAT MAY HAPPEN === #

    def happen_contest(self, rng):
        move = rng.choice(self.moves)
        open_disputes = self.disputes.filtered("is_open").line_ids.filtered(lambda line: line.move_id == move)
        left = move.amount_residual - sum(open_disputes.mapped("amount"))
        if left > 1:
            whole = not open_disputes and rng.random() < 0.3
            self.disputes |= self.dispute(move, amount=left if whole else round(rng.uniform(0.5, left), 2))

    def happen_pay(self, rng):
        move = rng.choice(self.moves)
        if move.amount_residual > 1:
            lines = self.receivable_lines(move).filtered(lambda line: not line.reconciled)
            line = rng.choice(lines)
            paid = self.bank_entry(round(rng.uniform(0.5, line.amount_residual), 2))
            (paid + line).reconcile()
            self.payments.append(paid)

    def happen_bounce(self, rng):
        if self.payments:
            paid = self.payments.pop(rng.randrange(len(self.payments)))
            paid.remove_move_reconcile()
            paid.move_id.button_draft()

    def happen_decide(self, rng):
        dispute = rng.choice(self.disputes.filtered("is_open") or self.disputes)
        if dispute.is_open:
            decision = rng.choice(("accepted", "partly", "rejected"))
            line = dispute.line_ids
            refunds = line.move_id.reversal_move_ids
            accepted = {"accepted": line.amount, "rejected": 0}.get(decision, round(line.amount / 3, 2))
            if 0 < accepted < line.amount or decision != "partly":
                if line.move_id.amount_total - sum(refunds.mapped("amount_total")) >= accepted:
                    self.decide(dispute, decision, answer="Looked into", amount=accepted)

    def happen_post(self, rng):
        drafts = self.disputes.line_ids.credit_move_id.filtered(lambda credit: credit.state == "draft")
        drafts[:1].action_post()

    def happen_withdraw(self, rng):
        self.disputes.filtered("is_open")[:1].with_user(self.collector).action_withdraw()

    def happen_time(self, rng):
        self.follow()

    # === WHAT MUST HOLD === #

    def check(self, story):
        debts = self.planner.get_open_instalments(self.company, self.day(0), self.customer)
        by_move = {move: [debt for debt in debts if debt.line_id in move.line_ids.ids] for move in self.moves}
        suspensions = self.disputes.line_ids.suspension_ids.filtered("is_running")
        credit = -sum(
            line.amount_residual
            for line in self.env["account.move.line"].search(
                [
                    ("partner_id", "=", self.customer.id),
                    ("parent_state", "=", "posted"),
                    ("account_id.account_type", "=", "asset_receivable"),
                    ("amount_residual", "<", 0),
                ]
            )
        )
        free = 0
        for move, rows in by_move.items():
            residual = sum(row.residual for row in rows)
            own = suspensions.filtered(lambda suspension, move=move: suspension.move_id == move)
            held = residual if any(not amount for amount in own.mapped("amount")) else sum(own.mapped("amount"))
            free += max(0, residual - held)
            for row in rows:
                self.assertGreaterEqual(row.amount, 0, story)
                self.assertLessEqual(row.amount, row.residual, story)
        self.assertAlmostEqual(sum(row.amount for row in debts), max(0, free - credit), 2, story)
        credited = sum(self.moves.reversal_move_ids.mapped("amount_total"))
        self.assertLessEqual(round(credited, 2), round(sum(self.disputes.line_ids.mapped("amount_accepted")), 2), story)
        for move in self.moves:
            refunds = move.reversal_move_ids
            self.assertLessEqual(round(sum(refunds.mapped("amount_total")), 2), move.amount_total, story)

    def live(self, seed, steps=14):
        rng = random.Random(seed)
        weights = {"contest": 5, "pay": 4, "bounce": 2, "decide": 4, "post": 3, "withdraw": 1, "time": 1}
        story = [f"seed {seed}"]
        for _step in range(steps):
            happening = rng.choices(list(weights), weights.values())[0]
            story.append(happening)
            if self.disputes or happening in ("contest", "pay", "bounce"):
                getattr(self, f"happen_{happening}")(rng)
                self.env.invalidate_all()
                self.check(story)

    def test_nothing_is_chased_twice_nor_forgotten(self):
        self.live(1)

    def test_the_same_in_another_order(self):
        self.live(2)

    def test_the_same_in_a_third_order(self):
        self.live(3)
