from odoo import api, fields, models
from odoo.tools import SQL

# Suspensions that give time, and say nothing of how the debt will be settled.
PAUSES = ("hold", "answer", "start")


class RecouvrementSuspension(models.Model):
    """What a promise keeps from being chased: what is still promised, as the ledger tells it."""

    _inherit = "recouvrement.suspension"

    kind = fields.Selection(selection_add=[("promise", "Promise")], ondelete={"promise": "cascade"})
    promise_line_id = fields.Many2one(
        "recouvrement.promise.line", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    @api.model
    def _get_suspended_amount(self):
        # EXTENDS 'recouvrement.suspension'
        promise = SQL("k.id = (SELECT o.promise_id FROM recouvrement_promise_line o WHERE o.id = s.promise_line_id)")
        return SQL(
            """
            CASE WHEN s.promise_line_id IS NULL THEN %(amount)s
                 ELSE (SELECT x.amount
                         FROM (SELECT t.id,
                                      LEAST(t.due - LEAST(t.due, t.served),
                                            GREATEST(0, SUM(t.due) OVER () - SUM(t.served) OVER ())) AS amount
                                 FROM (%(lines)s) t) x
                        WHERE x.id = s.promise_line_id) END
            """,
            amount=super()._get_suspended_amount(),
            lines=self.env["recouvrement.promise"]._get_line_query(promise),
        )

    def _get_log_text(self):
        # EXTENDS 'recouvrement.suspension': the promise is told once, not for each instalment.
        return None if self.kind == "promise" else super()._get_log_text()
