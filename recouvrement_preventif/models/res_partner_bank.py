from odoo import models

QR_METHOD = "sct_qr"
# Longest text that a SEPA transfer carries, in characters.
MAX_COMMUNICATION = 140


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    def _accepts_qr_transfer(self, currency):
        """Whether a QR code can have a banking application prepare a transfer to this account.

        :param currency: `res.currency` of the transfer
        """
        debtor = self.env["res.partner"]
        return bool(self) and not (
            self._get_error_messages_for_qr(QR_METHOD, debtor, currency)
            or self._check_for_qr_code_errors(QR_METHOD, 0, currency, debtor, "", "")
        )

    def _get_qr_transfer(self, amount, currency, debtor, references):
        """What the QR code of a transfer says, if the account accepts it.

        :param float amount: in ``currency``
        :param currency: `res.currency`
        :param debtor: the `res.partner` who pays
        :param list references: what to quote
        :return: the lines of the code
        :rtype: list of str
        """
        communication = ", ".join(references)
        return self._get_qr_vals(
            QR_METHOD,
            currency.round(amount),
            currency,
            debtor,
            communication[:MAX_COMMUNICATION],
            communication if len(references) == 1 else "",
        )
