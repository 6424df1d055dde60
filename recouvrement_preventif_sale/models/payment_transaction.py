from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        # EXTENDS 'sale': what was held gets core's word of thanks for the payment, and a task.
        kept = self.browse()
        for transaction in self:
            quotations = transaction.sale_order_ids.filtered(lambda order: order.state in ("draft", "sent"))
            if len(transaction.sale_order_ids) == 1 and quotations and quotations._is_confirmation_amount_reached():
                held = quotations._get_recouvrement_held()
                quotations._recouvrement_hold(held)
                if held:
                    kept += transaction
        return super(PaymentTransaction, self - kept)._check_amount_and_confirm_order()
