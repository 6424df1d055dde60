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

    def _get_recouvrement_intent(self, company):
        """Why customers pay late, as a person judged it; nothing that is only proposed.

        Any user may ask.

        :param company: `res.company`
        :return: {partner: "cannot", "delays", "avoids" or False}
        :rtype: dict
        """
        found = (
            self.env["recouvrement.case"]
            .sudo()
            .with_context(active_test=False)
            .search_fetch(
                Domain("company_id", "=", company.id)
                & Domain("partner_id", "in", self.sudo().commercial_partner_id.ids)
                & Domain("intent", "!=", False),
                ["partner_id", "intent"],
            )
        )
        intents = {case.partner_id.id: case.intent for case in found}
        return {partner: intents.get(partner.sudo().commercial_partner_id.id, False) for partner in self}

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
        intents = others._get_recouvrement_intent(company)
        for partner in others:
            matching = (policy for policy in by_profile if policy._matches(profiles[partner], intents[partner]))
            policies[partner] = next(matching, default)
        return policies
