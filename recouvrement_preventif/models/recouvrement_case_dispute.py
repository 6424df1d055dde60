from odoo import fields, models
from odoo.fields import Command


class RecouvrementCase(models.Model):
    """What a customer contests."""

    _inherit = "recouvrement.case"

    dispute_ids = fields.One2many("recouvrement.dispute", "case_id", string="Disputes")

    def action_dispute(self):
        """Open the form that records a dispute of the customer."""
        self.ensure_one()
        return self._get_dispute_action()

    def _get_dispute_action(self, moves=None, **values):
        """The form of a new dispute.

        :param moves: `account.move` that the customer contests
        :param values: what else is known of it
        """
        self.ensure_one()
        context = {f"default_{name}": value for name, value in {"case_id": self.id, **values}.items()}
        if moves:
            context["default_line_ids"] = [Command.create({"move_id": move.id}) for move in moves]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Dispute"),
            "res_model": "recouvrement.dispute",
            "view_mode": "form",
            "context": context,
        }

    def _merge_into(self, kept):
        # EXTENDS 'recouvrement_preventif': what the customers contest follows them.
        self.dispute_ids.case_id = kept
        return super()._merge_into(kept)
