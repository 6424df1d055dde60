from odoo import api, fields, models

from ..legal.contract import BUSINESS, CONSUMER
from .res_partner import SEES_DEBTS

# What Odoo lets people write for a customer that has no VAT number.
NO_VAT = "/"


class ResPartner(models.Model):
    """Whether the law sees a business or a consumer."""

    _inherit = "res.partner"

    recouvrement_customer_kind = fields.Selection(
        [(BUSINESS, "Business"), (CONSUMER, "Consumer")],
        string="For the Law",
        groups=SEES_DEBTS,
        help="Decides which interest and costs the law allows. Leave empty to have it deduced: a company, or whoever "
        "has a VAT number, is a business; anybody else is taken for a consumer, whom the law protects.",
    )
    recouvrement_deduced_kind = fields.Char(
        string="Deduced for the Law", compute="_compute_recouvrement_deduced_kind", groups=SEES_DEBTS
    )

    @api.depends("commercial_partner_id.is_company", "commercial_partner_id.vat")
    @api.depends_context("lang")
    def _compute_recouvrement_deduced_kind(self):
        for partner in self:
            debtor = partner.commercial_partner_id
            if debtor.is_company:
                partner.recouvrement_deduced_kind = self.env._("Business: it is a company")
            elif deduce_customer_kind(debtor.is_company, debtor.vat) == BUSINESS:
                partner.recouvrement_deduced_kind = self.env._("Business: it has a VAT number")
            else:
                partner.recouvrement_deduced_kind = self.env._("Consumer: neither a company nor a VAT number")

    def _get_recouvrement_customer_kind(self):
        """What the law sees in the customer: what a person entered, else what is deduced.

        :return: `business` or `consumer`
        """
        self.ensure_one()
        debtor = self.sudo().commercial_partner_id
        return debtor.recouvrement_customer_kind or deduce_customer_kind(debtor.is_company, debtor.vat)


def deduce_customer_kind(is_company, vat):
    """What a customer is for the law when nobody said it; a consumer in doubt.

    :param bool is_company: whether it is a company
    :param str vat: its VAT number, or what stands for none
    """
    return BUSINESS if is_company or (vat or NO_VAT).strip() not in ("", NO_VAT) else CONSUMER
