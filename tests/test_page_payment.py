"""What the follow-up knows of the payments that customers make on their page."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .payments import PaymentCase


@tagged("post_install", "-at_install")
class TestPagePayment(PaymentCase):
    def test_a_paid_invoice_is_matched_and_chased_no_more(self):
        invoice = self.invoice(-20, 300)
        other = self.invoice(-10, 100)
        self.assertEqual(self.chased(), 400)
        transaction = self.pay_online(moves=invoice)
        self.assertEqual(transaction.payment_id.amount, 300)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual((invoice.amount_residual, other.amount_residual), (0, 100))
        self.assertEqual(self.chased(), 100)
        self.assertEqual(self.live_lines(self.run_cron())[0][0], other.name)
        submission = self.recorded()
        self.assertEqual(
            (submission.kind, submission.state, submission.transaction_id), ("payment", "done", transaction)
        )
        self.assertFalse(submission.activity_id)
        self.assertFalse(self.env["recouvrement.todo"].search([("case_id", "=", self.case().id)]))
        self.assertEqual((submission.exchange_id.direction, submission.exchange_id.kind), ("in", "page"))
        self.assertIn("300", submission.summary)
        self.assertTrue(submission.confirmation_id)

    def test_everything_paid_leaves_nothing_to_send(self):
        self.invoice(-20, 300)
        self.invoice(-10, 100)
        self.pay_online()
        self.assertEqual(self.chased(), 0)
        self.assertFalse(self.run_cron())

    def test_a_payment_is_recorded_once_whatever_the_service_says_again(self):
        self.invoice(-20, 300)
        transaction = self.pay_online()
        transaction._post_process()
        transaction._post_process()
        self.assertEqual(len(self.recorded()), 1)
        self.assertEqual(len(self.recorded().exchange_id), 1)

    def test_money_received_and_not_booked_is_not_chased_and_somebody_looks_why(self):
        self.invoice(-20, 300)
        transaction = self.tell(self.begin(), "done", book=False)
        self.assertEqual((self.chased(), self.chased(90)), (0, 0))
        self.assertFalse(self.run_cron())
        todo = self.env["recouvrement.todo"]
        self.assertFalse(todo.search([("case_id", "=", self.case().id)]))
        with self.at(1):
            waiting = todo.search([("case_id", "=", self.case().id)])
            self.assertEqual(waiting.kind, "settle")
            self.assertIn("not booked", waiting.reason)
            transaction._post_process()
            self.env.invalidate_all()
            self.assertFalse(todo.search([("case_id", "=", self.case().id)]))
        self.assertFalse(self.recorded().activity_id)

    def test_what_is_not_received_yet_is_noted_although_nobody_waits_for_it(self):
        self.invoice(-20, 300)
        transaction = self.tell(self.begin(), "pending", book=False)
        submission = self.recorded()
        self.assertEqual((submission.transaction_id, submission.state), (transaction, "new"))
        self.assertIn("being processed", submission.summary)
        self.tell(transaction, "error", book=False)
        self.assertEqual(self.recorded(), submission)
        self.assertIn("did not succeed", submission.summary)
        self.assertEqual(self.chased(), 300)

    def test_what_the_follow_up_cannot_note_is_booked_all_the_same(self):
        invoice = self.invoice(-20, 300)
        submissions = self.env.registry["recouvrement.submission"]
        transaction = self.begin()
        with patch.object(submissions, "_note_payment", side_effect=ValueError("no")), self.assertLogs(level="ERROR"):
            self.tell(transaction, "done")
        self.assertEqual(invoice.amount_residual, 0)
        self.assertTrue(transaction.payment_id)

    def test_payments_follow_a_merged_customer(self):
        self.invoice(-20, 300)
        transaction = self.pay_online(state="pending")
        kept = self._make_customer("Dupont SARL")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer | kept).ids, kept)
        self.env.invalidate_all()
        self.assertEqual(transaction.recouvrement_case_id, self.case(kept))
        self.assertEqual(self.chased(partner=kept), 0)

    def test_a_pending_payment_is_held_for_the_days_of_grace_and_given_to_somebody(self):
        invoice = self.invoice(-20, 300)
        self.invoice(-10, 100)
        transaction = self.pay_online(moves=invoice, state="pending")
        self.assertEqual(self.chased(), 100)
        submission = self.recorded()
        self.assertEqual(submission.state, "new")
        self.assertIn("being processed", submission.activity_id.summary)
        suspension = transaction.suspension_ids
        self.assertEqual((suspension.kind, suspension.amount), ("payment", 300))
        self.assertGreaterEqual((suspension.date_to - suspension.date_from).days, self.policy.grace_days)
        self.assertEqual(self.chased((suspension.date_to - self.day(0)).days + 1), 400)
        self.assertFalse(self.case().suspension_ids - suspension, "the payment holds what it pays, and nothing else")

        self.tell(transaction, "done")
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(submission.state, "done")
        self.assertFalse(submission.activity_id)
        self.assertEqual(len(self.recorded()), 1)
        self.assertNotIn("being processed", submission.exchange_id.summary)
        self.assertTrue(suspension.released_on)

    def test_an_authorized_payment_is_held(self):
        self.provider.capture_manually = True
        self.invoice(-20, 300)
        transaction = self.pay_online()
        self.assertEqual(transaction.state, "authorized")
        self.assertEqual(self.chased(), 0)
        self.tell(transaction, "cancel")
        self.assertEqual(self.chased(), 300)

    def test_an_authorized_payment_is_captured_in_part(self):
        self.provider.capture_manually = True
        invoice = self.invoice(-20, 300)
        transaction = self.pay_online()
        part = transaction._capture(amount_to_capture=200)
        part._post_process()
        self.env.invalidate_all()
        self.assertEqual((part.source_transaction_id, part.payment_id.amount), (transaction, 200))
        self.assertEqual(invoice.amount_residual, 100)
        self.assertEqual(self.chased(), 100)

    def test_a_payment_without_an_entry_of_its_own(self):
        """With Odoo's own accounting application and no outstanding account, the bank statement makes the entry."""
        moves = self.env.registry["account.move"]
        self.enterContext(patch.object(moves, "_get_invoice_in_payment_state", lambda _self: "in_payment"))
        lines = self.provider.journal_id.inbound_payment_method_line_ids
        lines.filtered(lambda line: line.payment_provider_id == self.provider).payment_account_id = False
        invoice = self.invoice(-20, 300)
        transaction = self.pay_online()
        self.assertFalse(transaction.payment_id.move_id)
        self.assertEqual((invoice.amount_residual, self.chased()), (300, 0))
        self.assertEqual(self.recorded().state, "done")
        with self.assertRaises(UserError):
            self.choose(moves=invoice)

    def test_a_cancelled_payment_is_chased_again(self):
        self.invoice(-20, 300)
        transaction = self.pay_online(state="pending")
        self.assertEqual(self.chased(), 0)
        self.tell(transaction, "cancel")
        self.assertEqual(self.chased(), 300)
        submission = self.recorded()
        self.assertEqual(submission.state, "new", "somebody looks at what was announced and did not come")
        self.assertIn("did not succeed", submission.activity_id.summary)

    def test_a_refused_payment_is_told_on_the_case_and_asks_nobody(self):
        self.invoice(-20, 300)
        self.pay_online(state="error")
        self.assertEqual(self.chased(), 300)
        self.assertFalse(self.recorded())
        self.assertIn("did not succeed", self.case().message_ids[0].body)

    def test_two_tabs_pay_the_same_invoice(self):
        invoice = self.invoice(-20, 300)
        first, second = self.begin(moves=invoice), self.begin(moves=invoice)
        self.tell(first, "done")
        self.tell(second, "done")
        self.assertEqual(invoice.amount_residual, 0)
        one, two = self.recorded().sorted("number")
        self.assertEqual((one.state, two.state), ("done", "new"))
        self.assertIn("more than what was open", two.activity_id.summary)

    def test_what_is_being_paid_is_not_paid_again_by_mistake(self):
        invoice = self.invoice(-20, 300)
        other = self.invoice(-10, 100)
        self.pay_online(moves=invoice, state="pending")
        with self.assertRaisesRegex(UserError, "already being processed"):
            self.choose(moves=invoice)
        self.assertEqual(self.choose(moves=invoice, again=True), (300, {invoice: 300}))
        self.assertEqual(self.choose(), (100, {other: 100}))

    def test_what_was_chosen_is_what_is_matched(self):
        """Part of the older invoice is contested: core alone would pay it first, and leave the other open."""
        older, newer = self.invoice(-30, 1000), self.invoice(-10, 500)
        self.contest(older, 400)
        self.assertEqual(self.choose(), (1100, {older: 600, newer: 500}))
        self.pay_online()
        self.assertEqual((older.amount_residual, newer.amount_residual), (400, 0))
        self.assertEqual(self.chased(), 0)
        self.assertEqual(self.recorded().state, "done")

    def test_part_of_an_amount(self):
        invoice = self.invoice(-20, 300)
        self.pay_online(moves=invoice, amount=120.5)
        self.assertEqual(invoice.amount_residual, 179.5)
        self.assertEqual(self.chased(), 179.5)

    def test_an_opening_entry_is_paid_without_what_others_owe_in_it(self):
        account = self.customer.with_company(self.company).property_account_receivable_id
        journal = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1
        )
        stranger = self._make_customer("Durand")
        vals = {"account_id": account.id, "date_maturity": self.day(-30), "no_followup": False}
        entry = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": self.day(-60),
                "line_ids": [
                    (0, 0, {**vals, "partner_id": stranger.id, "debit": 900}),
                    (0, 0, {**vals, "partner_id": self.customer.id, "debit": 700}),
                    (0, 0, {"account_id": journal.default_account_id.id or account.copy().id, "credit": 1600}),
                ],
            }
        )
        entry.line_ids.no_followup = False
        entry.action_post()
        invoice = self.invoice(-10, 100)
        foreign, own = entry.line_ids.filtered(lambda line: line.account_id == account).sorted("debit", reverse=True)
        self.assertEqual(self.choose()[0], 800)
        self.pay_online()
        self.assertEqual((foreign.amount_residual, own.amount_residual, invoice.amount_residual), (900, 0, 0))

    def test_a_payment_made_elsewhere_is_held_too(self):
        """From the invoice's own page on the portal of core."""
        invoice = self.invoice(-20, 300)
        transaction = self.env["payment.transaction"].create(
            {
                "amount": 300,
                "currency_id": self.company.currency_id.id,
                "invoice_ids": [(6, 0, invoice.ids)],
                "operation": "online_direct",
                "partner_id": self.customer.id,
                "payment_method_id": self.method.id,
                "provider_id": self.provider.id,
                "reference": "PORTAL",
            }
        )
        self.tell(transaction, "pending")
        self.assertEqual(self.chased(), 0)
        self.assertFalse(self.recorded())
        self.tell(transaction, "cancel")
        self.assertEqual(self.chased(), 300)

    def test_a_company_that_does_not_remind_is_left_alone(self):
        self.company.recouvrement_mode = "off"
        stranger = self._make_customer("Durand")
        invoice = self.invoice(-20, 300, partner=stranger)
        transaction = self.env["payment.transaction"].create(
            {
                "amount": 300,
                "currency_id": self.company.currency_id.id,
                "invoice_ids": [(6, 0, invoice.ids)],
                "operation": "online_direct",
                "partner_id": stranger.id,
                "payment_method_id": self.method.id,
                "provider_id": self.provider.id,
                "reference": "PORTAL",
            }
        )
        self.tell(transaction, "pending")
        self.assertFalse(transaction.suspension_ids)
        self.assertFalse(self.env["recouvrement.case"].search([("partner_id", "=", stranger.id)]))

    def test_a_collector_reads_what_was_paid(self):
        collector = new_test_user(
            self.env,
            "collector",
            groups="recouvrement_preventif.group_user",
            company_ids=[(6, 0, self.company.ids)],
            company_id=self.company.id,
        )
        self.invoice(-20, 300)
        self.pay_online(state="pending")
        self.assertIn("being processed", self.recorded().with_user(collector).summary)
