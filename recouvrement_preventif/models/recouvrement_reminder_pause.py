from odoo import api, models
from odoo.fields import Datetime, Domain


class RecouvrementReminder(models.Model):
    _inherit = "recouvrement.reminder"

    @api.model
    def _reschedule(self, domain):
        """Let the messages that wait in the queue leave as soon as the policy allows, now
        that a pause ends sooner than they were told.

        :param Domain domain: the reminders concerned
        """
        now = Datetime.now()
        waiting = self.sudo().search(domain & Domain("state", "=", "queued") & Domain("scheduled_at", ">", now))
        for reminder in waiting:
            reminder.scheduled_at = reminder._get_next_opening(now)
            reminder.mail_mail_id.scheduled_date = reminder.scheduled_at
        if waiting:
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
