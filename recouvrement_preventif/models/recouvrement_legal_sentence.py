from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.tools import ormcache
from odoo.tools.misc import formatLang

from ..legal import contract, rates, start
from ..legal.contract import BUSINESS, CONSUMER
from ..legal.errors import MissingRate, NotAllowed, NotVerified


class Sentences(NamedTuple):
    """What may be written on late payment, and what its writer must know; ``percent`` is the yearly rate of the day, None
    when there is none or it is not known."""

    texts: tuple
    notes: tuple
    percent: Decimal | None = None

    def __add__(self, other):
        percent = other.percent if self.percent is None else self.percent
        return Sentences(self.texts + other.texts, self.notes + other.notes, percent)


class RecouvrementLegalSentence(models.AbstractModel):
    """Sentences on late interest and indemnities, made of what the charges are computed from, in the language of the
    context. A rate that changes is told by its formula: its number would be wrong in the next half-year."""

    _name = "recouvrement.legal.sentence"
    _description = "Sentences on Late Payment"

    @api.model
    def _get_law_country(self, country):
        """Under which code the law of a country is known: its own, EU for another country of the Union, None elsewhere.

        :param country: `res.country`
        """
        if (country.code, BUSINESS) in contract.LAW:
            return country.code
        return "EU" if country.code in self._get_union_codes() else None

    @api.model
    @ormcache()
    def _get_union_codes(self):
        """The codes of the countries of the European Union."""
        union = self.env.ref("base.europe", raise_if_not_found=False)
        return frozenset(union.sudo().country_ids.mapped("code")) if union else frozenset()

    @api.model
    def _get_rate_table(self):
        """The rates known: :class:`~..legal.rates.RateTable`."""
        return self.env["recouvrement.legal.rate"]._get_table()

    @api.model
    def _format_number(self, number):
        """A `Decimal` as people write it, without useless zeros."""
        digits = max(0, -number.normalize().as_tuple().exponent)
        return formatLang(self.env, float(number), digits=digits)

    @api.model
    def _get_interest(self, country, customer, clause, today, is_small=False):
        """What to write of the late interest of a contract.

        :param str country: as the legal core knows it: FR, BE, LU, NL, DE, CH, EU
        :param str customer: `business` or `consumer`
        :param Clause clause: what the contract says; None when it says nothing
        :param date today: the day on which the clause is compared with the law
        :param bool is_small: whether the creditor is a small or medium-sized enterprise (BE)
        :return: :class:`Sentences`, with a note in the place of what the law forbids or of what was not verified
        """
        notes, percent = (), None
        try:
            start.get_interest_start(country, customer, start.Facts(today, invoice_claims_interest=True))
            [applied] = contract.get_applied_rates(
                self._get_rate_table(), country, customer, today, today, clause=clause
            )
        except MissingRate as error:
            notes = (
                self.env._(
                    "The rate of %(semester)s is not known yet: your clause could not be compared with the law.",
                    semester=error.semester,
                ),
            )
        except (NotAllowed, NotVerified) as error:
            return Sentences((), (self._describe_refusal(error),))
        else:
            percent = applied.percent
            if applied.rule == "fr.business.floor":
                notes = (self._describe_floor(applied),)
        rate = self._describe_rate(country, customer, clause)
        return Sentences((self._describe_start(country, customer, rate, is_small),), notes, percent)

    @api.model
    def _describe_start(self, country, customer, rate, is_small):
        if (country, customer) == ("FR", CONSUMER):
            return self.env._(
                "A sum that is not paid by its due date bears interest from the formal notice to pay. Yearly rate of this "
                "interest: %(rate)s.",
                rate=rate,
            )
        if (country, customer) == ("LU", CONSUMER):
            return self.env._(
                "Interest will be claimed on any sum that is not paid by the end of the third month after the goods were "
                "received or the service completed. Yearly rate of this interest: %(rate)s.",
                rate=rate,
            )
        if (country, customer) == ("BE", CONSUMER):
            since = (
                self.env._("from the day after that reminder was sent")
                if is_small
                else self.env._("from the end of that time")
            )
            return self.env._(
                "Our first reminder is free of charge and leaves at least fourteen days to pay, counted from the third "
                "working day after it was posted, or from the day after it was sent electronically. A sum that is still "
                "not paid then bears interest %(since)s. Yearly rate of this interest: %(rate)s.",
                since=since,
                rate=rate,
            )
        if country in ("DE", "CH"):
            return self.env._(
                "A sum whose payment is late under the law bears interest. Yearly rate of this interest: %(rate)s.",
                rate=rate,
            )
        return self.env._(
            "Any sum that is not paid by its due date bears late interest from the following day, without any reminder "
            "being needed. Yearly rate of this interest: %(rate)s.",
            rate=rate,
        )

    @api.model
    def _describe_rate(self, country, customer, clause):
        """The yearly rate of a contract in words: the number it gives, or the formula that gives it."""
        if clause is None:
            return self._describe_law_rate(contract.LAW[country, customer][0])
        if clause.percent is not None:
            rate = self.env._("%(percent)s%%", percent=self._format_number(clause.percent))
        else:
            rate = self._describe_points(clause.over_reference)
        if (country, customer) == ("FR", BUSINESS):
            return self.env._("%(rate)s, and at least three times the French legal interest rate", rate=rate)
        if (country, customer) == ("BE", CONSUMER):
            return self.env._(
                "%(rate)s, and at most the reference rate of the European Central Bank increased by 8 percentage points",
                rate=rate,
            )
        if country == "CH":
            return self.env._("%(rate)s, and at least 5%%", rate=rate)
        return rate

    @api.model
    def _describe_points(self, points):
        return self.env._(
            "the reference rate of the European Central Bank increased by %(points)s percentage points",
            points=self._format_number(points),
        )

    @api.model
    def _describe_law_rate(self, kind):
        return {
            rates.FR_ECB_PLUS_10: self.env._(
                "the rate that the European Central Bank applies to its most recent refinancing operation, increased by "
                "10 percentage points"
            ),
            rates.FR_LEGAL_OTHER: self.env._("the French legal interest rate"),
            rates.BE_LAW_2002: self.env._(
                "the rate of the Belgian law of 2 August 2002 on late payment, which is the reference rate of the European "
                "Central Bank increased by 8 percentage points and rounded up to the next half point"
            ),
            rates.LU_ECB_PLUS_8: self.env._(
                "the rate of the Luxembourg law of 18 April 2004, which is the reference rate of the European Central Bank "
                "increased by 8 percentage points"
            ),
            rates.LU_LEGAL: self.env._("the Luxembourg legal interest rate"),
            rates.NL_COMMERCIAL: self.env._("the Dutch statutory rate for commercial contracts (article 6:119a BW)"),
            rates.DE_BASE_PLUS_9: self.env._("the German base rate increased by 9 percentage points (§ 288 (2) BGB)"),
            rates.DE_BASE_PLUS_5: self.env._("the German base rate increased by 5 percentage points (§ 288 (1) BGB)"),
            rates.CH_CO_104: self.env._("5% (article 104 of the Swiss Code of Obligations)"),
            rates.EU_ECB_PLUS_8: self._describe_points(Decimal(8)),
        }[kind]

    @api.model
    def _describe_floor(self, applied):
        inputs = dict(applied.inputs)
        return self.env._(
            "The rate of your terms gives %(agreed)s%% today, under the floor of the law (article L441-10 II): %(floor)s%%, "
            "three times the legal interest rate. The floor is what is stated and claimed.",
            agreed=self._format_number(inputs["agreed"]),
            floor=self._format_number(applied.percent),
        )

    @api.model
    def _describe_refusal(self, error):
        """Why nothing is written, for a :class:`~..legal.errors.LegalError`."""
        reasons = {
            "be.business.interest_excluded": self.env._(
                "Your terms exclude late interest, which the Belgian law of 2 August 2002 (article 7) deems unfair: no "
                "sentence is made of it."
            ),
            "be.consumer.clause_above_cap": self.env._(
                "The clause of your terms is above the maximum of article XIX.4 of the Belgian Code of economic law, which "
                "deems it unwritten: no sentence is made of it. Lower it in the policy."
            ),
            "be.consumer.interest_without_clause": self.env._(
                "Your policy gives no rate for your terms: sources differ on what a Belgian consumer owes without a clause, "
                "so no interest is stated or claimed. Choose a rate in the policy to have one."
            ),
        }
        return reasons.get(error.key) or self.env._(
            "What the law says here was not verified (%(rule)s): nothing is stated. Ask a lawyer.", rule=error.key
        )
