from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class RecouvrementPause(models.TransientModel):
    """Pauses or resumes the reminders of a company, or those of one policy."""

    _name = "recouvrement.pause"
    _description = "Pause Reminders"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    policy_id = fields.Many2one("recouvrement.policy", help="Empty: everything the company sends.")
    paused_until = fields.Date(string="Now paused until", compute="_compute_paused_until")
    date_to = fields.Date(
        string="Pause until", help="Last day of the pause, included: reminders go on by themselves afterwards."
    )
    reason = fields.Char(required=True)

    @api.depends("company_id", "policy_id")
    def _compute_paused_until(self):
        for pause in self:
            today = pause.company_id._get_recouvrement_today()
            until = pause.policy_id.paused_until if pause.policy_id else pause.company_id.recouvrement_paused_until
            pause.paused_until = until if until and until >= today else False

    def _get_target(self):
        """What is paused, once it is known that the user may pause it."""
        self.ensure_one()
        if not self.env.user.has_group("recouvrement_preventif.group_manager"):
            raise AccessError(self.env._("Only collection managers can pause the reminders."))
        if self.policy_id:
            return self.policy_id
        self.company_id._check_recouvrement_allowed()
        return self.company_id.sudo()

    def action_pause(self):
        """Pause until the chosen day, and keep why."""
        target = self._get_target()
        if not self.date_to or self.date_to < self.company_id._get_recouvrement_today():
            raise ValidationError(self.env._("Choose the last day of the pause, today or later."))
        target._pause_recouvrement(self.date_to, self.reason)
        return {"type": "ir.actions.act_window_close"}

    def action_resume(self):
        """End the pause now, and keep why."""
        self._get_target()._pause_recouvrement(False, self.reason)
        return {"type": "ir.actions.act_window_close"}
