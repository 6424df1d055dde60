from contextlib import contextmanager
from datetime import timedelta

import pytz

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.business_days import get_country_timezone, next_opening
from .recouvrement_planner_query import LEAVING_STATES

# How long a message that the mail server cannot take now is tried again, and how often.
RETRY_FOR = timedelta(days=3)
RETRY_EVERY = timedelta(hours=1)
# The space of PostgreSQL's advisory locks that says “this process is sending that reminder”.
SENDING_LOCK = 0x52505245


class RecouvrementReminder(models.Model):
    """What happens to a reminder between the queue and the mail server."""

    _inherit = "recouvrement.reminder"

    # === THE LEDGER HAS THE LAST WORD === #

    def _refresh(self, today):
        """Bring the reminders in line with the ledger: instalments that are not to be
        chased any more leave, the amounts of the others follow, and a reminder with no
        step left is cancelled with its reason.

        :param date today: the company's date
        :return: (those still worth sending, those of them whose content changed)
        """
        still_due = changed = self.browse()
        for company, reminders in self.grouped("company_id").items():
            instalments = {
                instalment.line_id: instalment
                for instalment in self.env["recouvrement.planner"].get_open_instalments(
                    company, today, reminders.partner_id
                )
            }
            for reminder in reminders:
                has_changed, reason = reminder.line_ids._refresh(instalments, today)
                if reason:
                    reminder._set_cancelled(reason)
                    continue
                still_due += reminder
                if has_changed:
                    changed += reminder
                    reminder._update_level()
        return still_due, changed

    def _update_level(self):
        """The message is that of the highest level among what is left in it."""
        self.ensure_one()
        levels = self.line_ids.filtered(lambda line: not line.is_cancelled).level_id
        if self.level_id not in levels:
            self.level_id = levels.sorted()[-1:]

    def _check_before_sending(self, now):
        """The last look before the mail server gets the messages of the queue.

        :param datetime now: naive UTC
        :return: the reminders that may leave now
        """
        for reminder in self.filtered(lambda reminder: reminder.state == "sending"):
            reminder._set_uncertain()
        queued = self.filtered(lambda reminder: reminder.state == "queued")
        ready = self.browse()
        for company, reminders in queued.grouped("company_id").items():
            still_due, changed = reminders._refresh(company._get_recouvrement_today(now))
            corrected = changed.filtered("custom_body")
            corrected._return_to_approval()
            still_due -= corrected
            for channel, rewritten in (changed - corrected).grouped("channel").items():
                rewritten_ready = self.env["recouvrement.channel"]._get_channel(channel)._rewrite(rewritten)
                still_due -= rewritten - rewritten_ready
            ready += still_due
        return ready._hold_outside_hours(now)

    def _hold_outside_hours(self, now):
        """Leave for the next opening the messages whose debtors are not to be written to
        now, and for later those of companies whose reminders are not active."""
        ready = self.browse()
        for reminder in self:
            is_live = reminder.company_id.recouvrement_mode == "live"
            opening = reminder._get_next_opening(now if is_live else now + RETRY_EVERY)
            if opening == now:
                ready += reminder
            else:
                reminder.scheduled_at = opening
                reminder.mail_mail_id.scheduled_date = opening
        return ready

    def _return_to_approval(self):
        """A text that a person corrected cannot follow the ledger by itself."""
        moved = self._move_to("to_approve", ("queued",), scheduled_at=False)
        moved.line_ids._fall_back()
        for channel, reminders in moved.grouped("channel").items():
            self.env["recouvrement.channel"]._get_channel(channel)._withdraw(reminders)
        for reminder in moved:
            reminder.case_id._message_log(
                body=self.env._("What is due has changed since the text was corrected: read it again, then approve it.")
            )

    def _get_next_opening(self, moment):
        """The first moment, from ``moment`` on (naive UTC), at which the policy lets the
        debtor be written to."""
        self.ensure_one()
        policy, contact, company = self.policy_id, self.contact_id, self.company_id
        paused_until = company._get_recouvrement_pause(policy)
        if paused_until and company._get_recouvrement_today(moment) <= paused_until:
            moment = company._get_recouvrement_day_start(paused_until + timedelta(days=1), moment)
        country = (contact.country_id or self.partner_id.country_id).code
        timezone = pytz.timezone(contact.tz) if contact.tz else get_country_timezone(country)
        return next_opening(
            moment,
            timezone or company._get_recouvrement_timezone(),
            country or company.country_id.code,
            policy.hour_from,
            policy.hour_to,
            policy.send_on_saturday,
        )

    def _postpone(self, reason, now):
        """The mail server could not take the message now: try again later, for some days.

        :param str reason: what the server answered
        :param datetime now: naive UTC
        :return: the reminders that will be tried again
        """
        expired = self.filtered(lambda reminder: reminder.queued_at and now - reminder.queued_at > RETRY_FOR)
        expired._set_failed(reason)
        again = (self - expired)._move_to(
            "queued", LEAVING_STATES, failure_reason=reason, scheduled_at=now + RETRY_EVERY
        )
        for attempts, reminders in again.grouped("attempts").items():
            reminders.attempts = attempts + 1
        again.mail_mail_id.write({"state": "outgoing", "scheduled_date": now + RETRY_EVERY})
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger(now + RETRY_EVERY + timedelta(seconds=1))
        return again

    # === ONE SENDER AT A TIME === #

    @contextmanager
    def _lock_sending(self):
        """Hold the reminders against every other sender, for as long as this process
        lives and the block lasts, whatever is committed in between.

        :return: context manager giving the reminders that no other process holds
        """
        locked = self.filtered(lambda reminder: reminder._try_advisory_lock("pg_try_advisory_lock"))
        try:
            yield locked
        finally:
            if not self.env.cr.closed:
                self.env.cr.execute(
                    SQL("SELECT pg_advisory_unlock(%s, id) FROM UNNEST(%s) AS id", SENDING_LOCK, locked.ids)
                )

    def _filter_abandoned(self):
        """The reminders that no process holds."""
        return self.filtered(lambda reminder: reminder._try_advisory_lock("pg_try_advisory_xact_lock"))

    def _check_not_sending(self):
        """Raise UserError if a process is sending one of the reminders right now."""
        if self - self._filter_abandoned():
            raise UserError(self.env._("This message is being sent right now: it cannot be taken back."))

    def _try_advisory_lock(self, function):
        self.ensure_one()
        [[locked]] = self.env.execute_query(SQL("SELECT %s(%s, %s)", SQL.identifier(function), SENDING_LOCK, self.id))
        return locked
