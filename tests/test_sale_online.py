"""What customers sign and pay online: nothing is confirmed behind a manager's back, and nothing is lost."""

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .payments import PaymentCase
from .sales import SaleCase

# The smallest picture there is.
SIGNATURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestSaleOnline(SaleCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider = PaymentCase._make_provider.__func__(cls, cls.company)

    def setUp(self):
        super().setUp()
        self.invoice(-20, 300)

    def sign(self, order, name="Marie Dupont"):
        """The customer signs on the quotation's page."""
        order = order.sudo()
        order.action_quotation_sent()
        token = order._portal_ensure_token()
        self.env.flush_all()
        params = {"name": name, "signature": SIGNATURE}
        with mute_logger("odoo.addons.base.models.ir_actions_report"):
            answer = self.make_jsonrpc_request(f"/my/orders/{order.id}/accept?access_token={token}", params)
        self.env.invalidate_all()
        self.assertIn("redirect_url", answer)
        return order

    def pay_online(self, order, amount):
        """The customer pays on the quotation's page, and the provider says so."""
        transaction = (
            self.env["payment.transaction"]
            .sudo()
            .create(
                {
                    "provider_id": self.provider.id,
                    "payment_method_id": self.provider.payment_method_ids[:1].id,
                    "amount": amount,
                    "currency_id": order.currency_id.id,
                    "partner_id": order.partner_id.id,
                    "reference": f"{order.name}-{amount}",
                    "sale_order_ids": [(6, 0, order.ids)],
                }
            )
        )
        transaction._set_done()
        with mute_logger("odoo.addons.base.models.ir_actions_report"):
            transaction._post_process()
        return transaction

    def test_signed_order_with_nothing_to_say_is_confirmed(self):
        order = self.sign(self.quotation())
        self.assertEqual(order.state, "sale")

    def test_signed_order_to_approve_stays_signed_and_a_manager_confirms_it(self):
        self.react(late="approval")
        order = self.sign(self.quotation())
        self.assertEqual(
            (order.state, order.signed_by, order.recouvrement_approval_state), ("sent", "Marie Dupont", "asked")
        )
        self.assertEqual(order.activity_ids.user_id, self.manager)
        self.assertIn("agreed online", order.message_ids.filtered(lambda m: "agreed online" in m.body).body)
        # Held once, asked once.
        order._validate_order()
        self.assertEqual(len(order.recouvrement_approval_ids), 1)
        self.decide(order).action_approve()
        self.assertEqual(order.state, "sale")

    def test_signed_order_that_is_stopped_is_held_too(self):
        self.react(late="stop")
        order = self.sign(self.quotation())
        self.assertEqual((order.state, order.recouvrement_approval_state), ("sent", "asked"))

    def test_signed_order_without_the_deposit_goes_back_to_the_salesperson(self):
        self.react(late="deposit")
        order = self.sign(self.quotation())
        self.assertEqual((order.state, order.payment_term_id), ("sent", self.days_30))
        self.assertEqual(order.activity_ids.user_id, self.seller_user)
        check = self.check(order)
        self.assertTrue(check.is_signed)
        check.action_ask_deposit()
        self.assertEqual((order.state, order.payment_term_id), ("sale", self.advance))
        self.assertFalse(order.activity_ids)

    def test_signature_accepts_the_terms_with_name_address_and_document(self):
        self.react(terms="stop")
        terms = self.publish_terms()
        order = self.sign(self.quotation())
        self.assertEqual(order.state, "sale")
        acceptance = self.customer._get_recouvrement_acceptance(self.company, self.day(0))[self.customer]
        self.assertEqual((acceptance.terms_id, acceptance.how, acceptance.signer), (terms, "signature", "Marie Dupont"))
        self.assertTrue(acceptance.ip)
        self.assertEqual(acceptance.document_ids.name, f"{order.name}.pdf")

    def test_order_paid_in_full_in_advance_is_confirmed_whatever_is_known(self):
        self.react(late="stop")
        order = self.quotation(1000, require_payment=True).sudo()
        self.pay_online(order, 1000)
        self.assertEqual(order.state, "sale")

    def test_part_paid_in_advance_is_a_deposit_but_no_approval(self):
        self.react(late="deposit")
        order = self.quotation(1000, require_payment=True, prepayment_percent=0.3).sudo()
        self.pay_online(order, 300)
        self.assertEqual(order.state, "sale")
        self.react(late="approval")
        # More than what was just paid covers.
        self.invoice(-20, 2000)
        order = self.quotation(1000, require_payment=True, prepayment_percent=0.3).sudo()
        transaction = self.pay_online(order, 300)
        self.assertEqual((order.state, order.recouvrement_approval_state), ("draft", "asked"))
        # The money is booked and the customer thanked all the same.
        self.assertEqual(transaction.payment_id.amount, 300)
        thanks = order.message_ids.filtered(lambda message: self.customer in message.partner_ids)
        self.assertTrue(thanks)

    def test_what_runs_by_itself_goes_on_and_leaves_a_task(self):
        self.react(late="approval")
        good = self.quotation(partner=self._make_customer("Good"))
        held = self.quotation()
        (good + held).sudo().action_confirm()
        self.assertEqual((good.state, held.state), ("sale", "draft"))
        self.assertEqual(held.sudo().activity_ids.user_id, self.manager)

    def test_customer_sees_the_terms_on_the_page_and_nothing_of_what_is_known(self):
        self.react(late="stop")
        self.publish_terms()
        order = self.quotation().sudo()
        order.action_quotation_sent()
        page = self.url_open(order.get_portal_url()).text
        self.assertIn("to be read at", page)
        self.assertNotIn("overdue", page)
        buyer = new_test_user(self.env, "buyer", groups="base.group_portal")
        buyer.partner_id.parent_id = self.customer
        self.assertFalse(order.with_user(buyer).recouvrement_reaction)
        with self.assertRaises(AccessError):
            order.with_user(buyer).read(["recouvrement_banner"])
