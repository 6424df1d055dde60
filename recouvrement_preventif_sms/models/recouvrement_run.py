from odoo import api, models
from odoo.fields import Domain


class RecouvrementRun(models.Model):
    _inherit = "recouvrement.run"

    @api.model
    def _begin(self, company, now):
        # EXTENDS 'recouvrement_preventif': the SMS that waited for their hour.
        self.env["recouvrement.reminder"].search(
            Domain("company_id", "=", company.id)
            & Domain("channel", "=", "sms")
            & Domain("state", "=", "queued")
            & Domain("sms_id", "=", False)
            & (Domain("scheduled_at", "=", False) | Domain("scheduled_at", "<=", now))
        )._hand_over()
        return super()._begin(company, now)
