"""Whatever is promised, paid, unmatched, credited, cancelled or reopened: nothing is counted twice."""

from contextlib import closing

from hypothesis import example

from odoo.exceptions import UserError
from odoo.tests import tagged

from .lives import lives
from .promises import PromiseCase

# Three promises on one instalment, a payment among them that is matched anew.
THREE_PROMISES = [
    ("promise", 0, 1, 5),
    ("promise", 0, 3, 6),
    ("pay", 0, 3, 0),
    ("wait", 0, 4, 3),
    ("promise", 1, 6, 6),
    ("pay", 0, 3, 2),
    ("wait", 0, 1, 0),
    ("unmatch", 0, 1, 0),
    ("pay", 1, 3, 0),
]
DEEDS = ("promise", "promise", "promise", "pay", "pay", "pay", "unmatch", "credit", "cancel", "reopen", "wait", "wait")


@tagged("post_install", "-at_install")
class TestPromisesProperty(PromiseCase):
    @lives(DEEDS, (1, 6), (0, 12), max_examples=25)
    @example(THREE_PROMISES)
    def check_a_life(self, deeds):
        with closing(self.env.cr.savepoint()):
            self.policy.write({"promise_limit": 50, "promise_confirmation": False})
            self.invoices = self.invoice(-20, 300) + self.invoice(-10, 400)
            self.payments, self.now = self.env["account.move.line"], 0
            for deed in deeds:
                self.do(*deed)
                self.env.invalidate_all()
                self.check(deeds)

    def test_nothing_is_counted_twice(self):
        self.seen = set()
        self.check_a_life()
        self.assertLessEqual({"pending", "kept", "cancelled"}, self.seen, "some fate was never met")
        self.assertTrue({"partly", "broken"} & self.seen)

    def do(self, deed, which, hundreds, days):
        invoice = self.invoices[which]
        amount = hundreds * 50.0
        with self.at(self.now):
            if deed == "promise":
                try:
                    self.promise(amount, self.now + days, user=self.manager, moves=days % 2 and invoice)
                except UserError:
                    return
            elif deed == "pay" and invoice.amount_residual:
                self.payments += self.pay(invoice, min(amount, invoice.amount_residual), day=self.day(self.now))
            elif deed == "unmatch":
                self.payments[-1:].remove_move_reconcile()
                self.payments[-1:].move_id.button_draft()
                self.payments = self.payments[:-1]
            elif deed == "credit" and invoice.amount_residual:
                credit = self.credit_note(min(amount, invoice.amount_residual))
                (self.receivable_lines(credit) + self.receivable_lines(invoice)).reconcile()
            elif deed == "cancel":
                self.case().promise_ids.filtered(lambda each: each.state == "pending")[:1]._set_cancelled("A mistake")
            elif deed == "reopen" and invoice.payment_state == "not_paid":
                invoice.button_draft()
                invoice.action_post()
        if deed == "wait":
            self.now += days

    def check(self, deeds):
        with self.at(self.now):
            promises = self.case().promise_ids
            self.seen.update(promises.mapped("state"))
            for promise in promises:
                self.assertLessEqual(0, promise.amount_received, deeds)
                self.assertLessEqual(promise.amount_received, promise.amount_due, deeds)
                self.assertLessEqual(promise.amount_due, promise.amount, deeds)
            live = promises.filtered(lambda each: each.state != "cancelled")
            received = sum(live.mapped("amount_received"))
            self.assertLessEqual(received, -sum(self.payments.mapped("balance")), f"money counted twice: {deeds}")
            # What is still promised is what is left alone, and never more than what is owed.
            running = live.filtered(lambda each: each.deadline >= self.day(self.now))
            promised = sum(promise.amount_due - promise.amount_received for promise in running)
            residual = sum(self.invoices.mapped("amount_residual"))
            self.assertLessEqual(promised, residual, deeds)
            self.assertEqual(self.chased(self.now), residual - promised, deeds)
