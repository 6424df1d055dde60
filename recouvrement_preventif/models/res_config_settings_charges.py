from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recouvrement_interest_account_id = fields.Many2one(
        related="company_id.recouvrement_interest_account_id", readonly=False
    )
    recouvrement_indemnity_account_id = fields.Many2one(
        related="company_id.recouvrement_indemnity_account_id", readonly=False
    )
