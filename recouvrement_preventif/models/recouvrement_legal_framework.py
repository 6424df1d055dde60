from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, ormcache

from ..legal.contract import BUSINESS, CLAUSES, CONSUMER, LAW
from ..legal.days import ONE_DAY
from ..legal.errors import MissingRate
from ..legal.rates import ECB_REFERENCE

COUNTRIES = [
    ("FR", "France"),
    ("BE", "Belgium"),
    ("LU", "Luxembourg"),
    ("NL", "Netherlands"),
    ("DE", "Germany"),
    ("CH", "Switzerland"),
    ("EU", "Other countries of the European Union"),
]


class Law(NamedTuple):
    """The country whose law rules a debt, as the legal core knows it (FR, BE, LU, NL, DE, CH; EU for another country
    of the Union; None elsewhere), and what the customer is for that law."""

    country: str | None
    customer: str


class RecouvrementLegalFramework(models.Model):
    """What the law of a country allows to charge a kind of customer, in words, with its sources and its doubts.
    The figures come from `legal`: this is what a person reads, and which law applies."""

    _name = "recouvrement.legal.framework"
    _description = "Legal Framework"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"
    # Managers read what ships, and answer the warnings that are put on it.
    _mail_post_access = "read"

    name = fields.Char(required=True, translate=True, readonly=True)
    sequence = fields.Integer(default=10)
    country_code = fields.Selection(COUNTRIES, string="Country", required=True, readonly=True)
    customer = fields.Selection(
        [(BUSINESS, "Business"), (CONSUMER, "Consumer")], string="Customers", required=True, readonly=True
    )
    interest = fields.Html(translate=True, readonly=True)
    fixed_sum = fields.Html(translate=True, readonly=True)
    reminder_fee = fields.Html(string="Reminder Fees", translate=True, readonly=True)
    waiting = fields.Html(string="Before Charging", translate=True, readonly=True)
    sources = fields.Html(translate=True, readonly=True)
    readings = fields.Html(string="How Doubts Are Read", translate=True, readonly=True)
    unverified = fields.Html(string="Not Verified", translate=True, readonly=True)
    last_checked = fields.Date(string="Last Checked on", required=True, readonly=True)

    current_rate = fields.Char(string="Rate of Today", compute="_compute_current_rate")
    rate_alert = fields.Char(compute="_compute_current_rate")
    rate_table = fields.Html(string="Rates", compute="_compute_current_rate", sanitize=False)

    _country_customer_unique = models.Constraint(
        "UNIQUE(country_code, customer)", "There is one framework per country and kind of customer."
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        frameworks = super().create(vals_list)
        self.env.registry.clear_cache()
        return frameworks

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"country_code", "customer"}:
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    # === RATES === #

    def _get_rate_kinds(self):
        """The kinds of rate that the framework needs: the law's, the one that a contract is measured against, and
        the reference rate where the terms are in points above it."""
        self.ensure_one()
        key = (self.country_code, self.customer)
        law_kind, _article = LAW.get(key, (None, ""))
        limit_kind, _judge = CLAUSES.get(key, (None, None))
        in_points = Domain("contract_rate_kind", "=", "over_reference")
        is_indexed = key in CLAUSES and self.env["recouvrement.policy"].sudo().search_count(in_points, limit=1)
        kinds = (law_kind, limit_kind, ECB_REFERENCE if is_indexed else None)
        return list(dict.fromkeys(filter(None, kinds)))

    @api.depends("country_code", "customer")
    @api.depends_context("lang")
    def _compute_current_rate(self):
        today = self.env.company._get_recouvrement_today()
        for framework in self:
            rows = [framework._prepare_rate_row(kind, today) for kind in framework._get_rate_kinds()]
            framework.current_rate = rows[0]["rate"] if rows else ""
            framework.rate_alert = " ".join(row["alert"] for row in rows if row["alert"])
            framework.rate_table = self.env["ir.qweb"]._render(
                "recouvrement_preventif.legal_framework_rates", {"rows": rows}
            )

    def _prepare_rate_row(self, kind, today):
        """The rate of a kind today, in words."""
        Rate = self.env["recouvrement.legal.rate"]
        labels = dict(Rate._fields["kind"]._description_selection(self.env))
        confidences = dict(Rate._fields["confidence"]._description_selection(self.env))
        table = Rate._get_table()
        row = {"name": labels[kind], "rate": "", "until": "", "confidence": "", "source": "", "alert": ""}
        try:
            period = table.get_period(kind, today)
        except MissingRate as error:
            alert = self.env._(
                "%(rate)s: no rate is known for %(half_year)s, nothing can be charged with it.",
                rate=labels[kind],
                half_year=error.semester,
            )
            return {**row, "rate": self.env._("Not known"), "alert": alert}
        known_until = self._get_known_until(table, kind, today)
        if known_until is None:
            until = self.env._("until the law changes")
        else:
            until = self.env._("known until %s", format_date(self.env, known_until))
        return {
            **row,
            "rate": f"{Rate._format_percent(period.percent)} ({until})",
            "confidence": confidences[period.confidence],
            "source": period.source,
        }

    @api.model
    def _get_known_until(self, table, kind, day):
        """The last day, from a day on, without a day whose rate is not known.

        :return: a date; None when the last rate has no end
        :raise MissingRate: the rate of the day itself is not known
        """
        known_until = table.get_period(kind, day).last_day
        while known_until:
            try:
                known_until = table.get_period(kind, known_until + ONE_DAY).last_day
            except MissingRate:
                break
        return known_until

    # === WHICH LAW === #

    @api.model
    def _find(self, company, partner):
        """The framework under which a company may charge a customer.

        :param company: `res.company`
        :param partner: `res.partner`
        :rtype: recordset of `recouvrement.legal.framework`; empty when there is none: then nothing can be charged
        """
        return self._find_all(company, partner)[partner]

    @api.model
    def _find_all(self, company, partners):
        """The frameworks of many customers, in as many queries as for one.

        :param company: `res.company`
        :param partners: `res.partner`
        :return: {partner: framework, or an empty recordset}
        """
        ids = self._get_ids()
        return {partner: self.browse(ids.get(law)) for partner, law in self._get_laws(company, partners).items()}

    @api.model
    @ormcache()
    def _get_ids(self):
        """{(country, kind of customer): id} of the frameworks."""
        return {(framework.country_code, framework.customer): framework.id for framework in self.sudo().search([])}

    @api.model
    def _get_laws(self, company, partners):
        """Whose law rules what customers owe to a company.

        A consumer keeps the law of its country, or of the company's when none is known. Between businesses it is
        the law of the seller's country (Rome I, art. 4: a contract may choose another), unless the policy says
        that it is the customer's.

        :param company: `res.company`
        :param partners: `res.partner`
        :return: {partner: :class:`Law`}
        """
        policies = self._get_policies(company, partners)
        seller = company.sudo().country_id
        codes = {}
        laws = {}
        for partner in partners:
            kind = partner._get_recouvrement_customer_kind()
            is_customers = kind == CONSUMER or policies[partner].business_law == "customer"
            country = (is_customers and partner.sudo().commercial_partner_id.country_id) or seller
            if country not in codes:
                codes[country] = self.env["recouvrement.legal.sentence"]._get_law_country(country)
            laws[partner] = Law(codes[country], kind)
        return laws

    @api.model
    def _get_policies(self, company, partners):
        """The policies of customers.

        :return: {partner: `recouvrement.policy`, in superuser mode, empty when none applies}
        """
        return partners._get_recouvrement_policies(company)
