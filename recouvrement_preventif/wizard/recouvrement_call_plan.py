from odoo import models

from .recouvrement_call_promise import NOT_SPOKEN


class RecouvrementCall(models.TransientModel):
    """The payment plan that a call leads to, and the broken one that it was about."""

    _inherit = "recouvrement.call"

    def action_record(self):
        # EXTENDS 'recouvrement_preventif'
        result = super().action_record()
        if self.outcome not in NOT_SPOKEN:
            self.case_id._close_broken_plans()
        return self.case_id.action_simulate_plan() if self.outcome == "plan" else result

    def _follow_plan(self, today):
        """The call is made; the simulator opens on what the customer can pay."""
        self._get_reminder()._set_called(today)
