from odoo import api, fields, models
from odoo.fields import Domain

from .res_partner import SEES_DEBTS


class ResPartner(models.Model):
    """The last solvency check of a customer, for people who see what it owes."""

    _inherit = "res.partner"

    recouvrement_solvency = fields.Char(
        string="Solvency", compute="_compute_recouvrement_solvency", compute_sudo=True, groups=SEES_DEBTS
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "lang")
    def _compute_recouvrement_solvency(self):
        latest = self.commercial_partner_id._get_recouvrement_solvency(self.env.company)
        for partner in self:
            check = latest.get(partner.commercial_partner_id._origin)
            partner.recouvrement_solvency = check and check._describe_solvency()

    def _get_recouvrement_solvency(self, company):
        """The last solvency check of customers, in one query.

        :param company: `res.company`
        :return: {customer: `recouvrement.verification`}
        """
        checks = self.env["recouvrement.verification"].search(
            Domain("customer_id", "in", self.ids)
            & Domain("company_id", "in", (False, company.id))
            & Domain("kind", "=", "solvency")
        )
        latest = {}
        for check in checks:
            latest.setdefault(check.customer_id, check)
        return latest

    def action_recouvrement_check_solvency(self):
        """Open the form that takes down a solvency check."""
        self.ensure_one()
        self.env["recouvrement.verification"].check_access("create")
        return {
            "name": self.env._("Record a solvency check"),
            "type": "ir.actions.act_window",
            "res_model": "recouvrement.verification",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_id": self.commercial_partner_id.id, "default_kind": "solvency"},
        }
