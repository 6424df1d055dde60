"""A customer's word: exactly what was promised is left alone until its day, and the ledger tells whether it was kept."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .promises import PromiseCase


@tagged("post_install", "-at_install")
class TestPromises(PromiseCase):
    # === WHAT IS LEFT ALONE === #

    def test_exactly_what_is_promised_is_left_alone_until_its_day_and_the_days_of_grace(self):
        self.invoice(-10, 1000)
        promise = self.promise(300, 6)
        self.assertEqual(promise.deadline, self.day(8))
        self.assertEqual(promise.case_id.suspension_ids.mapped("kind"), ["promise"])
        self.assertEqual([self.chased(day) for day in (0, 8, 9)], [700, 700, 1000])

    def test_the_plan_says_why_nothing_is_sent(self):
        self.invoice(-10, 300)
        self.promise(300, 6)
        entry = self.plan()
        self.assertEqual(entry.reason, "suspended")
        self.assertRegex(self.case()._describe_withheld(entry), "300.00.* promised for 12/01/2026")
        self.assertIn("promised for", self.case().receivable_ids.standing)

    def test_grace_that_ends_on_a_sunday_lasts_until_monday(self):
        self.invoice(-10, 300)
        promise = self.promise(300, 2)  # a Friday
        self.assertEqual(promise.deadline, self.day(5))

    def test_what_comes_in_is_no_longer_left_alone_twice(self):
        invoice = self.invoice(-10, 1000)
        self.promise(300, 6)
        self.pay(invoice, 100)
        self.assertEqual(self.chased(), 700)
        self.pay(invoice, 200)
        self.assertEqual(self.chased(), 700)
        self.pay(invoice, 50)
        self.assertEqual(self.chased(), 650)

    def test_the_oldest_debts_come_first_and_named_invoices_before_them(self):
        old, recent = self.invoice(-20, 200), self.invoice(-10, 300)
        promise = self.promise(250, 6)
        self.assertEqual(promise.line_ids.mapped("amount"), [200, 50])
        self.assertEqual(promise.line_ids.move_id, old + recent)
        promise._set_cancelled("Misheard")
        self.assertEqual(self.promise(250, 6, moves=recent).line_ids.move_id, recent)

    def test_a_pause_does_not_keep_anybody_from_promising(self):
        self.invoice(-10, 300)
        self.hold(self.day(3), reason="The customer answered")
        self.assertEqual(self.promise(300, 6).state, "pending")

    def test_what_is_held_back_for_another_reason_and_what_is_promised_leave_the_rest(self):
        invoice = self.invoice(-10, 1000)
        self.hold(self.day(30), reason="Two chairs are missing").write(
            {"line_id": self.receivable_lines(invoice).id, "amount": 400}
        )
        self.promise(300, 6)
        self.assertEqual(self.chased(), 300)
        self.pay(invoice, 300)
        self.assertEqual(self.chased(), 300)
        self.pay(invoice, 500)
        self.assertEqual(self.chased(), 0, "what is left is held back")

    def test_an_invoice_partly_contested_and_partly_promised_chases_only_the_rest(self):
        invoice = self.invoice(-10, 1000)
        dispute = self.env["recouvrement.dispute"].create(
            {
                "case_id": self.case().id,
                "reason_id": self.env["recouvrement.dispute.reason"].search([], limit=1).id,
                "description": "Two chairs are missing",
                "line_ids": [Command.create({"move_id": invoice.id, "amount": 400})],
            }
        )
        self.assertEqual(self.chased(), 600)
        with self.assertRaisesRegex(UserError, "At most .*600"):
            self.promise(700, 6)
        self.promise(500, 6)
        self.assertEqual(self.chased(), 100)
        self.pay(invoice, 500)
        self.assertEqual((self.chased(), dispute.is_open), (100, True))

    def test_what_is_contested_of_an_invoice_is_held_once_not_on_each_instalment(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Two instalments",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (0, 10)
                ],
            }
        )
        invoice = self.invoice(-10, 1000, invoice_payment_term_id=term.id, invoice_date_due=False)
        self.env["recouvrement.dispute"].create(
            {
                "case_id": self.case().id,
                "reason_id": self.env["recouvrement.dispute.reason"].search([], limit=1).id,
                "description": "Two chairs are missing",
                "line_ids": [Command.create({"move_id": invoice.id, "amount": 200})],
            }
        )
        self.assertEqual(self.promise(800, 6).line_ids.mapped("amount"), [300, 500])
        self.assertEqual(self.chased(), 0)

    def test_what_is_promised_or_agreed_otherwise_cannot_be_promised_again(self):
        invoice = self.invoice(-10, 1000)
        self.promise(600, 6)
        with self.assertRaisesRegex(UserError, "At most .*400"):
            self.promise(500, 10)
        self.promise(400, 10)
        with self.assertRaisesRegex(UserError, "owes nothing here that could be promised"):
            self.promise(10, 10, user=self.manager)
        self.assertEqual(self.chased(), 0)
        self.pay(invoice, 600)
        self.assertEqual(self.chased(), 0)

    def test_a_promise_in_another_currency_is_counted_in_it(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": dollar.id, "name": "2026-01-01", "rate": 2.0, "company_id": self.company.id}
        )
        self.invoice(-20, 100)
        invoice = self.invoice(-10, 400, currency=dollar)
        promise = self.promise(300, 6, currency=dollar)
        self.assertEqual(promise.line_ids.move_id, invoice)
        self.assertEqual(self.chased(), 100 + 100)
        line = self.bank_entry(150)
        line.move_id.button_draft()
        line.move_id.line_ids.write({"currency_id": dollar.id})
        line.move_id.line_ids.filtered(lambda each: each.balance > 0).amount_currency = 300
        line.amount_currency = -300
        line.move_id.action_post()
        (line + self.receivable_lines(invoice)).reconcile()
        self.assertEqual(self.outcome(promise), ("kept", 300, 300))
        reliability = self.case().promise_reliability
        self.assertRegex(reliability, "1 of 1 .*150.00")

    # === WHAT BECAME OF IT === #

    def test_kept_as_soon_as_the_money_is_there(self):
        invoice = self.invoice(-10, 300)
        promise = self.promise(300, 6)
        self.assertEqual(self.outcome(promise), ("pending", 300, 0))
        self.pay(invoice, 100, day=self.day(2))
        self.assertEqual(self.outcome(promise, 2), ("pending", 300, 100))
        self.pay(invoice, day=self.day(3))
        self.assertEqual(self.outcome(promise, 3), ("kept", 300, 300))

    def test_kept_when_the_money_was_in_transit(self):
        invoice = self.invoice(-10, 300)
        promise = self.promise(300, 6)
        self.assertEqual(self.outcome(promise, 8)[0], "pending")
        self.pay(invoice, day=self.day(8))
        self.assertEqual(self.outcome(promise, 20), ("kept", 300, 300))

    def test_broken_partly_kept_and_paid_too_late(self):
        invoice = self.invoice(-10, 300)
        promise = self.promise(300, 6)
        self.assertEqual(self.outcome(promise, 9), ("broken", 300, 0))
        self.pay(invoice, 100, day=self.day(7))
        self.assertEqual(self.outcome(promise, 9), ("partly", 300, 100))
        self.pay(invoice, day=self.day(9))
        self.assertEqual(self.outcome(promise, 9), ("partly", 300, 100), "what comes too late does not mend it")

    def test_a_payment_that_was_unmatched_was_not_received(self):
        invoice = self.invoice(-10, 300)
        promise = self.promise(300, 6)
        line = self.pay(invoice)
        self.assertEqual(self.outcome(promise, 9)[0], "kept")
        line.remove_move_reconcile()
        self.assertEqual(self.outcome(promise, 9)[0], "broken")

    def test_a_credit_note_takes_off_what_is_left_to_keep(self):
        invoice = self.invoice(-10, 300)
        promise = self.promise(300, 6)
        credit = self.credit_note(100)
        (self.receivable_lines(credit) + self.receivable_lines(invoice)).reconcile()
        self.assertEqual(self.outcome(promise), ("pending", 200, 0))
        self.assertEqual(self.chased(), 0)
        self.pay(invoice, day=self.day(2))
        self.assertEqual(self.outcome(promise, 2), ("kept", 200, 200))

    def test_a_debt_that_goes_away_leaves_nothing_to_keep(self):
        invoice = self.invoice(-10, 300)
        promise = self.promise(300, 6)
        credit = self.credit_note(300)
        (self.receivable_lines(credit) + self.receivable_lines(invoice)).reconcile()
        self.assertEqual(self.outcome(promise, 9), ("void", 0, 0))
        self.assertFalse(self.case().promise_reliability)

    def test_a_credit_on_the_rest_of_the_debt_takes_nothing_off(self):
        invoice = self.invoice(-10, 1000)
        promise = self.promise(300, 6)
        credit = self.credit_note(600)
        (self.receivable_lines(credit) + self.receivable_lines(invoice)).reconcile()
        self.assertEqual(self.outcome(promise), ("pending", 300, 0))

    def test_money_of_before_the_promise_does_not_keep_it(self):
        invoice = self.invoice(-10, 1000)
        old = self.bank_entry(400, day=self.day(-5))
        promise = self.promise(700, 6)
        (old + self.receivable_lines(invoice)).reconcile()
        self.assertEqual(self.outcome(promise, 9), ("broken", 600, 0))

    def test_money_of_earlier_on_the_day_of_the_promise_does_not_keep_it(self):
        invoice = self.invoice(-10, 1000)
        self.pay(invoice, 400)
        promise = self.promise(600, 5)
        self.assertEqual(self.outcome(promise), ("pending", 600, 0))
        self.assertEqual(self.chased(), 0)
        self.pay(invoice, 100)
        self.assertEqual(self.outcome(promise), ("pending", 600, 100))
        self.pay(invoice, 500)
        self.assertEqual(self.outcome(promise), ("kept", 600, 600))

    def test_two_promises_of_a_day_with_money_in_between(self):
        invoice = self.invoice(-10, 1000)
        first = self.promise(300, 5)
        self.pay(invoice, 100)
        second = self.promise(400, 8)
        self.assertEqual((self.outcome(first), self.outcome(second)), (("pending", 300, 100), ("pending", 400, 0)))
        self.assertEqual(self.chased(), 300)
        self.pay(invoice, 300)
        self.assertEqual((self.outcome(first), self.outcome(second)), (("kept", 300, 300), ("pending", 400, 100)))

    def test_money_counts_on_any_of_the_promised_invoices(self):
        first, second = self.invoice(-20, 300), self.invoice(-10, 400)
        promise = self.promise(500, 6)
        self.pay(second, 400)
        self.pay(first, 100)
        self.assertEqual(self.outcome(promise), ("kept", 500, 500))
        self.assertEqual(self.chased(), 200, "nothing is left alone any more")

    def test_money_on_other_invoices_does_not_count(self):
        promised, other = self.invoice(-20, 300), self.invoice(-10, 300)
        promise = self.promise(300, 6, moves=promised)
        self.pay(other)
        self.assertEqual(self.outcome(promise, 9), ("broken", 300, 0))

    def test_one_payment_keeps_one_promise(self):
        invoice = self.invoice(-10, 1000)
        soon, later = self.promise(300, 5), self.promise(300, 12)
        self.pay(invoice, 300, day=self.day(4))
        self.assertEqual([self.outcome(promise, 4)[0] for promise in (soon, later)], ["kept", "pending"])
        self.pay(invoice, 300, day=self.day(12))
        self.assertEqual([self.outcome(promise, 20)[0] for promise in (soon, later)], ["kept", "kept"])

    def test_one_payment_keeps_one_promise_of_the_same_day(self):
        invoice = self.invoice(-10, 1000)
        first = self.promise(300, 5)
        self.pay(invoice, 300)
        second = self.promise(300, 12)
        self.assertEqual([self.outcome(promise)[0] for promise in (first, second)], ["kept", "pending"])

    def test_a_promise_after_a_broken_one_stands_for_itself(self):
        invoice = self.invoice(-10, 300)
        broken = self.promise(300, 5)
        with self.at(9):
            again = self.promise(300, 15, user=self.manager)
        self.pay(invoice, day=self.day(15))
        self.assertEqual([self.outcome(promise, 30)[0] for promise in (broken, again)], ["broken", "kept"])
        with self.at(30):
            self.assertRegex(self.case().promise_reliability, "1 of 2 .*300.00.* of .*600.00")

    def test_the_list_is_searched_by_what_became_of_the_promises(self):
        customers = [self._make_customer(name) for name in ("Kept", "Broken", "Pending")]
        invoices = [self.invoice(-10, 300, partner=customer) for customer in customers]
        promises = [
            self.promise(300, day, case=self.case(customer))
            for day, customer in zip((1, 1, 20), customers, strict=True)
        ]
        self.pay(invoices[0])
        Promise = self.env["recouvrement.promise"].with_user(self.collector)
        with self.at(9):
            for promise, state in zip(promises, ("kept", "broken", "pending"), strict=True):
                self.assertEqual(Promise.search([("state", "=", state)]), promise)
                self.assertNotIn(promise, Promise.search([("state", "!=", state)]))
            self.assertEqual(Promise.search_count([("state", "in", ("kept", "broken"))]), 2)

    def test_many_promises_are_read_at_once(self):
        def count(number):
            for index in range(number):
                customer = self._make_customer(f"Customer {number} {index}")
                self.invoice(-10, 300, partner=customer)
                self.promise(300, 6, case=self.case(customer))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            promises = self.env["recouvrement.promise"].search([("state", "=", "pending")])
            promises.mapped("amount_received")
            promises.case_id.mapped("promise_reliability")
            return self.env.cr.sql_log_count - before

        few = count(3)
        self.assertLessEqual(count(30), few)
