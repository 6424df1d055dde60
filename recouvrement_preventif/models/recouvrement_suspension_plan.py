import json

from odoo import api, fields, models
from odoo.tools import SQL


class RecouvrementSuspension(models.Model):
    """What a payment plan keeps from being chased: what is left to settle by it, as the ledger tells it."""

    _inherit = "recouvrement.suspension"

    kind = fields.Selection(selection_add=[("plan", "Payment plan")], ondelete={"plan": "cascade"})
    plan_debt_id = fields.Many2one("recouvrement.plan.debt", readonly=True, index="btree_not_null", ondelete="cascade")

    @api.model
    def _get_suspended_amount(self, company, today, partners=None):
        # EXTENDS 'recouvrement.suspension'
        amount = super()._get_suspended_amount(company, today, partners)
        planned = self._get_planned_amounts(company, today, partners, amount)
        if not planned:
            return amount
        return SQL(
            """CASE WHEN s.plan_debt_id IS NULL THEN %s
                    ELSE COALESCE((%s::jsonb ->> s.plan_debt_id::text)::numeric, 0) END""",
            amount,
            json.dumps(planned),
        )

    @api.model
    def _get_planned_amounts(self, company, today, partners, other_amount):
        """What plans hold of their debts on a day: {debt of a plan: amount in its currency, as a numeral}, read
        beforehand like what is promised.

        :param SQL other_amount: what a suspension `s` of another kind holds
        """
        ids = self._get_running_agreement_ids("plan_debt_id", "plan_id", company, today, partners)
        if not ids:
            return {}
        held = self.env["recouvrement.plan"]._get_held_query(SQL("k.id = ANY(%s)", ids), company, today, other_amount)
        return {str(id_): str(amount) for id_, amount in self.env.execute_query(held)}

    def _get_log_text(self):
        # EXTENDS 'recouvrement.suspension': the plan is told once, not for each debt.
        return None if self.kind == "plan" else super()._get_log_text()
