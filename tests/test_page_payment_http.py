"""Paying over HTTP, with and without an account."""

from odoo.tests import new_test_user

from .payments import PaymentHttpCase


class TestPagePaymentHttp(PaymentHttpCase):
    # === THE PATH === #

    def test_a_visitor_without_account_pays_what_it_chose(self):
        self.enter()
        choice = self.open(self.address)
        self.assertIn(self.first.name, self.read(choice))
        page = self.chosen(self.first)
        self.assertIn("Pay 300.00", self.read(page))
        values = self.begin_over_http(page)
        transaction = self.case().transaction_ids
        self.assertEqual(values["reference"], transaction.reference)
        self.assertEqual((transaction.amount, transaction.invoice_ids), (300, self.first))
        self.assertEqual((transaction.partner_id, transaction.recouvrement_access_id), (self.customer, self.access()))
        self.assertEqual(transaction.landing_route, f"{self.address}/{transaction.id}")
        self.assertIn("not completed", self.read(self.open(transaction.landing_route)))
        self.tell(transaction, "done")
        self.assertIn("payment was received", self.read(self.open(transaction.landing_route)))
        self.assertNotIn(self.first.name, self.read(self.open(self.address)))
        submission = self.recorded()
        self.assertEqual((submission.state, submission.access_id), ("done", self.access()))
        self.assertTrue(submission.ip_address)

    def test_a_portal_user_pays_as_himself(self):
        user = new_test_user(
            self.env, "portal", groups="base.group_portal", parent_id=self.customer.id, email="portal@example.org"
        )
        self.authenticate("portal", "portal")
        self.begin_over_http(self.chosen(self.first, self.second))
        transaction = self.case().transaction_ids
        self.assertEqual(transaction.partner_id, user.partner_id)
        self.tell(transaction, "done")
        self.assertEqual(self.first.amount_residual + self.second.amount_residual, 0)
        self.assertEqual(self.recorded().visitor_user_id, user)

    def test_looking_changes_nothing(self):
        self.enter()
        before = self.env["payment.transaction"].search_count([])
        self.open(self.address)
        self.chosen(self.first)
        self.chosen(self.first, amount="12")
        self.assertEqual(self.env["payment.transaction"].search_count([]), before)
        self.assertFalse(self.recorded())

    def test_part_of_an_amount_as_it_is_typed(self):
        self.customer.lang = "fr_FR"
        self.enter()
        page = self.chosen(self.first, amount="1%2050,50")
        self.assertIn("150,50", self.read(page))
        self.begin_over_http(page)
        self.assertEqual(self.case().transaction_ids.amount, 150.5)

    def test_no_amount_is_believed_that_is_not_owed(self):
        self.enter()
        for typed in ("-5", "0", "nan", "inf", "1e9", "300.01", "9" * 29, "<b>1</b>", "1.234,5.6"):
            with self.subTest(typed=typed):
                page = self.chosen(self.first, amount=typed)
                self.assertEqual(page.status_code, 200)
                self.assertIn('id="error_amount"', page.text)
                self.assertNotIn("<b>1</b>", page.text)
                self.assertEqual(self.get_params(page)["amount"], 300, "what was chosen still stands")

    # === WHAT THE PAGE TELLS === #

    def test_the_page_tells_what_is_being_paid(self):
        self.enter()
        self.tell(self.begin(moves=self.first), "pending")
        text = self.read(self.open())
        self.assertIn("Your online payment of 300.00", text)
        self.assertEqual(text.count("Your online payment of"), 1)

    def test_a_payment_that_was_begun_is_told(self):
        self.enter()
        self.begin_over_http(self.chosen(self.first))
        self.assertIn("was begun a moment ago", self.read(self.open(self.address)))

    def test_what_the_page_says_of_a_payment_is_text(self):
        self.first.name = "<i>FAC</i> {{ 7*7 }}"
        self.enter()
        for page in (self.open(self.address), self.chosen(self.first)):
            self.assertNotIn("<i>FAC", page.text)
            self.assertIn("<i>FAC</i> {{ 7*7 }}", self.read(page))

    # === WITHOUT A PROVIDER === #

    def test_without_a_provider_the_transfer_is_explained(self):
        self.provider.state = "disabled"
        self.enter()
        page = self.chosen(self.first)
        text = self.read(page)
        self.assertNotIn("o_payment_form", page.text)
        self.assertIn(self.bank.acc_number, text)
        self.assertIn(self.first.payment_reference, text)
        self.assertIn("data:image/png", page.text)
        self.assertNotIn("unsafe-eval", page.headers["Content-Security-Policy"])

    def test_the_policy_turns_online_payment_off(self):
        self.policy.page_pay = False
        self.enter()
        self.assertNotIn("o_payment_form", self.chosen(self.first).text)

    def test_a_provider_that_does_not_take_the_amount_is_not_proposed(self):
        self.provider.maximum_amount = 200
        self.enter()
        self.assertNotIn("o_payment_form", self.chosen(self.first).text)
        self.assertIn("o_payment_form", self.chosen(self.second).text)
