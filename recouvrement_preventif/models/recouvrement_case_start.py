from odoo import models

from .recouvrement_suspension_start import FOR_GOOD


class RecouvrementCase(models.Model):
    _inherit = "recouvrement.case"

    def _describe_withheld(self, entry):
        # OVERRIDE: a suspension that has no end shows none.
        suspension = self.env["recouvrement.suspension"].browse(entry.suspension_id)
        if suspension.kind == "start" and suspension.date_to == FOR_GOOD:
            return suspension.reason
        return super()._describe_withheld(entry)
