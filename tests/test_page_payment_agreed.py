"""What was agreed is paid from the page: the instalment of a plan, a promise, an offer."""

from odoo.tests import tagged

from odoo.addons.recouvrement_preventif.tools.payment import ALL
from odoo.addons.recouvrement_preventif.tools.settlement import Offer

from .payments import PaymentCase
from .plans import PlanCase


@tagged("post_install", "-at_install")
class TestPagePaymentAgreed(PaymentCase, PlanCase):
    def offers(self):
        """What the page proposes: {code: amount}."""
        case, today = self.case(), self.day(0)
        return {offer.code: offer.amount for offer in case._get_payment_offers(today, case._get_payables(today))}

    def test_the_next_instalment_of_a_plan(self):
        older, newer = self.invoice(-30, 200), self.invoice(-10, 100)
        plan = self.agree((5, 120), (35, 180))
        code = f"plan-{plan.id}"
        self.assertEqual(self.offers(), {code: 120, ALL: 300})
        self.pay_online(code)
        self.assertEqual((older.amount_residual, newer.amount_residual), (80, 100))
        self.assertEqual(self.standing(plan), ("running", 180, ["kept", "pending"]))
        self.assertEqual(self.offers()[code], 180)
        self.pay_online(code)
        self.assertEqual(self.standing(plan)[0], "completed")
        self.assertEqual(self.offers(), {})
        self.assertFalse(self.run_cron(40))

    def test_what_was_promised(self):
        first, second = self.invoice(-30, 200), self.invoice(-10, 100)
        promise = self.promise(100, 5, moves=second)
        code = f"promise-{promise.id}"
        self.assertEqual(self.offers(), {code: 100, ALL: 300})
        self.pay_online(code)
        self.assertEqual((first.amount_residual, second.amount_residual), (200, 0))
        self.assertEqual(self.outcome(promise)[0], "kept")
        self.assertEqual(self.offers(), {ALL: 200})

    def test_an_offer_is_accepted_by_paying_it(self):
        invoice = self.invoice(-120, 1000)
        terms = Offer(
            discount=100,
            currency=self.company.currency_id,
            date=self.day(10),
            contact=self.customer,
            moves=self.env["account.move"],
            by_email=False,
        )
        offer = (
            self.env["recouvrement.settlement"]
            .with_user(self.manager)
            ._propose(self.case().with_user(self.manager), terms)
        )
        code = f"settlement-{offer.id}"
        self.assertEqual(self.offers(), {code: 900, ALL: 1000})
        self.pay_online(code)
        self.assertEqual(invoice.amount_residual, 100)
        self.assertEqual(offer.with_env(self.env).state, "accepted")

    def test_nothing_agreed_with_somebody_else_can_be_paid(self):
        stranger = self._make_customer("Durand")
        self.invoice(-30, 200, partner=stranger)
        plan = self.agree((5, 120), (35, 80), case=self.case(stranger))
        self.invoice(-30, 50)
        with self.assertRaisesRegex(Exception, "Nothing is left"):
            self.choose(f"plan-{plan.id}")
