from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.iap.tools.iap_tools import InsufficientCreditError

from odoo.addons.recouvrement_preventif.tools.connection import is_unreached

from ..tools.sheets import is_a4, whiten_margins

# How often, and how many times, a service that cannot be reached is tried again: three days.
RETRY_EVERY = timedelta(hours=1)
MAX_ATTEMPTS = 72


class SnailmailLetter(models.Model):
    """The letter of a reminder leaves by a job of its own: core's sends again whatever it gets no
    answer about, and stops at the first letter of anybody that lacks credits."""

    _inherit = "snailmail.letter"

    recouvrement_reminder_id = fields.Many2one(
        "recouvrement.reminder",
        string="Reminder",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        copy=False,
    )

    _recouvrement_reminder_live_unique = models.UniqueIndex(
        "(recouvrement_reminder_id) WHERE recouvrement_reminder_id IS NOT NULL AND state != 'canceled'",
        "This letter was already handed to the postal service.",
    )

    # === THE SHEETS === #

    def _fetch_attachment(self):
        # EXTENDS 'snailmail': what was printed, and nothing else, behind a page with the address.
        reminder = self.recouvrement_reminder_id
        if not reminder or self.attachment_id:
            return super()._fetch_attachment()
        content = reminder.letter_id.raw
        if not is_a4(content):
            raise UserError(self.env._("the service prints A4 sheets only: choose this paper format for the company"))
        content = self._append_cover_page(whiten_margins(content))
        self.attachment_id = self.env["ir.attachment"].create(
            {
                "name": reminder.letter_id.name,
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return self.attachment_id

    def _get_cover_address_split(self):
        # EXTENDS 'snailmail': a person is found where she works by the name of the company.
        lines = super()._get_cover_address_split()
        reminder = self.recouvrement_reminder_id
        if reminder and reminder.contact_id.name and reminder.contact_id != reminder.partner_id:
            lines.insert(1, reminder.partner_id.name)
        return lines

    # === THE QUEUE OF REMINDERS === #

    @api.model
    def _trigger_reminders(self, at=None):
        self.env.ref("recouvrement_preventif_snailmail.ir_cron_send_letters")._trigger(at)

    @api.model
    def _get_reminders_to_send_domain(self, now):
        """The letters of reminders that wait for the service, or whose answer nobody followed."""
        reminder = Domain("scheduled_at", "=", False) | Domain("scheduled_at", "<=", now)
        waiting = Domain("state", "=", "pending") & Domain("recouvrement_reminder_id", "any", reminder)
        return waiting | Domain("recouvrement_reminder_id.state", "=", "sending")

    @api.model
    def _cron_send_reminders(self):
        """Give the letters of reminders to the postal service, one between two commits."""
        IrCron = self.env["ir.cron"]
        letters = self.search(self._get_reminders_to_send_domain(fields.Datetime.now()), order="id")
        time_left = IrCron._commit_progress(remaining=len(letters))
        for letter_id in letters.ids:
            if not time_left:
                break
            letter = self.browse(letter_id)
            company = letter.company_id
            letter.with_company(company).with_context(
                allowed_company_ids=company.ids, lang=company.partner_id.lang or self.env.lang
            )._send_reminder()
            time_left = IrCron._commit_progress(1)

    def _send_reminder(self):
        """Give the letter of a reminder to the service, if the ledger still says what it says."""
        self.ensure_one()
        with self.recouvrement_reminder_id._lock_sending() as reminder:
            # The process that was sending it is gone.
            reminder._set_uncertain()
            if reminder.state != "queued" or self.state != "pending":
                return
            today = reminder.company_id._get_recouvrement_today()
            if reminder._is_held(today):
                return
            if problem := reminder._get_left_out().get(reminder) or self._make_sheets():
                reminder._return_from_service(problem)
                return
            reminder._set_sending()
            reminder._set_date(today)
            self.env["ir.cron"]._commit_progress()
            self._ask_service(reminder)
            # Whatever following the answer meets, the answer is known.
            self.env["ir.cron"]._commit_progress()
            reminder._receive_answer()

    def _make_sheets(self):
        """Make what the service prints.

        :return: what keeps it from being made, in words; None when it was
        """
        try:
            with self.env.cr.savepoint():
                self._fetch_attachment()
        except psycopg2.Error:
            raise
        except UserError as error:
            return str(error)
        except Exception as error:
            return self.env._("the letter could not be made: %(error)s", error=error)
        return None

    def _ask_service(self, reminder):
        """Have the service print the letter; its answer is the state of the letter."""
        try:
            with self.env.cr.savepoint():
                self._snailmail_print_valid_address()
        except psycopg2.Error:
            raise
        except InsufficientCreditError:
            self.write({"state": "error", "error_code": "CREDIT_ERROR"})
        except Exception as error:
            if is_unreached(error):
                self._try_again(reminder, str(error))
            else:
                reminder._set_uncertain()

    def _try_again(self, reminder, reason):
        """The service cannot be reached: it is tried again later, for some days.

        :param str reason: what happened, in words
        """
        attempts = reminder.attempts + 1
        if attempts >= MAX_ATTEMPTS:
            reminder._return_from_service(self.env._("the service could not be reached for three days"))
            return
        later = fields.Datetime.now() + RETRY_EVERY
        reminder._move_to("queued", ("sending",), failure_reason=reason, attempts=attempts, scheduled_at=later)
        self._trigger_reminders(later)

    # === STATES === #

    def _describe_error(self):
        """Why the service refused the letter, in words."""
        self.ensure_one()
        match self.error_code:
            case "CREDIT_ERROR":
                return self.env._("there are not enough credits: buy some, then hand it over again")
            case "TRIAL_ERROR":
                return self.env._("the company has no account with the service yet: open it under Settings")
            case "NO_PRICE_AVAILABLE":
                return self.env._("the service does not deliver to %(country)s", country=self.country_id.name)
            case "MISSING_REQUIRED_FIELDS":
                return self.env._("its address is not complete")
            case "FORMAT_ERROR":
                return self.env._("the service cannot print this document")
            case _:
                return self.env._("the service met an error that it does not name")

    def _set_accepted(self):
        """A person knows that the service sent the letters."""
        self.write({"state": "sent", "error_code": False, "info_msg": False})
        self._update_notifications({"notification_status": "sent", "failure_type": False, "failure_reason": False})

    def _set_unknown(self, reason):
        """Nobody knows what the service did with the letters.

        :param str reason: what happened, in words
        """
        self.write({"state": "error", "error_code": "UNKNOWN_ERROR", "info_msg": reason})
        self._update_notifications(
            {"notification_status": "exception", "failure_type": "sn_error", "failure_reason": reason}
        )

    def _update_notifications(self, vals):
        self.notification_ids.sudo().write(vals)
        self.message_id._notify_message_notification_update()

    def _drop(self):
        """The service is not to send the letters; their reminders are the caller's."""
        return super().cancel()  # pylint: disable=super-method-mismatch

    # === CORE'S BUTTONS AND QUEUE === #

    def _snailmail_print(self, immediate=True):
        # EXTENDS 'snailmail': a reminder leaves by its own queue, where the database knows that it
        # is about to.
        reminders = self.filtered("recouvrement_reminder_id")
        if reminders.filtered(lambda letter: letter.state == "pending"):
            self._trigger_reminders()
        return super(SnailmailLetter, self - reminders)._snailmail_print(immediate=immediate)

    def snailmail_print(self):
        # EXTENDS 'snailmail'
        if self.filtered(lambda letter: letter.recouvrement_reminder_id and letter.state != "pending"):
            raise UserError(
                self.env._("This letter is a reminder: send it again from the reminder, knowing what happened.")
            )
        return super().snailmail_print()

    def cancel(self):
        # EXTENDS 'snailmail': a reminder that the service does not get is posted by hand.
        reminders = self.filtered(lambda letter: letter.state == "pending").recouvrement_reminder_id.sudo()
        reminders._check_not_sending()
        reminders._set_uncertain()
        waiting = reminders.filtered(lambda reminder: reminder.state == "queued")
        result = super().cancel()
        waiting._return_from_service(self.env._("cancelled by %(user)s", user=self.env.user.name))
        return result
