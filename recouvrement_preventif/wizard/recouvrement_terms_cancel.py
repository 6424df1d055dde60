from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class RecouvrementTermsCancel(models.TransientModel):
    """An acceptance was recorded by mistake: it does not count any more, and says why."""

    _name = "recouvrement.terms.cancel"
    _description = "Cancel an Acceptance of Payment Terms"

    acceptance_id = fields.Many2one("recouvrement.terms.acceptance", required=True, readonly=True, ondelete="cascade")
    reason = fields.Char(required=True)

    def action_cancel(self):
        """Cancel it: only a manager does, since charges depend on it."""
        self.ensure_one()
        if not self.env.user.has_group("recouvrement_preventif.group_manager"):
            raise AccessError(self.env._("Only collection managers cancel an acceptance."))
        acceptance = self.acceptance_id
        if acceptance.cancelled_on:
            raise UserError(self.env._("This acceptance has already been cancelled."))
        acceptance._cancel(self.reason, acceptance.company_id._get_recouvrement_today())
        return {"type": "ir.actions.act_window_close"}
