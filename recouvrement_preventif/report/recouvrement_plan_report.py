from odoo import api, models
from odoo.tools import format_datetime


class ReportPlan(models.AbstractModel):
    _name = "report.recouvrement_preventif.report_plan"
    _description = "Payment Plan Agreement"

    @api.model
    def _get_report_values(self, docids, data=None):
        plans = self.env["recouvrement.plan"].browse(docids)
        plans.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": plans._name,
            "docs": plans,
            "documents": [self._prepare_document(plan) for plan in plans.sudo()],
        }

    @api.model
    def _prepare_document(self, plan):
        """What is printed of one plan, in the language of its recipient."""
        lang = plan._get_lang()
        localized = plan.with_context(lang=lang)
        timezone = plan.company_id._get_recouvrement_timezone().zone
        return {
            "lang": lang,
            "plan": localized,
            "identity": localized.company_id._get_recouvrement_identity(),
            "accepted_at": plan.accepted_at
            and format_datetime(localized.env, plan.accepted_at, tz=timezone, dt_format="long", lang_code=lang),
        }
