from odoo import api, fields, models
from odoo.fields import Domain

from .res_partner import SEES_DEBTS


class AccountMove(models.Model):
    """An invoice of charges: its charges follow it."""

    _inherit = "account.move"

    recouvrement_charged_move_ids = fields.Many2many(
        "account.move",
        string="Late Invoices",
        compute="_compute_recouvrement_charged_move_ids",
        compute_sudo=True,
        groups=SEES_DEBTS,
        help="The invoices for which this one claims interest or indemnities.",
    )

    @api.depends("invoice_line_ids")
    def _compute_recouvrement_charged_move_ids(self):
        by_invoice = self._get_recouvrement_charges().grouped("invoice_id")
        for move in self:
            charges = by_invoice.get(move._origin, self.env["recouvrement.charge"])
            move.recouvrement_charged_move_ids = charges.move_id.sorted(lambda late: (late.date, late.id))

    def _get_recouvrement_charges(self):
        """The charges that these invoices claim, in sudo mode."""
        return self.env["recouvrement.charge"].sudo().search(Domain("invoice_id", "in", self.ids))

    def write(self, vals):
        # EXTENDS 'account': posting, which changes nothing for charges, asks nothing.
        result = super().write(vals)
        match vals.get("state"):
            case "cancel":
                self._get_recouvrement_charges()._set_cancelled()
            case "draft":
                self._get_recouvrement_charges()._set_invoiced()
        return result

    def unlink(self):
        # EXTENDS 'account': the charges go with the draft that claims them; the cases keep a word of it.
        self._get_recouvrement_charges().filtered(lambda charge: charge.state == "invoiced")._log_freed()
        return super().unlink()

    def _get_recouvrement_charges_action(self):
        """Open invoices, as a clerk knows them.

        :rtype: dict
        """
        action = self.env["ir.actions.actions"]._for_xml_id("account.action_move_out_invoice_type")
        if len(self) == 1:
            return action | {
                "res_id": self.id,
                "view_mode": "form",
                "views": [(self.env.ref("account.view_move_form").id, "form")],
            }
        return action | {"domain": [("id", "in", self.ids)], "context": {"default_move_type": "out_invoice"}}
