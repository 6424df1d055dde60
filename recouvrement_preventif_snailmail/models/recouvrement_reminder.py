from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class RecouvrementReminder(models.Model):
    """A printed letter that Odoo's postal service was asked to send waits for its answer: nobody
    posts it, takes it out or cancels it meanwhile."""

    _inherit = "recouvrement.reminder"

    snailmail_letter_ids = fields.One2many("snailmail.letter", "recouvrement_reminder_id", readonly=True)

    @api.model
    def _get_delivery_states(self):
        # EXTENDS 'recouvrement_preventif'
        states = super()._get_delivery_states()
        printed = next(position for position, (state, _label) in enumerate(states) if state == "printed")
        states.insert(printed + 1, ("at_service", self.env._("At the postal service")))
        return states

    @api.depends("snailmail_letter_ids.state")
    def _compute_delivery_state(self):
        # EXTENDS 'recouvrement_preventif'
        result = super()._compute_delivery_state()
        for reminder in self:
            if reminder.delivery_state == "printed" and "pending" in reminder.snailmail_letter_ids.mapped("state"):
                reminder.delivery_state = "at_service"
        return result

    @api.model
    def _get_at_service_domain(self):
        """The letters that wait for the postal service."""
        return Domain("state", "=", "queued") & Domain("snailmail_letter_ids.state", "=", "pending")

    @api.model
    def _get_to_post_domain(self):
        # EXTENDS 'recouvrement_preventif'
        at_service = Domain("snailmail_letter_ids", "any", Domain("state", "=", "pending"))
        return super()._get_to_post_domain() & ~at_service

    def _forget_print(self):
        # EXTENDS 'recouvrement_preventif'
        received = self.filtered(lambda reminder: "error" in reminder.snailmail_letter_ids.mapped("state"))
        received._forget_posted_copy()
        others = self - received
        others.snailmail_letter_ids.filtered(lambda letter: letter.state == "pending")._drop()
        returned = others.filtered(lambda reminder: reminder.channel == "letter" and reminder.printed_at)
        returned.failure_reason = False
        return super(RecouvrementReminder, others)._forget_print()

    # === ACTIONS === #

    def _check_not_at_service(self):
        """Raise UserError if the postal service has one of the letters."""
        if letter := self.filtered_domain(self._get_at_service_domain())[:1]:
            raise UserError(
                self.env._(
                    "The letter to %(customer)s was handed to the postal service: take it back first.",
                    customer=letter.partner_id.display_name,
                )
            )

    def action_cancel(self):
        # EXTENDS 'recouvrement_preventif'
        self._check_not_at_service()
        return super().action_cancel()

    def action_take_out(self):
        # EXTENDS 'recouvrement_preventif'
        self._check_not_at_service()
        return super().action_take_out()

    def action_post(self):
        # EXTENDS 'recouvrement_preventif': of several letters, those that are not at the service.
        if not self.filtered_domain(self._get_to_post_domain()):
            self._check_not_at_service()
        return super().action_post()

    def action_mark_received(self):
        # EXTENDS 'recouvrement_preventif': the day on which the service was asked is that of its posting.
        by_service = self._as_collector().filtered(
            lambda reminder: reminder.state == "uncertain" and reminder.snailmail_letter_ids
        )
        result = super().action_mark_received()
        by_service.snailmail_letter_ids.filtered(lambda letter: letter.state == "error")._set_accepted()
        for reminder in by_service:
            reminder.posted_on = reminder.date
        return result

    def action_send_by_post(self):
        """Ask whether Odoo's postal service is to send printed letters: it costs credits."""
        letters = self._as_collector().filtered_domain(self._get_to_post_domain())
        if not letters:
            self._check_not_at_service()
            raise UserError(self.env._("Only a letter that was printed and not posted yet can be sent."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send by Post through Odoo"),
            "res_model": "recouvrement.letter.snailmail",
            "view_mode": "form",
            "target": "new",
            "context": {"default_letter_ids": [fields.Command.set(letters.ids)]},
        }

    def action_take_back(self):
        """Take back letters that the postal service has not been given yet: they are posted by hand."""
        letters = self._as_collector().filtered_domain(self._get_at_service_domain())
        if not letters:
            raise UserError(self.env._("Only a letter that waits for the postal service can be taken back."))
        letters._check_not_sending()
        letters._leave_post_service()
