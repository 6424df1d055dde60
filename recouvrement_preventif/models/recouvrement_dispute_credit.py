from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_amount


class RecouvrementDisputeLine(models.Model):
    """The credit note of what was accepted: prepared as a draft, once; what it covers is not
    chased until it is posted and matched with the invoice."""

    _inherit = "recouvrement.dispute.line"

    def _check_creditable(self, amount):
        """Refuse to accept more than what was not credited yet."""
        self.ensure_one()
        move = self.move_id
        refunds = move.reversal_move_ids.filtered(lambda refund: refund.state != "cancel")
        left = move.amount_total - sum(refunds.mapped("amount_total"))
        if move.currency_id.compare_amounts(amount, left) > 0:
            raise UserError(
                self.env._(
                    "%(amount)s cannot be credited on %(invoice)s: %(refunds)s already credit the rest.",
                    amount=format_amount(self.env, amount, move.currency_id),
                    invoice=move.name,
                    refunds=", ".join(refund.name or self.env._("a draft credit note") for refund in refunds)
                    or self.env._("its total is less"),
                )
            )

    def _make_credits(self, today):
        """Prepare the credit notes that are missing: never two of one line, whoever asks.

        :param date today: the company's date
        :return: the new credit notes
        """
        self.lock_for_update()
        credits = self.env["account.move"]
        for line in self:
            if line._has_credit() or line.currency_id.is_zero(line.amount_accepted):
                continue
            line._check_creditable(line.amount_accepted)
            move, dispute = line.move_id, line.dispute_id
            lang = move.partner_id.lang or self.env.lang
            line.credit_move_id = move._make_partial_credit(
                line.amount_accepted,
                date=today,
                invoice_date=today,
                invoice_date_due=today,
                ref=self.with_context(lang=lang).env._(
                    "Credit on %(invoice)s, dispute %(dispute)s", invoice=move.name, dispute=dispute.name
                ),
            )
            credits |= line.credit_move_id
        return credits

    def _has_credit(self):
        self.ensure_one()
        return self.credit_move_id and self.credit_move_id.state != "cancel"

    def _is_credited(self):
        """Whether the credit note did its work: it was matched, or nothing is left to match it with."""
        self.ensure_one()
        credit = self.credit_move_id
        matched = all(line.reconciled for line in credit.line_ids if line.account_id.account_type == "asset_receivable")
        return credit.state == "posted" and (matched or self.currency_id.is_zero(self.move_id.amount_residual))

    def _release_credited(self):
        """Go on with invoices whose credit note is in the books."""
        for line in self.filtered(lambda line: line._is_credited()):
            today = line.company_id._get_recouvrement_today()
            line._get_waiting_suspensions()._release(today)
