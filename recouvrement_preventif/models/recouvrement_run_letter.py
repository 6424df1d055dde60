from odoo import api, models
from odoo.fields import Domain


class RecouvrementRun(models.Model):
    """What a run does for the letters that wait."""

    _inherit = "recouvrement.run"

    @api.model
    def _refresh_waiting(self, company, today):
        # EXTENDS 'recouvrement_preventif': a letter may wait for days before it is printed.
        Reminder = self.env["recouvrement.reminder"]
        letters = Reminder.search(Domain("company_id", "=", company.id) & Reminder._get_to_print_domain())
        letters._follow_ledger(today)
        return super()._refresh_waiting(company, today)
