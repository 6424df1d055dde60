from odoo import models
from odoo.tools import SQL, format_date
from odoo.tools.mail import email_normalize_all


class RecouvrementReminder(models.Model):
    """What became of a reminder once it was given to who delivers it, and what to do when it
    did not reach anybody."""

    _inherit = "recouvrement.reminder"

    # === IT CAME BACK === #

    def _set_bounced(self, reason):
        """The customer was not told: the instalments return to the level they had, and the next
        run tries another address or the level's other channel.

        :param str reason: what whoever delivers said of it
        :return: the reminders that moved
        """
        moved = self._filter_abandoned()._move_to("bounced", ("sending", "sent", "uncertain"), failure_reason=reason)
        lines = moved.line_ids.filtered(lambda line: not line.is_cancelled)
        lines._fall_back()
        # They keep what they said; without their claim, another message can reach the same level.
        lines.claim_id = False
        moved.case_id._close_repair()
        for reminder in moved:
            reminder.case_id._message_log(
                body=self.env._(
                    "The message of %(date)s did not reach %(contact)s: %(reason)s",
                    date=format_date(self.env, reminder.date),
                    contact=reminder.contact_id.display_name,
                    reason=reason,
                )
            )
        return moved

    def _get_failed_addresses(self, report):
        """The addresses it was sent to and did not reach.

        :param report: :class:`~..tools.delivery_report.DeliveryReport`
        :return: (those that failed, all of them), normalized
        """
        self.ensure_one()
        recipients = self.contact_id | self.cc_ids
        sent_to = set(email_normalize_all(self.message_id.outgoing_email_to) or recipients.mapped("email_normalized"))
        failed = report.addresses & sent_to
        # With one recipient, another address is where the customer has its mails forwarded.
        return (failed or (sent_to if len(sent_to) == 1 else set())), sent_to

    def _get_bounced_recipients(self, report):
        """Those of the recipients whose address failed, and is still theirs.

        :param report: :class:`~..tools.delivery_report.DeliveryReport`
        """
        failed, _sent_to = self._get_failed_addresses(report)
        return (self.contact_id | self.cc_ids).filtered(lambda contact: contact.email_normalized in failed)

    def _receive_bounce(self, report):
        """A message came back from some of its recipients; as long as another one has it, the
        customer was told.

        :param report: :class:`~..tools.delivery_report.DeliveryReport`
        """
        failed, sent_to = self._get_failed_addresses(report)
        bounced = (self.contact_id | self.cc_ids).filtered("message_bounce")
        if sent_to - failed - set(bounced.mapped("email_normalized")):
            copies = ", ".join(sorted(failed or report.addresses))
            self.case_id._message_log(body=self.env._("A copy of the last message did not arrive: %s", copies))
            return
        silence = self.env._("the mail server of the customer gave no reason")
        self._set_bounced(self.env._("The mail came back: %s", report.reason or silence))

    # === IT WAS REFUSED === #

    def _set_refused(self, reason):
        """Whoever delivers refuses the address for good: the next run tries another way; where
        there is none, a person is asked.

        :param str reason: what it answered
        """
        recipients = self.contact_id | self.cc_ids
        for contact in recipients:
            contact.message_bounce += 1
        rerouted = self._filter_reachable()
        for contact in recipients - (rerouted.contact_id | rerouted.cc_ids):
            contact.message_bounce -= 1
        rerouted._set_bounced(reason)
        (self - rerouted)._set_failed(reason)

    def _filter_reachable(self):
        """The reminders whose customer a channel of their level can reach today."""
        wanted = {
            (reminder.partner_id.id, channel) for reminder in self for channel in reminder.level_id._get_channel_codes()
        }
        recipients = self.env["recouvrement.planner"]._get_recipients(wanted)
        return self.filtered(
            lambda reminder: any(
                (reminder.partner_id.id, channel) in recipients for channel in reminder.level_id._get_channel_codes()
            )
        )

    # === ITS ADDRESS STOPPED BEING USABLE === #

    def _check_before_sending(self, now):
        # EXTENDS 'recouvrement.reminder'
        ready = super()._check_before_sending(now)
        usable = ready._filter_usable_address()
        # The next run finds another way to the customer, or a person who looks for one.
        (ready - usable)._set_cancelled("unreachable")
        return usable

    def _filter_usable_address(self):
        """The reminders whose channel can use their recipient's address, which may have been
        blacklisted or have bounced since they were queued."""
        usable = self.browse()
        for channel, reminders in self.grouped("channel").items():
            condition = self.env["recouvrement.channel"]._get_channel(channel)._get_usable_address_condition()
            rows = self.env["recouvrement.planner"]._fetch(
                SQL("SELECT p.id FROM res_partner p WHERE p.id = ANY(%s) AND %s", reminders.contact_id.ids, condition)
            )
            ids = {row.id for row in rows}
            usable += reminders.filtered(lambda reminder, ids=ids: reminder.contact_id.id in ids)
        return usable
