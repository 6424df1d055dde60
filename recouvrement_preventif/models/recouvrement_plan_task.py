from odoo import models
from odoo.tools import format_amount, format_date


class RecouvrementPlan(models.Model):
    """What a payment plan asks of a person."""

    _inherit = "recouvrement.plan"

    def _describe_task(self, today):
        """What somebody has to do on a plan, in words; None when nothing."""
        self.ensure_one()
        if self.stage == "to_approve":
            return self.env._(
                "%(plan)s to approve: %(objections)s",
                plan=self.reference,
                objections=(self.objections or "").replace("\n", " "),
            )
        if self.stage == "proposed" and self.answer_by < today:
            return self.env._(
                "%(plan)s has not been accepted by %(date)s",
                plan=self.reference,
                date=format_date(self.env, self.answer_by),
            )
        if self.is_late:
            late = self.line_ids.filtered(lambda line: line.state == "late").sorted("date")[:1]
            return self.env._(
                "%(plan)s at risk: %(amount)s of %(date)s awaited until %(deadline)s",
                plan=self.reference,
                amount=format_amount(self.env, late.amount_due - late.amount_received, self.currency_id),
                date=format_date(self.env, late.date),
                deadline=format_date(self.env, late.deadline),
            )
        return None
