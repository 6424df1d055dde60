"""Tests that really send: Odoo's queue, an SMTP server, no patch in between."""

from unittest.mock import patch

from odoo.tools import config

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common import CollectionCase
from .mailsink import smtp_sink


class SmtpCase(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sink = cls.enterClassContext(smtp_sink())
        # Odoo sends nothing while testing, unless told otherwise.
        cls.enterClassContext(patch.object(IrMail_Server, "_disable_send", lambda self: False))
        cls.enterClassContext(patch.dict(config.options, {"smtp_server": ""}))
        cls.env["ir.mail_server"].search([]).active = False
        cls.server = cls.env["ir.mail_server"].create(
            {"name": "sink", "smtp_host": cls.sink.host, "smtp_port": cls.sink.port, "smtp_encryption": "none"}
        )
        cls.env["mail.mail"].search([]).state = "cancel"

    def setUp(self):
        super().setUp()
        self.sink.messages.clear()
        self.sink.refuse.clear()
        self.sink.refuse_data = None

    def received(self):
        """The messages the server accepted: [(recipients, subject, text)]."""
        return [
            (recipients, message["Subject"], message.get_body(("html",)).get_content())
            for _sender, recipients, message in self.sink.messages
        ]
