from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

from odoo.addons.sms.tools.sms_tools import sms_content_to_rendered_html

from odoo.addons.recouvrement_preventif.models.recouvrement_planner_query import LEAVING_STATES
from odoo.addons.recouvrement_preventif.models.recouvrement_reminder_message import Message
from odoo.addons.recouvrement_preventif.tools.connection import is_unreached

from ..tools.sms_text import fill, measure, simplify

# The gateway's answers that are about the number, and those that pass.
NUMBER_FAILURES = ("sms_number_missing", "sms_number_format", "sms_country_not_supported")
PASSING_FAILURES = ("sms_server",)


class RecouvrementReminder(models.Model):
    _inherit = "recouvrement.reminder"

    sms_id = fields.Many2one("sms.sms", string="SMS", readonly=True, index="btree_not_null", ondelete="set null")
    sms_number = fields.Char(string="Sent to", readonly=True, index="btree_not_null")
    sms_text = fields.Text(string="SMS Text", readonly=True, help="What was given to the SMS gateway.")
    sms_parts = fields.Integer(
        string="Number of SMS",
        compute="_compute_sms_parts",
        compute_sudo=True,
        help="How many SMS the operator counts for this message.",
    )

    @api.depends("channel", "state", "sms_text", "custom_body", "line_ids.amount", "line_ids.is_cancelled")
    def _compute_sms_parts(self):
        self.sms_parts = 0
        messages = self.filtered(lambda reminder: reminder.channel == "sms")
        written = messages.filtered("sms_text")
        rendered = (messages - written)._origin._render_sms()
        for reminder in messages:
            reminder.sms_parts = measure(reminder.sms_text or rendered[reminder._origin.id]).parts

    # === VIEWS === #

    @api.model
    def _has_sms_levels(self):
        """Whether a level sends SMS."""
        levels = Domain("channel", "=", "sms") | Domain("fallback_channel", "=", "sms")
        return bool(self.env["recouvrement.level"].sudo().search_count(levels, limit=1))

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        # EXTENDS 'web': see `_get_view`
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, view_type == "list" and self._has_sms_levels())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        # EXTENDS 'web': who sends no SMS has no column for them.
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "list" and not self._has_sms_levels():
            for node in arch.xpath("//field[@name='sms_parts']"):
                node.set("column_invisible", "1")
        return arch, view

    # === RENDERING === #

    def _render_sms(self):
        """The text of each reminder, in the language of its recipient: {reminder id: text}."""
        texts = {}
        for (level, lang), reminders in self.grouped(
            lambda reminder: (reminder.level_id, reminder._get_lang())
        ).items():
            source = level.with_context(lang=lang)._get_sms_text()
            # Those of other languages would be computed along, in a language that is not theirs.
            for reminder in reminders.with_context(lang=lang).with_prefetch(reminders.ids):
                corrected = reminder.custom_body and simplify(html2plaintext(reminder.custom_body))
                texts[reminder.id] = corrected or fill(source, reminder)
        return texts

    def _render_messages(self):
        # EXTENDS 'recouvrement_preventif'
        by_sms = self.filtered(lambda reminder: reminder.channel == "sms")
        messages = super(RecouvrementReminder, self - by_sms)._render_messages()
        for reminder_id, text in by_sms._render_sms().items():
            messages[reminder_id] = Message("", sms_content_to_rendered_html(text), "")
        return messages

    # === WHAT BECAME OF IT === #

    def _receive_sms_failure(self, failure_type, reason):
        """The gateway refused the messages, or tells later that they were not delivered.

        :param str failure_type: value of `sms.sms.failure_type`
        :param str reason: what happened, in words
        """
        if failure_type in NUMBER_FAILURES:
            self._set_bounced(reason)
        elif failure_type in PASSING_FAILURES:
            self._postpone(reason, fields.Datetime.now())
        else:
            self._set_undelivered(reason)

    def _set_undelivered(self, reason):
        """The messages were not received, and nothing says that another way would do better: a
        person decides."""
        moved = self._move_to("failed", ("sent", "uncertain", *LEAVING_STATES), failure_reason=reason)
        moved.case_id._schedule_repair(self.env._("The last message did not leave: see its reason."))
        return moved

    def _receive_gateway_error(self, error):
        """The gateway gave no answer on the messages that it was being given."""
        if is_unreached(error):
            self._postpone(str(error), fields.Datetime.now())
        else:
            self._set_uncertain()
