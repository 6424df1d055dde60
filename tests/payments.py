"""Customers that pay online, through the demonstration provider."""

import json
import re

from odoo import Command
from odoo.tools import mute_logger

from odoo.addons.recouvrement_preventif.tools.payment import ALL, SELECTION, Wish

from .page import PageCase


class PaymentCase(PageCase):
    """A company with a payment provider that does as it is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider = cls._make_provider(cls.company)
        cls.method = cls.provider.payment_method_ids[:1]
        cls.bank = cls.env["res.partner.bank"].create(
            {"acc_number": "FR7630006000011234567890189", "partner_id": cls.company.partner_id.id}
        )

    @classmethod
    def _make_provider(cls, company):
        demo = cls.env["payment.provider"].with_context(active_test=False).search([("code", "=", "demo")], limit=1)
        demo.payment_method_ids.active = True
        provider = demo.copy({"company_id": company.id, "name": "Demo"})
        provider.write(
            {
                "is_published": True,
                "payment_method_ids": [Command.set(demo.payment_method_ids.ids)],
                "state": "test",
            }
        )
        return provider

    # === CHOOSING === #

    def wish(self, code=ALL, moves=None, amount=None, again=False, currency=None):
        """What the customer chooses on the page: everything, or invoices."""
        move_ids = tuple(moves.ids) if moves else ()
        currency = currency or self.company.currency_id
        return Wish(currency.id, SELECTION if moves else code, move_ids, amount, again)

    def choose(self, *args, case=None, **kwargs):
        """What a choice comes down to: (amount, {invoice: amount})."""
        case = case or self.case()
        choice = case._choose_payment(self.wish(*args, **kwargs), case.company_id._get_recouvrement_today())
        shares = {}
        for line in self.env["account.move.line"].browse(choice.shares):
            shares[line.move_id] = round(shares.get(line.move_id, 0) + choice.shares[line.id], 2)
        return choice.amount, shares

    def contest(self, invoice, amount):
        return self.env["recouvrement.dispute"].create(
            {
                "case_id": self.case().id,
                "reason_id": self.env.ref("recouvrement_preventif.dispute_reason_quality").id,
                "description": "Broken",
                "line_ids": [(0, 0, {"move_id": invoice.id, "amount": amount})],
            }
        )

    # === PAYING === #

    def begin(self, *args, case=None, **kwargs):
        """The customer begins to pay what it chooses."""
        case = case or self.case()
        choice = case._choose_payment(self.wish(*args, **kwargs), case.company_id._get_recouvrement_today())
        moves = self.env["account.move.line"].browse(choice.shares).move_id
        return self.env["payment.transaction"].create(
            {
                "amount": choice.amount,
                "currency_id": choice.currency_id,
                "invoice_ids": [Command.set(moves.filtered(lambda move: move.is_invoice()).ids)],
                "operation": "online_direct",
                "partner_id": case.partner_id.id,
                "payment_method_id": self.method.id,
                "provider_id": self.provider.id,
                "recouvrement_access_id": self.access(case).id,
                "recouvrement_case_id": case.id,
                "recouvrement_shares": choice.shares,
                "reference": f"TX{self.env['payment.transaction'].search_count([]) + 1}",
            }
        )

    def tell(self, transaction, state, book=True):
        """The payment service tells what became of a payment; core books it."""
        transaction._process("demo", {"reference": transaction.reference, "simulated_state": state})
        if book:
            transaction._post_process()
        self.env.invalidate_all()
        return transaction

    def pay_online(self, *args, state="done", **kwargs):
        return self.tell(self.begin(*args, **kwargs), state)

    # === WHAT FOLLOWS === #

    def chased(self, day=0, partner=None):
        """What may be chased of the customer on a day."""
        instalments = self.planner.get_open_instalments(self.company, self.day(day), partner or self.customer)
        return round(sum(instalment.amount for instalment in instalments), 2)

    def recorded(self, case=None):
        return self.env["recouvrement.submission"].search([("case_id", "=", (case or self.case()).id)])


class Refused(Exception):
    """What the browser is told instead of beginning a payment."""


class PaymentHttpCase(PaymentCase):
    """Two late invoices, and a browser that sends what it likes."""

    def setUp(self):
        super().setUp()
        self.first, self.second = self.invoice(-20, 300), self.invoice(-10, 100)
        self.address = f"/recouvrement/{self.case().id}/pay"
        self.euro = self.company.currency_id.id

    def chosen(self, *moves, **query):
        """The page on which some invoices are paid."""
        ticked = "".join(f"&move={move.id}:{self.euro}" for move in moves)
        more = "".join(f"&{name}={value}" for name, value in query.items())
        return self.open(f"{self.address}?what=selection{ticked}{more}")

    def get_params(self, page, **changed):
        """What core's form sends to begin the payment that a page shows."""
        data = dict(re.findall(r'data-([a-z-]+)="([^"]*)"', page.text.partition('id="o_payment_form"')[2][:3000]))
        return {
            "access_token": data["access-token"],
            "amount": float(data["amount"]),
            "csrf_token": re.search(r'csrf_token: "(\w+)"', page.text)[1],
            "flow": "direct",
            "is_validation": False,
            "landing_route": data["landing-route"],
            "payment_method_id": self.method.id,
            "provider_id": self.provider.id,
            "token_id": None,
            "tokenization_requested": False,
            **changed,
        }

    def begin_over_http(self, page, route=None, **changed):
        answer = self.opener.post(
            self.base_url() + (route or f"{self.address}/transaction"),
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": self.get_params(page, **changed)}),
            headers={"Content-Type": "application/json"},
            timeout=30,
        ).json()
        if error := answer.get("error"):
            raise Refused(error["data"]["message"])
        return answer["result"]

    def refused(self, page, **changed):
        """The words with which a payment is refused; nothing is begun."""
        with mute_logger("odoo.http"), self.assertRaises(Refused) as refusal:
            self.begin_over_http(page, **changed)
        self.assertFalse(self.case().transaction_ids)
        return str(refusal.exception)
