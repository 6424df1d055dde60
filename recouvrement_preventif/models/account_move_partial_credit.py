from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_amount


class AccountMove(models.Model):
    _inherit = "account.move"

    def _make_partial_credit(self, amount, **values):
        """A draft credit note of part of an invoice: each line, with its account, analytics and
        taxes, in proportion, so that the total is the amount to the cent.

        :param float amount: tax included, in the currency of the invoice
        :param values: other values of the credit note (date, reference...)
        :return: the credit note
        :raise UserError: when it could not be made to the cent
        """
        self.ensure_one()
        refund = self._reverse_moves([{**values, "invoice_payment_term_id": False}])
        if self.currency_id.compare_amounts(amount, self.amount_total):
            refund.write({"invoice_line_ids": [Command.clear(), *self._prepare_partial_credit_lines(amount)]})
        if self.currency_id.compare_amounts(amount, refund.amount_total):
            raise UserError(
                self.env._(
                    "A credit note of %(amount)s cannot be made of %(invoice)s by itself: make it by hand.",
                    amount=format_amount(self.env, amount, self.currency_id),
                    invoice=self.name,
                )
            )
        return refund

    def _prepare_partial_credit_lines(self, amount):
        """The lines of the invoice in proportion to an amount, as core does for a down payment."""
        AccountTax = self.env["account.tax"]
        base_lines, _tax_lines = self._get_rounded_base_and_tax_lines()
        reduced = AccountTax._prepare_down_payment_lines(
            base_lines=base_lines,
            company=self.company_id,
            amount_type="fixed",
            amount=amount,
            computation_key=f"recouvrement_credit,{self.id}",
            grouping_function=lambda base_line: {"id": base_line["id"]},
        )
        by_id = {line.id: line for line in self.line_ids}
        return [
            Command.create(self._prepare_partial_credit_line(base_line, by_id.get(base_line["id"])))
            for base_line in reduced
        ]

    def _prepare_partial_credit_line(self, base_line, line):
        return {
            "product_id": base_line["product_id"].id,
            "product_uom_id": base_line["product_uom_id"].id,
            "name": line.name if line else self.name,
            "account_id": base_line["account_id"].id or line.account_id.id,
            "analytic_distribution": base_line["analytic_distribution"] or False,
            "quantity": base_line["quantity"],
            "price_unit": base_line["price_unit"] if base_line["tax_ids"] else self._get_untaxed_price(base_line),
            "tax_ids": [Command.set(base_line["tax_ids"].ids)],
            "extra_tax_data": self.env["account.tax"]._export_base_line_extra_tax_data(base_line),
        }

    def _get_untaxed_price(self, base_line):
        """What core counts for a line without tax: nothing else would tell its last cent."""
        details = base_line["tax_details"]
        return self.currency_id.round(details["total_excluded_currency"] + details["delta_total_excluded_currency"])
