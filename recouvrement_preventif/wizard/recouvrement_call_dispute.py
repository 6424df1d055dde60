from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class RecouvrementCall(models.TransientModel):
    """A call in which the customer contests opens a dispute."""

    _inherit = "recouvrement.call"

    dispute_move_ids = fields.Many2many(
        "account.move",
        "recouvrement_call_dispute_rel",
        string="Contested Invoices",
        compute="_compute_dispute_move_ids",
        precompute=True,
        store=True,
        readonly=False,
        domain="[('id', 'in', contestable_move_ids)]",
    )
    contestable_move_ids = fields.Many2many("account.move", compute="_compute_contestable_move_ids")
    dispute_reason_id = fields.Many2one("recouvrement.dispute.reason", string="Why It Contests", check_company=True)

    @api.depends("case_id")
    def _compute_contestable_move_ids(self):
        for call in self:
            moves = call.receivable_ids.move_id
            call.contestable_move_ids = moves.filtered(
                lambda move: move.move_type in ("out_invoice", "out_receipt") and move.state == "posted"
            )

    @api.depends("case_id")
    def _compute_dispute_move_ids(self):
        """The invoice that the call is about, where there is no doubt."""
        for call in self:
            moves = call.contestable_move_ids
            call.dispute_move_ids = moves if len(moves) == 1 else False

    def _check_input(self):
        # EXTENDS 'recouvrement.call'
        super()._check_input()
        if self.outcome != "dispute":
            return
        if not (self.note or "").strip():
            raise UserError(self.env._("Write in the note what the customer contests."))
        if not self.dispute_move_ids:
            raise UserError(self.env._("Choose the invoices that the customer contests."))
        if not self.dispute_reason_id:
            raise UserError(self.env._("Choose why the customer contests: it says who examines it."))

    def _follow_dispute(self, today):
        """Open the dispute, with what was said."""
        self._get_reminder()._set_called(today)
        dispute = self.env["recouvrement.dispute"].create(
            {
                "case_id": self.case_id.id,
                "description": self.note.strip(),
                "exchange_id": self.exchange_id.id,
                "line_ids": [Command.create({"move_id": move.id}) for move in self.dispute_move_ids],
                "means": "call",
                "opened_on": today,
                "reason_id": self.dispute_reason_id.id,
                "reported_by_id": self.contact_id.id,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": dispute._name,
            "res_id": dispute.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
