from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class RecouvrementChargeDecision(models.TransientModel):
    """What is due beside the invoices of a customer, and what a person decides on it."""

    _name = "recouvrement.charge.decision"
    _description = "Decision on Charges"

    case_id = fields.Many2one("recouvrement.case", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id")
    date = fields.Date(string="Computed to", required=True, readonly=True)
    line_ids = fields.One2many("recouvrement.charge.decision.line", "decision_id", string="Charges")
    reason = fields.Char(help="Why these charges are waived; it is kept on the case.")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            case = self.env["recouvrement.case"].browse(vals["case_id"])
            case.check_access("write")
            today = case.company_id._get_recouvrement_today()
            vals["date"] = today
            vals["line_ids"] = [
                Command.create(self._prepare_line(entry)) for entry in case._get_due_charges(today) if entry.amount > 0
            ]
        return super().create(vals_list)

    @api.model
    def _prepare_line(self, entry):
        return {
            "move_id": entry.move_id,
            "kind": entry.kind,
            "amount": float(entry.amount),
            "currency_id": entry.currency_id,
            "explanation": "\n".join(self.env["recouvrement.legal.wording"]._explain(entry)),
        }

    def _get_selected(self):
        """The charges that were ticked, computed again under the lock of the case.

        :return: list of :class:`~..tools.charge.DueCharge`
        :raise UserError: nothing is ticked, or what is due has changed since it was shown
        """
        self.ensure_one()
        case = self.case_id
        case.check_access("write")
        selected = {(line.move_id.id, line.kind): line.amount for line in self.line_ids if line.is_selected}
        if not selected:
            raise UserError(self.env._("Tick at least one charge."))
        case._lock_charges()
        due = {(entry.move_id, entry.kind): entry for entry in case._get_due_charges(self.date)}
        entries = [due.get(key) for key in selected]
        if any(
            entry is None or float(entry.amount) != amount
            for entry, amount in zip(entries, selected.values(), strict=True)
        ):
            raise UserError(self.env._("What is due has changed meanwhile: close this window and open it again."))
        return entries

    def action_waive(self):
        """Give up the ticked charges, with a reason."""
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why these charges are waived: whoever reads the case will ask."))
        entries = self._get_selected()
        self.env["recouvrement.charge"].sudo()._waive(entries, self.case_id.sudo(), self.reason.strip(), self.date)
        return {"type": "ir.actions.act_window_close"}
