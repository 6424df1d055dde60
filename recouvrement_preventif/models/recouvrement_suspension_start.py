from datetime import date

from odoo import fields, models

# Left out for good, unless a person says otherwise.
FOR_GOOD = date(2099, 12, 31)


class RecouvrementSuspension(models.Model):
    """Debts that are older than the reminders, and left out of them."""

    _inherit = "recouvrement.suspension"

    kind = fields.Selection(selection_add=[("start", "Left out at the start")], ondelete={"start": "cascade"})

    def _describe(self):
        # EXTENDS 'recouvrement.suspension': one that has no end shows none.
        if self.date_to == FOR_GOOD:
            return self.reason
        return super()._describe()
