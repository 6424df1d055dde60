from odoo import fields, models


class RecouvrementSuspension(models.Model):
    """What is offered at a discount is not chased while the offer stands."""

    _inherit = "recouvrement.suspension"

    kind = fields.Selection(selection_add=[("settlement", "Discount offered")], ondelete={"settlement": "cascade"})
    settlement_line_id = fields.Many2one(
        "recouvrement.settlement.line", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    def _get_log_text(self):
        # EXTENDS 'recouvrement.suspension': the offer is told once, not for each instalment.
        return None if self.kind == "settlement" else super()._get_log_text()
