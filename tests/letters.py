"""Customers who get letters, and something that prints them in no time."""

import contextlib
import io
from unittest.mock import patch

import lxml.html
from reportlab.pdfgen.canvas import Canvas

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from .common import CollectionCase


class LetterCase(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Reminder = cls.env["recouvrement.reminder"]
        cls.Batch = cls.env["recouvrement.letter.batch"]
        cls.letter_text = cls.env.ref("recouvrement_preventif.mail_template_letter")
        cls.notice_text = cls.env.ref("recouvrement_preventif.mail_template_letter_notice")
        cls.levels["first"].write({"fallback_channel": "letter", "fallback_template_id": cls.letter_text.id})
        cls.levels["notice"].write({"channel": "notice", "template_id": cls.notice_text.id})
        cls.company.write({"street": "3 quai Perrache", "zip": "69002", "city": "Lyon"})
        cls.customer.write(cls._address(email=False))
        cls.collector = new_test_user(cls.env, "collector", groups="recouvrement_preventif.group_user")
        cls.collector.write({"company_ids": [Command.set(cls.company.ids)], "company_id": cls.company.id})

    @classmethod
    def _address(cls, **vals):
        return {"street": "12 rue des Lilas", "zip": "35000", "city": "Rennes", **vals}

    def letters(self, *names, amount=300):
        """Letters that wait to be printed, one for each customer; their invoices."""
        partners = [self._make_customer(name, **self._address(email=False)) for name in names]
        invoices = [self.invoice(-10, amount, partner=partner) for partner in partners]
        return self.run_cron().sorted("id"), invoices

    def start(self, letters):
        """A collector has letters printed; their batch."""
        with self.at():
            action = letters.with_user(self.collector).action_print_letters()
        return self.Batch.browse(action["res_id"])

    @contextlib.contextmanager
    def printer(self, fails=()):
        """Something that makes PDF files from pages, and keeps what it was given; customers
        named in ``fails`` break it: their value is what is raised."""
        pages = []

        def make(_report, bodies, **_kwargs):
            [body] = bodies
            text = " ".join(lxml.html.fromstring(body).text_content().split())
            for name in fails:
                if name in text:
                    raise fails[name]
            pages.append(text)
            buffer = io.BytesIO()
            canvas = Canvas(buffer)
            canvas.drawString(100, 700, f"letter {len(pages)}")
            canvas.save()
            return buffer.getvalue()

        def render(report, *args, **kwargs):
            return original(report.with_context(force_report_rendering=True), *args, **kwargs)

        original = IrActionsReport._render_qweb_pdf
        with (
            patch.object(IrActionsReport, "_run_wkhtmltopdf", make),
            patch.object(IrActionsReport, "_render_qweb_pdf", render),
            patch.object(IrActionsReport, "get_wkhtmltopdf_state", lambda self: "ok"),
        ):
            yield pages

    def print_cron(self, day=0, hour=11):
        with self.at(day, hour), self.enter_registry_test_mode():
            self.env.ref("recouvrement_preventif.ir_cron_print_letters").method_direct_trigger()
        self.env.invalidate_all()

    def post(self, letters, day, posted=None):
        wizard = self.env["recouvrement.letter.post"].with_user(self.collector)
        wizard = wizard.create({"letter_ids": letters.ids, "date": self.day(day)})
        if posted is not None:
            wizard.posted_ids = posted
        wizard.action_post()
        return wizard
