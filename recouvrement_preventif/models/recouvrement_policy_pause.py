from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date


class RecouvrementPolicy(models.Model):
    _inherit = "recouvrement.policy"

    def write(self, vals):
        res = super().write(vals)
        if "paused_until" in vals:
            self.env["recouvrement.reminder"]._reschedule(Domain("policy_id", "in", self.ids))
        return res

    def _pause_recouvrement(self, until, reason):
        """Let nothing leave under the policy until a day, included; see `res.company._pause_recouvrement`."""
        self.paused_until = until
        for policy in self:
            policy._message_log(body=policy._get_pause_text(until, reason))

    @api.model
    def _get_pause_text(self, until, reason):
        if not until:
            return self.env._("Reminders resumed: %(reason)s", reason=reason)
        return self.env._(
            "Reminders paused until %(date)s: %(reason)s", date=format_date(self.env, until), reason=reason
        )
