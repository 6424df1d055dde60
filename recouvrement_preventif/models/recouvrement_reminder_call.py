from odoo import fields, models


class RecouvrementReminder(models.Model):
    """Reminders that ask somebody to call."""

    _inherit = "recouvrement.reminder"

    activity_id = fields.Many2one(
        "mail.activity", string="Task", readonly=True, index="btree_not_null", ondelete="set null"
    )

    def _set_called(self, day):
        """The call took place: the instalments reached the level on that day.

        :param date day: the company's date
        """
        called = self.filtered(lambda reminder: reminder.state == "queued")
        called.date = day
        called.line_ids._reach()
        called._set_sent()
        called.activity_id.unlink()
        return called

    def action_call(self):
        """Open the call sheet of the case."""
        self.ensure_one()
        return self.case_id.action_call()
