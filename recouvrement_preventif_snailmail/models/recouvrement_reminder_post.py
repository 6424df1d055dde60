from odoo import api, models

from odoo.addons.snailmail.country_utils import SNAILMAIL_COUNTRIES

# What the postal service has to know of an address.
ADDRESS_FIELDS = ("street", "zip", "city", "country_id")


class RecouvrementReminder(models.Model):
    """From the pile of printed letters to Odoo's postal service, and back when it refuses one."""

    _inherit = "recouvrement.reminder"

    # === WHAT THE SERVICE CAN SEND === #

    def _get_service_problem(self):
        """Why the postal service cannot send a printed letter, in words; None when it can."""
        self.ensure_one()
        contact = self.contact_id
        if self.channel == "notice":
            return self.env._("a formal notice goes by registered mail, which the service does not offer")
        if missing := [name for name in ADDRESS_FIELDS if not contact[name]]:
            labels = contact.fields_get(missing, ["string"])
            return self.env._(
                "its address lacks: %(missing)s", missing=", ".join(labels[name]["string"] for name in missing)
            )
        if contact.country_id.code not in SNAILMAIL_COUNTRIES:
            return self.env._("the service does not deliver to %(country)s", country=contact.country_id.name)
        if not self.letter_id:
            return self.env._("its PDF was deleted: take it out, and print it again")
        return None

    def _get_left_out(self):
        """The printed letters that the postal service is not to send: it cannot, or the ledger contradicts them.

        :return: {reminder: why, in words}
        """
        left_out = {}
        for company, letters in self.grouped("company_id").items():
            outdated = letters._get_outdated(company._get_recouvrement_today())
            for letter in letters:
                if problem := letter._get_service_problem() or outdated.get(letter):
                    left_out[letter] = problem
        return left_out

    # === HANDING OVER === #

    def _hand_to_service(self, color, duplex):
        """Have the postal service send printed letters, one after the other, in the background.

        :param bool color: print in color
        :param bool duplex: print on both sides of the sheets
        :return: the reminders handed over
        """
        ready = self.try_lock_for_update().filtered_domain(self._get_to_post_domain())
        self.env["snailmail.letter"].create(
            [
                {
                    "recouvrement_reminder_id": reminder.id,
                    "model": reminder.case_id._name,
                    "res_id": reminder.case_id.id,
                    "partner_id": reminder.contact_id.id,
                    "company_id": reminder.company_id.id,
                    "user_id": self.env.uid,
                    "color": color,
                    "duplex": duplex,
                    # Their own window is that of French and Belgian envelopes; the service's is elsewhere.
                    "cover": True,
                }
                for reminder in ready
            ]
        )
        ready.write({"failure_reason": False, "attempts": 0, "scheduled_at": False})
        ready.case_id._close_repair()
        ready.batch_id._outdate_document()
        self.env["snailmail.letter"]._trigger_reminders()
        return ready

    # === WHAT BECAME OF IT === #

    def _receive_answer(self):
        """Follow what the postal service answered about letters that it was given."""
        for reminder in self.filtered(lambda reminder: reminder.state == "sending"):
            letter = reminder.snailmail_letter_ids.filtered(lambda letter: letter.state in ("sent", "error"))
            if letter.state == "sent":
                reminder._move_to("queued", ("sending",))
                reminder._set_posted(reminder.date)
            elif letter:
                reminder._return_from_service(letter._describe_error())

    def _return_from_service(self, reason):
        """The postal service does not send the letters: a person posts them, or sees to what it lacks.

        :param str reason: why, in words
        """
        self._leave_post_service(reason)
        self.case_id._schedule_repair(
            self.env._("The postal service did not send the letter: %(reason)s", reason=reason)
        )

    def _leave_post_service(self, reason=False):
        """The letters are back among those to post by hand.

        :param str reason: why, in words
        """
        moved = self._move_to(
            "queued", ("queued", "sending"), failure_reason=reason, scheduled_at=False, attempts=0, posted_on=False
        )
        moved.snailmail_letter_ids.filtered(lambda letter: letter.state != "canceled")._drop()
        moved.batch_id._outdate_document()
        self.env["recouvrement.letter.batch"]._trigger()
        for reminder in moved:
            silence = self.env._("taken back by %(user)s", user=self.env.user.name)
            reminder.case_id._message_log(
                body=self.env._(
                    "The letter %(reference)s is not sent by the postal service: %(reason)s",
                    reference=reminder._get_letter_reference(),
                    reason=reason or silence,
                )
            )

    def _set_uncertain(self):
        # EXTENDS 'recouvrement_preventif': what the service answered is known, even where the
        # process died before it could follow it.
        answered = self.filtered(
            lambda reminder: (
                reminder.state == "sending" and {"sent", "error"} & set(reminder.snailmail_letter_ids.mapped("state"))
            )
        )
        answered._receive_answer()
        moved = super(RecouvrementReminder, self - answered)._set_uncertain()
        letters = moved.snailmail_letter_ids.filtered(lambda letter: letter.state == "pending")
        if letters:
            reason = self._describe_uncertain()
            letters._set_unknown(reason)
            letters.recouvrement_reminder_id.failure_reason = reason
        return moved

    @api.model
    def _describe_uncertain(self):
        return self.env._(
            "The postal service was given the letter and nobody knows its answer: it may be on its way or not. "
            "The history of your account with the service tells."
        )

    def _forget_posted_copy(self):
        """The letters are over for the postal service, which may have sent them: what the customer
        may have received stays on the case, and what is sent again is printed anew."""
        self.snailmail_letter_ids.filtered(lambda letter: letter.state != "canceled")._drop()
        self.write({"printed_at": False, "letter_id": False, "message_id": False})
