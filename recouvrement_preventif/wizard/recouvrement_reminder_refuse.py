from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError


class RecouvrementReminderRefuse(models.TransientModel):
    _name = "recouvrement.reminder.refuse"
    _description = "Refuse Reminders"

    reminder_ids = fields.Many2many(
        "recouvrement.reminder",
        required=True,
        default=lambda self: self.env.context.get("active_ids", []),
    )
    reason = fields.Char(required=True)
    date_to = fields.Date(
        string="Leave in peace until",
        required=True,
        default=lambda self: self.env.company._get_recouvrement_today() + timedelta(days=14),
        help="The invoices of the message are put on hold until this day; afterwards they are proposed again.",
    )

    def action_refuse(self):
        """Take the messages back and put their instalments on hold."""
        self.ensure_one()
        if self.date_to < self.env.company._get_recouvrement_today():
            raise ValidationError(self.env._("Choose a day to come: the invoices are left in peace until then."))
        reminders = self.reminder_ids._as_collector().filtered(lambda reminder: reminder.state == "to_approve")
        if not reminders:
            raise UserError(self.env._("These messages are not waiting for approval."))
        steps = reminders.line_ids.filtered(lambda line: line.level_id and not line.is_cancelled)
        self.env["recouvrement.suspension"].create(
            [
                {
                    "case_id": line.reminder_id.case_id.id,
                    "line_id": line.move_line_id.id,
                    "move_id": line.move_id.id,
                    "reason": self.reason,
                    "date_to": self.date_to,
                }
                for line in steps
            ]
        )
        reminders._set_cancelled("refused", note=self.reason)
