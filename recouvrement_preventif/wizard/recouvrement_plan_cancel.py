from odoo import fields, models
from odoo.exceptions import UserError

from ..models.recouvrement_plan import OPEN_STAGES


class RecouvrementPlanCancel(models.TransientModel):
    """Take a payment plan back: the customer refused it, or it was made by mistake."""

    _name = "recouvrement.plan.cancel"
    _description = "Cancel a Payment Plan"

    plan_id = fields.Many2one("recouvrement.plan", required=True, readonly=True, ondelete="cascade")
    reason = fields.Char(required=True)

    def action_cancel(self):
        """What it covered is chased again. A plan that was accepted binds both sides: only a manager takes it back."""
        self.ensure_one()
        plan = self.plan_id
        plan.case_id.check_access("write")
        if plan.stage in ("cancelled", "replaced"):
            raise UserError(self.env._("This plan has already ended."))
        if plan.stage not in OPEN_STAGES and not self.env.user.has_group("recouvrement_preventif.group_manager"):
            raise UserError(
                self.env._("The customer accepted this plan: renegotiate it, or ask a manager to cancel it.")
            )
        plan.sudo()._set_cancelled(self.reason)
        return {"type": "ir.actions.act_window_close"}
