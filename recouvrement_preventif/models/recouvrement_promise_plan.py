from odoo import api, models
from odoo.fields import Domain


class RecouvrementPromise(models.Model):
    """What a payment plan settles is not promised beside it."""

    _inherit = "recouvrement.promise"

    @api.model
    def _get_promisable(self, case, today, terms=None):
        # EXTENDS 'recouvrement.promise': two agreements on one debt would each count the same money. A plan that
        # takes the place of another, as its terms say, takes what that one covers.
        plans = self.env["recouvrement.plan"].sudo()
        plans = plans.search(Domain("case_id", "=", case.id) & plans._get_running_domain())
        plans -= getattr(terms, "previous", plans.browse())
        planned = set(plans.filtered(lambda plan: plan.state == "running").debt_ids.move_line_id.ids)
        return [
            row._replace(amount=0.0) if row.line_id in planned else row
            for row in super()._get_promisable(case, today, terms)
        ]
