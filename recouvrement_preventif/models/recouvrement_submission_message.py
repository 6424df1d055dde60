from textwrap import shorten

from odoo import api, models

# Of a message, what stands for it in a list.
SHOWN_CHARACTERS = 100


class RecouvrementSubmission(models.Model):
    """What a customer writes on its page: a message on the case, as an e-mail of its would be."""

    _inherit = "recouvrement.submission"

    @api.model
    def _read_message(self, entry):
        """What somebody wrote.

        :param dict entry: `text` as typed
        :return: (values for :meth:`_handle_message`, {field: problem in words})
        """
        errors = {}
        return {"text": self._read_text(errors, entry.get("text"), self.env._("Write your message."))}, errors

    def _handle_message(self, values):
        """Keep the files with the case; the message itself is posted with what follows.

        :param dict values: what :meth:`_read_message` understood, and `sent_files`
        """
        self._attach(values.get("sent_files") or (), self.case_id)

    def _log_on_case(self, summary):
        # EXTENDS 'recouvrement.submission': the owner can answer a message.
        if self.kind != "message":
            return super()._log_on_case(summary)
        name = self.name or self.contact_id.name or self.partner_id.name
        return self._post(self.case_id, self.env._("Written on the customer's page by %s", name), self.document_ids)

    def _describe_message(self):
        """The beginning of the message."""
        self.ensure_one()
        return self.env._("Message: %s", shorten(self.text or "", SHOWN_CHARACTERS, placeholder="…"))
