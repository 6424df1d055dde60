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
