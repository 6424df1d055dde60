from odoo import Command, api, models

from .recouvrement_demo import PRODUCTS


class RecouvrementDemo(models.AbstractModel):
    """What the demonstration writes into the ledger."""

    _inherit = "recouvrement.demo"

    @api.model
    def _create_invoices(self, companies, sales, rng):
        """Post an invoice for each sale.

        :return: the invoices, in the order of the sales
        """
        products = {code: self._create_products(code, company) for code, company in companies.items()}
        invoices = {}
        for code, company in companies.items():
            indexes = [index for index, (customer, _partner, _sale) in enumerate(sales) if customer.company == code]
            indexes.sort(key=lambda index: sales[index][2].invoice_date)
            vals_list = [self._prepare_invoice(*sales[index], company, rng.choice(products[code])) for index in indexes]
            moves = self.env["account.move"].with_company(company).create(vals_list)
            moves.action_post()
            invoices.update(zip(indexes, moves, strict=True))
        return [invoices[index] for index in range(len(sales))]

    @api.model
    def _create_products(self, code, company):
        return self.env["product.product"].create(
            [
                {
                    "name": name,
                    "type": "service",
                    "company_id": company.id,
                    "taxes_id": [Command.set(company.account_sale_tax_id.ids)],
                }
                for name in PRODUCTS[code]
            ]
        )

    @api.model
    def _prepare_invoice(self, customer, partner, sale, company, product):
        currency = self.env.ref(f"base.{customer.currency}")
        return {
            "move_type": "out_invoice",
            "company_id": company.id,
            "partner_id": partner.id,
            "currency_id": currency.id,
            "invoice_date": sale.invoice_date,
            "invoice_date_due": sale.date_due,
            "invoice_payment_term_id": False,
            "invoice_user_id": company.recouvrement_user_id.id,
            "invoice_line_ids": [Command.create({"product_id": product.id, "price_unit": sale.amount})],
        }

    @api.model
    def _get_receivable_line(self, move):
        return move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")

    # === CREDITS === #

    @api.model
    def _credit(self, invoice, day, share, matched=True):
        """Post a credit note for a share of an invoice, matched with it or left open."""
        [line] = invoice.invoice_line_ids
        credit = (
            self.env["account.move"]
            .with_company(invoice.company_id)
            .create(
                {
                    "move_type": "out_refund",
                    "company_id": invoice.company_id.id,
                    "partner_id": invoice.partner_id.id,
                    "currency_id": invoice.currency_id.id,
                    "invoice_date": day,
                    "invoice_payment_term_id": False,
                    "reversed_entry_id": invoice.id if matched else False,
                    "ref": invoice.name,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": line.product_id.id,
                                "price_unit": line.price_unit * share,
                                "tax_ids": [Command.set(line.tax_ids.ids)],
                            }
                        )
                    ],
                }
            )
        )
        # Core matches it with the invoice that it reverses.
        credit.action_post()

    # === MONEY === #

    @api.model
    def _receive(self, company, payments):
        """Money that came in on the bank account, matched with its invoices.

        :param list payments: [(day, invoice, share of its total)]
        """
        journal = self._get_bank_journal(company)
        vals_list, lines = [], []
        still_open = {invoice: invoice.amount_residual for _day, invoice, _share in payments}
        for day, invoice, share in payments:
            line = self._get_receivable_line(invoice)
            amount = invoice.currency_id.round(min(invoice.amount_total * share, still_open[invoice]))
            if amount <= 0:
                continue
            still_open[invoice] -= amount
            lines.append(line)
            vals_list.append(self._prepare_statement_line(journal, day, invoice, line, amount))
        received = self.env["account.bank.statement.line"].with_company(company).create(vals_list)
        self.env["account.move.line"]._reconcile_plan(
            [
                line + self._get_receivable_line(statement_line.move_id)
                for line, statement_line in zip(lines, received, strict=True)
            ]
        )

    @api.model
    def _prepare_statement_line(self, journal, day, invoice, line, amount):
        vals = {
            "journal_id": journal.id,
            "date": day,
            "partner_id": invoice.partner_id.id,
            "payment_ref": f"VIR {invoice.partner_id.name} {invoice.name}",
            "counterpart_account_id": line.account_id.id,
        }
        company_currency = journal.company_id.currency_id
        if invoice.currency_id == company_currency:
            return {**vals, "amount": amount}
        return {
            **vals,
            "amount": invoice.currency_id._convert(amount, company_currency, journal.company_id, day),
            "foreign_currency_id": invoice.currency_id.id,
            "amount_currency": amount,
        }
