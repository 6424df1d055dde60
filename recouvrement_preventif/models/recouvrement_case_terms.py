from odoo import api, fields, models
from odoo.fields import Domain


class RecouvrementCase(models.Model):
    """Which payment terms the customer accepted."""

    _inherit = "recouvrement.case"

    terms_summary = fields.Char(string="Payment Terms", compute="_compute_terms", compute_sudo=True)
    terms_acceptance_ids = fields.Many2many(
        "recouvrement.terms.acceptance", string="Accepted Payment Terms", compute="_compute_terms", compute_sudo=True
    )

    @api.depends("partner_id.recouvrement_acceptance_ids.cancelled_on", "company_id")
    @api.depends_context("lang")
    def _compute_terms(self):
        for company, cases in self.grouped("company_id").items():
            summaries = cases.partner_id._describe_recouvrement_terms(company, company._get_recouvrement_today())
            for case in cases:
                case.terms_summary = summaries[case.partner_id]
                case.terms_acceptance_ids = case.partner_id.recouvrement_acceptance_ids.filtered_domain(
                    Domain("company_id", "in", company.parent_ids.ids)
                )

    def action_accept_terms(self):
        """Record that the customer accepted payment terms, on paper or otherwise."""
        self.ensure_one()
        self.check_access("write")
        return self.partner_id._get_recouvrement_accept_action(self.company_id)

    # === THE CUSTOMER'S PAGE === #

    def _get_page_terms(self, visit):
        """The terms in force for the customer, and the acceptance that holds: both may be empty.

        :param visit: :class:`~..tools.visit.Visit`
        """
        terms = self.partner_id._get_recouvrement_terms(self.company_id, visit.today)
        return terms, self.partner_id._get_recouvrement_acceptance(self.company_id, visit.today)[self.partner_id]

    def _get_page_actions(self, visit):
        # EXTENDS 'recouvrement_preventif'
        actions = super()._get_page_actions(visit)
        terms, acceptance = self._get_page_terms(visit)
        if terms and acceptance.terms_id != terms:
            actions.append(("terms", self.env._("Read and accept our payment terms"), f"{visit.url}/terms"))
        elif terms:
            actions.append(("terms", self.env._("Read our payment terms"), f"{visit.url}/terms"))
        return actions

    def _prepare_page_terms(self, visit):
        """What the page of the terms shows, in the visitor's language; their text in one of its own.

        :param visit: :class:`~..tools.visit.Visit`
        :return: values of the template `recouvrement_preventif.page_terms`, None when there are no terms
        """
        terms, acceptance = self._get_page_terms(visit)
        if not terms:
            return None
        text = terms._get_text(self.env.lang)
        return {
            "terms": terms.with_env(self.env),
            "text": text,
            "acceptance": acceptance.with_env(self.env),
            "can_accept": acceptance.terms_id != terms,
            "accept_label": self.env._(
                "I have read these payment terms, and accept them for %s.", self.partner_id.name
            ),
        }
