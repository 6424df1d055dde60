from odoo import api, models


class ResPartnerBank(models.Model):
    """A machine looks at once at the bank accounts of customers."""

    _inherit = "res.partner.bank"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base_iban'
        accounts = super().create(vals_list)
        accounts.partner_id._see_recouvrement_data(("bank",))
        return accounts

    def write(self, vals):
        # EXTENDS 'base_iban'
        result = super().write(vals)
        if vals.keys() & {"acc_number", "partner_id", "active"}:
            self.partner_id._see_recouvrement_data(("bank",))
        return result
