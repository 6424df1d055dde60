from odoo import fields, models


class RecouvrementContact(models.Model):
    """The messages that offer a discount."""

    _inherit = "recouvrement.contact"

    offered_settlement_ids = fields.One2many("recouvrement.settlement", "message_contact_id")

    def _get_undelivered_text(self):
        # EXTENDS 'recouvrement_preventif'
        self.ensure_one()
        if self.offered_settlement_ids:
            return self.env._("The offer of a discount could not be delivered.")
        return super()._get_undelivered_text()
