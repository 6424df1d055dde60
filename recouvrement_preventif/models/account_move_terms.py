from odoo import models


class AccountMove(models.Model):
    """The payment terms that an invoice quotes."""

    _inherit = "account.move"

    def _get_recouvrement_terms_sentence(self):
        """What a printed invoice says of the payment terms in force on its day, in the language of the context.

        :rtype: str, empty when the company quotes none
        """
        self.ensure_one()
        move = self.sudo()
        company, customer = move.company_id, move.commercial_partner_id
        if move.move_type not in ("out_invoice", "out_receipt") or not customer:
            return ""
        if not company._get_recouvrement_policy().prints_terms:
            return ""
        day = move.invoice_date or company._get_recouvrement_today()
        return customer._get_recouvrement_terms(company, day)._get_print_sentence(customer, self.env.lang)
