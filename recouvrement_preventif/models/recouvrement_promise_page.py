from odoo import api, models


class RecouvrementPromise(models.Model):
    """Promises that were asked for on the customer's page."""

    _inherit = "recouvrement.promise"

    @api.model
    def _record(self, case, terms, today=None):
        # EXTENDS 'recouvrement_preventif': what a person was asked for is answered by recording it.
        promise = super()._record(case, terms, today)
        asked = terms.exchange.sudo().submission_ids.filtered(lambda each: each.answer_by and each.state == "new")
        asked.promise_id = promise.id
        asked._set_done(self.env.user)
        return promise
