from odoo import api, fields, models


class RecouvrementDispute(models.Model):
    """The dispute as a screen, for people who see the accounts and for people who do not."""

    _inherit = "recouvrement.dispute"

    has_credit = fields.Boolean(compute="_compute_has_credit", compute_sudo=True)
    invoice_details = fields.Html(
        compute="_compute_invoice_details",
        compute_sudo=True,
        sanitize=False,
        help="The lines of the contested invoices as the customer reads them, without their accounts.",
    )

    @api.depends("line_ids.credit_move_id")
    def _compute_has_credit(self):
        for dispute in self:
            dispute.has_credit = bool(dispute.line_ids.credit_move_id)

    @api.depends("line_ids.move_id")
    @api.depends_context("lang")
    def _compute_invoice_details(self):
        for dispute in self:
            dispute.invoice_details = self.env["ir.qweb"]._render(
                "recouvrement_preventif.dispute_invoice_lines", {"moves": dispute.line_ids.move_id}
            )

    def action_open(self):
        """Open the dispute from a list within another form."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def action_open_case(self):
        """Open the case of the customer."""
        self.ensure_one()
        return self.case_id._get_open_action()

    def _get_file_name(self):
        self.ensure_one()
        return self.env._(
            "Dispute %(name)s - %(customer)s",
            name=self.name.replace("/", "-"),
            customer=self.partner_id.name.replace("/", "-"),
        )
