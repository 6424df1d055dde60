from odoo import fields, models

from ..legal.contract import Agreed
from ..tools.contract import compare, get_agreed


class RecouvrementPolicy(models.Model):
    """What counts of the terms of the company: what its customers accepted."""

    _inherit = "recouvrement.policy"

    prints_terms = fields.Boolean(
        string="Quote the payment terms",
        default=True,
        tracking=True,
        help="Once payment terms are published, invoices say which version applies and where to read it.",
    )

    def _get_stated(self):
        """What the terms of the company are to say, as the policy has it.

        :rtype: :class:`~..legal.contract.Agreed`
        """
        if not self:
            return Agreed()
        clause = self._make_clause(self.contract_rate_kind, self.contract_rate)
        return Agreed(clause, *self._get_consumer_indemnity())

    def _get_agreed(self, partner, company, day, accepted=None):
        """What was agreed with a customer for an invoice.

        A clause typed on the customer is a contract by itself. Those of the terms count where the customer had accepted
        terms that state them, on the day of the invoice.

        :param partner: commercial partner
        :param company: `res.company` that sells
        :param date day: of the invoice
        :param accepted: what :meth:`recouvrement.terms.acceptance._get_accepted` gave for the customer; read when None
        :rtype: :class:`~..legal.contract.Agreed`
        """
        self.ensure_one()
        if accepted is None:
            accepted = self.env["recouvrement.terms.acceptance"]._get_accepted(company, partner).get(partner.id, ())
        agreed = compare(get_agreed(accepted, day), self._get_stated())
        customer = partner.with_company(company)
        if customer.recouvrement_rate_kind:
            own = self._make_clause(customer.recouvrement_rate_kind, customer.recouvrement_rate)
            return agreed._replace(clause=own, is_clause_refused=False)
        return agreed

    def _get_clause(self, partner, company, day):
        """The late-interest clause agreed with a customer: its own, else that of the terms it had accepted.

        :param partner: commercial partner
        :param company: `res.company` that sells
        :param date day: of the invoice
        :return: :class:`~..legal.contract.Clause`, or None when nothing was agreed
        """
        return self._get_agreed(partner, company, day).clause
