from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class RecouvrementSnooze(models.TransientModel):
    """Take cases out of the worklist until a day. Automatic reminders go on."""

    _name = "recouvrement.snooze"
    _description = "Snooze Cases"

    case_ids = fields.Many2many("recouvrement.case", string="Cases", required=True)
    date = fields.Date(
        string="Until",
        required=True,
        default=lambda self: self.env.company._get_recouvrement_today() + timedelta(days=7),
    )
    reason = fields.Char(required=True)

    def action_snooze(self):
        """Hide the cases from the worklist; what is said stays in their history."""
        self.ensure_one()
        if self.date <= self.env.company._get_recouvrement_today():
            raise UserError(self.env._("Choose a day to come: the customers come back to the list on that day."))
        self.case_ids._snooze(self.date, self.reason)
