from odoo import fields, models


class RecouvrementContact(models.Model):
    """The exchanges in which promises were made, and those that confirm them."""

    _inherit = "recouvrement.contact"

    promise_ids = fields.One2many("recouvrement.promise", "exchange_id", string="Promises")
    confirmed_promise_ids = fields.One2many("recouvrement.promise", "confirmation_id")

    def _get_undelivered_text(self):
        # EXTENDS 'recouvrement_preventif'
        self.ensure_one()
        if self.confirmed_promise_ids:
            return self.env._("The confirmation of a promise could not be delivered.")
        return super()._get_undelivered_text()
