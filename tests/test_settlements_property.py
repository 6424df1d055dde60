"""Whatever is offered, promised, paid, unmatched, credited, cancelled or refused: a discount counts no money twice, and
never credits more than what is left."""

from contextlib import closing

from odoo.exceptions import UserError
from odoo.tests import tagged

from .lives import lives
from .settlements import SettlementCase

DEEDS = (
    "offer",
    "offer",
    "pay",
    "pay",
    "pay",
    "pay_rest",
    "pay_rest",
    "unmatch",
    "credit",
    "post",
    "cancel",
    "refuse",
    "promise",
    "wait",
    "wait",
)


@tagged("post_install", "-at_install")
class TestSettlementsProperty(SettlementCase):
    @lives(DEEDS, (1, 6), (1, 9), max_examples=20)
    def check_a_life(self, deeds):
        with closing(self.env.cr.savepoint()):
            self.policy.write({"promise_limit": 50, "promise_confirmation": False})
            self.company.recouvrement_mode = "test"
            self.invoices = self.invoice(-120, 300) + self.invoice(-100, 400)
            self.payments, self.now = self.env["account.move.line"], 0
            # What comes in just before an offer is no part of it.
            for deed in (("pay", 0, 1, 1), ("offer", 0, 2, 6), *deeds):
                self.do(*deed)
                self.env.invalidate_all()
                self.check(deeds)

    def test_no_discount_is_worth_more_than_what_is_left(self):
        self.seen = set()
        self.check_a_life()
        self.assertLessEqual({"offered", "accepted", "lapsed", "cancelled"}, self.seen)

    def do(self, deed, which, tens, days):
        invoice, amount = self.invoices[which], tens * 40.0
        with self.at(self.now):
            try:
                getattr(self, f"do_{deed}")(invoice, amount, days)
            except UserError:
                # What the rules refuse changes nothing.
                return
        if deed == "wait":
            self.now += days
        with self.at(self.now):
            for follow, ids in self.env["recouvrement.settlement"]._get_follow_ups():
                for offer in self.env["recouvrement.settlement"].browse(ids):
                    offer._follow(follow)

    def do_wait(self, invoice, amount, days):
        """The job passes afterwards."""

    def do_offer(self, invoice, amount, days):
        moves = days % 2 and invoice
        self.offer(amount / 2, self.now + days, moves=moves, user=self.manager)

    def do_promise(self, invoice, amount, days):
        self.promise(amount, self.now + days, user=self.manager, moves=invoice)

    def do_pay(self, invoice, amount, days):
        if invoice.amount_residual:
            self.payments += self.pay(invoice, min(amount, invoice.amount_residual), day=self.day(self.now))

    def do_pay_rest(self, invoice, amount, days):
        """What an offer asks for, at once."""
        for offer in self.get_offers("offered")[:1]:
            left = offer.amount_to_pay - offer.amount_received
            for move in offer.line_ids.move_id:
                part = min(left, move.amount_residual)
                if part > 0:
                    self.payments += self.pay(move, part, day=self.day(self.now))
                    left -= part

    def do_unmatch(self, invoice, amount, days):
        self.payments[-1:].remove_move_reconcile()
        self.payments[-1:].move_id.button_draft()
        self.payments = self.payments[:-1]

    def do_credit(self, invoice, amount, days):
        if invoice.amount_residual:
            credit = self.credit_note(min(amount, invoice.amount_residual))
            (self.receivable_lines(credit) + self.receivable_lines(invoice)).reconcile()

    def do_post(self, invoice, amount, days):
        self.case().settlement_ids.credit_move_ids.filtered(lambda move: move.state == "draft").action_post()

    def do_cancel(self, invoice, amount, days):
        for offer in self.get_offers("offered")[:1]:
            offer.action_cancel()

    def do_refuse(self, invoice, amount, days):
        for offer in self.get_offers("offered")[:1]:
            offer.action_refuse()

    def get_offers(self, *states):
        return self.case().settlement_ids.filtered(lambda offer: offer.state in states)

    def check(self, deeds):
        with self.at(self.now):
            today = self.day(self.now)
            offers = self.case().settlement_ids
            self.seen.update(offers.mapped("state"))
            paid = -sum(self.payments.mapped("balance"))
            for offer in offers:
                self.assertLessEqual(0, offer.amount_received, deeds)
                self.assertLessEqual(offer.amount_received, offer.amount_to_pay, deeds)
                self.check_credits(offer, deeds)
                self.check_state(offer, today, deeds)
            standing = self.get_offers("offered", "accepted")
            self.assertLessEqual(sum(standing.mapped("amount_received")), paid, f"money counted twice: {deeds}")
            residual = sum(self.invoices.mapped("amount_residual"))
            self.assertLessEqual(0, self.chased(self.now), deeds)
            self.assertLessEqual(self.chased(self.now), residual, f"more is chased than is owed: {deeds}")
            held = residual - self.chased(self.now)
            held_by_offers = sum(self.get_held(offer, today) for offer in offers)
            promised = sum(
                promise.amount_due - promise.amount_received
                for promise in self.case().promise_ids
                if promise.state != "cancelled" and promise.deadline >= today
            )
            self.assertAlmostEqual(held, held_by_offers + promised, 2, f"held twice, or not at all: {deeds}")

    def check_credits(self, offer, deeds):
        credits_ = offer.credit_move_ids.filtered(lambda move: move.state != "cancel")
        self.assertLessEqual(sum(credits_.mapped("amount_total")), offer.discount, deeds)
        for credit in credits_.filtered(lambda move: move.state == "draft"):
            self.assertLessEqual(credit.amount_total, credit.reversed_entry_id.amount_residual, deeds)
            self.assertEqual(offer.state, "accepted", f"a credit note for what was not paid in time: {deeds}")

    def check_state(self, offer, today, deeds):
        if offer.state == "accepted":
            left = sum(offer.line_ids.mapped("amount_residual"))
            credited = offer.credit_move_ids.filtered(lambda move: move.state == "posted")
            self.assertLessEqual(left + sum(credited.mapped("amount_total")), offer.discount + 0.001, deeds)
        self.assertEqual(offer.state == "cancelled", bool(offer.cancelled_on), deeds)
        self.assertEqual(offer.state == "refused", bool(offer.refused_on), deeds)
        if offer.state == "offered":
            self.assertGreaterEqual(offer.deadline, today, deeds)
        if offer.state == "lapsed":
            self.assertLess(offer.deadline, today, deeds)

    def get_held(self, offer, today):
        """What an offer holds: the whole of its debts while it stands, and until its credit note is posted."""
        running = offer.line_ids.suspension_ids.filtered_domain(
            self.env["recouvrement.suspension"]._get_running_domain(today)
        )
        return sum(running.settlement_line_id.mapped("amount_residual"))
