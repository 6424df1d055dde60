from markupsafe import Markup

from odoo import api, models

from .recouvrement_suspension_start import FOR_GOOD


class RecouvrementCase(models.Model):
    _inherit = "recouvrement.case"

    @api.model
    def get_empty_list_help(self, help_message):
        # EXTENDS 'mail'
        help_message = super().get_empty_list_help(help_message)
        return Markup("%s%s") % (Markup(help_message or ""), self.env["recouvrement.start"]._get_invitation())

    def _describe_withheld(self, entry):
        # OVERRIDE: a suspension that has no end shows none.
        suspension = self.env["recouvrement.suspension"].browse(entry.suspension_id)
        if suspension.date_to == FOR_GOOD:
            return suspension.reason
        return super()._describe_withheld(entry)
