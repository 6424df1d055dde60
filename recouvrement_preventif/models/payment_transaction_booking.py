from odoo import models


class PaymentTransaction(models.Model):
    """The booking of a payment that was made for given amounts of given instalments."""

    _inherit = "payment.transaction"

    def _create_payment(self, **extra_create_values):
        # EXTENDS 'account_payment'
        shares = (self.source_transaction_id or self)._get_booked_shares()
        if not shares:
            return super()._create_payment(**extra_create_values)
        lines = self.env["account.move.line"].browse(shares)
        entries = lines.filtered(lambda line: not line.move_id.is_invoice(include_receipts=True))
        if entries == lines:
            extra_create_values.setdefault("destination_account_id", entries[0].account_id.id)
        limited = self.with_context(recouvrement_shares=self._get_limits(lines, shares))
        payment = super(PaymentTransaction, limited)._create_payment(**extra_create_values)
        # Core knows invoices only: what is open on an opening entry is matched here, and nothing else of it.
        receipt = payment.move_id.line_ids.filtered(
            lambda line: line.account_id == payment.destination_account_id and not line.reconciled
        )
        open_entries = entries.filtered(
            lambda line: line.account_id == payment.destination_account_id and not line.reconciled
        )
        if receipt and open_entries:
            (receipt + open_entries).with_context(**limited.env.context).reconcile()
        return payment.with_env(self.env)

    def _get_booked_shares(self):
        """What a payment from the customer's page was made for and is still there: {journal item id: amount}."""
        shares = {int(id_): amount for id_, amount in (self.recouvrement_shares or {}).items()}
        return {id_: shares[id_] for id_ in self.env["account.move.line"].browse(shares).exists().ids}

    def _get_limits(self, lines, shares):
        """What core may match of each instalment; nothing is limited where there is one only, which core may settle
        with an early payment discount.

        :param lines: `account.move.line` that the payment was made for
        :param dict shares: {journal item id: amount}
        """
        receivables = lines.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
        )
        # The other instalments of the same invoices were not chosen.
        others = receivables - lines
        return {**shares, **dict.fromkeys(others.ids, 0.0)} if len(receivables) > 1 else {}

    def _get_unmatched_amount(self):
        """What was received and matched with nothing, in the currency of the transaction."""
        self.ensure_one()
        payment = self.payment_id
        lines = payment.move_id.line_ids.filtered(lambda line: line.account_id == payment.destination_account_id)
        return self.currency_id.round(-sum(lines.mapped("amount_residual_currency")))
