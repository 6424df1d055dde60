"""What the customer sees on its page: the ledger, and what was said and agreed, in words."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.recouvrement_preventif.tools.settlement import Offer

from .page import DESKTOP, PageCase
from .plans import PlanCase


@tagged("post_install", "-at_install")
class TestPageAccount(PageCase, PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner.bank"].create(
            {"acc_number": "FR7630006000011234567890189", "partner_id": cls.company.partner_id.id}
        )

    def contest(self, invoice, amount):
        return self.env["recouvrement.dispute"].create(
            {
                "case_id": self.case().id,
                "reason_id": self.env.ref("recouvrement_preventif.dispute_reason_quality").id,
                "description": "Two chairs arrived broken",
                "line_ids": [Command.create({"move_id": invoice.id, "amount": amount})],
            }
        )

    def section(self, page, name):
        """The text of one part of the page; empty when it is not there."""
        return self.read_node(page, f".//*[@name='{name}']")

    def fill_account(self):
        """A customer about whom there is something to say."""
        late = self.invoice(-40, 1300)
        self.pay(late, 120, day=self.day(-3))
        contested = self.invoice(-12, 450)
        self.contest(contested, 100)
        self.invoice(20, 80)
        self.credit_note(50)
        self.promise(200, 5, moves=contested)
        self.agree((7, 590), (37, 590), moves=late)
        return late, contested

    def test_each_debt_with_what_came_in_and_what_was_said_of_it(self):
        late, contested = self.fill_account()
        self.enter()
        page = self.open()
        debts = self.section(page, "debts")
        for words in (
            f"{late.name} 1,180.00 €",
            "Was due on 10/16/2026, 40 days ago",
            "Paid on 11/22/2026: 120.00 €",
            "It is paid in instalments under the payment plan",
            f"{contested.name} 450.00 €",
            "You contest 100.00 € of it",
            "You promised 200.00 € of it for 11/30/2026.",
            "Due on 12/15/2026",
        ):
            self.assertIn(words, debts.replace("\xa0", " "))
        self.assertIn("Credit note", self.section(page, "credits"))
        # 1180 + 450 + 80 in all, less 100 contested and 50 in its favour.
        summary = self.section(page, "summary").replace("\xa0", " ")
        self.assertIn("Left to pay 1,560.00 €", summary)
        self.assertIn("Open in all 1,710.00 € of which past its due date 1,630.00 €", summary)
        self.assertIn("of which promised or in instalments 1,380.00 €", summary)

    def test_what_was_agreed_is_told_with_its_state(self):
        self.fill_account()
        self.enter()
        agreements = self.section(self.open(), "agreements").replace("\xa0", " ")
        for words in (
            "Payment in instalments Running",
            "1,180.00 € in 2 instalments until 01/01/2027",
            "12/02/2026 590.00 € To come",
            "Promise to pay Awaited You promised 200.00 € for 11/30/2026",
            "Dispute Being examined",
            "you contest 100.00 €",
        ):
            self.assertIn(words, agreements)

    def test_a_broken_promise_and_an_offer_are_told_without_reproach(self):
        promised, invoice = self.invoice(-30, 100), self.invoice(-60, 1000)
        with self.at(-10):
            self.promise(100, -9, moves=promised)
        self.env["recouvrement.settlement"].with_user(self.manager)._propose(
            self.case().with_user(self.manager),
            Offer(
                discount=100,
                currency=self.company.currency_id,
                date=self.day(10),
                contact=self.customer,
                moves=invoice,
                by_email=False,
            ),
        )
        self.enter()
        agreements = self.section(self.open(), "agreements").replace("\xa0", " ")
        self.assertIn("Promise to pay Not received yet", agreements)
        self.assertIn("If we receive 900.00 € by 12/05/2026, this settles the 1,000.00 € of", agreements)

    def test_how_to_pay_names_the_account_the_reference_and_the_amount(self):
        late, _contested = self.fill_account()
        late.payment_reference = "RF18 5390 0754 7034"
        self.enter()
        page = self.open()
        how = self.section(page, "how_to_pay").replace("\xa0", " ")
        self.assertIn("1,560.00 €", how)
        self.assertIn("FR7630006000011234567890189", how.replace(" ", ""))
        self.assertIn("RF18 5390 0754 7034", how)
        self.assertIn("data:image/png;base64,", page.text)

    def test_charges_are_shown_once_a_message_stated_them(self):
        self.levels["first"].states_charges = True
        invoice = self.invoice(-12, 1000)
        self.enter()
        self.assertFalse(self.section(self.open(), "charges"))
        reminder = self.run_cron()
        self.send_queue()
        other = self.invoice(-1, 100)
        self.assertTrue(reminder.charge_ids)
        charges = self.section(self.open(), "charges").replace("\xa0", " ")
        # 1 000 x 12.40 % x 12 / 365 = 4.08
        for words in (invoice.name, "4.08 €", "40.00 €", "12.40%", "Total of penalties and indemnities 44.08 €"):
            self.assertIn(words, charges)
        self.assertNotIn(other.name, charges)

    def test_a_hold_that_the_customer_does_not_know_of_is_not_told(self):
        self.invoice(-12, 1000)
        self.hold(self.day(20), reason="Never pays before we cut him off")
        self.enter()
        page = self.open()
        self.assertNotIn("Never pays", page.text)
        self.assertIn("1,000.00", self.section(page, "debts"))

    def test_only_posted_invoices_of_the_customer_in_this_company(self):
        own = self.invoice(-12, 1000)
        child = self.env["res.partner"].create({"name": "Shop", "parent_id": self.customer.id})
        of_child = self.invoice(-11, 200, partner=child)
        draft = self.invoice(-10, 300, post=False)
        other_customer = self.invoice(-10, 77, partner=self._make_customer("Durand"))
        other_company = self._make_company("Menuiserie Petit")
        elsewhere = self.invoice(-10, 55, company=other_company)
        self.enter()
        page = self.open()
        self.assertIn(own.name, self.read(page))
        self.assertIn("200.00", self.read(page))
        for amount in ("300.00", "77.00", "55.00"):
            self.assertNotIn(amount, self.read(page))
        for move in (own, of_child):
            self.assertEqual(self.open(f"/invoice/{move.id}").status_code, 200)
        refused = self.open("/invoice/0").text
        for move in (draft, other_customer, elsewhere):
            answer = self.open(f"/invoice/{move.id}")
            self.assertEqual((answer.status_code, answer.text), (404, refused))

    def test_nothing_open_is_told_kindly(self):
        self.case()
        self.enter()
        page = self.open()
        self.assertIn("Nothing is open on your account", self.read(page))
        self.assertFalse(self.section(page, "how_to_pay"))

    def test_the_statement_can_be_taken_away(self):
        self.invoice(-12, 1000)
        self.enter()
        answer = self.open("/statement")
        self.assertEqual((answer.status_code, answer.headers["Content-Type"]), (200, "application/pdf"))
        self.assertIn("attachment", answer.headers["Content-Disposition"])

    def test_each_currency_stands_alone(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.invoice(-12, 1000)
        self.invoice(-12, 300, currency=dollar)
        self.enter()
        page = self.open()
        summary = self.section(page, "summary").replace("\xa0", " ")
        self.assertIn("Left to pay 1,000.00 €", summary)
        self.assertIn("Left to pay $ 300.00", summary)
        self.assertNotIn("data:image/png", page.text, "no single transfer pays both")

    def test_the_page_in_french_on_a_phone_and_on_a_desk(self):
        self.customer.lang = "fr_FR"
        self.fill_account()
        link = self.link()
        for viewport, name in (((390, 844), "page_account_phone"), (DESKTOP, "page_account_desk")):
            with self.browse(viewport) as page:
                page.goto(link)
                page.locator("[name=debts]").wait_for()
                self.assert_accessible(page)
                self.shot(page, name)
                width = page.evaluate("document.documentElement.scrollWidth")
                self.assertLessEqual(width, viewport[0], "nothing to scroll aside")
