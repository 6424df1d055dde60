"""Charges on late invoices, invoiced in a line or two."""

from datetime import date

from . import test_charges
from .common import TODAY, CollectionCase


class InvoicingCase(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.recouvrement_start_date = date(2026, 1, 1)

    _make_user = test_charges.TestCharges._make_user

    def due(self, partner=None, today=TODAY, company=None):
        entries = self.env["recouvrement.charge"]._get_due(company or self.company, today, partner or self.customer)
        moves = self.env["account.move"]
        return {(moves.browse(entry.move_id), entry.kind): float(entry.amount) for entry in entries}

    def decide(self, case=None, user=None):
        case = (case or self.case()).with_user(user or self.env.user)
        action = case.action_charges()
        return case.env["recouvrement.charge.decision"].browse(action["res_id"])

    def invoice_charges(self, case=None, user=None, kinds=None):
        """The draft of what is due to a customer."""
        wizard = self.decide(case, user)
        for line in wizard.line_ids:
            line.is_selected = kinds is None or line.kind in kinds
        action = wizard.action_invoice()
        moves = self.env["account.move"]
        return moves.browse(action["res_id"]) if action.get("res_id") else moves.search(action["domain"], order="id")

    def charged(self, draft):
        return draft.invoice_line_ids.filtered(lambda line: line.display_type == "product").sorted("sequence")
