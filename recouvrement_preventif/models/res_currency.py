from decimal import ROUND_HALF_UP, Decimal

from odoo import models


class ResCurrency(models.Model):
    _inherit = "res.currency"

    def _to_exact(self, amount):
        """An amount as the legal core wants it: exact, with the digits of the currency.

        :param float amount: in this currency
        :rtype: Decimal
        """
        self.ensure_one()
        return Decimal(repr(amount)).quantize(Decimal(1).scaleb(-self.decimal_places), rounding=ROUND_HALF_UP)
