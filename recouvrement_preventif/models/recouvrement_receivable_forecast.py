from odoo import api, fields, models


class RecouvrementReceivable(models.Model):
    """When an open instalment is expected."""

    _inherit = "recouvrement.receivable"

    expectation = fields.Char(
        string="Expected",
        compute="_compute_expectation",
        compute_sudo=True,
        help="The day promised or planned; otherwise the day by which it is as likely as not to be paid, and between "
        "which days four in five of such invoices are. Estimated each night from how this customer and the others paid.",
    )

    @api.depends("line_id")
    @api.depends_context("lang")
    def _compute_expectation(self):
        expectations = self.env["recouvrement.forecast"]._get_expectations(self.line_id)
        for receivable in self:
            receivable.expectation = expectations.get(receivable.line_id.id, (False, False))[1]
