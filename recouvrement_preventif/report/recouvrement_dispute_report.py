from odoo import api, models


class RecouvrementDisputeReport(models.AbstractModel):
    _name = "report.recouvrement_preventif.report_dispute"
    _description = "Dispute File"

    @api.model
    def _get_report_values(self, docids, data=None):
        disputes = self.env["recouvrement.dispute"].browse(docids)
        disputes.check_access("read")
        # Whoever owns a dispute without seeing the accounts may print it too.
        disputes_sudo = disputes.sudo()
        return {
            "doc_ids": docids,
            "doc_model": disputes._name,
            "docs": disputes_sudo,
            "messages": {dispute: dispute._get_messages() for dispute in disputes_sudo},
        }
