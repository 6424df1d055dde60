from odoo import fields, models

from ..tools.promise import share_out


class RecouvrementPlanSimulation(models.TransientModel):
    """The simulation of what a customer asked for on his page."""

    _inherit = "recouvrement.plan.simulation"

    submission_id = fields.Many2one("recouvrement.submission", readonly=True, ondelete="cascade")

    def _get_shares(self, terms):
        """What the plan would cover: {journal item id: amount}."""
        self.ensure_one()
        return share_out(terms.amount, self._filter_room(self._get_room(terms.currency)))

    def _record(self):
        # EXTENDS 'recouvrement_preventif'
        plan = super()._record()
        self.submission_id.sudo().plan_id = plan.id
        return plan
