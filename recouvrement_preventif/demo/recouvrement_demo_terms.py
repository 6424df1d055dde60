from odoo import api, models

from ..legal.contract import BUSINESS, CONSUMER

# Of the customers, one in so many signed the terms when they were published.
ONE_IN = 3


class RecouvrementDemo(models.AbstractModel):
    """The payment terms that the companies published when they began, and who accepted them."""

    _inherit = "recouvrement.demo"

    @api.model
    def _replay(self, companies, sales, moves, start, today):
        # EXTENDS 'recouvrement_preventif'
        partners = dict.fromkeys((customer.company, partner) for customer, partner, _sale in sales)
        for code, company in companies.items():
            engine = self._as_engine(company)
            engine._publish_terms(company, start)
            own = [partner for own_code, partner in partners if own_code == code]
            engine._accept_terms(own[::ONE_IN], company, start)
        return super()._replay(companies, sales, moves, start, today)

    @api.model
    def _publish_terms(self, company, day):
        terms = self.env["recouvrement.terms"].create(
            [{"company_id": company.id, "customer_kind": kind} for kind in (BUSINESS, CONSUMER)]
        )
        for each in terms:
            each._publish(day)

    @api.model
    def _accept_terms(self, partners, company, day):
        """Customers signed, on the day of the publication.

        :param partners: list of commercial partners
        """
        for partner in partners:
            self.env["recouvrement.terms.acceptance"]._record(
                partner,
                partner._get_recouvrement_terms(company, day),
                day,
                "paper",
                signer=partner.name,
                note="Signé avec le contrat",
            )
