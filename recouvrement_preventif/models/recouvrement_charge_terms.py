from odoo import api, models

from ..legal.contract import Agreed


class RecouvrementCharge(models.Model):
    """Each invoice bears what had been agreed on when it was made."""

    _inherit = "recouvrement.charge"

    @api.model
    def _get_agreed(self, company, partners, policies, days):
        """What was agreed for invoices.

        :param company: `res.company`
        :param partners: commercial partners
        :param dict policies: {partner: `recouvrement.policy`, empty when none applies}
        :param days: {(customer id, day of an invoice)}
        :return: {(customer id, day): :class:`~..legal.contract.Agreed`}
        """
        accepted = self.env["recouvrement.terms.acceptance"]._get_accepted(company, partners)
        by_id = {partner.id: partner for partner in partners}
        agreed = {}
        for partner_id, day in days:
            policy = policies[by_id[partner_id]]
            agreed[partner_id, day] = (
                policy._get_agreed(by_id[partner_id], company, day, accepted.get(partner_id, ()))
                if policy
                else Agreed()
            )
        return agreed
