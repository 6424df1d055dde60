from odoo import api, models


class RecouvrementRun(models.Model):
    _inherit = "recouvrement.run"

    @api.model
    def _create_reminders(self, company, today, entries):
        # EXTENDS 'recouvrement.run'
        reminders = super()._create_reminders(company, today, entries)
        reminders.filtered(lambda reminder: reminder.level_id.states_charges)._state_charges(today)
        return reminders
