from odoo import api, models
from odoo.tools import SQL


class RecouvrementChannelCall(models.AbstractModel):
    """Reminders that somebody makes by telephone."""

    _name = "recouvrement.channel.call"
    _inherit = ["recouvrement.channel"]
    _description = "Reminders by Telephone"

    @api.model
    def _get_usable_address_condition(self):
        # EXTENDS 'recouvrement.channel'
        return SQL("COALESCE(p.phone, '') != ''")
