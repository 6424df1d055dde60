from odoo import api, models
from odoo.tools import SQL


class RecouvrementHistory(models.Model):
    """The discounts that were offered by letter, and those that no e-mail could offer: what was e-mailed is among the
    exchanges."""

    _inherit = "recouvrement.history"
    _depends = {
        "recouvrement.settlement": [
            "by_email",
            "case_id",
            "company_id",
            "contact_id",
            "message_contact_id",
            "message_problem",
            "offered_on",
            "user_id",
        ],
    }

    @api.model
    def _get_queries(self):
        # EXTENDS 'recouvrement.history'
        return [
            *super()._get_queries(),
            SQL(
                """
                SELECT id * 4 + 2, case_id, company_id, offered_on, 'recouvrement.settlement', id,
                       CASE WHEN by_email THEN 'email' ELSE 'letter' END, 'out', contact_id, user_id,
                       CASE WHEN message_problem IS NOT NULL THEN 'failed' END, NULL
                  FROM recouvrement_settlement
                 WHERE offered_on IS NOT NULL AND message_contact_id IS NULL
                """
            ),
        ]
