from odoo import models
from odoo.tools import format_amount


class RecouvrementReminder(models.Model):
    _inherit = "recouvrement.reminder"

    def action_confirm_approve(self):
        """Approve messages; for several at once, show first how much they ask for and what
        the bank does not know yet."""
        waiting = self.filtered(lambda reminder: reminder.state == "to_approve")
        if len(waiting) < 2:
            return self.action_approve()
        waiting.check_access("write")
        return self.env["recouvrement.confirm"]._open(
            {
                "kind": "approve",
                "company_ids": waiting.company_id.ids,
                "reminder_ids": waiting.ids,
                "summary": waiting._summarize_approval(),
            }
        )

    def _summarize_approval(self):
        """What approving does, in words: amounts of different currencies are never added."""
        lines = self.line_ids.filtered(lambda line: not line.is_cancelled)
        amounts = " + ".join(
            format_amount(self.env, sum(group.mapped("amount")), currency)
            for currency, group in lines.grouped("currency_id").items()
        )
        return self.env._("Messages to approve: %(count)s, asking for %(amounts)s.", count=len(self), amounts=amounts)
