from odoo import api, fields, models
from odoo.fields import Domain


class RecouvrementCase(models.Model):
    """What a customer can tell the company on its page: that something is wrong, or anything else."""

    _inherit = "recouvrement.case"

    request_count = fields.Integer(compute="_compute_request_count", compute_sudo=True)

    @api.depends("submission_ids")
    def _compute_request_count(self):
        counts = dict(
            self.env["recouvrement.submission"]._read_group([("case_id", "in", self.ids)], ["case_id"], ["__count"])
        )
        for case in self:
            case.request_count = counts.get(case, 0)

    def _get_page_actions(self, visit):
        # EXTENDS 'recouvrement.case'
        actions = super()._get_page_actions(visit)
        if visit.env["recouvrement.submission"]._get_contestable(visit.case):
            actions.append(("dispute", self.env._("Contest an invoice"), visit.url + "/dispute"))
        actions.append(("message", self.env._("Write to us"), visit.url + "/write"))
        actions.append(("correction", self.env._("Correct your contact details"), visit.url + "/correct"))
        return actions

    def action_requests(self):
        """Open what the customer sent from its page."""
        self.ensure_one()
        return self.submission_ids._get_open_action()

    def _merge_into(self, kept):
        # EXTENDS 'recouvrement_preventif': core deletes the files of a record with it.
        own = Domain("res_model", "=", self._name) & Domain("res_id", "in", self.ids)
        self.env["ir.attachment"].sudo().search(own).res_id = kept.id
        return super()._merge_into(kept)
