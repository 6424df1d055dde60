from odoo import api, models
from odoo.tools import SQL


class RecouvrementChannelCall(models.AbstractModel):
    """Reminders that somebody makes by telephone: a task for the owner of the case, until
    the outcome of the call is recorded (see `recouvrement.call`)."""

    _name = "recouvrement.channel.call"
    _inherit = ["recouvrement.channel"]
    _description = "Reminders by Telephone"

    @api.model
    def _get_usable_address_condition(self):
        # EXTENDS 'recouvrement.channel'
        return SQL(
            """COALESCE(p.phone, '') != '' AND NOT EXISTS (
                   SELECT 1 FROM recouvrement_contact e
                    WHERE e.contact_id = p.id AND e.phone = p.phone AND e.outcome = 'wrong_number')"""
        )

    @api.model
    def _get_data_kind(self):
        # EXTENDS 'recouvrement.channel'
        return "phone"

    @api.model
    def _is_manual(self):
        # EXTENDS 'recouvrement.channel'
        return True

    @api.model
    def _refresh_waiting(self, company, today):
        # EXTENDS 'recouvrement.channel'
        _still_due, changed = self._get_waiting(company)._refresh(today)
        self._rewrite(changed)

    @api.model
    def _queue(self, reminders):
        # EXTENDS 'recouvrement.channel'
        for day, group in reminders.grouped("date").items():
            summaries = {reminder.case_id: self._get_summary(reminder) for reminder in group}
            activities = group.case_id._schedule_calls(day, summaries)
            for reminder in group:
                reminder.activity_id = activities[reminder.case_id]

    @api.model
    def _get_summary(self, reminder):
        owner = reminder.case_id._get_owner()
        reminder = reminder.with_context(lang=owner.lang or reminder.company_id.partner_id.lang or self.env.lang)
        return f"{reminder.level_id.name} · {reminder.amounts}"

    @api.model
    def _rewrite(self, reminders):
        # EXTENDS 'recouvrement.channel': the call sheet reads the ledger when it is opened.
        for reminder in reminders:
            reminder.activity_id.summary = self._get_summary(reminder)
        return reminders

    @api.model
    def _withdraw(self, reminders):
        # EXTENDS 'recouvrement.channel'
        reminders.activity_id.unlink()
