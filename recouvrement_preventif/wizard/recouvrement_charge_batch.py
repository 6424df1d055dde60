from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class RecouvrementChargeBatch(models.TransientModel):
    """The charges of several customers: what each draft would claim, before they are made."""

    _name = "recouvrement.charge.batch"
    _description = "Invoice Charges"

    case_ids = fields.Many2many("recouvrement.case", required=True, readonly=True)
    line_ids = fields.One2many("recouvrement.charge.batch.line", "batch_id", string="Drafts")
    nothing_count = fields.Integer(string="Customers without Charges", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        batches = super().create(vals_list)
        for batch in batches:
            totals = batch._get_totals(batch._get_due(batch.case_ids))
            batch.line_ids = [
                Command.create(
                    {"case_id": case.id, "currency_id": currency_id, "amount": amount, "charge_count": count}
                )
                for (case, currency_id), (amount, count) in totals.items()
            ]
            batch.nothing_count = len(batch.case_ids - batch.line_ids.case_id)
        return batches

    @api.model
    def _get_due(self, cases):
        """What the customers owe beside their invoices today: {case: list of charges}."""
        due = {}
        for company, company_cases in cases.grouped("company_id").items():
            due |= company_cases._get_due_by_case(company._get_recouvrement_today())
        return due

    @api.model
    def _get_totals(self, due):
        """What each draft claims: {(case, currency id): (amount, number of charges)}."""
        totals = {}
        for case, entries in due.items():
            for entry in entries:
                amount, count = totals.get((case, entry.currency_id), (0, 0))
                totals[case, entry.currency_id] = amount + entry.amount, count + 1
        return {key: (float(amount), count) for key, (amount, count) in totals.items()}

    def action_invoice(self):
        """Make the drafts of the ticked lines, and open them. Customers whose charges have changed since they were
        shown are left out, and named."""
        self.ensure_one()
        selected = {(line.case_id, line.currency_id.id): line.amount for line in self.line_ids if line.is_selected}
        if not selected:
            raise UserError(self.env._("Tick at least one customer."))
        cases = self.env["recouvrement.case"].union(*(case for case, _currency_id in selected))
        cases.check_access("write")
        cases._lock_charges()
        due = self._get_due(cases)
        totals = self._get_totals(due)
        confirmed = {key for key, amount in selected.items() if totals.get(key, (0, 0))[0] == amount}
        moves = self._invoice(due, confirmed)
        changed = self.env["recouvrement.case"].union(*(case for case, _currency_id in selected.keys() - confirmed))
        return self._report(moves, changed)

    @api.model
    def _invoice(self, due, confirmed):
        moves = self.env["account.move"]
        charges = self.env["recouvrement.charge"]
        cases = self.env["recouvrement.case"].union(*(case for case, _currency_id in confirmed))
        for company, company_cases in cases.grouped("company_id").items():
            entries = [entry for case in company_cases for entry in due[case] if (case, entry.currency_id) in confirmed]
            today = company._get_recouvrement_today()
            moves += charges._invoice(entries, company_cases, today, charges._get_accounts(company, entries))
        return moves

    @api.model
    def _report(self, moves, changed):
        names = ", ".join(changed.partner_id.mapped("name"))
        if not moves:
            raise UserError(
                self.env._(
                    "What these customers owe has changed meanwhile: %(customers)s. Start again.", customers=names
                )
            )
        action = moves._get_recouvrement_charges_action()
        if not changed:
            return action
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self.env._(
                    "Not invoiced, because what they owe has changed meanwhile: %(customers)s", customers=names
                ),
                "next": action,
            },
        }
