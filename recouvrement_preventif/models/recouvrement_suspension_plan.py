from odoo import api, fields, models
from odoo.tools import SQL, format_date


class RecouvrementSuspension(models.Model):
    """What a payment plan keeps from being chased: what is left to settle by it, as the ledger tells it."""

    _inherit = "recouvrement.suspension"

    kind = fields.Selection(selection_add=[("plan", "Payment plan")], ondelete={"plan": "cascade"})
    plan_debt_id = fields.Many2one("recouvrement.plan.debt", readonly=True, index="btree_not_null", ondelete="cascade")

    @api.model
    def _get_suspended_amount(self):
        # EXTENDS 'recouvrement.suspension'
        amount = super()._get_suspended_amount()
        plan = SQL("k.id = (SELECT own.plan_id FROM recouvrement_plan_debt own WHERE own.id = s.plan_debt_id)")
        return SQL(
            """
            CASE WHEN s.plan_debt_id IS NULL THEN %(amount)s
                 ELSE (SELECT held.amount FROM (%(held)s) held WHERE held.id = s.plan_debt_id) END
            """,
            amount=amount,
            held=self.env["recouvrement.plan"]._get_held_query(plan, amount),
        )

    def _get_log_text(self):
        # EXTENDS 'recouvrement.suspension': of a plan, the amount matters.
        if self.kind != "plan":
            return super()._get_log_text()
        return self.env._(
            "%(invoice)s is not chased for %(amount)s until %(date)s: %(reason)s",
            invoice=self.line_id.move_id.name,
            amount=self.currency_id.format(self.amount),
            date=format_date(self.env, self.date_to),
            reason=self.reason,
        )
