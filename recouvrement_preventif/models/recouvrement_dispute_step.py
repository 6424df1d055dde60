from odoo import api, fields, models


class RecouvrementDisputeStep(models.Model):
    """One state of a dispute, from when to when: where the time goes."""

    _name = "recouvrement.dispute.step"
    _description = "Dispute Step"
    _order = "entered_at, id"
    _rec_name = "state"

    dispute_id = fields.Many2one("recouvrement.dispute", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="dispute_id.company_id", store=True, precompute=True, index=True)
    reason_id = fields.Many2one(related="dispute_id.reason_id")
    state = fields.Selection(lambda self: self.env["recouvrement.dispute"]._fields["state"].selection, required=True)
    entered_at = fields.Datetime(required=True, default=lambda self: fields.Datetime.now())
    left_at = fields.Datetime()
    user_id = fields.Many2one("res.users", string="By", required=True, default=lambda self: self.env.user)
    days = fields.Float(compute="_compute_days", help="Time spent in this state, until now where it has not ended.")

    _one_current_step = models.UniqueIndex("(dispute_id) WHERE left_at IS NULL", "A dispute is in one state at a time.")

    @api.depends("entered_at", "left_at")
    def _compute_days(self):
        now = fields.Datetime.now()
        for step in self:
            spent = (step.left_at or now) - step.entered_at if step.entered_at else None
            step.days = spent.total_seconds() / 86400 if spent else 0.0
