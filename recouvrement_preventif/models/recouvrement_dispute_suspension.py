from datetime import timedelta

from odoo import models
from odoo.tools import format_date

from .recouvrement_suspension_start import FOR_GOOD


class RecouvrementDispute(models.Model):
    """What a dispute keeps from being chased, until it is decided and a little longer."""

    _inherit = "recouvrement.dispute"

    def _suspend(self):
        """Suspend what is contested of each invoice, no more: where all that is open is contested,
        the whole invoice, whatever its residual becomes."""
        Suspension = self.env["recouvrement.suspension"].sudo()
        for dispute in self.sudo().filtered("is_open"):
            today = dispute.company_id._get_recouvrement_today()
            for line in dispute.line_ids:
                amount = 0.0 if line._is_whole() else line.amount
                running = line.suspension_ids.filtered_domain(Suspension._get_running_domain(today))
                if running:
                    running.amount = amount
                else:
                    Suspension.create(line._prepare_suspension(amount, today, FOR_GOOD))

    def _resume(self, today):
        """Let go of what is not accepted, after the days of grace of the policy; what is accepted
        waits for its credit note.

        :param date today: the company's date
        """
        self.ensure_one()
        grace_days = self.case_id.policy_id.dispute_grace_days
        last_day = today + timedelta(days=grace_days)
        Suspension = self.env["recouvrement.suspension"]
        for line in self.line_ids:
            running = line.suspension_ids.filtered_domain(Suspension._get_running_domain(today))
            accepted, refused = line.amount_accepted, line.amount - line.amount_accepted
            if line.currency_id.is_zero(refused):
                continue
            if line.currency_id.is_zero(accepted):
                if grace_days:
                    running.write({"date_to": last_day, "reason": self._get_grace_reason()})
                else:
                    running._release(today)
                continue
            running.amount = accepted
            if grace_days:
                vals = line._prepare_suspension(refused, today, last_day)
                Suspension.create({**vals, "reason": self._get_grace_reason()})

    def _get_grace_reason(self):
        return self.env._(
            "Dispute %(name)s, answered on %(date)s: time to pay is left",
            name=self.name,
            date=format_date(self.env, self.solved_on),
        )
