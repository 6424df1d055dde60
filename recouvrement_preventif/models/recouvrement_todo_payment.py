from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_amount

# Core books a payment within minutes; one that waits for longer meets an obstacle that a person has to remove.
BOOKING_TIME = timedelta(hours=2)


class RecouvrementTodo(models.Model):
    """Online payments that were received and that core could not book."""

    _inherit = "recouvrement.todo"
    _depends = {
        "payment.transaction": ["is_post_processed", "last_state_change", "state"],
        "recouvrement.suspension": ["case_id", "transaction_id"],
    }

    @api.model
    def _get_task_queries(self, today):
        # EXTENDS 'recouvrement.todo'
        return [
            *super()._get_task_queries(today),
            SQL(
                """SELECT s.case_id, 'settle', t.last_state_change::date
                     FROM payment_transaction t JOIN recouvrement_suspension s ON s.transaction_id = t.id
                    WHERE t.state = 'done' AND t.is_post_processed IS NOT TRUE AND t.last_state_change < %s""",
                fields.Datetime.now() - BOOKING_TIME,
            ),
        ]

    def _describe_settle(self, rows):
        result = super()._describe_settle(rows)
        waiting = self.env["payment.transaction"].search(
            Domain("suspension_ids.case_id", "in", rows.case_id.ids)
            & Domain("state", "=", "done")
            & Domain("is_post_processed", "=", False)
            & Domain("last_state_change", "<", fields.Datetime.now() - BOOKING_TIME)
        )
        by_case = {}
        for transaction in waiting:
            for case in transaction.suspension_ids.case_id:
                by_case.setdefault(case, []).append(transaction)
        for row in rows.filtered(lambda row: row.case_id in by_case):
            told = [
                self.env._(
                    "Online payment of %(amount)s (%(reference)s) received, but not booked: check the journal of "
                    "the payment provider",
                    amount=format_amount(self.env, transaction.amount, transaction.currency_id),
                    reference=transaction.reference,
                )
                for transaction in by_case[row.case_id]
            ]
            row.reason = " · ".join(filter(None, [row.reason, *told]))
        return result
