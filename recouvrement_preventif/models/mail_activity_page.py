from odoo import models
from odoo.fields import Domain


class MailActivity(models.Model):
    """A request from a customer's page is handled when its task is done, and the other way round."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        # EXTENDS 'mail'
        waiting = Domain("activity_id", "in", self.ids) & Domain("state", "=", "new")
        submissions = self.env["recouvrement.submission"].sudo().search(waiting) if self.ids else None
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if submissions:
            submissions.activity_id = False
            submissions._set_done(self.env.user)
        return result
