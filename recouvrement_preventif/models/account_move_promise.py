from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_recouvrement_promise(self):
        """Take down a promise to pay this invoice."""
        self.ensure_one()
        if not self.is_sale_document() or self.state != "posted" or not self.amount_residual:
            raise UserError(self.env._("Only a posted customer invoice with something left to pay can be promised."))
        Case = self.env["recouvrement.case"]
        Case.check_access("write")
        case = Case.sudo()._ensure(self.company_id, self.commercial_partner_id.ids)
        return Case._get_promise_action({"default_case_id": case.id, "default_move_ids": self.ids})
