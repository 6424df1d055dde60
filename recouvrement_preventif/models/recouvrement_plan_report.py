from odoo import api, fields, models
from odoo.tools import SQL

from .recouvrement_plan import STATES


class RecouvrementPlanReport(models.Model):
    """Payment plans and what became of them, to be counted by customer and by collector."""

    _name = "recouvrement.plan.report"
    _description = "Payment Plans Analysis"
    _inherit = ["recouvrement.agreement.report"]
    _auto = False
    _order = "accepted_on desc, id desc"
    _rec_name = "plan_id"
    _depends = {
        "recouvrement.plan": [
            "accepted_on",
            "broken_on",
            "case_id",
            "company_id",
            "last_date",
            "ledger_mark",
            "made_on",
            "partner_id",
            "stage",
            "user_id",
        ],
        "recouvrement.plan.debt": ["amount", "move_line_id", "plan_id"],
        "recouvrement.plan.line": ["amount", "date", "deadline", "plan_id"],
    }

    plan_id = fields.Many2one("recouvrement.plan", readonly=True)
    user_id = fields.Many2one(string="Prepared by")
    accepted_on = fields.Date(readonly=True)
    last_date = fields.Date(string="Last instalment", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    amount_due = fields.Monetary(string="Planned")
    kept_rate = fields.Float(
        help="The share of plans that were kept to the end, of those that are completed or broken."
    )

    @property
    def _table_query(self):
        Plan = self.env["recouvrement.plan"]
        return SQL(
            """
            SELECT p.id, p.id AS plan_id, p.case_id, p.partner_id, p.company_id, p.user_id, p.accepted_on, p.last_date,
                   o.state, o.due_company AS amount_due, o.received_company AS amount_received,
                   CASE o.state WHEN 'completed' THEN 100.0 WHEN 'broken' THEN 0.0 END AS kept_rate
              FROM (%s) o JOIN recouvrement_plan p ON p.id = o.id
            """,
            Plan._get_outcome_query(Plan._get_days(), SQL("k.accepted_on IS NOT NULL")),
        )

    @api.readonly
    def action_open_plan(self):
        """Open the plan behind a row."""
        return self.plan_id._get_open_action()
