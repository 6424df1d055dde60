import functools

from markupsafe import Markup, escape

from odoo import models

from ..tools.qr_code import make_qr_code
from .mail_mail_page import PAGE_URL
from .recouvrement_reminder_letter import LETTER_CHANNELS

CASE_ID = "CASE"


class RecouvrementReminder(models.Model):
    """The link to the customer's page, beneath the text of each message, whoever wrote or corrected it.

    What is kept in Odoo holds an address without any secret, which shows to people of the company what the customer
    sees: it becomes the recipient's own link when the e-mail leaves."""

    _inherit = "recouvrement.reminder"

    def _render_template(self, template):
        # EXTENDS 'recouvrement_preventif'
        messages = super()._render_template(template)
        render_around = functools.cache(self._render_page_link)
        for reminder in self:
            message = messages[reminder.id]
            if reminder.channel == "email" and reminder.policy_id.page_enabled and not message.problem:
                link = Markup(reminder.case_id.id).join(render_around())
                messages[reminder.id] = message._replace(mentions=link + message.mentions)
        return messages

    def _render_page_link(self):
        """The button that leads to the page: (what comes before the case's id, what comes after)."""
        page = self.env["ir.qweb"]._render(
            "recouvrement_preventif.message_page_link", {"url": PAGE_URL + CASE_ID}, minimal_qcontext=True
        )
        return page.split(escape(CASE_ID))

    def _get_page_urls(self):
        """The personal links of the recipients, made where there are none: {reminder: address}."""
        shown = self.filtered("policy_id.page_enabled")
        accesses = self.env["recouvrement.access"]._get_for(
            (reminder.case_id, reminder.contact_id) for reminder in shown
        )
        return {
            reminder: accesses[reminder.case_id.sudo(), reminder.contact_id.sudo()]._get_url() for reminder in shown
        }

    def _get_page_qr_codes(self):
        """What a letter shows instead of a link: {reminder: PNG}."""
        letters = self.filtered(lambda reminder: reminder.channel in LETTER_CHANNELS)
        return {reminder: make_qr_code(url) for reminder, url in letters._get_page_urls().items()}
