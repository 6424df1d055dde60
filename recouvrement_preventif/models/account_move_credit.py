from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_amount


class AccountMove(models.Model):
    """Credit notes for part of an invoice."""

    _inherit = "account.move"

    def _recouvrement_prepare_partial_credit(self, amount, *, reason, date=None):
        """A draft credit note for part of a posted customer invoice, each line and each tax in proportion, to the cent.

        It reverses the invoice: posting it matches the two, by core's own means. Who posts it is a person.

        :param float amount: with taxes, in the invoice's currency; at most the invoice's total
        :param str reason: said on the credit note
        :param date date: of the credit note; the company's date when None
        :return: the credit note, in draft, whose total is the amount
        :rtype: recordset of `account.move`
        :raise UserError: the amount cannot be credited on the invoice, or not to the cent
        """
        self.ensure_one()
        currency = self.currency_id
        amount = currency.round(amount)
        if not self.is_sale_document() or self.move_type == "out_refund" or self.state != "posted":
            raise UserError(self.env._("Only a posted customer invoice can be credited in part."))
        if not 0 < amount <= self.amount_total:
            raise UserError(
                self.env._(
                    "%(amount)s cannot be credited on %(invoice)s, whose total is %(total)s.",
                    amount=format_amount(self.env, amount, currency),
                    invoice=self.name,
                    total=format_amount(self.env, self.amount_total, currency),
                )
            )
        date = date or self.company_id._get_recouvrement_today()
        move = self.with_company(self.company_id)
        reversal = self.env["account.move.reversal"].with_company(self.company_id)
        wizard = reversal.with_context(active_model=self._name, active_ids=self.ids).create(
            {"journal_id": self.journal_id.id, "date": date, "reason": reason}
        )
        credit = move._make_partial_credit(amount, **{**wizard._prepare_default_reversal(move), "auto_post": "no"})
        # In the invoice's own rate: what is credited is what was invoiced.
        credit.invoice_currency_rate = self.invoice_currency_rate
        return credit
