from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class RecouvrementTodo(models.Model):
    """What customers sent from their page waits for a person."""

    _inherit = "recouvrement.todo"
    _depends = {"recouvrement.submission": ["case_id", "date", "state"]}

    @api.model
    def _get_task_queries(self, today):
        # EXTENDS 'recouvrement.todo'
        return [
            *super()._get_task_queries(today),
            SQL("SELECT case_id, 'page', date::date FROM recouvrement_submission WHERE state = 'new'"),
        ]

    def _describe_page(self, rows):
        waiting = self.env["recouvrement.submission"].search(
            Domain("case_id", "in", rows.case_id.ids) & Domain("state", "=", "new")
        )
        by_case = waiting.grouped("case_id")
        for row in rows:
            row.reason = " · ".join(each._describe() for each in by_case.get(row.case_id, ()))
