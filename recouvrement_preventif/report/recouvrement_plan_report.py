from odoo import api, models


class ReportPlan(models.AbstractModel):
    _name = "report.recouvrement_preventif.report_plan"
    _description = "Payment Plan Agreement"

    @api.model
    def _get_report_values(self, docids, data=None):
        plans = self.env["recouvrement.plan"].browse(docids)
        plans.check_access("read")
        documents = []
        for plan in plans.sudo():
            lang = plan._get_lang()
            plan = plan.with_context(lang=lang)
            documents.append(
                {
                    "lang": lang,
                    "plan": plan,
                    "identity": plan.company_id._get_recouvrement_identity(),
                }
            )
        return {"doc_ids": docids, "doc_model": plans._name, "docs": plans, "documents": documents}
