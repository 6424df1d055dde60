import json

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
    def _get_suspended_amount(self, company, today, partners=None):
        # EXTENDS 'recouvrement.suspension'
        amount = super()._get_suspended_amount(company, today, partners)
        promised = self._get_promised_amounts(company, today, partners)
        if not promised:
            return amount
        return SQL(
            """CASE WHEN s.promise_line_id IS NULL THEN %s
                    ELSE COALESCE((%s::jsonb ->> s.promise_line_id::text)::numeric, 0) END""",
            amount,
            json.dumps(promised),
        )

    @api.model
    def _get_promised_amounts(self, company, today, partners):
        """What is still promised on a day: {promised instalment: amount in its currency, as a numeral}.

        They are read beforehand: within the statement that asks for them, PostgreSQL would take as long to
        plan them as to run the rest, promises or not."""
        ids = self._get_running_agreement_ids("promise_line_id", "promise_id", company, today, partners)
        if not ids:
            return {}
        lines = self.env["recouvrement.promise"]._get_line_query({company.id: today}, SQL("k.id = ANY(%s)", ids))
        rows = self.env.execute_query(SQL("SELECT t.id, t.due - t.received FROM (%s) t", lines))
        return {str(id_): str(amount) for id_, amount in rows}

    def _get_log_text(self):
        # EXTENDS 'recouvrement.suspension': the promise is told once, not for each instalment.
        return None if self.kind == "promise" else super()._get_log_text()
