from odoo import api, fields, models
from odoo.fields import Domain


class RecouvrementCase(models.Model):
    """What was checked of the customer, shown on its case."""

    _inherit = "recouvrement.case"

    verification_ids = fields.Many2many(
        "recouvrement.verification", string="Verifications", compute="_compute_verification_ids", compute_sudo=True
    )
    data_freshness = fields.Selection(related="partner_id.recouvrement_freshness", string="Customer Data")
    data_freshness_reason = fields.Text(related="partner_id.recouvrement_freshness_reason", string="Why")

    @api.depends("partner_id", "company_id")
    def _compute_verification_ids(self):
        checks = (
            self.env["recouvrement.verification"]
            .search(
                Domain("customer_id", "in", self.partner_id.ids)
                & Domain("company_id", "in", [False, *self.company_id.ids])
            )
            .grouped("customer_id")
        )
        for case in self:
            of_customer = checks.get(case.partner_id, self.env["recouvrement.verification"])
            case.verification_ids = of_customer.filtered(
                lambda check, company=case.company_id: not check.company_id or check.company_id == company
            )

    def action_confirm_data(self):
        """Show the customer's data, to correct and confirm them."""
        self.ensure_one()
        return self.partner_id.with_context(recouvrement_how="call").action_recouvrement_confirm_data()

    def action_check(self):
        """Open the form that takes down a check: of the solvency, first of all."""
        self.ensure_one()
        return {
            "name": self.env._("Record a check"),
            "type": "ir.actions.act_window",
            "res_model": "recouvrement.verification",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                "default_kind": "solvency",
            },
        }
