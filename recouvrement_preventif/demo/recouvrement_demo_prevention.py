from datetime import timedelta

from odoo import api, models

from ..legal.contract import BUSINESS, CONSUMER

# Customers that accepted the payment terms, who signed for them, and how.
ACCEPTANCES = {
    "Transports Girard": ("Paul Girard", "signature"),
    "Pépinières Garnier": ("Anne Garnier", "signature"),
    "Garage Morel": ("Luc Morel", "paper"),
    "Hôtel Bellevue": ("Sophie Marchand", "signature"),
    "Clinique des Tilleuls": ("Dr Rémi Aubry", "page"),
    "Épicerie Lambert": ("Marc Lambert", "signature"),
}
# Customers whose data were confirmed with them, how many days ago, and on which occasion.
CONFIRMATIONS = {
    "Garage Morel": (12, "call"),
    "Transports Girard": (40, "quotation"),
    "Hôtel Bellevue": (95, "visit"),
    "École Sainte-Anne": (700, "order"),
    "Épicerie Lambert": (30, "order"),
}
# What is known of the solvency of customers: days ago, source, score, result, limit advised.
SOLVENCY = {
    "Transports Girard": (60, "Comptes publiés", "71/100", "valid", 12000),
    "Bâtiment Rousseau": (25, "Assureur-crédit", "28/100", "doubtful", 2000),
    "Hôtel Bellevue": (500, "Banque", "B+", "valid", 8000),
}


class RecouvrementDemo(models.AbstractModel):
    """What was asked and agreed before the invoices, and what is known of those who pay them."""

    _inherit = "recouvrement.demo"

    @api.model
    def _publish_terms(self, companies, today):
        """The payment terms of each company, and the customers that accepted them.

        :param companies: {country code: `res.company`}
        :param date today: the day on which it happens
        """
        Terms = self.env["recouvrement.terms"]
        for company in companies.values():
            own = Terms.with_company(company)
            for terms in own.create(
                [{"company_id": company.id, "customer_kind": kind} for kind in (BUSINESS, CONSUMER)]
            ):
                terms._publish(today)
            for customer, (signer, how) in self._find_customers(company, ACCEPTANCES):
                terms = customer._get_recouvrement_terms(company, today)
                self.env["recouvrement.terms.acceptance"]._record(customer, terms, today, how, signer=signer)

    @api.model
    def _know_customers(self, companies, today):
        """The data that were checked, and what payments tell of the customers.

        :param companies: {country code: `res.company`}
        :param date today: the day of the demonstration
        """
        for company in companies.values():
            accountant = company.recouvrement_user_id
            for customer, (days, how) in self._find_customers(company, CONFIRMATIONS):
                day = today - timedelta(days=days)
                customer.with_user(accountant)._confirm_recouvrement_data(company, day, how)
            self.env["recouvrement.verification"].create(
                [
                    {
                        "partner_id": customer.id,
                        "company_id": company.id,
                        "kind": "solvency",
                        "date": today - timedelta(days=days),
                        "user_id": accountant.id,
                        "source": source,
                        "score": score,
                        "result": result,
                        "limit_advised": limit,
                    }
                    for customer, (days, source, score, result, limit) in self._find_customers(company, SOLVENCY)
                ]
            )
            self.env["recouvrement.behaviour"]._refresh(company, today)
            self.env["recouvrement.forecast"]._refresh(company, today)

    @api.model
    def _find_customers(self, company, told):
        """(customer, what is told of it), for the customers of a company that a table names."""
        invoices = self.env["account.move"].search([("company_id", "=", company.id), ("move_type", "=", "out_invoice")])
        for customer in invoices.commercial_partner_id.sorted("id"):
            if customer.name in told:
                yield customer, told[customer.name]
