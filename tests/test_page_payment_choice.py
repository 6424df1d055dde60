"""What a customer can choose to pay on its page, and what it comes down to."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.recouvrement_preventif.tools.payment import (
    LATE,
    Payable,
    fit_references,
    leave_contested,
    share_payment,
)

from .payments import PaymentCase


@tagged("post_install", "-at_install")
class TestPagePaymentChoice(PaymentCase):
    def test_a_contested_invoice_is_paid_by_whoever_chooses_it(self):
        invoice = self.invoice(-30, 1000)
        self.contest(invoice, 1000)
        with self.assertRaises(UserError):
            self.choose()
        self.assertEqual(self.choose(moves=invoice), (1000, {invoice: 1000}))

    def test_no_amount_but_one_that_is_owed(self):
        invoice = self.invoice(-20, 300)
        for amount in (0, -1, 300.01, 1e15, float("nan"), float("inf")):
            with self.subTest(amount=amount), self.assertRaises(UserError):
                self.choose(moves=invoice, amount=amount)

    def test_only_own_open_invoices_can_be_chosen(self):
        stranger = self._make_customer("Durand")
        foreign = self.invoice(-20, 300, partner=stranger)
        draft = self.invoice(-20, 300, post=False)
        paid = self.invoice(-20, 300)
        self.pay(paid)
        elsewhere = self._make_company("Ailleurs")
        other = self.invoice(-20, 300, company=elsewhere)
        self.invoice(-20, 50)
        for move in (foreign, draft, paid, other):
            with self.subTest(move=move.name), self.assertRaises(UserError):
                self.choose(moves=move)

    def test_each_currency_is_paid_by_itself(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        euros, dollars = self.invoice(-20, 300), self.invoice(-20, 200, currency=dollar)
        self.assertEqual(self.choose(), (300, {euros: 300}))
        self.assertEqual(self.choose(currency=dollar), (200, {dollars: 200}))
        with self.assertRaises(UserError):
            self.choose(moves=dollars)
        self.pay_online(moves=dollars, currency=dollar)
        self.assertEqual((dollars.amount_residual, euros.amount_residual), (0, 300))

    def test_credits_are_taken_off_what_is_asked(self):
        self.invoice(-20, 300)
        self.credit_note(120)
        self.assertEqual(self.choose()[0], 180)
        self.pay_online()
        self.assertEqual(self.chased(), 0)

    def test_what_is_overdue_and_everything(self):
        late, coming = self.invoice(-20, 300), self.invoice(20, 200)
        self.assertEqual(self.choose(LATE), (300, {late: 300}))
        self.assertEqual(self.choose(), (500, {late: 300, coming: 200}))

    def test_nothing_is_taken_of_a_customer_in_insolvency(self):
        invoice = self.invoice(-20, 300)
        self.env["recouvrement.suspension"].create(
            {
                "case_id": self.case().id,
                "kind": "insolvency",
                "date_from": self.day(-1),
                "date_to": self.day(900),
                "reason": "Judgment",
            }
        )
        self.assertFalse(self.case()._get_payables(self.day(0)))
        with self.assertRaises(UserError):
            self.choose(moves=invoice)

    def test_what_is_not_followed_up_can_be_paid(self):
        invoice = self.invoice(-20, 300)
        self.receivable_lines(invoice).no_followup = True
        self.assertEqual(self.chased(), 0)
        self.assertEqual(self.choose(), (300, {invoice: 300}))

    def test_what_was_contested_in_vain_is_asked_for_again(self):
        invoice = self.invoice(-30, 1000)
        dispute = self.contest(invoice, 400)
        self.assertEqual(self.choose()[0], 600)
        dispute._end("rejected")
        self.assertEqual(self.choose()[0], 1000)

    def test_credits_that_cover_what_is_contested_cover_the_rest_instead(self):
        older = Payable(1, 1, 1, self.day(-30), 1000, 700, 0)
        newer = Payable(2, 2, 1, self.day(-10), 500, 500, 0)
        left = leave_contested([older, newer], [(1000, {1})])
        self.assertEqual([payable.asked for payable in left], [0, 200])

    def test_the_references_of_a_transfer_are_quoted_in_full(self):
        self.assertEqual(fit_references(["FAC/1", "FAC/2", "FAC/3"], 12), ["FAC/1", "FAC/2"])
        first, second = self.invoice(-20, 300), self.invoice(-10, 100)
        case = self.case()
        transfer = case._prepare_transfer(case._choose_payment(self.wish(), self.day(0)))
        self.assertEqual(transfer["reference"], f"{first.payment_reference}, {second.payment_reference}")
        self.assertTrue(transfer["qr_code"])
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.invoice(-20, 200, currency=dollar)
        transfer = case._prepare_transfer(case._choose_payment(self.wish(currency=dollar), self.day(0)))
        self.assertFalse(transfer["qr_code"], "SEPA transfers are in euros")

    def test_what_is_asked_for_is_served_first(self):
        older = Payable(1, 1, 1, self.day(-30), 1000, 600, 0)
        newer = Payable(2, 2, 1, self.day(-10), 500, 500, 0)
        self.assertEqual(share_payment(700, [newer, older]), {1: 600, 2: 100})
        self.assertEqual(share_payment(1300, [newer, older]), {1: 800, 2: 500})
        self.assertEqual(share_payment(2000, [newer, older]), {1: 1000, 2: 500})
