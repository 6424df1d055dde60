from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class ResCompany(models.Model):
    _inherit = "res.company"

    recouvrement_start_date = fields.Date(
        string="Reminders started on",
        help="Debts due before this day were there before the reminders: what becomes of them was decided apart.",
    )

    def write(self, vals):
        res = super().write(vals)
        if "recouvrement_paused_until" in vals:
            self.env["recouvrement.reminder"]._reschedule(Domain("company_id", "in", self.ids))
        return res

    def _pause_recouvrement(self, until, reason):
        """Let nothing leave until a day, included; everything goes on by itself afterwards.

        :param date until: False to go on now
        :param str reason: why, kept on the company's own page
        """
        self.recouvrement_paused_until = until
        for company in self:
            company._log_recouvrement(self.env["recouvrement.policy"]._get_pause_text(until, reason))

    def _log_recouvrement(self, text):
        """Keep what a person decided on the reminders of the company, on its contact's page."""
        self.ensure_one()
        self.sudo().partner_id._message_log(body=text)

    def _check_recouvrement_allowed(self):
        """Raise AccessError unless these are companies of the user."""
        if self - self.env.user.company_ids:
            raise AccessError(self.env._("You do not work for this company."))
