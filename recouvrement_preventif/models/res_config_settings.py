from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recouvrement_active = fields.Boolean(related="company_id.recouvrement_active", readonly=False)
    recouvrement_policy_id = fields.Many2one(related="company_id.recouvrement_policy_id", readonly=False)
    recouvrement_user_id = fields.Many2one(related="company_id.recouvrement_user_id", readonly=False)
