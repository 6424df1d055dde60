from odoo import models

from ..tools.deposit import TermLine, get_due_at_once


class AccountPaymentTerm(models.Model):
    _inherit = "account.payment.term"

    def _get_recouvrement_due_at_once(self, total):
        """What is due on the day of the invoice, of a total; all of it without terms, as Odoo has it.

        :rtype: float
        """
        if not self:
            return total
        lines = [TermLine(line.value, line.value_amount, line.delay_type, line.nb_days) for line in self.line_ids]
        return get_due_at_once(lines, total)
