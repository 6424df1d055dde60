"""The documents that the generator copies, made and posted by Odoo itself."""

from datetime import timedelta

from odoo import Command

# What became of an invoice. "credit" is no invoice: money received and not matched.
PAID, COMING, LATE, PART_PAID, CREDIT = range(5)
PART = {PAID: 1.0, PART_PAID: 0.4}
UNIT_PRICE = {"USD": 10.0, "EUR": 9.0}


class Reference:
    """Makes invoices and bank entries in the first company, in dollars or euros."""

    def __init__(self, env, day):
        self.env = env
        self.day = day
        self.company = env["res.company"].search([], order="id", limit=1)
        self.bank = env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], order="id", limit=1
        )
        self.product = env["product.product"].search([("name", "=", "Bench service")], limit=1) or env[
            "product.product"
        ].create({"name": "Bench service", "type": "service", "list_price": 10})

    def get_currency(self, code):
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", code)])
        currency.active = True
        if code != self.company.currency_id.name and not currency.rate_ids:
            currency.rate_ids = [Command.create({"name": "2020-01-01", "rate": 0.9})]
        return currency

    def make_customers(self):
        """A company and its invoice contact.

        :return: (company, contact)
        """
        address = {"street": "1 rue du Test", "city": "Lyon", "zip": "69001", "country_id": self.env.ref("base.fr").id}
        company = self.env["res.partner"].create(
            {"name": "Reference", "is_company": True, "email": "reference@example.com", "lang": "en_US", **address}
        )
        contact = self.env["res.partner"].create(
            {
                "name": "Reference billing",
                "email": "reference.billing@example.com",
                "parent_id": company.id,
                "type": "invoice",
                "lang": "en_US",
                **address,
            }
        )
        return company, contact

    def make(self, shape, currency, partner, *, factor=1, invoiced=None, due=None, received=None):
        """A document of a shape.

        :return: (invoice, bank entry); either may be empty
        """
        Move = self.env["account.move"]
        price = UNIT_PRICE[currency.name] * factor
        invoiced = invoiced or self.day - timedelta(days=60)
        received = received or self.day - timedelta(days=10)
        if shape == CREDIT:
            return Move, self._receive(partner, currency, price, received)
        invoice = Move.create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": invoiced,
                "invoice_date_due": due or invoiced + timedelta(days=30),
                "invoice_payment_term_id": False,
                "currency_id": currency.id,
                "invoice_line_ids": [Command.create({"product_id": self.product.id, "price_unit": price})],
            }
        )
        invoice.action_post()
        if shape not in PART:
            return invoice, Move
        entry = self._receive(partner, currency, invoice.amount_total * PART[shape], received)
        lines = (invoice.line_ids | entry.line_ids).filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        lines.reconcile()
        return invoice, entry

    def _receive(self, partner, currency, amount, received):
        partner = partner.commercial_partner_id
        balance = currency._convert(amount, self.company.currency_id, self.company, received)
        common = {"partner_id": partner.id, "currency_id": currency.id, "name": "Payment"}
        receivable = partner.property_account_receivable_id
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.bank.id,
                "date": received,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "balance": sign * balance,
                            "amount_currency": sign * amount,
                            **common,
                        }
                    )
                    for account, sign in ((self.bank.default_account_id, 1), (receivable, -1))
                ],
            }
        )
        entry.action_post()
        return entry
