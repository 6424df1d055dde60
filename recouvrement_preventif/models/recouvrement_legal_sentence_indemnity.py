from odoo import api, models

from ..legal import indemnities
from ..legal.contract import BUSINESS
from ..legal.errors import NotAllowed, NotVerified
from .recouvrement_legal_sentence import Sentences


class RecouvrementLegalSentence(models.AbstractModel):
    """What is written of the fixed sums that a late invoice gives rise to."""

    _inherit = "recouvrement.legal.sentence"

    @api.model
    def _get_fixed_sum(self, country):
        """What to write of the fixed sum per late invoice between businesses: :class:`Sentences`, empty where there is none."""
        try:
            amount = indemnities.get_fixed_sum(country, BUSINESS).amount
        except (NotAllowed, NotVerified):
            return Sentences((), ())
        values = {"amount": self._format_number(amount)}
        if country == "FR":
            text = self.env._(
                "Each late invoice also gives rise, as of right, to a fixed compensation of %(amount)s euros for recovery "
                "costs (articles L441-10 and D441-5 of the French Commercial Code); where these costs are higher, further "
                "compensation may be asked for on proof.",
                **values,
            )
        elif country == "BE":
            text = self.env._(
                "Each late invoice also gives rise, as of right, to a fixed compensation of %(amount)s euros for recovery "
                "costs, besides a reasonable compensation for the other recovery costs (article 6 of the Belgian law of "
                "2 August 2002).",
                **values,
            )
        elif country == "NL":
            text = self.env._(
                "Late payment also gives rise to recovery costs, of at least %(amount)s euros (article 6:96 BW).",
                **values,
            )
        else:
            text = self.env._(
                "Each late invoice also gives rise to a fixed compensation of %(amount)s euros for recovery costs.",
                **values,
            )
        return Sentences((text,), ())

    @api.model
    def _get_consumer_indemnity(self, agreed, agreed_scale):
        """What to write of the indemnity of a Belgian consumer.

        :param Decimal agreed: the sum that the terms give, in euros; None when they give none
        :param bool agreed_scale: whether they give the scale of the law
        :rtype: Sentences
        """
        if agreed_scale:
            return Sentences((self._describe_scale(),), ())
        if not agreed:
            return Sentences(
                (),
                (
                    self.env._(
                        "Your policy gives no indemnity clause for Belgian consumers: none is stated or claimed. Choose one "
                        "in the policy to have it."
                    ),
                ),
            )
        lowest = indemnities.BELGIAN_SCALE[0]
        notes = ()
        if agreed > lowest[1]:
            notes = (
                self.env._(
                    "%(agreed)s euros is above what article XIX.4 of the Belgian Code of economic law allows for small "
                    "balances (%(most)s euros up to %(balance)s): there, the clause is deemed unwritten and nothing is "
                    "claimed. The scale of the law is safer.",
                    agreed=self._format_number(agreed),
                    most=self._format_number(lowest[1]),
                    balance=self._format_number(lowest[0]),
                ),
            )
        text = self.env._(
            "Once the time that the first reminder leaves has passed, a fixed indemnity of %(amount)s euros is due, within "
            "the limits of article XIX.4 of the Belgian Code of economic law.",
            amount=self._format_number(agreed),
        )
        return Sentences((text,), notes)

    @api.model
    def _describe_scale(self):
        (small, small_base, *_none), (middle, middle_base, middle_percent, _), (_, base, percent, _) = (
            indemnities.BELGIAN_SCALE
        )
        numbers = {
            "small": small,
            "small_base": small_base,
            "middle": middle,
            "middle_base": middle_base,
            "middle_percent": middle_percent,
            "base": base,
            "percent": percent,
            "maximum": indemnities.BELGIAN_MAXIMUM,
        }
        return self.env._(
            "Once the time that the first reminder leaves has passed, a fixed indemnity is due: %(small_base)s euros where "
            "the balance is %(small)s euros or less; %(middle_base)s euros and %(middle_percent)s%% of the part above "
            "%(small)s euros where it is up to %(middle)s euros; %(base)s euros and %(percent)s%% of the part above "
            "%(middle)s euros beyond, with a maximum of %(maximum)s euros.",
            **{name: self._format_number(number) for name, number in numbers.items()},
        )
