from odoo import api, models
from odoo.tools import SQL


class RecouvrementHistory(models.Model):
    """The payment plans that no e-mail could propose: what was e-mailed is among the exchanges."""

    _inherit = "recouvrement.history"
    _depends = {
        "recouvrement.contact": ["date", "direction", "plan_id"],
        "recouvrement.plan": ["answer_by", "case_id", "company_id", "contact_id", "made_on", "user_id"],
    }

    @api.model
    def _get_queries(self):
        # EXTENDS 'recouvrement.history'
        return [
            *super()._get_queries(),
            SQL(
                """
                SELECT k.id * 4 + 3, k.case_id, k.company_id, k.made_on, 'recouvrement.plan', k.id,
                       'email', 'out', k.contact_id, k.user_id, 'failed', NULL
                  FROM recouvrement_plan k
                 WHERE k.answer_by IS NOT NULL
                   AND NOT EXISTS (SELECT FROM recouvrement_contact e
                                    WHERE e.plan_id = k.id AND e.direction = 'out' AND e.date = k.made_on)
                """
            ),
        ]
