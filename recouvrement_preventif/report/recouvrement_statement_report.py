from odoo import api, models


class ReportStatement(models.AbstractModel):
    _name = "report.recouvrement_preventif.report_statement"
    _description = "Printed Statement of Account"

    @api.model
    def _get_report_values(self, docids, data=None):
        cases = self.env["recouvrement.case"].browse(docids)
        cases.check_access("read")
        Statement = self.env["recouvrement.statement"].sudo()
        statements = {}
        for company, company_cases in cases.sudo().grouped("company_id").items():
            statements |= Statement._get_statements(company_cases, company._get_recouvrement_today())
        return {
            "doc_ids": docids,
            "doc_model": cases._name,
            "docs": cases,
            "statements": [statements[case] for case in cases.sudo()],
        }
