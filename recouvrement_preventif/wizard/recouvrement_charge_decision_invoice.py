from odoo import api, fields, models

from ..models.res_company_charges import INCOME_DOMAIN


class RecouvrementChargeDecision(models.TransientModel):
    """The charges of a customer, invoiced."""

    _inherit = "recouvrement.charge.decision"

    has_interest = fields.Boolean(compute="_compute_kinds")
    has_indemnity = fields.Boolean(compute="_compute_kinds")
    interest_account_id = fields.Many2one(
        "account.account",
        string="Account of Late Interest",
        compute="_compute_accounts",
        store=True,
        readonly=False,
        check_company=True,
        domain=INCOME_DOMAIN,
    )
    indemnity_account_id = fields.Many2one(
        "account.account",
        string="Account of Indemnities",
        compute="_compute_accounts",
        store=True,
        readonly=False,
        check_company=True,
        domain=INCOME_DOMAIN,
    )
    keeps_accounts = fields.Boolean(
        string="Use these accounts from now on", groups="recouvrement_preventif.group_manager"
    )

    @api.depends("line_ids.kind", "line_ids.is_selected")
    def _compute_kinds(self):
        for decision in self:
            selected = decision.line_ids.filtered("is_selected")
            interest = selected.filtered(lambda line: line.kind == "interest")
            decision.has_interest = bool(interest)
            decision.has_indemnity = bool(selected - interest)

    @api.depends("case_id")
    def _compute_accounts(self):
        for decision in self:
            decision.interest_account_id = decision.company_id._get_recouvrement_charge_account("interest")
            decision.indemnity_account_id = decision.company_id._get_recouvrement_charge_account("indemnity")

    def action_invoice(self):
        """Claim the ticked charges: draft invoices, one per currency, which are opened."""
        entries = self._get_selected()
        charges, company = self.env["recouvrement.charge"], self.company_id
        accounts = charges._get_accounts(
            company, entries, {"interest": self.interest_account_id, "indemnity": self.indemnity_account_id}
        )
        if self.env.user.has_group("recouvrement_preventif.group_manager") and self.keeps_accounts:
            company.sudo().write({f"recouvrement_{kind}_account_id": account.id for kind, account in accounts.items()})
        return charges._invoice(entries, self.case_id, self.date, accounts)._get_recouvrement_charges_action()
