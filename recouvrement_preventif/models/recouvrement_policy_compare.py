from odoo import models
from odoo.exceptions import UserError


class RecouvrementPolicy(models.Model):
    _inherit = "recouvrement.policy"

    def action_compare(self):
        """Show, customer by customer, what this policy would do today in the place of the
        company's."""
        self.ensure_one()
        company = self.env.company
        current = company._get_recouvrement_policy()
        if self == current:
            raise UserError(
                self.env._(
                    "“%s” is the policy that applies today. To try a change, duplicate it, change the copy, "
                    "and compare the copy.",
                    self.name,
                )
            )
        if not current:
            raise UserError(self.env._("%s has no policy to compare with yet.", company.name))
        return self.env["recouvrement.preview"]._open_for(company, company._get_recouvrement_today(), policy=self)
