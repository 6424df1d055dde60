import re
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..legal.contract import BUSINESS, CONSUMER, Agreed

# What the text is made of.
DECISIVE = {"company_id", "customer_kind", "policy_id", "country", "payment_term_id"}
DECISIVE |= {"by_transfer", "by_card", "by_direct_debit", "by_cheque"}
# What is published keeps it.
FROZEN = DECISIVE | {"number", "text_ids"}


class RecouvrementTerms(models.Model):
    """One version of the payment terms of a company. Once it is published, nobody changes it any more: another version
    takes its place, and what was accepted of this one goes on holding."""

    _name = "recouvrement.terms"
    _description = "Payment Terms and Conditions"
    _inherit = ["mail.thread", "mail.activity.mixin", "recouvrement.contract.clause"]
    _order = "company_id, number desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    number = fields.Integer(readonly=True, copy=False, aggregator=None)
    customer_kind = fields.Selection(
        [(BUSINESS, "Businesses"), (CONSUMER, "Consumers")], string="Customers", required=True, default=BUSINESS
    )
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published"), ("replaced", "Replaced")],
        required=True,
        readonly=True,
        default="draft",
        tracking=True,
    )
    published_on = fields.Date(readonly=True, copy=False)
    replaced_on = fields.Date(
        readonly=True, copy=False, help="From this day on, another version, or none, is in the place of this one."
    )
    policy_id = fields.Many2one(
        "recouvrement.policy",
        compute="_compute_policy_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        help="What your terms say of late payment is read there, under “Penalties and indemnities”.",
    )
    country = fields.Selection(
        selection="_get_countries",
        string="Law",
        compute="_compute_country",
        store=True,
        readonly=False,
        precompute=True,
        help="Between businesses, usually the law of the seller; for consumers, that of their own country.",
    )
    payment_term_id = fields.Many2one(
        "account.payment.term",
        string="When to pay",
        check_company=True,
        help="The usual delay, and the discount for early payment if there is one. Left empty, the terms refer to the due "
        "date on the invoice.",
    )
    by_transfer = fields.Boolean(string="Bank transfer", default=True)
    by_card = fields.Boolean(string="Online, on the customer's page")
    by_direct_debit = fields.Boolean(string="Direct debit")
    by_cheque = fields.Boolean(string="Cheque")
    text_ids = fields.One2many("recouvrement.terms.text", "terms_id", string="Texts")
    preview = fields.Html(compute="_compute_preview", help="The text in your language.")
    address = fields.Char(string="Public address", compute="_compute_preview")
    acceptance_count = fields.Integer(compute="_compute_acceptance_count")

    # What the published text states, kept beside it: charges are computed from it.
    clause_kind = fields.Selection(selection="_get_clause_kinds", readonly=True, copy=False)
    clause_rate = fields.Float(digits=(8, 4), readonly=True, copy=False)
    indemnity = fields.Float(digits=(16, 2), readonly=True, copy=False)
    has_indemnity = fields.Boolean(readonly=True, copy=False)
    has_scale = fields.Boolean(readonly=True, copy=False)

    _number_unique = models.Constraint("UNIQUE(company_id, number)", "A version has a number of its own.")
    _published_once = models.UniqueIndex(
        "(company_id, customer_kind, COALESCE(country, '')) WHERE state = 'published'",
        "One version at a time is published for a kind of customers and a law.",
    )

    @api.model
    def _get_countries(self):
        return self.env["recouvrement.terms.mention"]._fields["country"]._description_selection(self.env)

    @api.depends("company_id")
    def _compute_policy_id(self):
        for terms in self:
            terms.policy_id = terms.company_id._get_recouvrement_policy()

    @api.depends("company_id")
    def _compute_country(self):
        for terms in self:
            country = terms.company_id.sudo().country_id
            terms.country = self.env["recouvrement.legal.sentence"]._get_law_country(country)

    @api.depends("text_ids.body", "number", "state")
    @api.depends_context("lang")
    def _compute_preview(self):
        for terms in self:
            terms.preview = terms._get_text(self.env.lang).body
            terms.address = terms.state != "draft" and terms._get_address()

    @api.depends_context("uid")
    def _compute_acceptance_count(self):
        counted = self.env["recouvrement.terms.acceptance"]._read_group(
            Domain("terms_id", "in", self.ids) & Domain("cancelled_on", "=", False), ["terms_id"], ["__count"]
        )
        counts = dict(counted)
        for terms in self:
            terms.acceptance_count = counts.get(terms, 0)

    @api.depends("number", "customer_kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["customer_kind"]._description_selection(self.env))
        for terms in self:
            terms.display_name = self.env._(
                "Payment terms no. %(number)s (%(kind)s)",
                number=terms.number,
                kind=(kinds.get(terms.customer_kind) or "").lower(),
            )

    @api.model
    def _search_display_name(self, operator, value):
        """A version is looked for by its number, whatever words stand around it."""
        if operator not in ("ilike", "in"):
            return NotImplemented
        texts = [value] if isinstance(value, str) else list(value or ())
        if not any(texts):
            return Domain.TRUE
        return Domain("number", "in", [int(each) for text in texts for each in re.findall(r"\d{1,9}", str(text))])

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        last = {}
        for vals in vals_list:
            company_id = vals.setdefault("company_id", self.env.company.id)
            if company_id not in last:
                domain = Domain("company_id", "=", company_id)
                last[company_id] = self.sudo().search(domain, order="number desc", limit=1).number
            vals["number"] = last[company_id] = last[company_id] + 1
        terms = super().create(vals_list)
        terms._write_texts()
        return terms

    def write(self, vals):
        if vals.keys() & FROZEN and any(terms.state != "draft" for terms in self):
            raise UserError(self.env._("A version that was published is not changed any more: prepare the next one."))
        result = super().write(vals)
        if vals.keys() & DECISIVE:
            self._write_texts()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if any(terms.state != "draft" for terms in self):
            raise UserError(self.env._("A version that was published stays: customers may have accepted it."))

    # === ACTIONS === #

    def action_open_public(self):
        """Open the page on which everybody reads this version."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self._get_path(), "target": "new"}

    def action_open_acceptances(self):
        """The customers who accepted this version."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "recouvrement_preventif.recouvrement_terms_acceptance_action"
        )
        return {**action, "domain": [("terms_id", "=", self.id)]}

    # === WHICH ONE === #

    @api.model
    def _get_published(self, company, kind, day, country=None):
        """The terms that a company had published for a kind of customers on a day; a branch that has none has those of
        the company it belongs to.

        :param company: `res.company`
        :param str kind: `business` or `consumer`
        :param date day: the company's date
        :param str country: the law that is wanted, as the legal core knows it; where no version is made for it, or None
            is given, that of the company is taken
        :rtype: recordset of `recouvrement.terms` with all rights, empty when there is none
        """
        companies = company.sudo().parent_ids
        found = self.sudo().search(self._get_published_domain(companies, day) & Domain("customer_kind", "=", kind))
        return found._choose(company, kind, country)

    def _choose(self, company, kind, country):
        """The version, among those that were published on a day, that fits best: of the nearest company, then of the
        wanted law, then of the company's own."""
        companies = company.sudo().parent_ids
        own = self.env["recouvrement.legal.sentence"]._get_law_country(company.sudo().country_id)
        ranks = {law: rank for rank, law in enumerate((own, country))}
        return self.filtered(lambda terms: terms.customer_kind == kind).sorted(
            lambda terms: (companies.ids.index(terms.company_id.id), ranks.get(terms.country, -1), terms.number)
        )[-1:]

    @api.model
    def _get_published_domain(self, companies, day):
        """The versions that were published on a day."""
        return (
            Domain("company_id", "in", companies.ids)
            & Domain("published_on", "<=", day)
            & (Domain("replaced_on", "=", False) | Domain("replaced_on", ">", day))
        )

    # === THE TEXT === #

    def _get_text(self, lang):
        """The text in a language, else in the company's, else in another.

        :param str lang: code of a language
        :rtype: recordset of `recouvrement.terms.text`, empty when there is no text at all
        """
        texts = {text.lang: text for text in self.sudo().text_ids}
        wanted = (lang, self.sudo().company_id.partner_id.lang, "en_US", *texts)
        return next((texts[code] for code in wanted if code in texts), self.env["recouvrement.terms.text"].sudo())

    def _get_text_languages(self):
        """The languages in which there is a text: list of (code, name)."""
        codes = set(self.sudo().text_ids.mapped("lang"))
        return [(code, name) for code, name in self.env["res.lang"].get_installed() if code in codes]

    def _get_title(self):
        """What a page or a document of this version is called, in the language of the context."""
        self.ensure_one()
        return self.env._("Payment terms no. %s", self.number)

    def _get_public_label(self):
        """For whom it is, in the language of the context."""
        self.ensure_one()
        kinds = dict(self._fields["customer_kind"]._description_selection(self.env))
        laws = dict(self._fields["country"]._description_selection(self.env))
        return " · ".join(filter(None, (kinds[self.customer_kind], laws.get(self.country))))

    def _describe_standing(self):
        """Since when it is in force, and until when it was, in the language of the context."""
        self.ensure_one()
        if self.state == "draft":
            return self.env._("Draft, not published")
        values = {"date": format_date(self.env, self.published_on)}
        if self.replaced_on:
            return self.env._(
                "In force from %(date)s, until %(until)s excluded",
                until=format_date(self.env, self.replaced_on),
                **values,
            )
        return self.env._("In force from %(date)s", **values)

    def _get_address(self):
        """Where the public reads this version."""
        self.ensure_one()
        terms = self.sudo()
        return f"{terms.company_id.get_base_url()}{self._get_path()}"

    def _get_path(self):
        self.ensure_one()
        return f"/recouvrement/conditions/{self.sudo().company_id.id}/{self.number}"

    def _get_print_sentence(self, partner, lang):
        """What a document says of the terms that apply: which version, of which day, and where to read it.

        :param partner: `res.partner` whom the document is for
        :param str lang: code of the language of the document; that of the partner when False
        :rtype: str, empty where there are no terms
        """
        if not self:
            return ""
        self.ensure_one()
        terms = self.sudo().with_context(lang=lang or partner.lang or self.env.lang)
        values = {
            "number": terms.number,
            "date": format_date(terms.env, terms.published_on),
            "address": terms._get_address(),
        }
        return terms.env._("Payment terms no. %(number)s of %(date)s apply, to be read at %(address)s", **values)

    def _get_stated(self):
        """What a version states of late payment: as it was published, or as its policy has it while it is a draft.

        :rtype: :class:`~..legal.contract.Agreed`
        """
        self.ensure_one()
        terms = self.sudo()
        if terms.state == "draft":
            return terms.policy_id._get_stated()
        fixed = terms.has_indemnity and not terms.has_scale
        indemnity = Decimal(str(round(terms.indemnity, 2))) if fixed else None
        return Agreed(self._make_clause(terms.clause_kind, terms.clause_rate), indemnity, terms.has_scale)
