from datetime import timedelta

from odoo import api, models
from odoo.tools import format_amount, format_date, formatLang

from ..legal import errors
from ..legal.contract import get_applied_rates


class RecouvrementLegalWording(models.AbstractModel):
    """The law in words, in the language of the context: which rule gave a number, and why there is none."""

    _name = "recouvrement.legal.wording"
    _description = "The Law in Words"

    # === ONE CHARGE === #

    @api.model
    def _explain(self, entry):
        """How a charge was computed, line by line.

        :param entry: :class:`~..tools.charge.DueCharge`
        :return: list of sentences
        """
        currency = self.env["res.currency"].browse(entry.currency_id)
        lines = []
        for part in entry.parts:
            lines += self._explain_part(part, currency)
        if entry.invoiced:
            amount = format_amount(self.env, float(entry.invoiced), currency)
            lines.append(self.env._("less %(amount)s, already invoiced", amount=amount))
        return list(dict.fromkeys(lines))

    @api.model
    def _explain_part(self, part, currency):
        lines = []
        if part.interest:
            lines += [self._explain_slice(part, piece, currency) for piece in part.interest.slices if piece.interest]
        elif part.amount:
            lines.append(self._explain_sum(part, currency))
        if part.problem:
            lines.append(self._describe_problem(part.problem))
        return lines

    @api.model
    def _explain_slice(self, part, piece, currency):
        rate = next(rate for rate in part.rates if rate.first_day <= piece.first_day <= rate.last_day)
        return self.env._(
            "%(balance)s × %(percent)s%% × %(days)s days / 365 = %(interest)s, from %(first)s to %(last)s (%(rule)s)",
            balance=format_amount(self.env, float(piece.balance), currency),
            percent=self._format_percent(piece.percent),
            days=piece.days,
            interest=format_amount(self.env, float(piece.interest), currency),
            first=format_date(self.env, piece.first_day),
            last=format_date(self.env, piece.last_day),
            rule=self._describe_rule(rate),
        )

    @api.model
    def _explain_sum(self, part, currency):
        article = self._describe_article(part.article)
        inputs = dict(part.inputs)
        if part.kind == "fixed_sum":
            return self.env._("Fixed sum per late invoice (%(article)s)", article=article)
        share = format_amount(self.env, float(inputs["share"]), currency)
        total = format_amount(self.env, float(inputs["indemnity"]), currency)
        balance = format_amount(self.env, float(inputs["balance"]), currency) if "balance" in inputs else ""
        if part.rule == "be.consumer.contract":
            return self.env._(
                "Share of %(share)s in the agreed indemnity of %(total)s (%(article)s)",
                share=share,
                total=total,
                article=article,
            )
        return self.env._(
            "Share of %(share)s in the indemnity of %(total)s on %(balance)s: %(base)s, and %(percent)s%% of what exceeds "
            "%(above)s (%(article)s)",
            share=share,
            total=total,
            balance=balance,
            base=format_amount(self.env, float(inputs["base"]), currency),
            percent=self._format_percent(inputs["percent"]),
            above=format_amount(self.env, float(inputs["above"]), currency),
            article=article,
        )

    @api.model
    def _format_percent(self, percent):
        """A percentage with two digits, or as many as it has."""
        digits = max(2, -percent.normalize().as_tuple().exponent)
        return formatLang(self.env, float(percent), digits=digits)

    # === RULES === #

    @api.model
    def _describe_rule(self, rate):
        """Which rule gave a rate, with its article.

        :param rate: :class:`~..legal.contract.AppliedRate`
        """
        country, *_kind, rule = rate.rule.split(".")
        if rule == "contract":
            words = self.env._("rate of the contract")
        elif rule == "floor":
            words = self.env._("three times the legal interest rate, under which no contract can go")
        else:
            words = self._describe_law_rate(country, rate.rule)
        return self.env._("%(rule)s; %(article)s", rule=words, article=self._describe_article(rate.article))

    @api.model
    def _describe_law_rate(self, country, rule):
        """What the law's rate of a country is made of."""
        if rule == "fr.consumer.law":
            return self.env._("legal interest rate")
        if rule == "de.consumer.law":
            return self.env._("German base rate + %s points", 5)
        return {
            "fr": self.env._("ECB reference rate + %s points", 10),
            "be": self.env._("ECB reference rate + %s points, rounded up to the next half point", 8),
            "de": self.env._("German base rate + %s points", 9),
            "ch": self.env._("Swiss legal rate"),
        }.get(country) or self.env._("ECB reference rate + %s points", 8)

    @api.model
    def _describe_article(self, article):
        """An article as it is quoted in the language of the reader."""
        return {
            "Law of 2 Aug 2002 art. 5": self.env._("law of 2 August 2002, art. 5"),
            "Law of 2 Aug 2002 art. 6": self.env._("law of 2 August 2002, art. 6"),
            "Law of 2 Aug 2002 art. 7": self.env._("law of 2 August 2002, art. 7"),
            "Law of 18 Apr 2004": self.env._("law of 18 April 2004"),
            "CEL XIX.4": self.env._("Code of Economic Law, art. XIX.4"),
            "CEL Book XIX": self.env._("Code of Economic Law, Book XIX"),
            "Directive 2011/7/EU art. 3": self.env._("directive 2011/7/EU, art. 3"),
            "Directive 2011/7/EU art. 6": self.env._("directive 2011/7/EU, art. 6"),
        }.get(article, article)

    @api.model
    def _describe_applied_rate(self, country, customer, clause, today):
        """The rate of late interest of a day, and which rule gives it; else why there is none.

        :param str country: as the legal core knows it
        :param str customer: `business` or `consumer`
        :param Clause clause: what the contract says; None when it says nothing
        :param date today: the day
        """
        table = self.env["recouvrement.charge"]._get_rate_table()
        try:
            [rate] = get_applied_rates(table, country, customer, today, today, clause)
        except errors.LegalError as error:
            return self._describe_problem(error)
        return self.env._(
            "%(percent)s%% a year (%(rule)s)",
            percent=self._format_percent(rate.percent),
            rule=self._describe_rule(rate),
        )

    # === REFUSALS === #

    @api.model
    def _describe_problem(self, error):
        """Why the law gives no number, or less than there would be.

        :param error: :class:`~..legal.errors.LegalError`
        """
        if isinstance(error, errors.MissingRate):
            return self.env._(
                "No rate is known for %(semester)s (%(kind)s): interest is not counted from then on.",
                semester=error.semester,
                kind=error.kind,
            )
        text = self._get_problem_text(error)
        article = self._describe_article(error.article)
        return f"{text} ({article})" if article else text

    @api.model
    def _get_problem_text(self, error):
        if error.key.endswith(".wait"):
            last_day = format_date(self.env, error.day - timedelta(days=1))
            return self.env._("The customer has until %(date)s to pay without any charge.", date=last_day)
        texts = self._get_problem_texts()
        text = texts.get(error.key) or texts.get(error.key.rpartition(".")[2])
        if isinstance(error, errors.NotVerified):
            text = self.env._("Not verified, hence not claimed: %(what)s", what=text or error.key)
        return text or error.key

    @api.model
    def _get_problem_texts(self):
        """The refusals of the legal core in words: {key, or its last part: text}."""
        return {
            "fr.consumer.interest_not_started": self.env._(
                "Against a consumer, interest runs from the formal notice: no notice is known to have been received."
            ),
            "be.consumer.interest_not_started": self.env._(
                "Nothing can be charged to a consumer before a free first reminder and the days it leaves to pay."
            ),
            "be.consumer.reminder_before_due": self.env._(
                "The first reminder left before the debt was late: it opens no period to pay."
            ),
            "be.consumer.no_indemnity_clause": self.env._(
                "Your terms and conditions have no indemnity clause for consumers: none is due."
            ),
            "be.consumer.clause_above_cap": self.env._(
                "The clause exceeds the maximum of the law: it is void, and nothing is claimed under it."
            ),
            "be.business.interest_excluded": self.env._("A clause that excludes late interest is void."),
            "fr.business.fixed_sum_insolvency": self.env._(
                "The insolvency proceedings forbade the customer to pay at the due date: no fixed sum is due."
            ),
            "be.consumer.foreign_currency": self.env._("the scale of the law for a debt that is not in euros"),
            "invoice_silent": self.env._("The invoice does not say that interest will be claimed."),
            "interest_not_started": self.env._("What makes interest run is not known."),
            "paid_before": self.env._("It was paid before interest began to run."),
            "fixed_sum": self.env._("the fixed sum in this country"),
            "insolvency": self.env._("the effect of insolvency proceedings in this country"),
            "interest_without_clause": self.env._("interest where the terms and conditions give no rate"),
            "contract_rate": self.env._("the rate of a contract in this country"),
            "interest_start": self.env._("the day from which interest runs in this country"),
        }
