from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, float_round, format_amount, formatLang

from ..tools.segment import EARLIER_PER_DAY, Segment, find_slow, get_days_gained

# The day before the due date on which a first message is proposed.
EARLY_REMINDER = -5


class RecouvrementSegmentAdvice(models.TransientModel):
    """A segment that pays later than the others, what could be changed, and what to expect of it."""

    _name = "recouvrement.segment.advice"
    _description = "What to Change"
    _order = "tied_up desc, id"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    dimension = fields.Selection(
        [
            ("payment_term_id", "Payment terms"),
            ("category_id", "Customer tag"),
            ("country_id", "Country"),
            ("user_id", "Salesperson"),
            ("size", "Customer size"),
        ],
        string="By",
        readonly=True,
    )
    key = fields.Char(readonly=True)
    name = fields.Char(string="Segment", readonly=True)
    payment_count = fields.Integer(string="Payments", readonly=True)
    customer_count = fields.Integer(string="Customers", readonly=True)
    days_late = fields.Float(readonly=True, aggregator=None)
    other_days_late = fields.Float(string="The Others", readonly=True, aggregator=None)
    tied_up = fields.Monetary(
        string="Tied up",
        readonly=True,
        aggregator=None,
        help="What would be owed less on average, if this segment paid like the others.",
    )
    finding = fields.Text(readonly=True)
    proposal = fields.Text(readonly=True)
    effect = fields.Text(string="Expected Effect", readonly=True)

    @api.model
    def action_open(self):
        """Look at the payments of the last year, and show what they advise."""
        self.env["recouvrement.segment.report"].check_access("read")
        advice = self.browse()
        for company in self.env.companies:
            advice |= self._make(company, company._get_recouvrement_today())
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "recouvrement_preventif.recouvrement_segment_advice_action"
            ),
            "domain": [("id", "in", advice.ids)],
        }

    @api.model
    def _make(self, company, today):
        """What the payments of the last year advise, as records.

        :param company: `res.company`
        :param date today: the company's date
        """
        reminder_day, has_notice = self._get_first_days(company)
        findings = find_slow(self._fetch_segments(company, today, reminder_day))
        names = self._get_names(findings)
        return self.create(
            [self._prepare_values(company, finding, names, reminder_day, has_notice) for finding in findings]
        )

    @api.model
    def _fetch_segments(self, company, today, reminder_day):
        """The payments of the last year by segment: [:class:`~..tools.segment.Segment`]."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH payment AS (
                    SELECT r.* FROM (%(report)s) r WHERE r.invoice_date > %(since)s AND r.amount > 0
                ),
                member AS (
                    SELECT d.dimension, d.key, r.partner_id, r.amount, r.days_late
                      FROM payment r
                CROSS JOIN LATERAL (VALUES ('payment_term_id', r.payment_term_id::text), ('country_id', r.country_id::text),
                                           ('user_id', r.user_id::text), ('size', r.size)) d(dimension, key)
                     UNION ALL
                    SELECT 'category_id', c.category_id::text, r.partner_id, r.amount, r.days_late
                      FROM payment r LEFT JOIN res_partner_res_partner_category_rel c ON c.partner_id = r.partner_id
                ),
                customer AS (
                    SELECT dimension, key, partner_id, COUNT(*) AS payments, AVG(days_late) AS days, SUM(amount) AS amount,
                           SUM(amount * days_late) AS amount_days,
                           COALESCE(SUM(amount) FILTER (WHERE days_late > %(reminder_day)s), 0) AS amount_reminded
                      FROM member GROUP BY 1, 2, 3
                )
                SELECT dimension, key, SUM(payments), COUNT(*), SUM(days), SUM(days * days), SUM(amount), SUM(amount_days),
                       SUM(amount_reminded)
                  FROM customer GROUP BY 1, 2 ORDER BY 1, 2
                """,
                report=self.env["recouvrement.segment.report"]._get_query(company, today),
                since=today - timedelta(days=365),
                reminder_day=reminder_day,
            )
        )
        return [Segment(dimension, key, *map(float, numbers)) for dimension, key, *numbers in rows]

    @api.model
    def _get_first_days(self, company):
        """The day after the due date on which the policy first reminds; whether it says something before."""
        levels = company._get_recouvrement_policy().sudo().level_ids.filtered(lambda level: level.reference == "due")
        days = levels.mapped("delay")
        return min((day for day in days if day >= 0), default=0), any(day < 0 for day in days)

    @api.model
    def _get_names(self, findings):
        """What the segments are called: {(dimension, key): name}; those of no value have none."""
        names = {}
        for dimension, field in (
            ("payment_term_id", "payment_term_id"),
            ("country_id", "country_id"),
            ("user_id", "user_id"),
            ("category_id", "category_ids"),
        ):
            keys = {finding.segment.key for finding in findings if finding.segment.dimension == dimension} - {None}
            model = self.env["recouvrement.segment.report"]._fields[field].comodel_name
            for record in self.env[model].sudo().browse(map(int, keys)):
                names[dimension, str(record.id)] = record.display_name
        sizes = dict(self.env["recouvrement.segment.report"]._fields["size"]._description_selection(self.env))
        return names | {("size", key): name for key, name in sizes.items()}

    @api.model
    def _prepare_values(self, company, finding, names, reminder_day, has_notice):
        segment = finding.segment
        dimension = dict(self._fields["dimension"]._description_selection(self.env))[segment.dimension]
        name = names.get((segment.dimension, segment.key), self.env._("None"))
        words = {
            "segment": f"{dimension} / {name}",
            "days": round(finding.days),
            "others": round(finding.other_days),
            "payments": round(segment.payments),
            "customers": round(segment.customers),
            "amount": self._format(segment.amount, company),
            "tied_up": self._format(finding.tied_up, company),
            "earlier": round(finding.days - finding.other_days),
        }
        proposal, effect = self._propose(company, segment, reminder_day, has_notice)
        return {
            "company_id": company.id,
            "dimension": segment.dimension,
            "key": segment.key,
            "name": name,
            "payment_count": segment.payments,
            "customer_count": segment.customers,
            "days_late": finding.days,
            "other_days_late": finding.other_days,
            "tied_up": finding.tied_up,
            "finding": self.env._(
                "%(segment)s: paid %(days)s days late on average (%(payments)s payments of %(customers)s customers in a "
                "year), the others %(others)s. If it paid like the others, %(amount)s a year would come in %(earlier)s "
                "days earlier: %(tied_up)s less owed on average.",
                **words,
            ),
            "proposal": proposal,
            "effect": effect,
        }

    @api.model
    def _propose(self, company, segment, reminder_day, has_notice):
        """What could be changed, and what to expect of it under the stated assumption."""
        advice = {
            "payment_term_id": self.env._("Shorten the terms of new contracts, or ask for a deposit."),
            "category_id": self.env._("Give these customers a policy of their own."),
            "country_id": self.env._("Give these customers a policy of their own, in their language."),
            "user_id": self.env._("Go through these customers with their salesperson before the due dates."),
            "size": self.env._("Have a person call these customers before the due dates."),
        }[segment.dimension]
        day = 1 if has_notice else EARLY_REMINDER
        if day >= reminder_day:
            return advice, self.env._(
                "They are reminded on the day after the due date already: only a person gains more."
            )
        gained = get_days_gained(reminder_day - day)
        words = {
            "before": reminder_day,
            "day": day,
            "amount": self._format(segment.amount_reminded, company),
            "gained": formatLang(self.env, gained, digits=1),
            "tied_up": self._format(segment.amount_reminded * gained / 365, company),
            "assumption": formatLang(self.env, EARLIER_PER_DAY),
        }
        return (
            self.env._(
                "%(advice)s Move their first reminder from day %(before)s to day %(day)s.", advice=advice, **words
            ),
            self.env._(
                "%(amount)s a year, what they paid after the reminder, would come in %(gained)s days earlier: %(tied_up)s "
                "less owed on average. Assumed: each day that a reminder leaves earlier brings the payment forward by "
                "%(assumption)s day.",
                **words,
            ),
        )

    @api.model
    def _format(self, amount, company):
        rounded = float_round(amount, precision_digits=0 if amount >= 100 else 2)
        return format_amount(self.env, rounded, company.currency_id, trailing_zeroes=False)

    def action_show(self):
        """Show the numbers behind an advice."""
        self.ensure_one()
        field = "category_ids" if self.dimension == "category_id" else self.dimension
        if self.dimension == "size":
            value = self.key
        else:
            value = int(self.key) if self.key else False
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "recouvrement_preventif.recouvrement_segment_report_action"
        )
        domain = Domain("company_id", "=", self.company_id.id) & Domain(field, "=", value)
        return {
            **action,
            "name": self.name,
            "domain": list(domain),
            "views": [(False, "list"), (False, "pivot"), (False, "graph")],
            "context": {"search_default_year": 1},
        }
