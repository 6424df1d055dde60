from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import babel_locale_parse, get_lang

SOURCES = [
    ("promise", "Promise"),
    ("plan", "Payment plan"),
    ("transit", "Being paid"),
    ("estimate", "Estimate"),
    ("held", "Disputed or held"),
]


class RecouvrementForecast(models.Model):
    """When an open instalment is likely to be paid, told each night from how its customer and the others paid.

    A row holds days and chances, and no amount: what is owed is read from the ledger. What was promised, planned or
    contested since is read when it is shown, and goes before the estimate."""

    _name = "recouvrement.forecast"
    _description = "Payment Forecast"
    _rec_name = "move_id"
    _order = "expected_on, id"

    line_id = fields.Many2one(
        "account.move.line", string="Instalment", required=True, readonly=True, ondelete="cascade"
    )
    move_id = fields.Many2one(
        "account.move", string="Invoice", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    told_on = fields.Date(string="Estimated on", required=True, readonly=True)
    date_due = fields.Date(string="Due Date", related="line_id.date_maturity")
    currency_id = fields.Many2one(related="line_id.currency_id")
    amount_residual = fields.Monetary(
        string="Amount Due", related="line_id.amount_residual_currency", currency_field="currency_id"
    )
    expected_on = fields.Date(
        string="Paid around",
        readonly=True,
        help="The day by which it is as likely as not to be paid. Empty when that is more than a year after the due "
        "date, or never.",
    )
    early_on = fields.Date(
        string="At the Earliest", readonly=True, help="One in ten is paid by this day, the others later."
    )
    late_on = fields.Date(
        string="At the Latest",
        readonly=True,
        help="Nine in ten are paid by this day. Empty when that is more than a year after the due date, or never.",
    )
    likely_on = fields.Date(
        string="Likely by", readonly=True, help="Eight in ten are paid by this day: to count on in a cash plan."
    )
    chance_month = fields.Float(
        string="Within 30 days",
        readonly=True,
        aggregator="avg",
        help="The chance that it is paid within 30 days of the estimate.",
    )
    payment_count = fields.Integer(
        string="Payments of the Customer",
        readonly=True,
        aggregator=None,
        help="How many payments of this customer the estimate rests on; the fewer, the more it rests on the others.",
    )
    # The chances of this week (Monday to Sunday) and of the next twelve; the last one is for later or never.
    week_chances = fields.Json(readonly=True)
    source = fields.Selection(SOURCES, compute="_compute_expectation", compute_sudo=True)
    expectation = fields.Char(string="Expected", compute="_compute_expectation", compute_sudo=True)

    _line_unique = models.Constraint("UNIQUE(line_id)", "An instalment has one forecast.")

    @api.depends("expected_on", "early_on", "late_on")
    @api.depends_context("lang")
    def _compute_expectation(self):
        expectations = self._get_expectations(self.line_id)
        for forecast in self:
            forecast.source, forecast.expectation = expectations.get(forecast.line_id.id, (False, False))

    @api.model
    def _get_expectations(self, lines):
        """When open instalments are expected, in words: {journal item id: (source, sentence)}.

        What is not estimated yet and neither promised, planned nor held is left out.

        :param lines: `account.move.line` records, of any companies
        """
        expectations = {}
        forecasts = {forecast.line_id: forecast for forecast in self.search(Domain("line_id", "in", lines.ids))}
        for company, owed in lines.grouped("company_id").items():
            today = company._get_recouvrement_today()
            agreed = self.env["recouvrement.receipt"]._get_agreed(company, today, owed.partner_id.commercial_partner_id)
            for line in owed:
                if line.id in agreed:
                    expectations[line.id] = agreed[line.id]
                elif line in forecasts:
                    expectations[line.id] = ("estimate", forecasts[line]._describe())
        return expectations

    def _describe(self):
        self.ensure_one()
        locale = babel_locale_parse(get_lang(self.env).code)
        days = {}
        for name in ("early_on", "expected_on", "late_on"):
            if day := self[name]:
                is_near = abs((day - self.told_on).days) < 300
                days[name] = format_skeleton("MMMd" if is_near else "yMMMd", day, locale=locale)
        if not self.expected_on:
            if not self.early_on:
                return self.env._("More than a year after its due date, or never")
            return self.env._("Not before %(early_on)s, perhaps never", **days)
        if not self.late_on:
            return self.env._("Around %(expected_on)s, not before %(early_on)s", **days)
        return self.env._("Around %(expected_on)s (%(early_on)s to %(late_on)s)", **days)

    def action_open_move(self):
        """Open the invoice or the entry behind the forecast."""
        self.ensure_one()
        return self.move_id._get_records_action()

    def action_refresh(self):
        """Estimate anew, for all customers of the companies that are selected; collectors may ask for it."""
        self.env["recouvrement.case"].check_access("write")
        for company in self.env.companies:
            self.sudo()._refresh(company, company._get_recouvrement_today())
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _cron_refresh(self):
        """Estimate anew when what is open in each company that follows a policy will be paid."""
        companies = (
            self.env["res.company"].search(Domain.TRUE).filtered(lambda company: company._get_recouvrement_policy())
        )
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            self._refresh(company, company._get_recouvrement_today())
            if not self.env["ir.cron"]._commit_progress(1):
                break
