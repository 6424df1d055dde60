from odoo import fields, models
from odoo.exceptions import UserError


class RecouvrementPromiseCancel(models.TransientModel):
    """Take a promise back, because it was recorded by mistake or the customer withdrew it."""

    _name = "recouvrement.promise.cancel"
    _description = "Cancel a Promise"

    promise_id = fields.Many2one("recouvrement.promise", required=True, ondelete="cascade")
    reason = fields.Char(required=True)

    def action_cancel(self):
        """What it covered is chased again. A promise that was not kept is a fact: only a manager takes it out."""
        self.ensure_one()
        promise = self.promise_id
        promise.case_id.check_access("write")
        if promise.state == "cancelled":
            raise UserError(self.env._("This promise has already been cancelled."))
        if promise.state != "pending" and not self.env.user.has_group("recouvrement_preventif.group_manager"):
            raise UserError(
                self.env._(
                    "The day of this promise has come, it tells how the customer pays: only a manager can cancel it."
                )
            )
        promise.sudo()._set_cancelled(self.reason)
        return {"type": "ir.actions.act_window_close"}
