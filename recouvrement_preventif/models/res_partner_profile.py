from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_recouvrement_profile(self, company):
        """The profile in force of customers; what harms only counts once a person confirmed it.

        Any user may ask. Contacts have the profile of their company; one without history is new.

        :param company: `res.company`
        :return: {partner: "new", "good", "occasional" or "habitual"}
        :rtype: dict
        """
        found = (
            self.env["recouvrement.behaviour"]
            .sudo()
            .search_fetch(
                Domain("company_id", "=", company.id)
                & Domain("partner_id", "in", self.sudo().commercial_partner_id.ids),
                ["partner_id", "effective_profile"],
            )
        )
        profiles = {behaviour.partner_id.id: behaviour.effective_profile for behaviour in found}
        return {partner: profiles.get(partner.sudo().commercial_partner_id.id) or "new" for partner in self}

    def _get_recouvrement_policies(self, company):
        """The policies under which customers are followed, as the plan chooses them.

        :param company: `res.company`
        :return: {partner: `recouvrement.policy`, in superuser mode, empty when none applies}
        :rtype: dict
        """
        default = company._get_recouvrement_policy().sudo()
        customers = {partner: partner.sudo().commercial_partner_id.with_company(company) for partner in self}
        policies = {
            partner: customer.recouvrement_policy_id.filtered("active") or default
            for partner, customer in customers.items()
        }
        by_profile = default._get_by_profile(company)
        if not (default and by_profile):
            return policies
        others = self.filtered(lambda partner: not customers[partner].recouvrement_policy_id.active)
        profiles = others._get_recouvrement_profile(company)
        cases = self.env["recouvrement.case"].sudo().with_context(active_test=False)
        intents = {
            case.partner_id.id: case.intent
            for case in cases.search_fetch(
                Domain("company_id", "=", company.id) & Domain("partner_id", "in", others.commercial_partner_id.ids),
                ["partner_id", "intent"],
            )
        }
        for partner in others:
            profile, intent = profiles[partner], intents.get(customers[partner].id)
            policies[partner] = next((policy for policy in by_profile if policy._matches(profile, intent)), default)
        return policies
