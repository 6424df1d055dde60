"""Before the sale: terms, data, new customers, and those whom somebody judged."""

from odoo.tests import tagged

from .sales import SaleCase


@tagged("post_install", "-at_install")
class TestSaleCustomer(SaleCase):
    # === TERMS === #

    def test_terms_are_asked_for_once_they_are_published_until_they_are_accepted(self):
        self.react(terms="inform")
        order = self.quotation()
        self.assertEqual(self.concerns(order), {})
        terms = self.publish_terms()
        self.assertEqual(self.concerns(order), {"terms": "inform"})
        self.accept_terms(terms=terms, day=0)
        self.assertEqual(self.concerns(order), {})

    def test_quotation_quotes_the_terms_and_who_orders_from_it_accepted_them(self):
        terms = self.publish_terms()
        order = self.quotation()
        sentence = order._get_recouvrement_terms_sentence()
        self.assertIn(f"no. {terms.number}", sentence)
        html = self.env["ir.actions.report"]._render_qweb_html("sale.action_report_saleorder", order.ids)[0]
        self.assertIn(sentence, html.decode())
        order.action_quotation_sent()
        # What was sent keeps its version, whatever is published meanwhile.
        later = self.publish_terms(day=0)
        self.assertEqual(order._get_recouvrement_terms(), terms)
        order.action_confirm()
        acceptance = self.customer._get_recouvrement_acceptance(self.company, self.day(0))[self.customer]
        self.assertEqual((acceptance.terms_id, acceptance.how, acceptance.note), (terms, "other", order.name))
        self.assertEqual((acceptance.res_model, acceptance.res_id), ("sale.order", order.id))
        self.assertNotEqual(later, terms)

    def test_order_that_was_never_sent_is_no_acceptance(self):
        self.publish_terms()
        order = self.quotation()
        order.action_confirm()
        self.assertFalse(self.customer._get_recouvrement_acceptance(self.company, self.day(0))[self.customer])

    def test_policy_that_does_not_quote_the_terms(self):
        self.publish_terms()
        self.policy.prints_terms = False
        order = self.quotation()
        self.assertEqual(order._get_recouvrement_terms_sentence(), "")

    # === DATA === #

    def test_data_are_asked_for_until_they_are_confirmed_with_the_customer(self):
        self.react(data="inform")
        self.customer.write(
            {"phone": "+33 1 44 55 66 77", "street": "1 rue de la Paix", "zip": "75002", "city": "Paris"}
        )
        self.customer.write({"company_registry": "90350000700013", "customer_rank": 1})
        order = self.quotation()
        self.assertEqual(self.concerns(order), {"data": "inform"})
        self.assertTrue(order.recouvrement_asks_data)
        action = order.action_recouvrement_confirm_data()
        wizard = self.env[action["res_model"]].with_user(self.seller_user).with_context(**action["context"]).create({})
        wizard.action_confirm()
        self.env.invalidate_all()
        self.assertEqual(self.concerns(order), {})
        self.assertFalse(order.recouvrement_asks_data)

    # === PROFILE === #

    def test_new_customer_is_proposed_the_terms_of_the_policy(self):
        self.react(new="inform")
        self.policy.sale_new_term_id = self.days_15
        order = self.env["sale.order"].with_user(self.seller_user).create({"partner_id": self.customer.id})
        self.assertEqual(order.payment_term_id, self.days_15)
        self.assertEqual(self.concerns(order), {"new": "inform"})
        # What a person chose stays: on the quotation, and for the customer.
        self.assertEqual(self.quotation().payment_term_id, self.days_30)
        chosen = self._make_customer("Chosen")
        chosen.with_company(self.company).property_payment_term_id = self.days_30
        order = self.env["sale.order"].with_user(self.seller_user).create({"partner_id": chosen.id})
        self.assertEqual(order.payment_term_id, self.days_30)

    def test_customer_who_has_paid_is_not_new_any_more(self):
        self.react(new="inform")
        self.policy.sale_new_term_id = self.days_15
        for _index in range(6):
            self.pay(self.invoice(-60, 100), day=self.day(-60))
        self.env["recouvrement.behaviour"]._refresh(self.company, self.day(0))
        order = self.env["sale.order"].with_user(self.seller_user).create({"partner_id": self.customer.id})
        self.assertNotEqual(order.payment_term_id, self.days_15)
        self.assertEqual(self.concerns(order), {})

    def test_salesperson_reads_what_to_do_not_what_the_customer_is_thought_of(self):
        self.react(intent="inform")
        order = self.quotation()
        self.assertEqual(self.concerns(order), {})
        self.case().intent = "delays"
        self.assertEqual(self.concerns(order), {})
        self.case().intent = "avoids"
        self.assertEqual(self.concerns(order), {"intent": "inform"})
        self.case().intent = False
        self.env["recouvrement.behaviour"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id, "effective_profile": "habitual"}
        )
        self.env.invalidate_all()
        self.assertEqual(self.concerns(order), {"intent": "inform"})
        self.assertIn("accounting department", order.recouvrement_banner)
        self.assertNotIn("late", order.recouvrement_banner)
