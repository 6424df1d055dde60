from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .res_partner import SEES_DEBTS


class AccountMove(models.Model):
    """Customer invoices that are contested, and the credit notes of what was accepted."""

    _inherit = "account.move"

    recouvrement_dispute_count = fields.Integer(
        string="Disputes", compute="_compute_recouvrement_dispute_count", compute_sudo=True, groups=SEES_DEBTS
    )

    def _compute_recouvrement_dispute_count(self):
        counts = dict(
            self.env["recouvrement.dispute.line"]._read_group(
                Domain("move_id", "in", self.ids), ["move_id"], ["__count"]
            )
        )
        for move in self:
            move.recouvrement_dispute_count = counts.get(move._origin, 0)

    def action_recouvrement_dispute(self):
        """Open the form of a dispute about the invoices."""
        self.env["recouvrement.dispute"].check_access("create")
        for move in self:
            if move.move_type not in ("out_invoice", "out_receipt") or move.state != "posted":
                raise UserError(self.env._("Only a posted customer invoice can be contested."))
            if move.currency_id.is_zero(move.amount_residual):
                raise UserError(self.env._("Nothing is left to pay on %s: nothing can be suspended.", move.name))
        if len(self.commercial_partner_id) != 1 or len(self.company_id) != 1:
            raise UserError(self.env._("Choose invoices of one customer: a dispute is about one."))
        case = self.env["recouvrement.case"].sudo()._ensure(self.company_id, self.commercial_partner_id.ids)
        return case._get_dispute_action(self)

    def action_recouvrement_disputes(self):
        """Show the disputes about the invoice."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("recouvrement_preventif.recouvrement_dispute_action")
        disputes = self.env["recouvrement.dispute"].search(Domain("line_ids.move_id", "=", self.id))
        if len(disputes) == 1:
            return {**action, "views": [(False, "form")], "res_id": disputes.id, "context": {}}
        return {**action, "domain": [("id", "in", disputes.ids)], "context": {}}

    def _post(self, soft=True):
        # EXTENDS 'account': a credit note ends the suspension of what it credits.
        posted = super()._post(soft=soft)
        refunds = posted.filtered(lambda move: move.move_type == "out_refund" and move.reversed_entry_id)
        if refunds:
            lines = self.env["recouvrement.dispute.line"].sudo()
            lines.search(Domain("credit_move_id", "in", refunds.ids))._release_credited()
        return posted
