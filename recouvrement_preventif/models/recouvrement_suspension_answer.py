from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class RecouvrementSuspension(models.Model):
    """The pause that gives somebody the time to read what a customer answered."""

    _inherit = "recouvrement.suspension"

    kind = fields.Selection(selection_add=[("answer", "Answer received")], ondelete={"answer": "cascade"})

    @api.model
    def _pause_for_answer(self, case, days, today):
        """Suspend everything that a customer owes for some days, or until as late where a pause
        is already running.

        :param case: `recouvrement.case` of the customer
        :param int days: how many days after today
        :param date today: the company's date
        :return: the pause
        """
        date_to = today + timedelta(days=days)
        answers = Domain("case_id", "=", case.id) & Domain("kind", "=", "answer")
        running = self.search(answers & self._get_running_domain(today), limit=1)
        if not running:
            return self.create(
                {
                    "case_id": case.id,
                    "kind": "answer",
                    "date_from": today,
                    "date_to": date_to,
                    "reason": self.env._("The customer answered"),
                }
            )
        if running.date_to < date_to:
            running.date_to = date_to
            case._message_log(body=running._get_log_text())
        return running
