from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class RecouvrementTodo(models.Model):
    """Payment plans that need somebody: to approve, without an answer, at risk, broken."""

    _inherit = "recouvrement.todo"
    _depends = {
        "mail.activity": ["active", "activity_type_id", "date_deadline", "res_id", "res_model"],
        "account.partial.reconcile": ["credit_move_id", "debit_amount_currency", "debit_move_id"],
        "recouvrement.plan": ["answer_by", "broken_on", "case_id", "ledger_mark", "made_on", "stage"],
        "recouvrement.plan.debt": ["amount", "move_line_id", "plan_id"],
        "recouvrement.plan.line": ["amount", "date", "deadline", "plan_id"],
    }

    @api.model
    def _get_task_queries(self, today):
        # EXTENDS 'recouvrement.todo'
        broken = self.env["ir.model.data"]._xmlid_to_res_id(
            "recouvrement_preventif.mail_activity_plan", raise_if_not_found=False
        )
        Plan = self.env["recouvrement.plan"]
        running = SQL("k.stage = 'agreed' AND k.broken_on IS NULL")
        return [
            *super()._get_task_queries(today),
            SQL(
                """SELECT res_id, 'plan', date_deadline FROM mail_activity
                    WHERE res_model = 'recouvrement.case' AND activity_type_id = %s AND date_deadline <= %s AND active""",
                broken or 0,
                today,
            ),
            SQL(
                """SELECT case_id, 'plan', COALESCE(answer_by, made_on) FROM recouvrement_plan
                    WHERE stage = 'to_approve' OR stage = 'proposed' AND answer_by < %s""",
                today,
            ),
            SQL(
                """SELECT plan.case_id, 'plan', o.next_date
                     FROM (%s) o JOIN recouvrement_plan plan ON plan.id = o.id WHERE o.is_late""",
                Plan._get_outcome_query(Plan._get_days(), running),
            ),
        ]

    def _describe_plan(self, rows):
        today = self.env.company._get_recouvrement_today()
        plans = self.env["recouvrement.plan"].search(
            Domain("case_id", "in", rows.case_id.ids) & Domain("stage", "in", ("to_approve", "proposed", "agreed"))
        )
        by_case = plans.grouped("case_id")
        for row in rows:
            parts = row.case_id._get_plan_activities().mapped("summary")
            for plan in by_case.get(row.case_id, plans.browse()):
                parts.append(plan._describe_task(today))
            row.reason = " · ".join(filter(None, parts))

    # === ACTIONS === #

    def action_plan(self):
        """Open the payment plan that needs somebody; the simulator when there is none."""
        self.ensure_one()
        plans = self.case_id.plan_ids.filtered(
            lambda plan: plan.state in ("to_approve", "proposed", "running", "broken")
        )
        if not plans:
            return self.case_id.action_simulate_plan()
        return plans[0].action_open_plan()
