from odoo import api, models


class RecouvrementLevel(models.Model):
    """A policy without level is not chosen by itself: see `recouvrement.policy._get_all_by_profile`."""

    _inherit = "recouvrement.level"

    @api.model_create_multi
    def create(self, vals_list):
        levels = super().create(vals_list)
        self.env.registry.clear_cache()
        return levels

    def write(self, vals):
        result = super().write(vals)
        if {"active", "policy_id"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
