from odoo import fields, models


class RecouvrementSubmission(models.Model):
    """The requests as a screen, for whoever handles them."""

    _inherit = "recouvrement.submission"

    contact_email = fields.Char(related="contact_id.email", string="E-mail known")

    def action_open_case(self):
        """Open the case of the customer."""
        self.ensure_one()
        return self._get_form_action(self.case_id)

    def action_open_dispute(self):
        """Open the dispute that the request opened, or was added to."""
        self.ensure_one()
        return self._get_form_action(self.dispute_id)

    def _get_form_action(self, record):
        return {"type": "ir.actions.act_window", "res_model": record._name, "res_id": record.id, "view_mode": "form"}

    def _get_open_action(self):
        """Open the requests: the form of one, the list of several."""
        if len(self) == 1:
            return self._get_form_action(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("recouvrement_preventif.recouvrement_submission_action")
        return {**action, "domain": [("id", "in", self.ids)], "context": {}}
