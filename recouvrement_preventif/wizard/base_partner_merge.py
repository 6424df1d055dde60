from odoo import api, models
from odoo.fields import Domain


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # EXTENDS 'base': a customer has one case in a company, and its history must survive.
        self._merge_recouvrement_cases(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _merge_recouvrement_cases(self, src_partners, dst_partner):
        Case = self.env["recouvrement.case"].sudo().with_context(active_test=False)
        cases = Case.search(Domain("partner_id", "in", (src_partners | dst_partner).ids))
        for company_cases in cases.grouped("company_id").values():
            kept = company_cases.filtered(lambda case: case.partner_id == dst_partner)[:1] or company_cases[:1]
            (company_cases - kept)._merge_into(kept)
