from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .recouvrement_planner_query import LEAVING_STATES


class RecouvrementReminder(models.Model):
    """One message to one customer. Its lines tell which instalments it covers and the
    level each one reaches by it; the amounts in them are what the message says."""

    _name = "recouvrement.reminder"
    _description = "Reminder"
    _order = "date desc, id desc"
    _rec_name = "level_id"
    _check_company_auto = True

    # === WHOM, WHAT === #
    case_id = fields.Many2one("recouvrement.case", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer", store=True, index=True)
    policy_id = fields.Many2one("recouvrement.policy", readonly=True, ondelete="restrict")
    level_id = fields.Many2one("recouvrement.level", required=True, readonly=True, ondelete="restrict")
    channel = fields.Selection(selection="_get_channels", required=True, readonly=True)
    contact_id = fields.Many2one("res.partner", string="Recipient", readonly=True, ondelete="restrict")
    cc_ids = fields.Many2many("res.partner", string="Copies", readonly=True)
    line_ids = fields.One2many("recouvrement.reminder.line", "reminder_id", string="Instalments", readonly=True)
    run_id = fields.Many2one("recouvrement.run", readonly=True, index="btree_not_null", ondelete="set null")

    # === STATE === #
    state = fields.Selection(
        [
            ("to_approve", "To approve"),
            ("queued", "Queued"),
            ("sending", "Being sent"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("bounced", "Not delivered"),
            ("uncertain", "Uncertain"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="to_approve",
    )
    date = fields.Date(required=True, readonly=True, help="The day on which the message was decided or approved.")
    queued_at = fields.Datetime(readonly=True)
    scheduled_at = fields.Datetime(readonly=True, help="The queue does not send the message before.")
    sent_at = fields.Datetime(readonly=True)
    attempts = fields.Integer(readonly=True, help="How many times the mail server could not take it.")
    failure_reason = fields.Text(readonly=True)
    cancel_reason = fields.Selection(
        [
            ("paid", "Nothing is due any more"),
            ("credit", "Covered by the customer's credits"),
            ("suspended", "Suspended"),
            ("excluded", "Left out of follow-ups"),
            ("expired", "The due date has passed"),
            ("unreachable", "The address cannot be used any more"),
            ("refused", "Refused"),
            ("user", "Cancelled by a person"),
        ],
        readonly=True,
    )
    cancel_note = fields.Text(string="Why it was cancelled", readonly=True)
    approved_by_id = fields.Many2one("res.users", readonly=True)

    # === MESSAGE === #
    mail_mail_id = fields.Many2one(
        "mail.mail", string="E-mail", readonly=True, index="btree_not_null", ondelete="set null"
    )
    message_id = fields.Many2one(
        "mail.message", string="Sent Message", readonly=True, index="btree_not_null", ondelete="set null"
    )
    custom_subject = fields.Char(string="Corrected Subject", copy=False)
    custom_body = fields.Html(string="Corrected Message", copy=False, sanitize="email_outgoing")

    _case_leaving_unique = models.UniqueIndex(
        "(case_id) WHERE state IN ('queued', 'sending')",
        "Another message to this customer is about to leave: wait until it has.",
    )
    _case_to_approve_unique = models.UniqueIndex(
        "(case_id) WHERE state = 'to_approve'",
        "Another message to this customer is waiting for approval.",
    )
    _open_index = models.Index("(state) WHERE state IN ('to_approve', 'queued', 'sending', 'failed', 'uncertain')")
    _case_date_index = models.Index("(company_id, date, case_id)")

    @api.model
    def _get_channels(self):
        return self.env["recouvrement.level"]._get_channels()

    def _get_history_summary(self):
        """What was asked for, in a line."""
        return f"{self.level_id.name} · {self.amounts}"

    # === STATE TRANSITIONS === #

    def _move_to(self, state, sources, **values):
        """Move to a state the reminders that are in one of the source states.

        :return: the reminders that moved
        """
        moved = self.filtered(lambda reminder: reminder.state in sources)
        if moved:
            moved.write({"state": state, **values})
        return moved

    def _set_queued(self):
        """Let the message leave: its instalments reach their level now."""
        moved = self._move_to(
            "queued",
            ("to_approve", "failed", "uncertain"),
            queued_at=fields.Datetime.now(),
            failure_reason=False,
            attempts=0,
        )
        moved.line_ids._reach()
        return moved

    def _set_sending(self):
        return self._move_to("sending", ("queued",))

    def _set_sent(self):
        moved = self._move_to(
            "sent", (*LEAVING_STATES, "uncertain"), sent_at=fields.Datetime.now(), failure_reason=False
        )
        moved.case_id._close_repair()
        return moved

    def _set_uncertain(self):
        """Nobody can know whether the customer got it: a person decides, nothing is sent again by itself."""
        moved = self._move_to(
            "uncertain",
            ("sending",),
            failure_reason=self.env._(
                "Sending was interrupted after the message was handed to the mail server: "
                "the customer may have received it or not."
            ),
        )
        moved.mail_mail_id.write({"state": "exception", "failure_reason": moved[:1].failure_reason})
        moved.case_id._schedule_repair(self.env._("Find out whether the customer received the last message."))
        return moved

    def _set_failed(self, reason):
        """The message cannot leave as it is; the case waits for a person.

        :param str reason: what is wrong, in words
        """
        moved = self._move_to("failed", ("to_approve", *LEAVING_STATES), failure_reason=reason)
        moved.case_id._schedule_repair(self.env._("The last message did not leave: see its reason."))
        return moved

    def _set_cancelled(self, reason, note=False):
        """Take the message back; its instalments return to the level they had.

        :param str reason: value of `cancel_reason`
        :param str note: more on the reason, in words
        """
        moved = self._move_to(
            "cancelled",
            ("to_approve", "queued", "failed", "uncertain"),
            cancel_reason=reason,
            cancel_note=note,
        )
        moved.line_ids._cancel()
        moved.case_id._close_repair()
        for channel, reminders in moved.grouped("channel").items():
            self.env["recouvrement.channel"]._get_channel(channel)._withdraw(reminders)
        return moved

    # === ACTIONS === #

    def _as_collector(self):
        """The same records for the inner workings, once it is known that the user may act on them."""
        self.check_access("write")
        return self.sudo()

    def action_approve(self):
        """Let messages leave that waited for a person, if something is still due."""
        waiting = self._as_collector().filtered(lambda reminder: reminder.state == "to_approve")
        if not waiting:
            raise UserError(self.env._("These messages are not waiting for approval."))
        now = fields.Datetime.now()
        outdated = self.browse()
        for company, reminders in waiting.grouped("company_id").items():
            today = company._get_recouvrement_today(now)
            still_due, changed = reminders._refresh(today)
            outdated += changed.filtered("custom_body")
            (still_due - outdated)._approve(today, now)
        if outdated:
            return self._notify(
                self.env._("What is due has changed since the text was corrected: read it again, then approve it."),
                "warning",
            )
        return None

    def _approve(self, today, now):
        self.approved_by_id = self.env.user
        if leaving := self.search(
            Domain("case_id", "in", self.case_id.ids) & Domain("state", "in", LEAVING_STATES), limit=1
        ):
            raise UserError(
                self.env._(
                    "Another message to %(customer)s is about to leave: approve this one once it has.",
                    customer=leaving.partner_id.display_name,
                )
            )
        # What the customers heard since the messages were made counts: these wait their turn in the queue.
        free_days = self.case_id._get_free_days(today, besides=self)
        for reminder in self:
            free_day = free_days[reminder.case_id]
            reminder.date = free_day
            reminder.scheduled_at = reminder._get_next_opening(
                reminder.company_id._get_recouvrement_day_start(free_day, now)
            )
        self._set_queued()._hand_over()

    def _hand_over(self):
        """Give queued reminders to the channel of their level."""
        for channel, reminders in self.grouped("channel").items():
            self.env["recouvrement.channel"]._get_channel(channel)._queue(reminders)

    def action_retry(self):
        """Send again messages that failed, or that a person knows were not received."""
        retried = self._as_collector().filtered(lambda reminder: reminder.state in ("failed", "uncertain"))
        if not retried:
            raise UserError(self.env._("Only a message that failed or is uncertain can be sent again."))
        now = fields.Datetime.now()
        for company, reminders in retried.grouped("company_id").items():
            today = company._get_recouvrement_today(now)
            still_due, _changed = reminders._refresh(today)
            # An uncertain message stays on the case: the customer may have it.
            for channel, failed in still_due.filtered(lambda r: r.state == "failed").grouped("channel").items():
                self.env["recouvrement.channel"]._get_channel(channel)._withdraw(failed)
            still_due.filtered(lambda r: r.state == "uncertain").mail_mail_id.unlink()
            still_due._update_contact()
            still_due._approve(today, now)

    def _update_contact(self):
        """Address the message to the contact that can be reached today."""
        for channel, reminders in self.grouped("channel").items():
            partners = reminders.partner_id
            recipients = self.env["recouvrement.planner"]._get_recipients({(id_, channel) for id_ in partners.ids})
            for reminder in reminders:
                if recipient := recipients.get((reminder.partner_id.id, channel)):
                    reminder.write(
                        {"contact_id": recipient.contact_id, "cc_ids": [fields.Command.set(recipient.cc_ids)]}
                    )

    def action_mark_received(self):
        """An uncertain message did reach the customer."""
        if not self._as_collector().filtered(lambda reminder: reminder.state == "uncertain")._set_sent():
            raise UserError(self.env._("Only an uncertain message can be marked as received."))

    def action_cancel(self):
        """Take messages back before they leave; the next run plans the customer anew."""
        reminders = self._as_collector()
        reminders._check_not_sending()
        if not reminders._set_cancelled("user", note=self.env._("By %(user)s", user=self.env.user.name)):
            raise UserError(self.env._("A message that has left cannot be cancelled."))

    def action_edit_message(self):
        """Let a person correct the text before approving it."""
        self.ensure_one()
        if self.state != "to_approve":
            raise UserError(self.env._("Only a message that waits for approval can be corrected."))
        message = self._as_collector()._render_messages()[self.id]
        if message.problem:
            raise UserError(message.problem)
        self.write({"custom_subject": message.subject, "custom_body": message.body})

    def action_reset_message(self):
        """Go back to the text of the policy."""
        self.write({"custom_subject": False, "custom_body": False})

    @api.model
    def _notify(self, text, kind):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": kind, "message": text, "next": {"type": "ir.actions.act_window_close"}},
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        if self.filtered(lambda reminder: reminder.state != "cancelled"):
            raise UserError(
                self.env._("A reminder is part of the customer's history and cannot be deleted: cancel it.")
            )
