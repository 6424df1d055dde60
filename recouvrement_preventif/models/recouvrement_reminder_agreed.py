from odoo import models

from ..legal.contract import Agreed


class RecouvrementReminder(models.Model):
    """What was agreed for the invoices of a message."""

    _inherit = "recouvrement.reminder"

    def _get_agreed(self, lines):
        """What was agreed for each line.

        :param lines: `recouvrement.reminder.line` of the reminder
        :return: {line: :class:`~..legal.contract.Agreed`}
        """
        self.ensure_one()
        accepted = self.env["recouvrement.terms.acceptance"]._get_accepted(self.company_id, self.partner_id)
        accepted = accepted.get(self.partner_id.id, ())
        days = {line: line.move_line_id.invoice_date or line.move_line_id.date for line in lines}
        agreed = {
            day: self.policy_id._get_agreed(self.partner_id, self.company_id, day, accepted)
            for day in set(days.values())
        }
        return {line: agreed[day] for line, day in days.items()}

    def _get_agreed_on_all(self, lines):
        """What was agreed for all the lines alike: nothing where it differs from one invoice to another.

        :rtype: :class:`~..legal.contract.Agreed`
        """
        found = {(each.clause, each.indemnity, each.scale) for each in self._get_agreed(lines).values()}
        return Agreed(*found.pop()) if len(found) == 1 else Agreed()
