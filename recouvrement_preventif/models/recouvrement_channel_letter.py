from odoo import api, models
from odoo.tools import SQL


class RecouvrementChannelLetter(models.AbstractModel):
    """Reminders that are printed and posted."""

    _name = "recouvrement.channel.letter"
    _inherit = ["recouvrement.channel"]
    _description = "Reminders by Letter"

    @api.model
    def _get_usable_address_condition(self):
        # EXTENDS 'recouvrement.channel'
        return SQL("COALESCE(p.street, '') != '' AND COALESCE(p.city, '') != ''")
