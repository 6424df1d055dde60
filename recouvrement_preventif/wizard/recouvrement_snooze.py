from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class RecouvrementSnooze(models.TransientModel):
    """Take cases out of the worklist until a day. Automatic reminders go on."""

    _name = "recouvrement.snooze"
    _description = "Snooze Cases"

    case_ids = fields.Many2many("recouvrement.case", string="Cases", required=True)
    date = fields.Date(
        string="Until", required=True, default=lambda self: fields.Date.context_today(self) + timedelta(days=7)
    )
    reason = fields.Char(required=True)

    def action_snooze(self):
        """Hide the cases from the worklist; what is said stays in their history."""
        self.ensure_one()
        if self.date <= fields.Date.context_today(self):
            raise UserError(self.env._("Choose a day to come: the customers come back to the list on that day."))
        self.case_ids._snooze(self.date, self.reason)
