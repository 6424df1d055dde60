import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# The channels whose messages are printed and posted.
LETTER_CHANNELS = ("letter", "notice")
# What remains of a registered letter's number once its spaces and dashes are gone.
REGISTERED_NUMBER = re.compile(r"[0-9A-Z]{8,24}")
SEPARATORS = re.compile(r"[\s.\-]+")


class RecouvrementReminder(models.Model):
    """A reminder on paper: what is known of its printing, its posting and its arrival."""

    _inherit = "recouvrement.reminder"

    batch_id = fields.Many2one(
        "recouvrement.letter.batch", readonly=True, index="btree_not_null", ondelete="set null", copy=False
    )
    printed_at = fields.Datetime(readonly=True, copy=False)
    posted_on = fields.Date(readonly=True, copy=False, help="The day on which the letter was given to the post.")
    letter_id = fields.Many2one("ir.attachment", readonly=True, ondelete="set null", copy=False)
    registered_number = fields.Char(copy=False, help="The number that the post gave to the registered letter.")
    presented_on = fields.Date(
        string="First presented on",
        copy=False,
        help="The day on which the post first presented the letter, as the acknowledgement of receipt says.",
    )
    proof_ids = fields.Many2many(
        "ir.attachment",
        "recouvrement_reminder_proof_rel",
        copy=False,
        help="The acknowledgement of receipt, or the letter that came back.",
    )
    delivery_state = fields.Selection(
        selection="_get_delivery_states", string="Progress", compute="_compute_delivery_state"
    )

    _letters_to_print_index = models.Index("(company_id) WHERE state = 'queued' AND printed_at IS NULL")
    _registered_number_unique = models.UniqueIndex(
        "(company_id, registered_number) WHERE registered_number IS NOT NULL",
        "This registered letter number is already that of another letter.",
    )

    @api.model
    def _get_delivery_states(self):
        """The states of a reminder, with those of a letter between approval and posting."""
        to_approve, *states = self._fields["state"]._description_selection(self.env)
        to_print, printed, posted = self.env._("To print"), self.env._("Printed"), self.env._("Mailed")
        return [to_approve, ("to_print", to_print), ("printed", printed), ("posted", posted), *states]

    @api.depends("state", "channel", "printed_at")
    def _compute_delivery_state(self):
        for reminder in self:
            state = reminder.state
            if reminder.channel in LETTER_CHANNELS:
                queued = "printed" if reminder.printed_at else "to_print"
                state = {"queued": queued, "sent": "posted"}.get(state, state)
            reminder.delivery_state = state

    @api.constrains("registered_number")
    def _check_registered_number(self):
        for reminder in self:
            if reminder.registered_number and not REGISTERED_NUMBER.fullmatch(reminder.registered_number):
                raise ValidationError(
                    self.env._(
                        "“%(number)s” is not the number of a registered letter: "
                        "it has 8 to 24 letters and digits, as printed on the post's form.",
                        number=reminder.registered_number,
                    )
                )

    @api.constrains("presented_on", "posted_on")
    def _check_presented_on(self):
        for reminder in self.filtered("presented_on"):
            if not reminder.posted_on:
                raise ValidationError(
                    self.env._("A letter is posted before it is presented: record its posting first.")
                )
            if reminder.presented_on < reminder.posted_on:
                raise ValidationError(self.env._("A letter cannot be presented before the day it was posted."))
            if reminder.presented_on > reminder.company_id._get_recouvrement_today():
                raise ValidationError(self.env._("The letter cannot have been presented on a day to come."))

    def write(self, vals):
        # The post prints its numbers in groups: the same number is the same, however it was typed.
        if number := vals.get("registered_number"):
            vals = {**vals, "registered_number": SEPARATORS.sub("", number).upper()}
        return super().write(vals)

    # === WHAT IT SAYS === #

    @api.depends("printed_at", "batch_id")
    def _compute_message(self):
        # EXTENDS 'recouvrement_preventif': a letter that is not printed yet reads as it would be today.
        to_print = self.filtered(lambda reminder: reminder.delivery_state == "to_print" and not reminder.message_id)
        messages = to_print._origin._render_messages()
        for reminder in to_print:
            message = messages[reminder._origin.id]
            reminder.subject = message.subject
            reminder.body = message.html
        return super(RecouvrementReminder, self - to_print)._compute_message()

    def _finish(self, subject, body, email_from, layout):
        # EXTENDS 'recouvrement_preventif': on paper, the company's page is around the text.
        if self.channel in LETTER_CHANNELS:
            layout = (Markup(), Markup())
        return super()._finish(subject, body, email_from, layout)

    def _update_level(self):
        # EXTENDS 'recouvrement_preventif': without the instalment that called for it, no notice is served.
        result = super()._update_level()
        if self.channel == "notice" and "notice" not in self.level_id._get_channel_codes():
            self.channel = "letter"
        return result

    def _get_letter_reference(self):
        """What the customer is asked to quote when answering the letter."""
        self.ensure_one()
        return f"R{self.id:06d}"

    def _get_postal_lines(self):
        """The address in the window of the envelope, line by line, as the post wants it: the
        country only when it is another one, in capitals and in the language of the sender."""
        self.ensure_one()
        contact, customer, company = self.contact_id, self.partner_id, self.company_id
        abroad = contact.country_id and contact.country_id != company.country_id
        sender_lang = company.partner_id.lang or self.env.lang
        country = contact.country_id.with_context(lang=sender_lang).name if abroad else ""
        address_format, values = contact._prepare_display_address(without_company=True)
        values["country_name"] = country.upper()
        lines = [customer.name, contact.name if contact != customer else None]
        lines += (address_format % values).splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line and line.strip()))

    def _sort_for_post(self):
        """The letters in the order in which they lie on the pile: that of the customers' names."""
        return self.sorted(lambda letter: (letter.partner_id.display_name or "", letter.id))
