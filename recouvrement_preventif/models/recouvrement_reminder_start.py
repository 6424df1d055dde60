from markupsafe import Markup

from odoo import api, models


class RecouvrementReminder(models.Model):
    _inherit = "recouvrement.reminder"

    @api.model
    def get_empty_list_help(self, help_message):
        # EXTENDS 'base'
        help_message = super().get_empty_list_help(help_message)
        return Markup("%s%s") % (Markup(help_message or ""), self.env["recouvrement.start"]._get_invitation())
