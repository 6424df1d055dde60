from odoo import api, models

from ..legal.contract import BUSINESS, CONSUMER
from .recouvrement_legal_sentence import Sentences


class RecouvrementLegalSentence(models.AbstractModel):
    """What terms and invoices say of late payment as a whole."""

    _inherit = "recouvrement.legal.sentence"

    @api.model
    def _get_late_interest(self, country, customer, stated, company):
        """What to write of late interest: :class:`Sentences`.

        :param str country: as the legal core knows it
        :param str customer: `business` or `consumer`
        :param stated: :class:`~..legal.contract.Agreed`, what the terms say
        :param company: `res.company` that sells
        """
        company = company.sudo()
        today = company._get_recouvrement_today()
        return self._get_interest(country, customer, stated.clause, today, is_small=company.recouvrement_is_small)

    @api.model
    def _get_late_sums(self, country, customer, stated):
        """What to write of the sums due besides interest: :class:`Sentences`.

        :param stated: :class:`~..legal.contract.Agreed`, what the terms say
        """
        if customer == BUSINESS:
            return self._get_fixed_sum(country)
        if country == "BE":
            return self._get_consumer_indemnity(stated.indemnity, stated.scale)
        return Sentences((), ())

    @api.model
    def _get_late_payment(self, country, customer, stated, company):
        """All that is written of late payment: :class:`Sentences`; the parameters are those of `_get_late_interest`."""
        sentences = self._get_late_interest(country, customer, stated, company)
        sentences += self._get_late_sums(country, customer, stated)
        if (country, customer) == ("BE", CONSUMER) and sentences.texts:
            sentences += self._get_reciprocity()
        return sentences

    @api.model
    def _get_discount(self):
        """What a French invoice says of early payment (C. com. L441-9)."""
        return Sentences(
            (self.env._("No discount is granted for early payment, unless the invoice says otherwise."),), ()
        )

    @api.model
    def _get_reciprocity(self):
        """What makes a penalty clause fair towards a Belgian consumer (CEL VI.83 17°)."""
        text = self.env._(
            "The same interest and the same indemnity are due to the customer, on the same conditions, where we do not pay "
            "in time a sum that we owe."
        )
        note = self.env._(
            "A penalty clause against a consumer must hold for both sides (article VI.83, 17° of the Belgian Code of economic "
            "law, read in secondary sources): keep the last sentence, and have your terms read by a lawyer."
        )
        return Sentences((text,), (note,))
