from odoo import api, fields, models


class RecouvrementLetterBatch(models.Model):
    _inherit = "recouvrement.letter.batch"

    at_service_count = fields.Integer(
        string="At the postal service", compute="_compute_post_counts", help="Letters handed to Odoo's postal service."
    )
    to_post_count = fields.Integer(string="To post by hand", compute="_compute_post_counts")

    @api.depends("reminder_ids.delivery_state")
    def _compute_post_counts(self):
        for batch in self:
            states = batch.reminder_ids.mapped("delivery_state")
            batch.at_service_count = states.count("at_service")
            batch.to_post_count = states.count("printed")

    def _make_document(self):
        # EXTENDS 'recouvrement_preventif': there is no pile to print once the service has every letter.
        return super()._make_document() if self.to_post_count else None

    def action_send_by_post(self):
        """Ask whether Odoo's postal service is to send the letters of the batch."""
        self.ensure_one()
        return self.reminder_ids.action_send_by_post()
