from odoo import models
from odoo.fields import Domain


class RecouvrementTodo(models.Model):
    """The requests that wait, opened from the worklist."""

    _inherit = "recouvrement.todo"

    def action_request(self):
        """Open what the customer sent and nobody handled yet."""
        self.ensure_one()
        waiting = Domain("case_id", "=", self.case_id.id) & Domain("state", "=", "new")
        return self.env["recouvrement.submission"].search(waiting)._get_open_action()
