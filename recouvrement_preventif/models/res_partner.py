from odoo import api, fields, models
from odoo.fields import Domain

SEES_DEBTS = "account.group_account_invoice,account.group_account_readonly"


class ResPartner(models.Model):
    _inherit = "res.partner"

    type = fields.Selection(
        selection_add=[("collections", "Collections"), ("other",)],
        ondelete={"collections": "set other"},
    )
    recouvrement_policy_id = fields.Many2one(
        "recouvrement.policy",
        string="Collection Policy",
        company_dependent=True,
        groups=SEES_DEBTS,
        check_company=True,
        help="Leave empty to apply the company's policy.",
    )
    recouvrement_case_id = fields.Many2one(
        "recouvrement.case",
        string="Collection Case",
        compute="_compute_recouvrement_case",
        compute_sudo=True,
        groups=SEES_DEBTS,
    )
    recouvrement_level_id = fields.Many2one(
        "recouvrement.level",
        string="Reminder Level",
        compute="_compute_recouvrement_case",
        compute_sudo=True,
        groups=SEES_DEBTS,
    )
    recouvrement_amount_overdue = fields.Monetary(
        string="Overdue", compute="_compute_recouvrement_case", compute_sudo=True, groups=SEES_DEBTS
    )
    recouvrement_next_action = fields.Char(
        string="Next Step", compute="_compute_recouvrement_next_action", compute_sudo=True, groups=SEES_DEBTS
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_recouvrement_case(self):
        cases = self.env["recouvrement.case"].search(
            Domain("partner_id", "in", self.commercial_partner_id.ids) & Domain("company_id", "=", self.env.company.id)
        )
        by_partner = {case.partner_id: case for case in cases}
        for partner in self:
            case = by_partner.get(partner.commercial_partner_id, cases.browse())
            partner.recouvrement_case_id = case
            partner.recouvrement_level_id = case.level_id
            partner.recouvrement_amount_overdue = case.amount_overdue

    @api.depends("recouvrement_case_id")
    @api.depends_context("company", "lang")
    def _compute_recouvrement_next_action(self):
        for partner in self:
            partner.recouvrement_next_action = partner.recouvrement_case_id.next_action

    def write(self, vals):
        # EXTENDS 'mail': what bounced was the former address.
        if "email" in vals:
            changed = self.filtered(lambda partner: partner.message_bounce and partner.email != vals["email"])
            if changed:
                super(ResPartner, changed).write({"message_bounce": 0})
        return super().write(vals)

    def action_recouvrement_case(self):
        """Open the customer's case, made if it has none."""
        self.ensure_one()
        self.env["recouvrement.case"].check_access("read")
        case = self.env["recouvrement.case"].sudo()._ensure(self.env.company, self.commercial_partner_id.ids)
        return {
            "type": "ir.actions.act_window",
            "res_model": "recouvrement.case",
            "res_id": case.id,
            "view_mode": "form",
        }
