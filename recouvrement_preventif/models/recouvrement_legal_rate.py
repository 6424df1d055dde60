from collections import defaultdict
from datetime import date
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date, ormcache

from ..legal import rates
from ..legal.days import ONE_DAY
from ..legal.errors import MissingRate

KINDS = [
    (rates.ECB_REFERENCE, "ECB: reference rate of the half-year"),
    (rates.FR_ECB_PLUS_10, "France, businesses: ECB + 10 points"),
    (rates.FR_LEGAL_OTHER, "France: legal rate, professional creditors"),
    (rates.BE_LAW_2002, "Belgium, businesses: law of 2 August 2002"),
    (rates.BE_CONSUMER_CAP, "Belgium, consumers: cap, ECB + 8 points"),
    (rates.BE_LEGAL, "Belgium: legal rate"),
    (rates.LU_ECB_PLUS_8, "Luxembourg, businesses: ECB + 8 points"),
    (rates.LU_LEGAL, "Luxembourg: legal rate"),
    (rates.NL_COMMERCIAL, "Netherlands, businesses: ECB + 8 points"),
    (rates.NL_LEGAL, "Netherlands: legal rate"),
    (rates.DE_BASE, "Germany: base rate"),
    (rates.DE_BASE_PLUS_9, "Germany, businesses: base rate + 9 points"),
    (rates.DE_BASE_PLUS_5, "Germany, consumers: base rate + 5 points"),
    (rates.CH_CO_104, "Switzerland: CO 104"),
    (rates.EU_ECB_PLUS_8, "European Union, businesses: ECB + 8 points"),
]
CONFIDENCES = [
    (rates.OFFICIAL, "Official text"),
    (rates.SECONDARY, "Secondary source"),
    (rates.COMPUTED, "Computed with the formula of the law"),
]
YEARLY_KINDS = (rates.BE_LEGAL, rates.LU_LEGAL, rates.NL_LEGAL)
LASTING_KINDS = (rates.CH_CO_104,)
# What a person may change on a rate that ships with the addon.
FREE_FIELDS = {"active"}


class RecouvrementLegalRate(models.Model):
    """A rate of the law and the days it holds. Those that ship with the addon are brought up to date by each
    upgrade; those that users enter win over them on the days they cover."""

    _name = "recouvrement.legal.rate"
    _description = "Legal Rate"
    _order = "kind, first_day desc, id desc"

    kind = fields.Selection(KINDS, string="Rate", required=True)
    first_day = fields.Date(required=True)
    last_day = fields.Date(help="Included; leave empty for a rate that holds until the law changes.")
    percent = fields.Float(string="Percent per Year", digits=(8, 4), required=True, aggregator=None)
    confidence = fields.Selection(CONFIDENCES, string="How Sure", required=True)
    source = fields.Char(required=True, help="Where the figure was read: an official notice, a page, a date.")
    is_shipped = fields.Boolean(
        string="Shipped",
        readonly=True,
        copy=False,
        help="Ships with the addon and follows its upgrades. To correct it, enter your own rate: it wins on its days.",
    )
    active = fields.Boolean(default=True)

    _days_in_order = models.Constraint(
        "CHECK(last_day IS NULL OR last_day >= first_day)", "A rate cannot end before it starts: check its days."
    )
    _percent_in_bounds = models.Constraint(
        "CHECK(percent <= 100 AND (percent >= 0 OR kind IN ('EU_ECB_REFERENCE', 'DE_BASE') AND percent >= -10))",
        "A rate lies between 0 and 100 percent; only reference and base rates can be below zero.",
    )
    _shipped_once = models.UniqueIndex("(kind, first_day) WHERE is_shipped", "This rate already ships with the addon.")

    @api.depends("kind", "first_day", "percent")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for rate in self:
            percent = self._format_percent(rate.percent)
            rate.display_name = (
                f"{labels[rate.kind]}, {format_date(self.env, rate.first_day)}: {percent}"
                if rate.kind
                else self.env._("New rate")
            )

    @api.model
    def _format_percent(self, percent):
        """A rate as people of the language write it."""
        number = self.env["recouvrement.legal.wording"]._format_percent(Decimal(str(percent)))
        return f"{number}\N{NO-BREAK SPACE}%"

    @api.onchange("kind", "first_day")
    def _onchange_days(self):
        """Propose the days that come next, and the end of the half-year or of the year."""
        if not self.kind:
            return
        if not self.first_day:
            try:
                known_until = self._get_table().get_last_day(self.kind)
            except MissingRate:
                known_until = None
            self.first_day = known_until and known_until + ONE_DAY
        if self.first_day and not self.last_day and self.kind not in LASTING_KINDS:
            ends_in_june = self.first_day.month <= 6 and self.kind not in YEARLY_KINDS
            self.last_day = (
                self.first_day.replace(month=6, day=30) if ends_in_june else date(self.first_day.year, 12, 31)
            )

    @api.constrains("kind", "first_day", "last_day", "active")
    def _check_overlap(self):
        """Two rates that people entered never hold on the same day."""
        own = Domain("is_shipped", "=", False)
        entered = self.search(own & Domain("kind", "in", self.mapped("kind"))).grouped("kind")
        for rate in self.filtered("active").filtered_domain(own):
            for other in entered.get(rate.kind, ()):
                if other != rate and rate._overlaps(other):
                    raise ValidationError(
                        self.env._(
                            "You already entered %(other)s, which holds on some of these days: "
                            "correct its days, or archive it.",
                            other=other.display_name,
                        )
                    )

    def _overlaps(self, other):
        self.ensure_one()
        return self.first_day <= (other.last_day or date.max) and other.first_day <= (self.last_day or date.max)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_shipped_vals(vals_list)
        legal_rates = super().create(vals_list)
        self._follow_change()
        return legal_rates

    def write(self, vals):
        self._check_shipped_vals([vals])
        if not self.env.su and set(vals) - FREE_FIELDS and any(self.mapped("is_shipped")):
            raise UserError(
                self.env._(
                    "This rate ships with the addon and follows its upgrades. "
                    "Enter your own rate for these days, it wins; or archive this one."
                )
            )
        result = super().write(vals)
        self._follow_change()
        return result

    def unlink(self):
        result = super().unlink()
        self._follow_change()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        if not self.env.su and any(self.mapped("is_shipped")):
            raise UserError(self.env._("This rate ships with the addon: archive it instead."))

    def _check_shipped_vals(self, vals_list):
        if not self.env.su and any(vals.get("is_shipped") for vals in vals_list):
            raise UserError(self.env._("Only the addon itself ships rates: leave “Shipped” empty."))

    @api.model
    def _follow_change(self):
        """What was known of the rates is not any more; warnings that a rate was missing may be over."""
        self.env.registry.clear_cache()
        self.env["recouvrement.legal.framework"]._close_warnings()

    # === BUSINESS METHODS === #

    @api.model
    def _load_shipped(self):
        """Bring the shipped rates to what the file of this version says; what people entered or archived stays."""
        shipped = {
            (rate.kind, rate.first_day): rate
            for rate in self.with_context(active_test=False).search(Domain("is_shipped", "=", True))
        }
        added = []
        for period in rates.read_rates(rates.SHIPPED):
            vals = {**period._asdict(), "percent": float(period.percent), "last_day": period.last_day or False}
            rate = shipped.pop((period.kind, period.first_day), None)
            if rate is None:
                added.append({**vals, "is_shipped": True})
            elif any(rate[name] != value for name, value in vals.items()):
                rate.write(vals)
        self.browse([rate.id for rate in shipped.values()]).unlink()
        self.create(added)

    @api.model
    @ormcache()
    def _get_table(self):
        """The rates that are known: the shipped ones, cut by those that people entered.

        :rtype: legal.rates.RateTable
        """
        by_kind = defaultdict(list)
        for rate in self.sudo().search(Domain("active", "=", True)).sorted(lambda rate: (not rate.is_shipped, rate.id)):
            period = rates.RatePeriod(
                rate.kind,
                rate.first_day,
                rate.last_day or None,
                Decimal(str(rate.percent)),
                rate.confidence,
                rate.source,
            )
            by_kind[rate.kind] = [*_cut(by_kind[rate.kind], period), period]
        return rates.RateTable(period for periods in by_kind.values() for period in periods)


def _cut(periods, winner):
    """What is left of periods outside the days of another."""
    left = []
    for period in periods:
        if period.first_day < winner.first_day:
            left.append(period._replace(last_day=min(period.last_day or date.max, winner.first_day - ONE_DAY)))
        if winner.last_day and (period.last_day or date.max) > winner.last_day:
            left.append(period._replace(first_day=max(period.first_day, winner.last_day + ONE_DAY)))
    return left
