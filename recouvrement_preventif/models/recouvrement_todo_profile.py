from odoo import api, models
from odoo.tools import SQL


class RecouvrementTodo(models.Model):
    """Proposals about a customer that wait for somebody to judge them."""

    _inherit = "recouvrement.todo"
    _depends = {
        "recouvrement.behaviour": ["company_id", "partner_id", "proposed_intent", "proposed_profile", "refreshed_on"]
    }

    @api.model
    def _get_task_queries(self, today):
        # EXTENDS 'recouvrement_preventif'
        return [
            *super()._get_task_queries(today),
            SQL(
                """SELECT k.id, 'profile', b.refreshed_on
                     FROM recouvrement_behaviour b
                     JOIN recouvrement_case k ON k.partner_id = b.partner_id AND k.company_id = b.company_id
                    WHERE b.proposed_profile IS NOT NULL OR b.proposed_intent IS NOT NULL"""
            ),
        ]

    def _describe_profile(self, rows):
        for row in rows:
            case = row.case_id
            row.reason = " · ".join(filter(None, (case.profile_question, case.intent_question)))
