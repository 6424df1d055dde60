from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class RecouvrementTodo(models.Model):
    """Discounts that wait for a manager, and credit notes that wait to be posted."""

    _inherit = "recouvrement.todo"
    _depends = {
        "account.move": ["state"],
        "recouvrement.settlement": [
            "cancelled_on",
            "case_id",
            "credit_move_ids",
            "credited_on",
            "offered_on",
            "proposed_on",
            "refused_on",
        ],
    }

    @api.model
    def _get_task_queries(self, today):
        # EXTENDS 'recouvrement.todo'
        return [
            *super()._get_task_queries(today),
            SQL(
                """SELECT case_id, 'settlement', proposed_on FROM recouvrement_settlement
                    WHERE offered_on IS NULL AND refused_on IS NULL AND cancelled_on IS NULL"""
            ),
            SQL(
                """SELECT k.case_id, 'settlement', k.credited_on
                     FROM recouvrement_settlement k
                     JOIN recouvrement_settlement_credit_rel rel ON rel.recouvrement_settlement_id = k.id
                     JOIN account_move m ON m.id = rel.account_move_id AND m.state = 'draft'"""
            ),
        ]

    def _get_settlements(self):
        """The discounts that need somebody, of the cases of some rows: {case: the offers}"""
        waiting = (
            Domain("offered_on", "=", False) & Domain("refused_on", "=", False) & Domain("cancelled_on", "=", False)
        )
        settlements = self.env["recouvrement.settlement"].search(
            Domain("case_id", "in", self.case_id.ids) & (waiting | Domain("credit_move_ids.state", "=", "draft"))
        )
        return settlements.grouped("case_id")

    def _describe_settlement(self, rows):
        settlements = rows._get_settlements()
        for row in rows:
            settlement = settlements.get(row.case_id, self.env["recouvrement.settlement"])[:1]
            if settlement.offered_on:
                row.reason = self.env._("Paid in time, credit note to post: %s", settlement._describe_terms())
            else:
                row.reason = self.env._("Discount to approve: %s", settlement._describe_terms())

    def action_settlement(self):
        """Open the discount that needs somebody; the case when it does not any more."""
        self.ensure_one()
        for settlement in self._get_settlements().get(self.case_id, ()):
            return settlement._get_open_action()
        return self.action_open_case()
