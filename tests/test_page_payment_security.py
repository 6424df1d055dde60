"""What a browser sends is only believed where the ledger says the same."""

from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .payments import PaymentHttpCase, Refused


class TestPagePaymentSecurity(PaymentHttpCase):
    def test_an_amount_changed_on_the_way_is_refused(self):
        self.enter()
        page = self.chosen(self.first)
        for amount in (1, 299.99, 300.01, -300, "300", None, float("nan")):
            with self.subTest(amount=amount):
                self.assertIn("changed", self.refused(page, amount=amount))

    def test_an_amount_that_changed_in_the_ledger_is_refused(self):
        self.enter()
        page = self.open(f"{self.address}?what=all:{self.euro}")
        self.pay(self.second, 40)
        self.assertIn("changed", self.refused(page))

    def test_an_invoice_paid_in_another_tab_is_refused(self):
        self.enter()
        page = self.chosen(self.first)
        self.pay(self.first)
        self.assertIn("Nothing is left", self.refused(page))

    def test_an_invoice_being_paid_in_another_tab_is_refused(self):
        self.enter()
        page = self.chosen(self.first)
        self.begin_over_http(page)
        self.tell(self.case().transaction_ids, "pending")
        with mute_logger("odoo.http"), self.assertRaisesRegex(Refused, "already being processed"):
            self.begin_over_http(page)
        self.assertEqual(len(self.case().transaction_ids), 1)
        warned = self.chosen(self.first)
        self.assertIn("Pay it again all the same", self.read(warned))
        self.assertIn("in process since", self.read(warned))
        self.begin_over_http(self.chosen(self.first, again=1))
        self.assertEqual(len(self.case().transaction_ids), 2)

    def test_a_token_that_was_touched_is_refused(self):
        self.enter()
        page = self.chosen(self.first)
        token = self.get_params(page)["access_token"]
        for wrong in ("", None, "é", "AAAA", token[:-4], token[:60] + "AAAA" + token[64:], token + "AAAA", "1" * 5000):
            with self.subTest(token=wrong):
                self.assertIn("too old", self.refused(page, access_token=wrong))

    def test_the_form_of_another_case_is_refused(self):
        stranger = self._make_customer("Durand")
        self.invoice(-20, 300, partner=stranger)
        other = self.case(stranger)
        self.enter()
        page = self.chosen(self.first)
        with mute_logger("odoo.http"):
            with self.assertRaisesRegex(Refused, "no longer open"):
                self.begin_over_http(page, route=f"/recouvrement/{other.id}/pay/transaction")
            self.enter(self.access(other))
            own = self.get_params(self.open(f"/recouvrement/{other.id}/pay?what=all:{self.euro}"))
            with self.assertRaisesRegex(Refused, "too old"):
                self.begin_over_http(
                    page, route=f"/recouvrement/{other.id}/pay/transaction", csrf_token=own["csrf_token"]
                )
        self.assertFalse(other.transaction_ids)

    def test_an_invoice_of_somebody_else_is_refused(self):
        foreign = self.invoice(-20, 300, partner=self._make_customer("Durand"))
        self.enter()
        for moves in ((foreign,), (self.first, foreign)):
            page = self.chosen(*moves)
            self.assertIn("Nothing is left to pay there", self.read(page))
            self.assertNotIn(foreign.name, page.text)
            self.assertNotIn("o_payment_form", page.text)

    def test_currencies_are_not_mixed(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        dollars = self.invoice(-20, 200, currency=dollar)
        self.enter()
        mixed = f"&move={self.first.id}:{self.euro}&move={dollars.id}:{dollar.id}"
        self.assertIn("one currency only", self.read(self.open(f"{self.address}?what=selection{mixed}")))
        wrong = f"&move={dollars.id}:{self.euro}"
        self.assertIn("Nothing is left", self.read(self.open(f"{self.address}?what=selection{wrong}")))

    def test_nonsense_in_the_address_is_answered_politely(self):
        self.enter()
        for query in (
            "what=selection",
            "what=selection&move=",
            "what=selection&move=1",
            "what=selection&move=99999999999:1",
            "what=all",
            "what=all:999999999",
            "what=plan-1:1",
            "what=<script>alert(1)</script>",
            "what=all:1&again=%00",
        ):
            with self.subTest(query=query):
                page = self.open(f"{self.address}?{query}")
                self.assertEqual(page.status_code, 200)
                self.assertNotIn("<script>alert", page.text)

    def test_a_request_of_another_site_is_refused(self):
        self.enter()
        page = self.chosen(self.first)
        for token in (None, "", "0" * 40):
            with self.subTest(token=token):
                self.assertIn("no longer open", self.refused(page, csrf_token=token))

    def test_whoever_has_no_link_is_refused(self):
        self.enter()
        page = self.chosen(self.first)
        self.access().action_revoke()
        self.assertIn("no longer open", self.refused(page))
        self.assertEqual(self.open(self.address).status_code, 404)
        self.assertEqual(self.open(f"{self.address}/1").status_code, 404)

    def test_only_what_the_form_proposes_is_taken(self):
        other_company = self._make_company("Ailleurs")
        elsewhere = self._make_provider(other_company)
        hidden = self._make_provider(self.company)
        hidden.is_published = False
        self.enter()
        page = self.chosen(self.first)
        for changed in (
            {"provider_id": elsewhere.id},
            {"provider_id": hidden.id},
            {"provider_id": None},
            {"payment_method_id": 0},
            {"payment_method_id": self.env.ref("payment.payment_method_unknown").id},
            {"flow": "other"},
            {"flow": "token", "token_id": 1},
        ):
            with self.subTest(**changed):
                self.assertIn("no longer available", self.refused(page, **changed))
        for changed in ({"custom_create_values": {"amount": 1}}, {"partner_id": 1}, {"currency_id": 1}):
            with self.subTest(**changed):
                self.refused(page, **changed)

    def test_where_core_lands_is_not_for_the_browser_to_say(self):
        self.enter()
        self.begin_over_http(self.chosen(self.first), landing_route="https://elsewhere.example", is_validation=True)
        transaction = self.case().transaction_ids
        self.assertEqual(transaction.landing_route, f"{self.address}/{transaction.id}")
        self.assertEqual((transaction.operation, transaction.amount), ("online_direct", 300))

    def test_a_link_opens_no_saved_card(self):
        self.provider.allow_tokenization = True
        self.method.support_tokenization = True
        token = self.env["payment.token"].create(
            {
                "partner_id": self.customer.id,
                "payment_details": "4242",
                "payment_method_id": self.method.id,
                "provider_id": self.provider.id,
                "provider_ref": "ref",
            }
        )
        self.enter()
        page = self.chosen(self.first)
        self.assertNotIn("4242", page.text)
        self.assertNotIn("o_payment_tokenize_checkbox", page.text)
        self.assertIn("no longer available", self.refused(page, flow="token", token_id=token.id))
        self.begin_over_http(page, tokenization_requested=True)
        self.assertFalse(self.case().transaction_ids.tokenize)

    def test_cards_are_not_tried_out_by_the_hundred(self):
        self.enter()
        page = self.chosen(self.first)
        for _attempt in range(20):
            self.begin_over_http(page)
        with mute_logger("odoo.http"), self.assertRaisesRegex(Refused, "Too many payments"):
            self.begin_over_http(page)

    def test_a_payment_of_somebody_else_is_not_shown(self):
        stranger = self._make_customer("Durand")
        self.invoice(-20, 999, partner=stranger)
        transaction = self.begin(case=self.case(stranger))
        self.enter()
        answer = self.open(f"{self.address}/{transaction.id}", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertNotIn("999", answer.text)

    def test_a_collector_sees_what_the_customer_sees_and_pays_nothing(self):
        new_test_user(
            self.env,
            "collector",
            groups="recouvrement_preventif.group_user",
            company_ids=[(6, 0, self.company.ids)],
            company_id=self.company.id,
        )
        self.enter()
        form = self.chosen(self.first)
        self.authenticate("collector", "collector")
        preview = self.chosen(self.first)
        self.assertIn("Pay 300.00", self.read(preview))
        self.assertNotIn("o_payment_form", preview.text)
        self.assertIn("no longer open", self.refused(form))
