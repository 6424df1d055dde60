from odoo import api, fields, models
from odoo.tools import SQL

from .recouvrement_promise import ENDED_STATES, STATES


class RecouvrementPromiseReport(models.Model):
    """Promises and what became of them, to be counted by customer and by collector."""

    _name = "recouvrement.promise.report"
    _description = "Promises Analysis"
    _inherit = ["recouvrement.agreement.report"]
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "promise_id"
    _depends = {
        "recouvrement.promise": [
            "cancelled_on",
            "case_id",
            "company_id",
            "contact_id",
            "date",
            "deadline",
            "ledger_mark",
            "made_on",
            "partner_id",
            "user_id",
        ],
        "recouvrement.promise.line": ["amount", "move_line_id", "promise_id"],
    }

    promise_id = fields.Many2one("recouvrement.promise", readonly=True)
    contact_id = fields.Many2one("res.partner", string="Promised by", readonly=True)
    user_id = fields.Many2one(string="Recorded by")
    made_on = fields.Date(readonly=True)
    date = fields.Date(string="Promised for", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    amount_due = fields.Monetary(string="Promised")
    kept_rate = fields.Float(help="The share of promises that were kept, of those whose day has come.")

    @property
    def _table_query(self):
        Promise = self.env["recouvrement.promise"]
        return SQL(
            """
            SELECT p.id, p.id AS promise_id, p.case_id, p.partner_id, p.contact_id, p.company_id, p.user_id, p.made_on,
                   p.date, o.state, o.due_company AS amount_due, o.received_company AS amount_received,
                   CASE WHEN o.state = 'kept' THEN 100.0 WHEN o.state = ANY(%s) THEN 0.0 END AS kept_rate
              FROM (%s) o JOIN recouvrement_promise p ON p.id = o.id
            """,
            list(ENDED_STATES),
            Promise._get_outcome_query(Promise._get_days(), SQL("TRUE")),
        )

    @api.readonly
    def action_open_promise(self):
        """Open the promise behind a row."""
        return self.promise_id._get_open_action()
