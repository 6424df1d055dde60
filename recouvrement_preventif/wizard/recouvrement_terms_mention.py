from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..legal.contract import BUSINESS, CONSUMER
from ..tools.terms import PRESENT, REPLACED, put_block

# Odoo's option that prints default terms on documents; one for all companies.
TERMS_OPTION = "account.use_invoice_terms"
# Those in which the sentences exist.
LANGUAGES = ("en", "fr")


class RecouvrementTermsMention(models.TransientModel):
    """What invoices and terms must say of late payment, made of the same rules as the charges."""

    _name = "recouvrement.terms.mention"
    _description = "Mentions for Invoices"

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    policy_id = fields.Many2one(
        "recouvrement.policy",
        compute="_compute_policy_id",
        store=True,
        readonly=False,
        help="What your terms agree on is read there, under “Penalties and indemnities”.",
    )
    country = fields.Selection(
        [
            ("FR", "France"),
            ("BE", "Belgium"),
            ("LU", "Luxembourg"),
            ("NL", "Netherlands"),
            ("DE", "Germany"),
            ("CH", "Switzerland"),
            ("EU", "Another country of the European Union"),
        ],
        string="Law",
        compute="_compute_country",
        store=True,
        readonly=False,
        help="Between businesses, usually the law of the seller; for consumers, that of their own country.",
    )
    customer_kind = fields.Selection(
        [(BUSINESS, "Businesses"), (CONSUMER, "Consumers")], string="Customers", required=True, default=BUSINESS
    )
    lang = fields.Selection(
        selection="_get_languages", string="Language", required=True, default=lambda self: self._get_default_lang()
    )
    text = fields.Text(string="Sentences", compute="_compute_text")
    notes = fields.Html(compute="_compute_text", sanitize=False)
    rate_today = fields.Char(compute="_compute_text")
    option_notice = fields.Char(compute="_compute_option_notice")

    @api.model
    def _get_languages(self):
        installed = self.env["res.lang"].get_installed()
        return [lang for lang in installed if lang[0][:2] in LANGUAGES] or installed

    @api.model
    def _get_default_lang(self):
        codes = [code for code, _name in self._get_languages()]
        return self.env.lang if self.env.lang in codes else codes[0]

    @api.depends("company_id")
    def _compute_policy_id(self):
        for mention in self:
            mention.policy_id = mention.company_id._get_recouvrement_policy()

    @api.depends("company_id")
    def _compute_country(self):
        for mention in self:
            country = mention.company_id.sudo().country_id
            mention.country = self.env["recouvrement.legal.sentence"]._get_law_country(country)

    @api.depends("policy_id", "policy_id.contract_rate", "country", "customer_kind", "lang")
    def _compute_text(self):
        for mention in self:
            if not (mention.country and mention.customer_kind and mention.lang):
                mention.text = mention.notes = mention.rate_today = False
                continue
            mention.text = "\n".join(mention.with_context(lang=mention.lang)._get_sentences().texts)
            told = mention._get_sentences()
            mention.notes = Markup().join(Markup("<p>%s</p>") % note for note in told.notes)
            mention.rate_today = told.percent is not None and self.env._(
                "Today, the rate is %(percent)s%% a year.",
                percent=self.env["recouvrement.legal.sentence"]._format_number(told.percent),
            )

    @api.depends("company_id", "country", "customer_kind")
    def _compute_option_notice(self):
        is_on = self._is_option_on()
        for mention in self:
            mention.option_notice = False
            if mention.company_id.sudo().terms_type == "html":
                mention.option_notice = self.env._(
                    "The default terms of the company are a web page: the sentences are added to that page, of which "
                    "invoices carry the address only. French law wants them on the invoice itself."
                )
            elif not is_on:
                mention.option_notice = self.env._(
                    "Odoo's default terms are turned off: adding the sentences turns them on, for every company of this "
                    "database."
                )

    @api.model
    def _is_option_on(self):
        return bool(self.env["ir.config_parameter"].sudo().get_param(TERMS_OPTION))

    # === THE SENTENCES === #

    def _get_sentences(self):
        """What may be written, in the language of the context: :class:`Sentences`."""
        self.ensure_one()
        Sentence = self.env["recouvrement.legal.sentence"]
        late = Sentence._get_late_payment(
            self.country, self.customer_kind, self.policy_id._get_stated(), self.company_id
        )
        if (self.country, self.customer_kind) == ("FR", BUSINESS):
            return Sentence._get_discount() + late
        return late

    # === ACTIONS === #

    def action_add_to_terms(self):
        """Add the sentences to the default terms of the company's invoices, in every language, once.

        :return: the notification that says what was done
        :raise AccessError: for anybody but a manager, or on a company that is not the user's
        """
        self.ensure_one()
        if not self.env.user.has_group("recouvrement_preventif.group_manager"):
            raise AccessError(self.env._("Only collection managers can change the terms of the invoices."))
        self.company_id._check_recouvrement_allowed()
        if not self.text:
            raise UserError(self.env._("There is no sentence to add: see why above."))
        outcome = self._put_in_terms()
        done = [self._describe_outcome(outcome)]
        if not self._is_option_on():
            self.env["ir.config_parameter"].sudo().set_param(TERMS_OPTION, True)
            done.append(self.env._("Odoo's default terms were turned on."))
        if outcome != PRESENT:
            self.company_id._log_recouvrement(" ".join(done))
            done.append(self.env._("New invoices carry them; those that exist are not changed."))
        return self.env["recouvrement.reminder"]._notify(" ".join(done), "info" if outcome == PRESENT else "success")

    def _put_in_terms(self):
        """Put the sentences in the terms, whose languages share their paragraphs: each gets its own words.

        :return: what became of them: `added`, `replaced` or `present`
        """
        company = self.company_id.sudo()
        name = "invoice_terms_html" if company.terms_type == "html" else "invoice_terms"
        key = f"o_recouvrement_terms_{self.country}_{self.customer_kind}".lower()
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        source = "en_US" if "en_US" in codes else codes[0]
        texts = {code: self.with_context(lang=code)._get_sentences().texts for code in codes}
        before = self._read_terms(company, name, codes)
        html, outcome = put_block(before[source], key, texts[source])
        if outcome != PRESENT:
            company.with_context(lang=source)[name] = html
        company.update_field_translations(
            name,
            {code: dict(zip(texts[source], texts[code], strict=True)) for code in codes if code != source},
            source_lang=source,
        )
        if self._read_terms(company, name, codes) == before:
            return PRESENT
        return REPLACED if outcome == PRESENT else outcome

    @api.model
    def _read_terms(self, company, name, codes):
        return {code: str(company.with_context(lang=code)[name] or "") for code in codes}

    @api.model
    def _describe_outcome(self, outcome):
        if outcome == PRESENT:
            return self.env._("The default terms already say this: nothing was changed.")
        if outcome == REPLACED:
            return self.env._("The sentences took the place of the former ones in the default terms.")
        return self.env._("The sentences were added to the default terms, in the language of each customer.")
