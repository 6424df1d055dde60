from odoo import api, fields, models
from odoo.fields import Domain

from .recouvrement_suspension_start import FOR_GOOD


class RecouvrementSuspension(models.Model):
    """An online payment that is on its way: what it pays is not chased for the days of grace."""

    _inherit = "recouvrement.suspension"

    kind = fields.Selection(selection_add=[("payment", "Online payment")], ondelete={"payment": "cascade"})
    transaction_id = fields.Many2one(
        "payment.transaction", string="Payment Transaction", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    @api.model
    def _get_transit(self, case, today):
        """What is being paid online of a customer's instalments: {journal item id: amount in its currency}.

        :param case: `recouvrement.case`
        :param date today: the company's date
        """
        domain = Domain("case_id", "=", case.id) & Domain("kind", "=", "payment") & self._get_running_domain(today)
        rows = self.sudo()._read_group(domain, ["line_id"], ["amount:sum"])
        return {line.id: amount for line, amount in rows}

    def _describe(self):
        # EXTENDS 'recouvrement.suspension': what was received is held until it is booked, whenever that is.
        return self.reason if self.kind == "payment" and self.date_to == FOR_GOOD else super()._describe()

    def _get_log_text(self):
        # EXTENDS 'recouvrement.suspension': the payment is told once, not for each instalment.
        return None if self.kind == "payment" else super()._get_log_text()
