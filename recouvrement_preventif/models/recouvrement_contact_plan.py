from odoo import fields, models


class RecouvrementContact(models.Model):
    """The exchanges about payment plans."""

    _inherit = "recouvrement.contact"

    outcome = fields.Selection(selection_add=[("promise",), ("plan", "Asks to pay in instalments"), ("dispute",)])
    plan_id = fields.Many2one(
        "recouvrement.plan", string="Payment Plan", readonly=True, index="btree_not_null", ondelete="set null"
    )

    def _get_undelivered_text(self):
        # EXTENDS 'recouvrement_preventif'
        self.ensure_one()
        if self.plan_id:
            return self.env._("A message about the payment plan %s could not be delivered.", self.plan_id.reference)
        return super()._get_undelivered_text()
