from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

# How long a broken promise weighs on what is at risk, and how much.
MEMORY = timedelta(days=365)
RISK_AFTER_BROKEN_PROMISE = 1.25


class RecouvrementTodo(models.Model):
    """Broken promises: somebody comes back to them, and they weigh on what is at risk."""

    _inherit = "recouvrement.todo"
    _depends = {
        "mail.activity": ["active", "activity_type_id", "date_deadline", "res_id", "res_model"],
        "recouvrement.promise": ["broken_on", "cancelled_on", "case_id"],
    }

    @api.model
    def _get_task_queries(self, today):
        # EXTENDS 'recouvrement.todo'
        broken = self.env["ir.model.data"]._xmlid_to_res_id(
            "recouvrement_preventif.mail_activity_promise", raise_if_not_found=False
        )
        return [
            *super()._get_task_queries(today),
            SQL(
                """SELECT res_id, 'promise', date_deadline FROM mail_activity
                    WHERE res_model = 'recouvrement.case' AND activity_type_id = %s AND date_deadline <= %s AND active""",
                broken or 0,
                today,
            ),
        ]

    @api.model
    def _get_trust_factor(self):
        # EXTENDS 'recouvrement.todo'
        return SQL(
            """%s * CASE WHEN EXISTS (SELECT FROM recouvrement_promise promise
                                       WHERE promise.case_id = c.id AND promise.cancelled_on IS NULL
                                         AND promise.broken_on > %s) THEN %s ELSE 1 END""",
            SQL("(%s)", super()._get_trust_factor()),
            self.env.company._get_recouvrement_today() - MEMORY,
            RISK_AFTER_BROKEN_PROMISE,
        )

    def _describe_promise(self, rows):
        for row in rows:
            activity = row.case_id._get_broken_activities()[:1]
            kept = row.case_id.promise_reliability
            parts = (activity.summary, kept and self.env._("promises kept: %s", kept))
            row.reason = " · ".join(filter(None, parts))
