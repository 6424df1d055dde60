"""What customers tell from their page, written by a test in a line."""

import io

from odoo import SUPERUSER_ID
from odoo.tests import new_test_user

from odoo.addons.recouvrement_preventif.tools.visit import Visit

from .disputes import DisputeCase

# Whatever somebody types, it is shown as he typed it.
HOSTILE = '<script>alert(1)</script> {{ 7*7 }} <t t-out="object.env.cr"/> ${7*7} %(name)s & "quotes"'


class SayCase(DisputeCase):
    """A customer whose contact Marie has a personal link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marie = cls.env["res.partner"].create(
            {"name": "Marie", "parent_id": cls.customer.id, "email": "marie@example.org", "lang": "en_US"}
        )
        cls.clerk = new_test_user(
            cls.env,
            "clerk",
            groups="recouvrement_preventif.group_user,base.group_partner_manager",
            company_ids=[(6, 0, cls.company.ids)],
            company_id=cls.company.id,
        )
        cls.public = cls.env.ref("base.public_user")

    def visit(self, contact=None, case=None):
        """Marie looks at the page, as the public user that a visitor is."""
        contact = self.marie if contact is None else contact
        case = (case or self.case()).with_user(self.public).sudo().with_company(self.company)
        access = self.env["recouvrement.access"]._get_for([(case, contact)])[case, contact]
        return Visit(
            case=case,
            contact=contact.with_env(case.env),
            access=access.with_env(case.env),
            user=None,
            today=self.company._get_recouvrement_today(),
            ip_address="192.0.2.1",
        )

    def submission(self, kind, values, visit=None, number=None, **visitor):
        """Somebody sends a form whose values were read; the record, once."""
        visit = visit or self.visit()
        submissions = visit.env["recouvrement.submission"]
        number = submissions._get_next_number(visit, kind) if number is None else number
        values = {"name": "Marie D.", "email": "", **values, **visitor}
        found, _is_again = submissions._submit(visit, kind, number, values)
        self.env.invalidate_all()
        return self.env["recouvrement.submission"].browse(found.id)

    def contest(self, moves, amount="", reason="quality", text="Two chairs arrived broken", files=(), **kwargs):
        """Marie contests invoices; the submission."""
        visit = kwargs.get("visit") or self.visit()
        entry = {
            "move_ids": [str(move.id) for move in moves],
            "reason_id": str(self.reasons[reason].id),
            "text": text,
            **{f"amount_{move.id}": amount for move in moves},
        }
        values, errors = visit.env["recouvrement.submission"]._read_dispute(visit.case, entry)
        self.assertFalse(errors)
        return self.submission("dispute", {**values, "sent_files": self.check_files(files)}, **kwargs)

    def write_message(self, text="When will you deliver?", files=(), **kwargs):
        values, errors = self.env["recouvrement.submission"]._read_message({"text": text})
        self.assertFalse(errors)
        return self.submission("message", {**values, "sent_files": self.check_files(files)}, **kwargs)

    def read_correction(self, visit=None, **entry):
        visit = visit or self.visit()
        return visit.env["recouvrement.submission"]._read_correction(visit.case, visit.contact, entry)

    def correct(self, **entry):
        """Marie corrects contact details; the submission."""
        values, errors = self.read_correction(**entry)
        self.assertFalse(errors)
        return self.submission("correction", values)

    def check_files(self, files):
        uploads = [(name, io.BytesIO(content)) for name, content in dict(files).items()]
        checked, problems = self.env["recouvrement.submission"]._check_files(uploads)
        self.assertFalse(problems)
        return checked

    def tasks(self, case=None):
        """What the owner of the case has to do about requests."""
        case = case or self.case()
        page = self.env.ref("recouvrement_preventif.mail_activity_page")
        return case.activity_ids.filtered(lambda activity: activity.activity_type_id == page)

    def exchanges(self):
        return self.env["recouvrement.contact"].search([("case_id", "=", self.case().id)], order="id")

    def is_system(self, user):
        return user.id == SUPERUSER_ID
