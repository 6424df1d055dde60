from odoo import fields, models

from .recouvrement_suspension_start import FOR_GOOD


class RecouvrementSuspension(models.Model):
    """What is not chased because a customer contests it."""

    _inherit = "recouvrement.suspension"

    kind = fields.Selection(selection_add=[("dispute", "Dispute")], ondelete={"dispute": "cascade"})
    dispute_line_id = fields.Many2one(
        "recouvrement.dispute.line", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    def _release(self, today):
        """End what is in force, quietly: whoever ends it says why where it was decided."""
        self.filtered_domain(self._get_running_domain(today)).released_on = today

    def _get_log_text(self):
        # EXTENDS 'recouvrement.suspension': one that has no end shows none.
        if self.date_to == FOR_GOOD:
            return self.env._("%(invoice)s is not chased: %(reason)s", invoice=self.move_id.name, reason=self.reason)
        return super()._get_log_text()
