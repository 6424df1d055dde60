from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recouvrement_mode = fields.Selection(related="company_id.recouvrement_mode", readonly=False)
    recouvrement_paused_until = fields.Date(related="company_id.recouvrement_paused_until", readonly=False)
    recouvrement_policy_id = fields.Many2one(related="company_id.recouvrement_policy_id", readonly=False)
    recouvrement_user_id = fields.Many2one(related="company_id.recouvrement_user_id", readonly=False)
    recouvrement_is_small = fields.Boolean(related="company_id.recouvrement_is_small", readonly=False)
