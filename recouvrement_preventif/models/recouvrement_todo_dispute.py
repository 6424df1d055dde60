from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .recouvrement_dispute import OPEN_STATES
from .recouvrement_suspension_start import FOR_GOOD


class RecouvrementTodo(models.Model):
    """Disputes that wait for somebody: new, past their deadline, to decide, to credit."""

    _inherit = "recouvrement.todo"
    _depends = {
        "recouvrement.dispute": ["case_id", "deadline", "opened_on", "proposal", "solved_on", "state"],
        "recouvrement.dispute.line": ["credit_move_id", "dispute_id"],
        "recouvrement.suspension": ["dispute_line_id"],
    }

    @api.model
    def _get_task_queries(self, today):
        # EXTENDS 'recouvrement_preventif'
        return [
            *super()._get_task_queries(today),
            SQL(
                """SELECT case_id, 'dispute', LEAST(deadline, opened_on) FROM recouvrement_dispute
                    WHERE state = ANY(%s) AND (state = 'new' OR deadline < %s OR proposal IS NOT NULL)""",
                list(OPEN_STATES),
                today,
            ),
            # What was accepted is credited by a person, who posts the draft.
            SQL(
                """SELECT d.case_id, 'dispute', d.solved_on
                     FROM recouvrement_suspension s
                     JOIN recouvrement_dispute_line l ON l.id = s.dispute_line_id
                     JOIN recouvrement_dispute d ON d.id = l.dispute_id
                    WHERE d.state IN ('accepted', 'partly') AND s.released_on IS NULL AND s.date_to = %s""",
                FOR_GOOD,
            ),
        ]

    def _describe_dispute(self, rows):
        today = self.env.company._get_recouvrement_today()
        disputes = self._get_pressing_disputes(rows.case_id, today).grouped("case_id")
        for row in rows:
            row.reason = " · ".join(
                self._describe_one_dispute(dispute, today) for dispute in disputes.get(row.case_id, ())
            )

    @api.model
    def _get_pressing_disputes(self, cases, today):
        pressing = Domain("state", "in", OPEN_STATES) & (
            Domain("state", "=", "new") | Domain("deadline", "<", today) | Domain("proposal", "!=", False)
        )
        waiting = Domain("released_on", "=", False) & Domain("date_to", "=", FOR_GOOD)
        to_credit = Domain("state", "in", ("accepted", "partly")) & Domain("line_ids.suspension_ids", "any", waiting)
        return self.env["recouvrement.dispute"].search(
            Domain("case_id", "in", cases.ids) & (pressing | to_credit), order="deadline, id"
        )

    @api.model
    def _describe_one_dispute(self, dispute, today):
        """What is to be done about a dispute, in words."""
        values = {
            "name": dispute.name,
            "reason": dispute.reason_id.name,
            "amount": dispute._format_amounts("amount"),
            "date": format_date(self.env, dispute.deadline),
        }
        if not dispute.is_open:
            values["amount"] = dispute._format_amounts("amount_accepted")
            return self.env._("Post the credit note of %(amount)s: %(name)s", **values)
        if dispute.proposal:
            return self.env._("Decide what is proposed: %(name)s, %(reason)s, %(amount)s", **values)
        if dispute.deadline < today:
            return self.env._("Was to be decided by %(date)s: %(name)s, %(reason)s, %(amount)s", **values)
        return self.env._("Examine by %(date)s: %(name)s, %(reason)s, %(amount)s", **values)

    def action_dispute(self):
        """Open the dispute that presses most."""
        self.ensure_one()
        dispute = self._get_pressing_disputes(self.case_id, self.company_id._get_recouvrement_today())[:1]
        return {
            "type": "ir.actions.act_window",
            "res_model": "recouvrement.dispute",
            "res_id": dispute.id,
            "view_mode": "form",
        }
