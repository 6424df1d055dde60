"""Whatever is planned, promised, contested, paid, unmatched, credited, cancelled or reopened: nothing is held twice."""

from contextlib import closing

from odoo.exceptions import UserError
from odoo.tests import tagged

from .lives import lives
from .plans import PlanCase

DEEDS = (
    "agree",
    "agree",
    "propose",
    "renegotiate",
    "promise",
    "contest",
    "pay",
    "pay",
    "pay",
    "unmatch",
    "credit",
    "cancel",
    "reopen",
    "wait",
    "wait",
)


@tagged("post_install", "-at_install")
class TestPlansProperty(PlanCase):
    @lives(DEEDS, (2, 6), (1, 12), max_examples=14)
    def check_a_life(self, deeds):
        with closing(self.env.cr.savepoint()):
            self.policy.write({"promise_limit": 50, "promise_confirmation": False, "plan_reminder_days": 0})
            self.company.recouvrement_mode = "test"
            self.invoices = self.invoice(-20, 300) + self.invoice(-10, 400)
            self.payments, self.now = self.env["account.move.line"], 0
            for deed in (("agree", 0, 4, 3), *deeds):
                self.do(*deed)
                self.env.invalidate_all()
                self.check(deeds)

    def test_nothing_is_held_twice(self):
        self.seen = set()
        self.check_a_life()
        self.assertLessEqual({"proposed", "running", "completed", "broken", "cancelled", "replaced"}, self.seen)

    def do(self, deed, which, hundreds, days):
        invoice, amount = self.invoices[which], hundreds * 50.0
        with self.at(self.now):
            try:
                getattr(self, f"do_{deed}")(invoice, amount, days)
            except UserError:
                # What the rules refuse changes nothing.
                return
        if deed == "wait":
            self.now += days
            with self.at(self.now):
                self.env["recouvrement.plan"].browse(self.env["recouvrement.plan"]._get_paid_in_time())._resume()
                self.env["recouvrement.plan"].browse(self.env["recouvrement.plan"]._get_missed())._break()

    def do_wait(self, invoice, amount, days):
        """The job of the plans passes afterwards."""

    def do_propose(self, invoice, amount, days, previous=None):
        parts = ((self.now + days, amount / 2), (self.now + days + 7, amount / 2))
        moves = days % 2 and invoice
        return self.propose(*parts, moves=moves, user=self.manager, previous=previous)

    def do_agree(self, invoice, amount, days):
        self.accept(self.do_propose(invoice, amount, days), self.now)

    def do_renegotiate(self, invoice, amount, days):
        plans = self.case().plan_ids.filtered(lambda plan: plan.state in ("proposed", "running", "broken"))
        version = self.do_propose(invoice, amount, days, previous=plans[:1])
        if days > 3:
            self.accept(version, self.now)

    def do_promise(self, invoice, amount, days):
        # What a person merely puts on hold may be promised: the two together are no agreement on more.
        if not self.get_contested():
            self.promise(amount, self.now + days, user=self.manager, moves=days % 2 and invoice)

    def do_contest(self, invoice, amount, days):
        rows = self.env["recouvrement.promise"]._get_promisable(self.case(), self.day(self.now))
        line = self.receivable_lines(invoice)
        amount = min(amount, sum(row.amount for row in rows if row.line_id == line.id))
        if amount and not self.get_contested() and not self.case().promise_ids:
            self.suspend(invoice, amount, self.now + days).date_from = self.day(self.now)

    def get_contested(self):
        return self.case().suspension_ids.filtered(lambda each: each.kind == "hold")

    def do_pay(self, invoice, amount, days):
        if invoice.amount_residual and invoice.state == "posted":
            self.payments += self.pay(invoice, min(amount, invoice.amount_residual), day=self.day(self.now))

    def do_unmatch(self, invoice, amount, days):
        self.payments[-1:].remove_move_reconcile()
        self.payments[-1:].move_id.button_draft()
        self.payments = self.payments[:-1]

    def do_credit(self, invoice, amount, days):
        if invoice.amount_residual:
            credit = self.credit_note(min(amount, invoice.amount_residual))
            (self.receivable_lines(credit) + self.receivable_lines(invoice)).reconcile()

    def do_cancel(self, invoice, amount, days):
        plans = self.case().plan_ids.filtered(lambda plan: plan.state in ("draft", "to_approve", "proposed", "running"))
        plans[:1]._set_cancelled("A mistake")

    def do_reopen(self, invoice, amount, days):
        if invoice.payment_state == "not_paid":
            invoice.button_draft()
            invoice.action_post()

    def check(self, deeds):
        with self.at(self.now):
            plans = self.case().plan_ids
            self.seen.update(plans.mapped("state"))
            for plan in plans:
                self.assertLessEqual(0, plan.amount_received, deeds)
                self.assertLessEqual(plan.amount_received, plan.amount_due, deeds)
                self.assertLessEqual(plan.amount_due, plan.amount, deeds)
                self.assertAlmostEqual(sum(plan.line_ids.mapped("amount_due")), plan.amount_due, 2, deeds)
                self.assertAlmostEqual(sum(plan.line_ids.mapped("amount_received")), plan.amount_received, 2, deeds)
            running = plans.filtered(lambda plan: plan.state == "running")
            received = sum(running.mapped("amount_received"))
            self.assertLessEqual(received, -sum(self.payments.mapped("balance")), f"money counted twice: {deeds}")
            held = 0
            for invoice in self.invoices:
                residual, held_here = round(invoice.amount_residual, 2), self.held(invoice)
                # What a person put on hold stays written as it was said when the debt becomes smaller.
                said = sum(
                    self.get_contested()
                    .filtered(lambda hold, move=invoice: hold.line_id.move_id == move)
                    .mapped("amount")
                )
                self.assertLessEqual(held_here, max(residual, said), f"held twice: {deeds}")
                held += min(held_here, residual)
            residual = sum(self.invoices.mapped("amount_residual"))
            self.assertAlmostEqual(
                self.chased(self.now), residual - held, 2, f"not what is held is left alone: {deeds}"
            )
            # What is left of a plan is left alone, but for what was contested meanwhile.
            if not self.get_contested() and not self.case().promise_ids:
                left = sum(
                    (running | plans.filtered(lambda p: p.state == "proposed" and self.is_held(p))).mapped(
                        "amount_left"
                    )
                )
                self.assertAlmostEqual(held, left, 2, deeds)

    def is_held(self, plan):
        return plan.answer_by >= self.day(self.now) and not plan.previous_id._is_running()
