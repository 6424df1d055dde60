from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Which payment terms a customer accepted."""

    _inherit = "res.partner"

    recouvrement_acceptance_ids = fields.One2many(
        "recouvrement.terms.acceptance", "partner_id", string="Accepted Payment Terms", readonly=True
    )

    def _get_recouvrement_acceptance(self, company, day):
        """The acceptance of payment terms in force on a day, in as many queries for many customers as for one.

        :param company: `res.company` that sells
        :param date day: the company's date
        :return: {partner: `recouvrement.terms.acceptance` with all rights, empty when there is none}
        """
        Acceptance = self.env["recouvrement.terms.acceptance"].sudo()
        customers = self.sudo().commercial_partner_id
        domain = Acceptance._get_running_domain(company, customers) & Domain("date", "<=", day)
        last = {acceptance.partner_id: acceptance for acceptance in Acceptance.search(domain, order="date, id")}
        return {partner: last.get(partner.sudo().commercial_partner_id, Acceptance.browse()) for partner in self}

    def _get_recouvrement_terms(self, company, day):
        """The terms that a company had published for this customer on a day: those of its kind, under its law if there are.

        :param company: `res.company` that sells
        :param date day: the company's date
        :rtype: recordset of `recouvrement.terms` with all rights, empty when there is none
        """
        self.ensure_one()
        law = self.env["recouvrement.legal.framework"].sudo()._get_laws(company, self)[self]
        return self.env["recouvrement.terms"]._get_published(company, law.customer, day, law.country)
