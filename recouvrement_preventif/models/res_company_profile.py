from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _judge_recouvrement_behaviour(self):
        """The rules changed: what they make of the numbers is brought up to date at once."""
        for company in self:
            self.env["recouvrement.behaviour"].sudo()._judge(company, company._get_recouvrement_today())
