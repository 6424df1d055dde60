from decimal import Decimal

from odoo import api, fields, models

from ..legal.contract import BUSINESS, CONSUMER
from .recouvrement_contract_clause import RATE_DIGITS


class RecouvrementPolicy(models.Model):
    """What the company claims beside the invoices, within what the law allows."""

    _name = "recouvrement.policy"
    _inherit = ["recouvrement.policy", "recouvrement.contract.clause"]

    claims_interest = fields.Boolean(
        string="Claim late interest",
        default=True,
        tracking=True,
        help="Late interest is computed under the law of each customer, and stated by the levels that say so.",
    )
    claims_indemnity = fields.Boolean(
        string="Claim the indemnities",
        default=True,
        tracking=True,
        help="The fixed sum per late invoice between businesses (40 € in France and Belgium), and what the law "
        "and your terms allow against consumers.",
    )
    contract_rate_kind = fields.Selection(
        selection="_get_clause_kinds",
        string="Rate of your terms",
        tracking=True,
        help="Leave empty when your terms and conditions give no rate: the law's applies.",
    )
    contract_rate = fields.Float(
        string="Contractual Rate",
        digits=RATE_DIGITS,
        tracking=True,
        help="Percent per year, or points above the reference rate of the European Central Bank.",
    )
    consumer_indemnity_kind = fields.Selection(
        [("scale", "The scale of the law"), ("fixed", "A fixed amount")],
        string="Indemnity clause for Belgian consumers",
        tracking=True,
        help="What your terms and conditions say; without such a clause, a Belgian consumer owes no indemnity.",
    )
    consumer_indemnity = fields.Float(
        string="Agreed indemnity", digits=(16, 2), help="In euros; above the scale of the law it is never claimed."
    )

    applied_rates = fields.Text(
        string="Applied today",
        compute="_compute_applied_rates",
        help="What becomes of the rate of your terms under the law, and which rule says so.",
    )

    _consumer_indemnity_positive = models.Constraint(
        "CHECK(consumer_indemnity >= 0)", "The agreed indemnity cannot be negative."
    )

    @api.constrains("contract_rate_kind", "contract_rate")
    def _check_contract_rate(self):
        for policy in self:
            self._check_clause(policy.contract_rate_kind, policy.contract_rate)

    @api.depends("contract_rate_kind", "contract_rate", "company_id")
    @api.depends_context("company", "lang")
    def _compute_applied_rates(self):
        wording = self.env["recouvrement.legal.wording"]
        for policy in self:
            company = policy.company_id or self.env.company
            clause = self._make_clause(policy.contract_rate_kind, policy.contract_rate)
            today = company._get_recouvrement_today()
            country = self.env["recouvrement.legal.sentence"]._get_law_country(company.country_id)
            lines = [
                (self.env._("Businesses: %s"), wording._describe_applied_rate(country, BUSINESS, clause, today)),
                (self.env._("Consumers: %s"), wording._describe_applied_rate(country, CONSUMER, clause, today)),
            ]
            policy.applied_rates = "\n".join(text % words for text, words in lines) if country else False

    def _get_consumer_indemnity(self):
        """What the terms say of a Belgian consumer's indemnity.

        :return: (agreed sum in euros or None, whether it is the scale of the law)
        """
        self.ensure_one()
        if self.consumer_indemnity_kind == "fixed":
            return Decimal(str(round(self.consumer_indemnity, 2))), False
        return None, self.consumer_indemnity_kind == "scale"
