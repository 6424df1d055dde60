from odoo import fields, models
from odoo.exceptions import UserError

from .recouvrement_call_promise import NOT_SPOKEN


class RecouvrementCall(models.TransientModel):
    """The customer's data, which whoever is on the telephone can confirm."""

    _name = "recouvrement.call"
    _inherit = ["recouvrement.call", "recouvrement.customer.data"]

    data_confirmed = fields.Boolean(string="Confirmed with the customer today")
    partner_id = fields.Many2one(related="case_id.partner_id")

    def _get_data_company(self):
        # EXTENDS 'recouvrement.customer.data'
        return self.company_id or super()._get_data_company()

    def _check_input(self):
        # EXTENDS 'recouvrement_preventif'
        result = super()._check_input()
        if self.data_confirmed and self.outcome in NOT_SPOKEN:
            raise UserError(
                self.env._("Nobody was reached: the customer's data cannot have been confirmed. Untick the box.")
            )
        return result

    def action_record(self):
        # EXTENDS 'recouvrement_preventif'
        result = super().action_record()
        if self.data_confirmed:
            self._confirm_data("call")
        else:
            self._write_data()
        return result
