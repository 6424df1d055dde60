"""A postal service that answers as it is told to, and letters printed for it."""

import contextlib
from unittest.mock import patch

from odoo.addons.iap.tools import iap_tools

from .letters import LetterCase


class SnailmailCase(LetterCase):
    def setUp(self):
        super().setUp()
        self.posted = []
        self.env["iap.account"].create(
            {"service_id": self.env.ref("snailmail.iap_service_snailmail").id, "company_ids": self.company.ids}
        )

    def printed(self, *names, **address):
        """A batch of letters that were printed, one for each customer."""
        letters, invoices = self.letters(*names)
        letters.contact_id.write(address)
        batch = self.start(letters)
        with self.printer():
            self.print_cron()
        return batch, letters, invoices

    def confirm(self, letters):
        with self.at(1):
            action = letters.with_user(self.collector).action_send_by_post()
            wizard = self.env[action["res_model"]].with_user(self.collector).with_context(**action["context"])
            wizard = wizard.create({})
            wizard.flush_recordset()
            return wizard

    def hand_over(self, letters):
        with self.at(1):
            return self.confirm(letters).action_send()

    @contextlib.contextmanager
    def service(self, error=None, raises=None, reason=None):
        """The postal service: it accepts, names an error, or does not answer."""

        def answer(url, params, timeout, **_kwargs):
            if raises:
                raise raises
            self.posted += params["documents"]
            self.assertEqual(params["options"]["cover"], True)
            documents = [
                {**document, "sent": not error, "error": error, "send_id": 7} for document in params["documents"]
            ]
            return {
                "request_code": 500 if reason else 200,
                "reason": reason,
                "request": {"documents": documents},
            }

        with patch.object(iap_tools, "iap_jsonrpc", answer):
            yield

    def pass_service(self, day=1, hour=12, **answer):
        """The job passes at a moment; to whom letters were posted."""
        self.posted.clear()
        with self.service(**answer), self.at(day, hour), self.enter_registry_test_mode():
            self.env.ref("recouvrement_preventif_snailmail.ir_cron_send_letters").method_direct_trigger()
        self.env.invalidate_all()
        return [document["address"]["name"] for document in self.posted]

    def live(self, letters):
        return letters.snailmail_letter_ids.filtered(lambda letter: letter.state != "canceled")
