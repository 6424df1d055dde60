from odoo import api, fields, models

from ..models.recouvrement_case_withheld import WITHHELD_REASONS
from ..tools.plan import SEND


class RecouvrementSetupTotal(models.TransientModel):
    """The customers of a first run that would meet the same fate."""

    _name = "recouvrement.setup.total"
    _description = "Total of the First Run"
    _order = "id"
    _transient_max_hours = 24

    setup_id = fields.Many2one("recouvrement.setup", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="setup_id.currency_id")
    outcome = fields.Char(required=True)
    level_id = fields.Many2one("recouvrement.level", ondelete="cascade")
    reason = fields.Selection(WITHHELD_REASONS)
    name = fields.Char(string="What happens", compute="_compute_name")
    count = fields.Integer(string="Customers")
    amount = fields.Monetary()

    @api.depends("outcome", "level_id", "reason")
    @api.depends_context("lang")
    def _compute_name(self):
        labels = self.env["recouvrement.case"]._get_withheld_labels()
        for total in self:
            if total.outcome != SEND:
                total.name = self.env._("Withheld: %(reason)s", reason=labels[total.reason])
            elif total.level_id.requires_approval:
                total.name = self.env._("%(level)s, once approved", level=total.level_id.name)
            else:
                total.name = total.level_id.name
