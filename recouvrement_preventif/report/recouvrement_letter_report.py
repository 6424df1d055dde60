from base64 import b64encode

from odoo import api, models
from odoo.tools import format_date


class RecouvrementLetterReport(models.AbstractModel):
    _name = "report.recouvrement_preventif.report_letter"
    _description = "Letter"

    @api.model
    def _get_report_values(self, docids, data=None):
        letters = self.env["recouvrement.reminder"].browse(docids)
        messages = (data or {}).get("messages") or letters._render_messages()
        codes = letters._get_page_qr_codes()
        return {
            "doc_ids": docids,
            "doc_model": letters._name,
            "docs": letters,
            "letters": {
                letter.id: {
                    **self._prepare_letter(letter, messages[letter.id]),
                    "page_qr_code": b64encode(codes[letter]) if letter in codes else None,
                }
                for letter in letters
            },
        }

    @api.model
    def _prepare_letter(self, letter, message):
        """What is printed of one letter, in the language of its recipient.

        :param message: a :class:`~..models.recouvrement_reminder_message.Message`
        :rtype: dict
        """
        lang = letter._get_lang()
        localized = letter.with_context(lang=lang)
        date = format_date(localized.env, letter.date, date_format="long")
        return {
            "lang": lang,
            "record": localized,
            "postal_lines": letter._get_postal_lines(),
            "dateline": localized._format_dateline(letter.company_id.city, date),
            "reference": letter._get_letter_reference(),
            "customer_reference": letter.partner_id.ref,
            "is_notice": letter.channel == "notice",
            "registered_number": letter.registered_number,
            "subject": message.subject,
            "body": message.body,
            "mentions": message.mentions,
            "identity": letter.company_id.with_context(lang=lang)._get_recouvrement_identity(),
        }
