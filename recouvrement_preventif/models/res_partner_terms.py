from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ResPartner(models.Model):
    """Which payment terms a customer accepted."""

    _inherit = "res.partner"

    recouvrement_acceptance_ids = fields.One2many(
        "recouvrement.terms.acceptance",
        "partner_id",
        string="Accepted Payment Terms",
        readonly=True,
        groups="base.group_user",
    )
    recouvrement_terms_summary = fields.Char(
        string="Payment Terms Accepted",
        compute="_compute_recouvrement_terms_summary",
        compute_sudo=True,
        groups="base.group_user",
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
        """The terms that a company had published for the customer on a day: those of its kind, under its law if there are.

        :param company: `res.company` that sells
        :param date day: the company's date
        :rtype: recordset of `recouvrement.terms` with all rights, empty when there is none
        """
        self.ensure_one()
        return self._find_recouvrement_terms(company, day)[self]

    def _find_recouvrement_terms(self, company, day):
        """The terms that a company had published for many customers on a day, in as many queries as for one.

        :return: {partner: `recouvrement.terms` with all rights}
        """
        Terms = self.env["recouvrement.terms"].sudo()
        published = Terms.search(Terms._get_published_domain(company.sudo().parent_ids, day))
        if not published:
            return dict.fromkeys(self, published)
        laws = self.env["recouvrement.legal.framework"].sudo()._get_laws(company, self)
        chosen = {law: published._choose(company, law.customer, law.country) for law in set(laws.values())}
        return {partner: chosen[law] for partner, law in laws.items()}

    # === IN WORDS === #

    @api.depends("recouvrement_acceptance_ids.cancelled_on", "commercial_partner_id")
    @api.depends_context("company", "lang")
    def _compute_recouvrement_terms_summary(self):
        company = self.env.company
        summaries = self._describe_recouvrement_terms(company, company._get_recouvrement_today())
        for partner in self:
            partner.recouvrement_terms_summary = summaries[partner]

    def _describe_recouvrement_terms(self, company, today):
        """What customers accepted of the payment terms of a company, in a line.

        :param company: `res.company` that sells
        :param date today: the company's date
        :return: {partner: a sentence; False where there are no terms at all}
        """
        accepted = self._get_recouvrement_acceptance(company, today)
        current = self._find_recouvrement_terms(company, today)
        return {partner: self._describe_acceptance(accepted[partner], current[partner]) for partner in self}

    def _describe_acceptance(self, acceptance, current):
        if not acceptance:
            return bool(current) and self.env._("No. %s is in force, and was not accepted", current.number)
        words = acceptance.with_context(lang=self.env.lang)._describe()
        if current and current != acceptance.terms_id:
            return self.env._("%(accepted)s; no. %(number)s is in force", accepted=words, number=current.number)
        return words

    # === ACTIONS === #

    def action_recouvrement_accept_terms(self):
        """Record that the customers accepted payment terms, on paper or otherwise."""
        self.check_access("write")
        return self._get_recouvrement_accept_action(self.env.company)

    def _get_recouvrement_accept_action(self, company):
        Terms = self.env["recouvrement.terms"].sudo()
        published = Terms._get_published_domain(company.sudo().parent_ids, company._get_recouvrement_today())
        if not Terms.search_count(published, limit=1):
            raise UserError(
                self.env._(
                    "No payment terms are published: a collection manager does it under Collection > Prevention > Payment "
                    "Terms."
                )
            )
        customers = self.commercial_partner_id
        wizard = self.env["recouvrement.terms.accept"].create(
            {"partner_ids": [fields.Command.set(customers.ids)], "company_id": company.id}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payment Terms Accepted"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }
