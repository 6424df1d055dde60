from odoo import api, fields, models

from ..legal.contract import CONSUMER
from ..legal.waiting import get_belgian_wait
from .recouvrement_reminder_letter import LETTER_CHANNELS


class RecouvrementClaim(models.Model):
    """The facts on which the law counts days: the first reminder of a Belgian consumer, the formal notice."""

    _inherit = "recouvrement.claim"

    first_reminder_id = fields.Many2one("recouvrement.reminder", readonly=True, index="btree_not_null")
    first_reminder_on = fields.Date(readonly=True, help="The day on which the free first reminder left.")
    first_reminder_by_post = fields.Boolean(readonly=True)
    chargeable_from = fields.Date(
        readonly=True, help="The first day on which something may be charged (Code of Economic Law, Book XIX)."
    )
    notice_id = fields.Many2one("recouvrement.reminder", string="Formal Notice", readonly=True, index="btree_not_null")
    notice_on = fields.Date(
        string="Notice received on", readonly=True, help="The day on which the formal notice reached the customer."
    )

    @api.model
    def _needs_first_reminder(self, law):
        """Whether the law wants a free first reminder, and days to pay, before anything is charged.

        :param law: (country, kind of customer), or None
        """
        return law == ("BE", CONSUMER)

    def _record_first_reminder(self, reminder, day):
        """A complete first reminder left: the days to pay begin (CEL Book XIX).

        :param reminder: `recouvrement.reminder`, of one customer
        :param date day: the day it left
        """
        by_post = reminder.channel in LETTER_CHANNELS
        self.filtered(lambda claim: not claim.first_reminder_on).write(
            {
                "first_reminder_id": reminder.id,
                "first_reminder_on": day,
                "first_reminder_by_post": by_post,
                "chargeable_from": get_belgian_wait(day, by_post).chargeable_from,
            }
        )

    def _record_notice(self, reminder, day):
        """A formal notice reached the customer (C. civ. 1344).

        :param reminder: `recouvrement.reminder`
        :param date day: the day it was received, or first presented
        """
        self.filtered(lambda claim: not claim.notice_on or claim.notice_id == reminder).write(
            {"notice_id": reminder.id, "notice_on": day}
        )

    def _forget(self, reminders):
        """What these reminders opened counts no more: they were not received."""
        self.filtered(lambda claim: claim.first_reminder_id in reminders).write(
            {
                "first_reminder_id": False,
                "first_reminder_on": False,
                "first_reminder_by_post": False,
                "chargeable_from": False,
            }
        )
        self._forget_notice(reminders)

    def _forget_notice(self, reminders):
        """The day on which these formal notices were received is not known any more."""
        self.filtered(lambda claim: claim.notice_id in reminders).write({"notice_id": False, "notice_on": False})
