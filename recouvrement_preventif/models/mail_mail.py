import re
import smtplib
import traceback
from datetime import timedelta

from odoo import api, fields, models, modules
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.delivery_report import is_address_refused

# A few messages at a time: between the last look at the ledger and the sending, seconds pass.
SENDING_BATCH = 20
# How long the others wait when a server hangs up on one message.
NEXT_SESSION = timedelta(minutes=2)
STUCK_STATES = ("failed", "uncertain", "bounced")


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _get_reminders(self):
        """The reminders that these e-mails carry."""
        if not self.ids:
            return self.env["recouvrement.reminder"].sudo()
        return self.env["recouvrement.reminder"].sudo().search(Domain("mail_mail_id", "in", self.ids), order="id")

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        # EXTENDS 'mail': a reminder is checked against the ledger when it leaves, and
        # leaves at most once.
        reminders = self._get_reminders()
        others = self - reminders.mail_mail_id
        result = True
        if others:
            result = super(MailMail, others).send(
                auto_commit=auto_commit, raise_exception=raise_exception, post_send_callback=post_send_callback
            )
        if not reminders:
            return result
        if not auto_commit and not modules.module.current_test:
            # Within somebody's transaction, nothing could tell whether it left: the queue sends it.
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
            return result
        for batch in reminders._get_sending_batches(SENDING_BATCH):
            if not self._send_reminders(batch, auto_commit, raise_exception, post_send_callback):
                break
        return result

    @api.model
    def _send_reminders(self, reminders, auto_commit, raise_exception, post_send_callback):
        """Send a few reminders, one SMTP session for those that leave the same way.

        :return: False when a server cannot be reached: the others wait for the queue's next pass
        """
        reached = True
        with reminders._lock_sending() as locked:
            ready = locked._check_before_sending(fields.Datetime.now())._attach_documents()
            if auto_commit:
                self.env.cr.commit()  # pylint: disable=invalid-commit
            for mails in ready.mail_mail_id.sorted("id").grouped(_get_session_key).values():
                reached = self._send_session(mails, auto_commit, raise_exception, post_send_callback) and reached
        if post_send_callback and (skipped := (reminders - ready).mail_mail_id):
            post_send_callback(skipped.ids)
        return reached

    @api.model
    def _send_session(self, mails, auto_commit, raise_exception, post_send_callback):
        """Send e-mails of reminders in one SMTP session.

        Before the server gets a message, the database knows that it is about to: if
        nobody is left to say what became of it, it is uncertain and not sent again. Core
        commits after each message and calls back just before; the next one is marked then.

        :return: False when the server could not be reached or hung up
        """
        mails = mails.filtered(lambda mail: mail.state == "outgoing")
        order = mails.ids

        def mark_next(ids):
            if post_send_callback:
                post_send_callback(ids)
            following = order[order.index(ids[-1]) + 1 :]
            self.browse(following[:1])._get_reminders()._set_sending()

        if auto_commit:
            mails[:1]._get_reminders()._set_sending()
            self.env.cr.commit()  # pylint: disable=invalid-commit
        else:
            mails._get_reminders()._set_sending()
        try:
            super(MailMail, mails).send(  # pylint: disable=super-method-mismatch
                auto_commit=auto_commit,
                raise_exception=raise_exception,
                post_send_callback=mark_next if auto_commit else post_send_callback,
            )
        except smtplib.SMTPServerDisconnected as error:
            self._handle_disconnection(mails.ids, error, auto_commit)
            return False
        # Where sending is disabled, core leaves the e-mails as they were.
        unsent = mails.exists().filtered(lambda mail: mail.state == "outgoing")._get_reminders()
        unsent._move_to("queued", ("sending",))
        if auto_commit:
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return len(unsent) < len(mails)

    @api.model
    def _handle_disconnection(self, mail_ids, error, auto_commit):
        if auto_commit:
            self.env.cr.rollback()
        sending = self.browse(mail_ids)._get_reminders().filtered(lambda reminder: reminder.state == "sending")
        if _was_handed_over(error):
            sending._set_uncertain()
        else:
            sending._postpone(str(error), fields.Datetime.now())
        # The others were not touched: they leave in a new session.
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger(fields.Datetime.now() + NEXT_SESSION)
        if auto_commit:
            self.env.cr.commit()  # pylint: disable=invalid-commit

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        # EXTENDS 'mail'
        for reminder in self._get_reminders():
            reason = failure_reason or reminder.mail_mail_id.failure_reason or ""
            if not failure_type:
                reminder._set_sent()
            elif failure_type == "mail_smtp" or _is_temporary(reason):
                reminder._postpone(reason, fields.Datetime.now())
            elif failure_type == "mail_email_invalid" or is_address_refused(reason):
                reminder._set_refused(reason)
            else:
                reminder._set_failed(reason)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )

    def cancel(self):
        # EXTENDS 'mail'
        reminders = self._get_reminders()
        reminders._check_not_sending()
        reminders._set_cancelled("user", note=self.env._("Cancelled in the mail queue"))
        return super(MailMail, self.exists()).cancel()

    def mark_outgoing(self):
        # EXTENDS 'mail': what is uncertain or failed is sent again from the reminder only,
        # where a person says so knowing what happened; what bounced, not at all.
        stuck = self._get_reminders().filtered(lambda reminder: reminder.state in STUCK_STATES).mail_mail_id
        return super(MailMail, self - stuck).mark_outgoing()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_leaving(self):
        if self._get_reminders().filtered(lambda reminder: reminder.state in ("queued", "sending")):
            raise UserError(self.env._("This e-mail is a reminder about to leave: cancel the reminder instead."))


def _get_session_key(mail):
    """What decides on the server that sends an e-mail."""
    return mail.mail_server_id, mail.email_from, mail.record_alias_domain_id, mail.create_uid


def _is_temporary(reason):
    """Whether a mail server's answer means “later” (4xx) rather than “never” (5xx)."""
    # As Python prints an answer: (451, b'4.7.1 greylisted').
    codes = re.findall(r"\(([45])\d\d, b['\"]", reason)
    return bool(codes) and "5" not in codes


def _was_handed_over(error):
    """Whether the connection broke once the server was being given the message itself:
    until then it cannot have accepted it."""
    return any(
        frame.name == "data" and frame.filename == smtplib.__file__
        for frame in traceback.extract_tb(error.__traceback__)
    )
