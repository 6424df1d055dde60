from decimal import Decimal

from odoo import api, models

from ..legal.contract import BUSINESS, CONSUMER
from ..tools.agreement_text import get_plain_text
from .recouvrement_legal_sentence import Sentences

# Those in which the sentences exist.
LANGUAGES = ("en", "fr")


class RecouvrementTerms(models.Model):
    """The text of payment terms, made of the policy and of the law."""

    _inherit = "recouvrement.terms"

    @api.model
    def _get_languages(self):
        """The codes of the installed languages in which the sentences exist."""
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        return [code for code in codes if code[:2] in LANGUAGES] or codes

    def _write_texts(self):
        """Write the texts of drafts from the rules; what a person wrote is kept."""
        for terms in self.filtered(lambda terms: terms.state == "draft"):
            texts = {text.lang: text for text in terms.text_ids}
            for lang in terms._get_languages():
                html = terms._render_text(lang)
                if lang not in texts:
                    texts[lang] = terms.text_ids.create({"terms_id": terms.id, "lang": lang, "body": html})
                elif not texts[lang].is_edited:
                    texts[lang].body = html
                texts[lang].generated = html

    def _render_text(self, lang):
        """The text that the rules of today give, as HTML without looks.

        :param str lang: code of a language
        """
        self.ensure_one()
        terms = self.sudo().with_context(lang=lang)
        return str(
            terms.env["ir.qweb"]._render(
                "recouvrement_preventif.terms_text", terms._prepare_text(), minimal_qcontext=True
            )
        )

    def _prepare_text(self):
        """What the text is made of, in the language of the context: {article: sentences}."""
        return {
            "terms": self,
            "scope": self._get_scope(),
            "delay": [self._get_delay(), *self._get_means()],
            "discount": self._get_discount(),
            "late": self._get_late_payment().texts,
            "consumer": self._get_consumer_protection(),
            "dispute": self._get_dispute(),
            "contact": self._get_contact_lines(),
        }

    def _get_notes(self):
        """What whoever publishes the terms must know: the doubts of the law, and what could not be stated.

        :return: list of sentences
        """
        self.ensure_one()
        if not self.country:
            return [self.env._("No law is known for this country: nothing is stated of late payment.")]
        return [*self._get_late_payment().notes, *filter(None, [self._get_delay_note()])]

    def _get_late_payment(self):
        """The sentences on late payment: what its policy says now, within the law."""
        if not self.country:
            return Sentences((), ())
        return self.env["recouvrement.legal.sentence"]._get_late_payment(
            self.country, self.customer_kind, self.policy_id._get_stated(), self.company_id
        )

    # === ARTICLES === #

    def _get_scope(self):
        if self.customer_kind == BUSINESS:
            return self.env._(
                "These terms apply to the payment of the invoices that %(company)s makes out to businesses, unless something "
                "else was agreed in writing.",
                company=self.company_id.name,
            )
        return self.env._(
            "These terms apply to the payment of the invoices that %(company)s makes out to consumers, unless something more "
            "favourable to them was agreed. They take away none of the rights that the law gives to consumers.",
            company=self.company_id.name,
        )

    def _get_delay(self):
        due = self.env._("Each invoice is payable by the due date that it states.")
        line = self.payment_term_id.line_ids
        if len(line) == 1 and line.value == "percent" and line.value_amount == 100:
            if usual := self._describe_delay(line):
                return f"{due} {usual}"
        if self.payment_term_id:
            return f"{due} " + self.env._("Usual terms: %s.", self.payment_term_id.name)
        return due

    def _describe_delay(self, line):
        days = line.nb_days
        if line.delay_type == "days_after":
            if not days:
                return self.env._("Unless agreed otherwise, it is the date of the invoice.")
            return self.env._("Unless agreed otherwise, it is %s days after the date of the invoice.", days)
        if line.delay_type == "days_after_end_of_month":
            return self.env._(
                "Unless agreed otherwise, it is %s days after the end of the month in which the invoice is dated.", days
            )
        return None

    def _get_means(self):
        """How to pay: list of sentences."""
        means = {
            "by_transfer": self.env._("by bank transfer to the account that the invoice states, quoting its reference"),
            "by_card": self.env._("online, on the page to which our messages lead"),
            "by_direct_debit": self.env._("by direct debit, where a mandate was signed"),
            "by_cheque": self.env._("by cheque"),
        }
        chosen = [words for name, words in means.items() if self[name]]
        return [self.env._("Payment is made: %s.", "; ".join(chosen))] if chosen else []

    def _get_discount(self):
        """What is granted for early payment: a sentence."""
        term = self.payment_term_id
        if term.early_discount:
            return self.env._(
                "A discount of %(percent)s%% is granted on invoices paid within %(days)s days of their date.",
                percent=self.env["recouvrement.legal.sentence"]._format_number(
                    Decimal(str(round(term.discount_percentage, 2)))
                ),
                days=term.discount_days,
            )
        return self.env._("No discount is granted for early payment.")

    def _get_consumer_protection(self):
        """What is not asked of a consumer: list of sentences."""
        if (self.country, self.customer_kind) == ("FR", CONSUMER):
            return [
                self.env._(
                    "The cost of amicable recovery is not asked of consumers (article L111-8 of the French Code of civil "
                    "enforcement)."
                )
            ]
        return []

    def _get_dispute(self):
        return self.env._(
            "Whoever disputes an invoice tells us so as soon as possible, with the reasons and the amount in dispute. We examine "
            "it and answer. What is not disputed remains payable by its due date."
        )

    def _get_contact_lines(self):
        """Where to reach the company: list of lines."""
        company = self.company_id
        reach = [
            company.phone and self.env._("Telephone: %s", company.phone),
            company.email and self.env._("E-mail: %s", company.email),
        ]
        return [*company._get_recouvrement_identity(), *filter(None, reach)]

    # === WHAT THE LAW ALLOWS TO AGREE ON === #

    def _get_delay_note(self):
        """What the law says against the usual delay, in words; None when it allows it."""
        longest = {"FR": 60, "BE": 60}.get(self.country) if self.customer_kind == BUSINESS else None
        if not longest:
            return None
        for line in self.payment_term_id.line_ids:
            is_end_of_month = line.delay_type == "days_after_end_of_month"
            if self.country == "FR" and is_end_of_month and line.nb_days <= 45:
                continue
            if line.nb_days + (30 if is_end_of_month else 0) > longest:
                return self._describe_longest(longest)
        return None

    def _describe_longest(self, longest):
        if self.country == "FR":
            return self.env._(
                "Between businesses, French law allows %s days from the date of the invoice, or 45 days after the end of the month, "
                "unless a rule of your trade says otherwise (article L441-10 I of the Commercial Code). Your delay is longer.",
                longest,
            )
        return self.env._(
            "Between businesses, Belgian law allows %s calendar days; a longer delay is deemed unwritten (law of 2 August 2002, "
            "article 4). Your delay is longer.",
            longest,
        )

    # === WHAT CHANGED === #

    def _get_changes(self):
        """The languages in which the rules do not give any more what they gave when the text was written.

        :return: {`recouvrement.terms.text`: the words that they give now}
        """
        changes = {}
        for terms in self.sudo():
            for text in terms.text_ids.filtered("generated"):
                words = get_plain_text(terms._render_text(text.lang))
                if words != get_plain_text(text.generated):
                    changes[text] = words
        return changes
