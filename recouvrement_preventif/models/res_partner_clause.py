from odoo import api, fields, models

from .recouvrement_contract_clause import RATE_DIGITS
from .res_partner import SEES_DEBTS


class ResPartner(models.Model):
    """What was agreed with one customer on late interest."""

    _inherit = "res.partner"

    recouvrement_rate_kind = fields.Selection(
        selection=lambda self: self.env["recouvrement.contract.clause"]._get_clause_kinds(),
        string="Late-Interest Clause",
        company_dependent=True,
        groups=SEES_DEBTS,
        help="What the contract with this customer says; leave empty to apply the policy.",
    )
    recouvrement_rate = fields.Float(
        string="Rate of the Contract",
        digits=RATE_DIGITS,
        company_dependent=True,
        groups=SEES_DEBTS,
        help="Percent per year, or points above the reference rate of the European Central Bank.",
    )

    @api.constrains("recouvrement_rate_kind", "recouvrement_rate")
    def _check_recouvrement_rate(self):
        for partner in self:
            self.env["recouvrement.contract.clause"]._check_clause(
                partner.recouvrement_rate_kind, partner.recouvrement_rate
            )
