from odoo import fields, models

# After these outcomes nobody has spoken with the customer yet.
NOT_SPOKEN = ("call_back", "no_answer", "wrong_number")


class RecouvrementCall(models.TransientModel):
    """The promise that a call ends with, and the broken one that it was about."""

    _name = "recouvrement.call"
    _inherit = ["recouvrement.call", "recouvrement.promise.terms"]

    contact_id = fields.Many2one(domain="[('commercial_partner_id', '=', partner_id)]")

    def action_record(self):
        # EXTENDS 'recouvrement_preventif'
        result = super().action_record()
        if self.outcome not in NOT_SPOKEN:
            self.case_id._close_broken_promises()
        return result

    def _check_input(self):
        # EXTENDS 'recouvrement_preventif'
        result = super()._check_input()
        if self.outcome == "promise":
            self.env["recouvrement.promise"]._check_terms(self._get_terms(), self.company_id._get_recouvrement_today())
        return result

    def _prepare_exchange(self, today):
        # EXTENDS 'recouvrement_preventif'
        values = super()._prepare_exchange(today)
        if self.outcome == "promise":
            values["summary"] = self._describe_promise()
        return values

    def _follow_promise(self, today):
        """What was promised is not chased until its day; the rest goes on."""
        self._get_reminder()._set_called(today)
        recorded = self.env["recouvrement.contact"].search(
            [("case_id", "=", self.case_id.id), ("user_id", "=", self.env.uid)], order="id desc", limit=1
        )
        self.env["recouvrement.promise"]._record(self.case_id, self._get_terms(recorded))._confirm()
