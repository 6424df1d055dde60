from odoo import models

SHOWN_TYPES = ("out_invoice", "out_refund", "out_receipt")


class AccountMove(models.Model):
    """The invoices that a customer can read on its page."""

    _inherit = "account.move"

    def _filter_shown_on_page(self, case):
        """Those that the customer of a case may read there: posted, its own, of the company of the case.

        :param case: `recouvrement.case`
        """
        return self.exists().filtered(
            lambda move: (
                move.state == "posted"
                and move.move_type in SHOWN_TYPES
                and move.company_id == case.company_id
                and move.commercial_partner_id == case.partner_id
            )
        )

    def _get_page_document(self):
        """The invoice as the customer has it: (file name, PDF). One that Odoo has not made yet is not stored: its
        legal document stays for core to make."""
        self.ensure_one()
        if self.invoice_pdf_report_id:
            return self.invoice_pdf_report_id.name, self.invoice_pdf_report_id.raw
        return self.env["recouvrement.reminder"]._make_invoice(self)
