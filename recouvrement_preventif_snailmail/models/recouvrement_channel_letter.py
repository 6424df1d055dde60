from odoo import api, models


class RecouvrementChannelLetter(models.AbstractModel):
    _inherit = "recouvrement.channel.letter"

    @api.model
    def _queue(self, reminders):
        # EXTENDS 'recouvrement_preventif': one that may have left is made anew.
        again = reminders.filtered("printed_at")
        again._forget_posted_copy()
        again.batch_id = False
        return super()._queue(reminders)
