from base64 import b64encode

from odoo import models
from odoo.tools import format_amount

from ..tools.payment import fit_references
from ..tools.qr_code import make_qr_code
from .res_partner_bank import MAX_COMMUNICATION


class RecouvrementCase(models.Model):
    """How a customer pays what he chose by bank transfer."""

    _inherit = "recouvrement.case"

    def _prepare_transfer(self, choice):
        """Where to transfer what was chosen, and what to quote: the references that the bank matching looks for.

        :param choice: :class:`~..tools.payment.Choice`
        :return: values of the template `recouvrement_preventif.page_how_to_pay`
        """
        self.ensure_one()
        currency = self.env["res.currency"].browse(choice.currency_id)
        moves = self.env["account.move.line"].browse(choice.shares).move_id
        bank = moves.partner_bank_id[:1] or self.company_id.bank_ids[:1]
        references = fit_references(
            filter(None, (move.payment_reference or move.name for move in moves)), MAX_COMMUNICATION
        )
        qr_code = None
        if bank._accepts_qr_transfer(currency):
            lines = bank._get_qr_transfer(choice.amount, currency, self.partner_id, references)
            qr_code = b64encode(make_qr_code("\n".join(lines))).decode()
        return {
            "account": bank.acc_number,
            "amount": format_amount(self.env, choice.amount, currency),
            "bic": bank.bank_id.bic,
            "holder": bank.acc_holder_name or self.company_id.name,
            "qr_code": qr_code,
            "reference": ", ".join(references),
        }
