from odoo import api, fields, models
from odoo.fields import Domain


class RecouvrementCase(models.Model):
    """The discounts that were offered to a customer."""

    _inherit = "recouvrement.case"

    settlement_ids = fields.One2many("recouvrement.settlement", "case_id", string="Discounts")

    def _merge_into(self, kept):
        # EXTENDS 'recouvrement_preventif': an offer follows its customer.
        self.env["recouvrement.settlement"].sudo().search(Domain("case_id", "in", self.ids)).case_id = kept
        return super()._merge_into(kept)

    def action_settlement(self):
        """Open the form that offers a discount to the customer."""
        self.ensure_one()
        self.check_access("write")
        return self._get_settlement_action({"default_case_id": self.id})

    @api.model
    def _get_settlement_action(self, context):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Offer a Discount"),
            "res_model": "recouvrement.settlement.offer",
            "view_mode": "form",
            "target": "new",
            "context": context,
        }
