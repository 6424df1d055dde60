from odoo import fields, models
from odoo.tools import format_amount

from .recouvrement_suspension_start import FOR_GOOD


class RecouvrementSuspension(models.Model):
    """What is not chased because a customer contests it."""

    _inherit = "recouvrement.suspension"

    kind = fields.Selection(selection_add=[("dispute", "Dispute")], ondelete={"dispute": "cascade"})
    dispute_line_id = fields.Many2one(
        "recouvrement.dispute.line", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    def _get_log_text(self):
        # EXTENDS 'recouvrement.suspension': one that has no end shows none.
        if self.date_to == FOR_GOOD and self.amount:
            return self.env._(
                "%(amount)s of %(invoice)s is not chased: %(reason)s",
                amount=format_amount(self.env, self.amount, self.currency_id),
                invoice=self.move_id.name,
                reason=self.reason,
            )
        if self.date_to == FOR_GOOD:
            return self.env._("%(invoice)s is not chased: %(reason)s", invoice=self.move_id.name, reason=self.reason)
        return super()._get_log_text()
