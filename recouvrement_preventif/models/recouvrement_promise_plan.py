from odoo import api, models
from odoo.fields import Domain


class RecouvrementPromise(models.Model):
    """What a payment plan settles is not promised beside it."""

    _inherit = "recouvrement.promise"

    @api.model
    def _get_promisable(self, case, today, terms=None):
        # EXTENDS 'recouvrement.promise': two agreements on one debt would each count the same money. A plan that
        # takes the place of another, as its terms say, takes what that one covers.
        Plan = self.env["recouvrement.plan"].sudo()
        proposed = Domain("stage", "=", "proposed") & Domain("answer_by", ">=", today)
        plans = Plan.search(Domain("case_id", "=", case.id) & (Plan._get_running_domain() | proposed))
        plans -= getattr(terms, "previous", Plan)
        planned = set(plans.filtered(lambda plan: plan.state != "completed").debt_ids.move_line_id.ids)
        return [
            row._replace(amount=0.0) if row.line_id in planned else row
            for row in super()._get_promisable(case, today, terms)
        ]
