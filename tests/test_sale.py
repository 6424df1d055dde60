"""Before the sale: what a salesperson reads, and what keeps an order from being confirmed."""

import doctest

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.recouvrement_preventif_sale.tools import concern, deposit

from .sales import KEYS, SaleCase


@tagged("post_install", "-at_install")
class TestSaleConcerns(SaleCase):
    def test_examples_in_the_rules(self):
        for module in (concern, deposit):
            results = doctest.testmod(module)
            self.assertTrue(results.attempted)
            self.assertFalse(results.failed)

    def test_late_customer_is_told_in_words_without_any_amount(self):
        self.react(late="inform")
        self.invoice(-20, 1234.56)
        order = self.quotation()
        self.assertEqual(self.concerns(order), {"late": "inform"})
        self.assertIn("overdue", order.recouvrement_banner)
        self.assertNotIn("234", order.recouvrement_banner)
        self.assertEqual(order.recouvrement_reaction, "inform")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_banner_comes_with_the_customer_before_anything_is_saved(self):
        self.react(late="approval")
        self.invoice(-20, 300)
        with Form(self.env["sale.order"].with_user(self.seller_user).with_company(self.company)) as form:
            self.assertFalse(form.recouvrement_reaction)
            form.partner_id = self.customer
            self.assertEqual(form.recouvrement_reaction, "approval")
            self.assertIn("overdue", form.recouvrement_banner)

    def test_what_is_late_by_few_days_or_little_money_does_not_count(self):
        self.react(late="inform")
        self.policy.write({"sale_late_days": 15, "sale_late_amount": 100})
        order = self.quotation()
        self.invoice(-14, 500)
        self.invoice(-15, 99)
        self.assertEqual(self.concerns(order), {})
        self.invoice(-40, 1)
        self.assertEqual(self.concerns(order), {"late": "inform"})

    def test_what_is_disputed_held_or_covered_by_a_credit_is_not_late(self):
        self.react(late="stop")
        invoice = self.invoice(-20, 300)
        order = self.quotation()
        self.assertEqual(self.concerns(order), {"late": "stop"})
        hold = self.hold(self.day(5), move=invoice)
        self.assertEqual(self.concerns(order), {})
        hold.unlink()
        self.assertEqual(self.concerns(order), {"late": "stop"})
        self.credit_note(300)
        self.assertEqual(self.concerns(order), {})

    def test_policy_of_the_customer_decides(self):
        lenient = self.policy.copy({"name": "Lenient"})
        self.react(late="stop")
        self.invoice(-20, 300)
        self.customer.with_company(self.company).recouvrement_policy_id = lenient
        order = self.quotation()
        self.assertEqual(self.concerns(order), {})
        self.customer.with_company(self.company).recouvrement_policy_id = False
        self.assertEqual(self.concerns(order), {"late": "stop"})

    def test_who_pays_the_invoice_counts_not_who_orders(self):
        self.react(late="stop")
        payer = self._make_customer("Payer")
        self.invoice(-20, 300, partner=payer)
        self.assertEqual(self.concerns(self.quotation()), {})
        self.assertEqual(self.concerns(self.quotation(partner_invoice_id=payer.id)), {"late": "stop"})

    def test_credit_limit_is_the_one_of_odoo_with_orders_not_invoiced(self):
        self.react(limit="inform")
        self.company.account_use_credit_limit = True
        self.customer.with_company(self.company).credit_limit = 1500
        first = self.quotation(1000)
        self.assertEqual(self.concerns(first), {})
        first.action_confirm()
        self.env.invalidate_all()
        self.assertEqual(self.concerns(first), {})
        second = self.quotation(600)
        self.assertEqual(self.concerns(second), {"limit": "inform"})
        # Core's own words tell amounts: the salesperson does not get them, the accountant does.
        self.assertEqual(second.with_user(self.seller_user).partner_credit_warning, "")
        self.assertIn("1,500", second.with_user(self.manager).partner_credit_warning)

    def test_nothing_is_said_of_what_is_invoiced_or_cancelled(self):
        self.react(late="inform")
        self.invoice(-20, 300)
        order = self.quotation()
        order.sudo().action_confirm()
        self.assertEqual(self.concerns(order), {"late": "inform"})
        order.sudo()._force_lines_to_invoice_policy_order()
        order.sudo()._create_invoices().action_post()
        self.env.invalidate_all()
        self.assertEqual(order.sudo().invoice_status, "invoiced")
        self.assertEqual(self.concerns(order), {})
        other = self.quotation()
        other._action_cancel()
        self.assertFalse(other.recouvrement_banner)

    def test_company_without_policy_says_nothing(self):
        self.react(late="stop")
        self.invoice(-20, 300)
        order = self.quotation()
        self.company.write({"recouvrement_mode": "off", "recouvrement_policy_id": False})
        self.assertEqual(self.concerns(order), {})
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_many_orders_cost_as_many_queries_as_one(self):
        self.react(**dict.fromkeys(KEYS, "inform"))
        self.publish_terms()
        self.company.account_use_credit_limit = True
        today = self.company._get_recouvrement_today()
        orders = self.env["sale.order"]
        for index in range(8):
            customer = self._make_customer(f"Customer {index}", credit_limit=10)
            self.invoice(-20, 100, partner=customer)
            orders += self.quotation(partner=customer).sudo()
        counts = []
        for some in (orders[:1], orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = some._get_recouvrement_concerns(today)
            counts.append(self.env.cr.sql_log_count - before)
            keys = {tuple(concern.key for concern in concerns) for concerns in found.values()}
            self.assertEqual(keys, {("late", "limit", "terms", "data", "new")})
        self.assertLessEqual(counts[1], counts[0] + 1)


@tagged("post_install", "-at_install")
class TestSaleConfirmation(SaleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")

    def setUp(self):
        super().setUp()
        self.invoice(-20, 300)

    def test_stop_refuses_with_a_clear_message_and_a_manager_overrides(self):
        self.react(late="stop")
        order = self.quotation()
        with self.assertRaisesRegex(UserError, r"cannot be confirmed as it is[\s\S]*overdue[\s\S]*manager"):
            order.action_confirm()
        with self.assertRaises(UserError):
            self.check(order)
        with self.assertRaises(AccessError):
            order._recouvrement_override((), "I want to")
        check = self.check(order, self.manager)
        with self.assertRaisesRegex(UserError, "Say why"):
            check.action_override()
        check.reason = "They paid this morning, the bank is late"
        check.action_override()
        self.assertEqual(order.state, "sale")
        approval = order.sudo().recouvrement_approval_ids
        self.assertEqual((approval.state, approval.decided_by_id), ("approved", self.manager))
        notes = order.sudo().message_ids.mapped("body")
        self.assertTrue(any("They paid this morning" in note and "overdue" in note for note in notes))

    def test_deposit_is_one_click(self):
        self.react(late="deposit")
        order = self.quotation()
        self.assertEqual(order.recouvrement_reaction, "deposit")
        self.assertIn(self.advance.name, order.recouvrement_banner)
        with self.assertRaises(UserError):
            order.action_confirm()
        check = self.check(order)
        self.assertEqual(check.reaction, "deposit")
        check.action_ask_deposit()
        self.assertEqual((order.state, order.payment_term_id), ("sale", self.advance))

    def test_terms_that_ask_for_more_at_once_are_deposit_enough(self):
        self.react(late="deposit")
        order = self.quotation(payment_term_id=self.env.ref("account.account_payment_term_immediate").id)
        self.assertIsNone(self.check(order))
        self.assertEqual(order.state, "sale")

    def test_approval_is_asked_given_and_told(self):
        self.react(late="approval")
        order = self.quotation()
        check = self.check(order)
        check.note = "They pay on Friday"
        check.action_request()
        self.assertEqual((order.state, order.recouvrement_approval_state), ("draft", "asked"))
        activity = order.sudo().activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("overdue", activity.note)
        # Once is enough.
        self.check(order).action_request()
        self.assertEqual(len(order.sudo().recouvrement_approval_ids), 1)
        with self.assertRaises(UserError):
            order.action_confirm()
        decide = self.decide(order, "Agreed with the director")
        self.assertEqual((decide.note, decide.amount_overdue), ("They pay on Friday", 300))
        decide.action_approve()
        self.assertFalse(order.sudo().activity_ids)
        self.assertEqual(order.state, "draft")
        self.assertEqual(self.last_message(order).notified_partner_ids, self.seller_user.partner_id)
        self.assertIsNone(self.check(order))
        self.assertEqual(order.state, "sale")

    def test_refusal_says_why_and_may_be_asked_again(self):
        self.react(late="approval")
        order = self.quotation()
        self.check(order).action_request()
        self.decide(order, "Not before they pay").action_refuse()
        self.assertIn("Not before they pay", order.recouvrement_banner)
        self.assertEqual(self.last_message(order).notified_partner_ids, self.seller_user.partner_id)
        with self.assertRaises(UserError):
            order.action_confirm()
        self.check(order).action_request()
        self.assertEqual(order.recouvrement_approval_state, "asked")

    def test_approval_of_an_order_does_not_cover_a_larger_one(self):
        self.react(late="approval")
        order = self.quotation(1000)
        self.check(order).action_request()
        self.decide(order).action_approve()
        self.assertEqual(order.recouvrement_reaction, "inform")
        order.order_line.price_unit = 1001
        self.assertEqual(order.recouvrement_reaction, "approval")
        order.order_line.price_unit = 900
        self.assertEqual(order.recouvrement_reaction, "inform")
        order.payment_term_id = self.env.ref("account.account_payment_term_45days")
        self.assertEqual(order.recouvrement_reaction, "approval")

    def test_what_was_approved_does_not_cover_what_came_since(self):
        self.react(late="approval", limit="stop")
        order = self.quotation(1000)
        self.check(order).action_request()
        self.decide(order).action_approve()
        self.company.account_use_credit_limit = True
        self.customer.with_company(self.company).credit_limit = 10
        self.env.invalidate_all()
        self.assertEqual(order.recouvrement_reaction, "stop")

    def test_approval_and_deposit_are_both_needed(self):
        self.react(late="approval", limit="deposit")
        self.company.account_use_credit_limit = True
        self.customer.with_company(self.company).credit_limit = 10
        order = self.quotation(1000)
        self.assertEqual(order.recouvrement_reaction, "approval")
        self.check(order).action_request()
        self.decide(order).action_approve()
        check = self.check(order)
        self.assertEqual(check.reaction, "deposit")
        check.action_ask_deposit()
        self.assertEqual((order.state, order.payment_term_id), ("sale", self.advance))

    def test_several_orders_are_confirmed_together_or_none_and_each_is_named(self):
        self.react(late="stop")
        good = self.quotation(partner=self._make_customer("Good"))
        orders = good + self.quotation()
        with self.assertRaisesRegex(UserError, orders[1].name) as raised:
            orders.action_confirm()
        self.assertNotIn(good.name, str(raised.exception))
        self.assertEqual(orders.mapped("state"), ["draft", "draft"])

    def test_who_has_paid_meanwhile_waits_for_nobody(self):
        self.react(late="approval")
        order = self.quotation()
        self.check(order).action_request()
        self.bank_entry(300)
        self.env.invalidate_all()
        order.action_confirm()
        self.assertEqual(order.sudo().recouvrement_approval_ids.state, "dropped")
        self.assertFalse(order.sudo().activity_ids)

    def test_cancelled_order_waits_for_nobody(self):
        self.react(late="approval")
        order = self.quotation()
        self.check(order).action_request()
        order._action_cancel()
        self.assertEqual(order.sudo().recouvrement_approval_ids.state, "dropped")
        self.assertFalse(order.sudo().activity_ids)
        with self.assertRaisesRegex(UserError, "Nothing waits"):
            self.decide(order).action_approve()

    def test_policy_that_asks_for_a_deposit_says_which(self):
        with self.assertRaisesRegex(ValidationError, "Choose the payment terms"):
            self.policy.write({"sale_late_reaction": "deposit", "sale_deposit_term_id": False})
        with self.assertRaisesRegex(ValidationError, "ask for nothing at once"):
            self.policy.write({"sale_deposit_term_id": self.days_30.id})

    def test_only_a_manager_decides(self):
        self.react(late="approval")
        order = self.quotation()
        self.check(order).action_request()
        collector = self._new_user(
            "collector", "recouvrement_preventif.group_user,sales_team.group_sale_salesman_all_leads"
        )
        with self.assertRaises(AccessError):
            order.with_user(collector).action_recouvrement_decide()
        with self.assertRaises(AccessError):
            order.with_user(collector)._recouvrement_decide("approved", "Because")
