from odoo import models


class RecouvrementReminderLine(models.Model):
    _inherit = "recouvrement.reminder.line"

    def _fall_back(self):
        # EXTENDS 'recouvrement.reminder.line': what was not received opens nothing.
        self.claim_id._forget(self.reminder_id)
        return super()._fall_back()
