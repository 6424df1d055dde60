from odoo import api, models
from odoo.tools import SQL


class RecouvrementTodo(models.Model):
    _inherit = "recouvrement.todo"
    _depends = {"snailmail.letter": ["recouvrement_reminder_id", "state"]}

    @api.model
    def _get_waiting_condition(self, today):
        # EXTENDS 'recouvrement_preventif': nobody has to post what the postal service has.
        return SQL(
            """%s AND NOT EXISTS (SELECT 1 FROM snailmail_letter s
                                   WHERE s.recouvrement_reminder_id = r.id AND s.state = 'pending')""",
            super()._get_waiting_condition(today),
        )
