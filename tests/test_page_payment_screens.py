"""The whole way of a payment, in French, on a telephone."""

from datetime import timedelta

from .common import CollectionCase
from .payments import PaymentCase


class TestPagePaymentScreens(PaymentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.lang = "fr_FR"

    def setUp(self):
        super(CollectionCase, self).setUp()  # the browser lives in real time
        self.real_today = self.company._get_recouvrement_today()

    def late_invoice(self, days, amount):
        return self.invoice(self.real_today - timedelta(days=days), amount)

    def test_a_customer_pays_by_card_on_a_telephone(self):
        first, second = self.late_invoice(20, 300), self.late_invoice(10, 100)
        names = [first.name, second.name]
        link, case = self.link(), self.case()
        with self.browse() as page:
            page.goto(link)
            page.get_by_role("link", name="Payer").first.click()
            page.get_by_role("heading", name="Que voulez-vous payer").wait_for()
            self.assert_accessible(page)
            self.shot(page, "pay_choice")
            # By keyboard: the box, then the button.
            page.get_by_label(names[0]).focus()
            page.keyboard.press("Space")
            page.get_by_role("button", name="Payer les factures cochées").press("Enter")
            page.get_by_role("heading", name="Payer 300,00").wait_for()
            page.get_by_label("Un autre montant").fill("1 234,50")
            page.get_by_role("button", name="Changer le montant").click()
            page.get_by_text("300,00 € au plus").wait_for()
            self.shot(page, "pay_too_much")
            page.get_by_label("Un autre montant").fill("250,5")
            page.get_by_role("button", name="Changer le montant").click()
            page.get_by_role("heading", name="Payer 250,50").wait_for()
            page.wait_for_load_state("networkidle")
            self.shot(page, "pay_form")
            self.assert_accessible(page)
            page.locator("#customer_input").fill("4242 4242 4242 4242")
            page.locator("button[name=o_payment_submit_button]").click()
            page.get_by_role("heading", name="votre paiement est bien reçu").wait_for(timeout=60000)
            self.shot(page, "pay_done")
            self.assert_accessible(page)
            page.get_by_role("link", name="Retour à mon compte").last.click()
            page.get_by_text(names[1]).first.wait_for()
        transaction = case.transaction_ids
        self.assertEqual((transaction.state, transaction.amount), ("done", 250.5))
        self.assertEqual((first.amount_residual, second.amount_residual), (49.5, 100))
        self.assertEqual(self.recorded().state, "done")

    def test_a_refused_card_and_a_pending_payment(self):
        self.late_invoice(20, 300)
        link, case = self.link(), self.case()
        with self.browse() as page:
            page.goto(link)
            for state, heading in (("error", "n'a pas abouti"), ("pending", "en cours de traitement")):
                page.goto(f"/recouvrement/{case.id}/pay")
                page.get_by_role("link", name="Payer 300,00").first.click()
                # Core's form is only ready once all its scripts are there.
                page.wait_for_load_state("networkidle")
                page.locator("#customer_input").fill("4242 4242 4242 4242")
                page.locator("#simulated_payment_state").select_option(state)
                page.locator("button[name=o_payment_submit_button]").click()
                if state == "pending":
                    # Core waits there until the payment is confirmed, or the customer goes on.
                    page.locator("a.alert-link").click()
                page.get_by_role("heading", name=heading).wait_for(timeout=60000)
                self.shot(page, f"pay_{state}")
                self.assert_accessible(page)
            page.goto(f"/recouvrement/{case.id}/pay")
            page.get_by_text("merci de ne pas le payer à nouveau").wait_for()
            self.shot(page, "pay_warned")
            self.assert_accessible(page)
        self.assertEqual(sorted(case.transaction_ids.mapped("state")), ["error", "pending"])
        self.assertEqual(self.recorded().state, "new")

    def test_without_a_provider_the_transfer_is_scanned(self):
        self.provider.state = "disabled"
        self.late_invoice(20, 300)
        link, case = self.link(), self.case()
        with self.browse() as page:
            page.goto(link)
            page.goto(f"/recouvrement/{case.id}/pay")
            page.get_by_role("link", name="Payer 300,00").first.click()
            page.get_by_text(self.bank.acc_number).wait_for()
            self.shot(page, "pay_transfer")
            self.assert_accessible(page)
