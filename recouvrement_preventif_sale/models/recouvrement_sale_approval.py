from odoo import fields, models


class RecouvrementSaleApproval(models.Model):
    """What was asked of a manager about an order, and what the manager decided, with the reasons of both."""

    _name = "recouvrement.sale.approval"
    _description = "Approval of an Order"
    _order = "id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    amount_total = fields.Monetary(
        string="Order Total", readonly=True, help="What the order came to when it was asked, then when it was decided."
    )
    payment_term_id = fields.Many2one("account.payment.term", readonly=True)
    state = fields.Selection(
        [
            ("asked", "To approve"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("dropped", "No longer needed"),
        ],
        default="asked",
        required=True,
        readonly=True,
    )
    concern_keys = fields.Char(readonly=True, help="What was approved, as the keys of the concerns.")
    concerns = fields.Text(string="Because", readonly=True)
    note = fields.Char(string="The Salesperson Says", readonly=True)
    user_id = fields.Many2one("res.users", string="Asked by", readonly=True, help="Empty: the customer, online.")
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    reason = fields.Char(readonly=True)

    _one_asked = models.UniqueIndex("(order_id) WHERE state = 'asked'", "The approval of this order is asked already.")

    def _get_keys(self):
        """What was asked, or approved: keys of concerns."""
        return {key for approval in self for key in (approval.concern_keys or "").split(",") if key}

    def _covers(self, order, deposit_term_ids):
        """Whether the order is still the one that was approved: same payer, no more money, the same payment terms.

        :param order: `sale.order`
        :param deposit_term_ids: terms that the policy asks for, which may have been put on the order since
        """
        self.ensure_one()
        return (
            self.partner_id == order._get_recouvrement_payer()
            and order.currency_id.compare_amounts(order.amount_total, self.amount_total) <= 0
            and (order.payment_term_id == self.payment_term_id or order.payment_term_id.id in deposit_term_ids)
        )

    def _set_decided(self, state, user, reason):
        """Write down what a manager decided on the order as it is now.

        :param str state: approved, refused
        :param user: `res.users`
        :param str reason: why
        """
        for approval in self:
            order = approval.order_id
            approval.write(
                {
                    "state": state,
                    "decided_by_id": user.id,
                    "decided_on": fields.Datetime.now(),
                    "reason": reason,
                    "amount_total": order.amount_total,
                    "payment_term_id": order.payment_term_id.id,
                    "partner_id": order._get_recouvrement_payer().id,
                }
            )

    def action_open_order(self):
        """Open the order, where it is decided."""
        self.ensure_one()
        return self.order_id._get_records_action()
