import functools

from markupsafe import Markup

from odoo import api, models

from ..tools.qr_code import make_qr_code
from .mail_mail_qr import QR_URL

REMINDER_ID = "REMINDER"


class RecouvrementReminder(models.Model):
    """The QR code that prepares the transfer a reminder asks for. A message holds its
    address only: the image is made when the e-mail leaves, or when somebody looks at it."""

    _inherit = "recouvrement.reminder"

    def _add_qr_codes(self):
        """Show a QR code among the ways to pay of the reminders whose level wants one."""
        render_around = functools.cache(self._render_qr)
        accepts = functools.cache(lambda bank, currency: bank._accepts_qr_transfer(currency))
        for reminder in self:
            if reminder.level_id.show_qr and reminder.channel == "email":
                bank, _references = reminder._get_payment_target()
                amount, currency = reminder._get_qr_amount()
                if amount > 0 and accepts(bank, currency):
                    reminder.how_to_pay += Markup(reminder._origin.id).join(render_around())

    @api.model
    def _render_qr(self):
        """The image of a QR code: (what comes before the reminder's id, what comes after)."""
        page = self.env["ir.qweb"]._render(
            "recouvrement_preventif.reminder_qr", {"url": QR_URL + REMINDER_ID}, minimal_qcontext=True
        )
        return page.split(REMINDER_ID)

    def _get_qr_amount(self):
        """What the reminder asks for in the first place, if one transfer can pay it: (amount, currency)."""
        self.ensure_one()
        asked = self._get_asked()
        currencies = {line.currency_id for line in asked}
        if len(currencies) != 1:
            return 0, self.env["res.currency"]
        return sum(line.amount for line in asked), currencies.pop()

    def _get_qr_lines(self):
        """What the QR code of the reminder says, line by line; None when it can have none."""
        self.ensure_one()
        bank, references = self._get_payment_target()
        amount, currency = self._get_qr_amount()
        if amount <= 0 or not bank._accepts_qr_transfer(currency):
            return None
        return bank._get_qr_transfer(amount, currency, self.partner_id, references)

    def _make_qr_code(self):
        """The QR code of the reminder, as PNG; None when it can have none.

        :rtype: bytes
        """
        lines = self._get_qr_lines()
        return make_qr_code("\n".join(lines)) if lines else None
