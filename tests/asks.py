"""Customers who promise and ask for instalments on their page."""

from odoo.addons.recouvrement_preventif.tools.visit import Visit

from .page import PageCase
from .plans import PlanCase


class AskCase(PlanCase, PageCase):
    """A customer whose page a test uses without HTTP, or with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lucie = cls._make_customer(
            "Lucie", parent_id=cls.customer.id, is_company=False, email="lucie@example.org", lang="en_US"
        )
        cls.submissions = cls.env["recouvrement.submission"]

    def visit(self, lang="en_US", case=None):
        case = (case or self.case()).sudo().with_company(self.company).with_context(lang=lang)
        return Visit(
            case=case,
            contact=self.lucie.with_env(case.env),
            access=self.access(contact=self.lucie).with_env(case.env),
            user=None,
            today=self.company._get_recouvrement_today(),
            ip_address="192.0.2.7",
        )

    def send(self, kind, values, number=None, lang="en_US", **visitor):
        """What a visitor sends without HTTP: the submission, and whether it had been received before."""
        visit = self.visit(lang)
        submissions = visit.env["recouvrement.submission"]
        number = submissions._get_next_number(visit, kind) if number is None else number
        visitor = {"name": "Lucie Petit", "email": "", "text": "", **visitor}
        submission, is_again = submissions._submit(visit, kind, number, {**values, **visitor})
        self.env.invalidate_all()
        return submission.with_env(self.env), is_again

    def read_promise(self, lang="en_US", **entry):
        """What the page understands of a promise: (values, {field: problem})."""
        visit = self.visit(lang)
        return visit.env["recouvrement.submission"]._read_promise(visit.case, entry, visit.today)

    def promise_online(self, amount="", date="2026-12-05", moves=None, **kwargs):
        """Promise on the page; the submission."""
        ids = [str(move.id) for move in moves or ()]
        values, errors = self.read_promise(amount=amount, date=date, move_ids=ids)
        self.assertEqual(errors, {})
        return self.send("promise", values, **kwargs)[0]

    def ask_plan(self, count="3", first_date="2026-12-02", **kwargs):
        """Ask for instalments on the page; the submission."""
        visit = self.visit()
        entry = {"count": count, "first_date": first_date}
        values, errors = visit.env["recouvrement.submission"]._read_plan_wish(visit.case, entry, visit.today)
        self.assertEqual(errors, {})
        return self.send("plan", values, **kwargs)[0]

    def answer_plan(self, plan, answer="accepted", digest=None, **kwargs):
        values = {"answer": answer, "plan_id": plan.id, "read_digest": digest or plan._get_agreement_digest()}
        return self.send("plan", values, **kwargs)[0]

    def page_tasks(self):
        activity_type = self.env.ref("recouvrement_preventif.mail_activity_page")
        return self.case().activity_ids.filtered(lambda activity: activity.activity_type_id == activity_type)

    def mails(self):
        return self.env["mail.mail"].search([], order="id")
