from odoo import models

from .recouvrement_reminder_letter import LETTER_CHANNELS

# The channels by which a message says all that the law wants to read in a first reminder.
COMPLETE_CHANNELS = ("email", *LETTER_CHANNELS)


class RecouvrementReminder(models.Model):
    """The days that the law counts from a reminder, kept on the claims."""

    _inherit = "recouvrement.reminder"

    def _set_sent(self):
        # EXTENDS 'recouvrement.reminder'
        moved = super()._set_sent()
        for company, reminders in moved.grouped("company_id").items():
            reminders._record_legal_facts(company)
        return moved

    def _record_legal_facts(self, company):
        """What these reminders open: the days to pay of a Belgian consumer, the effects of a formal notice.

        :param company: `res.company` of the reminders
        """
        laws = self.env["recouvrement.charge"]._get_laws(company, self.partner_id)
        claim = self.env["recouvrement.claim"]
        for reminder in self:
            if reminder.channel in COMPLETE_CHANNELS and claim._needs_first_reminder(laws.get(reminder.partner_id.id)):
                reminder._get_told_claims()._record_first_reminder(reminder, reminder._get_sent_day())
            if reminder.channel == "email" and reminder.level_id._is_formal_notice():
                reminder._get_told_claims()._record_notice(reminder, reminder._get_sent_day())

    def _get_sent_day(self):
        """The company's date on which the message left."""
        self.ensure_one()
        return self.posted_on or self.company_id._get_recouvrement_today(self.sent_at)

    def _get_told_claims(self):
        """The claims on the late instalments that reached a level by the message."""
        lines = self.line_ids.filtered(
            lambda line: line.level_id and not line.is_cancelled and line.date_due < self._get_sent_day()
        )
        return lines.claim_id

    def write(self, vals):
        # EXTENDS 'recouvrement.reminder': a letter is received on the day it is first presented.
        result = super().write(vals)
        if "presented_on" in vals:
            for reminder in self.filtered(lambda reminder: reminder.level_id._is_formal_notice()).sudo():
                claims = reminder._get_told_claims()
                if reminder.presented_on:
                    claims._record_notice(reminder, reminder.presented_on)
                else:
                    claims._forget_notice(reminder)
        return result
