from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_amount, format_date, split_every

from .recouvrement_warning import Warned

FIRST_NOTICE, LAST_NOTICE = relativedelta(months=6), relativedelta(months=1)
# No period is shorter than a year: what fell due since does not end within six months. Months differ: one less.
SHORTEST_AGE = relativedelta(months=5)
CUSTOMERS_AT_ONCE = 500
ACTIVITY = "recouvrement_preventif.mail_activity_limitation"


class RecouvrementCase(models.Model):
    """The last days on which one may go to court, shown and announced."""

    _inherit = "recouvrement.case"

    legal_framework_id = fields.Many2one(
        "recouvrement.legal.framework", compute="_compute_legal_framework_id", compute_sudo=True
    )
    legal_event_ids = fields.One2many("recouvrement.legal.event", "case_id", string="Legal Events")
    limitation_receivable_ids = fields.Many2many(
        "recouvrement.receivable", string="Time to Go to Court", compute="_compute_limitation", compute_sudo=True
    )
    limitation_on = fields.Date(
        string="Last Day to Go to Court",
        compute="_compute_limitation",
        compute_sudo=True,
        help="The next one among the open debts; when all have passed, the latest.",
    )
    limitation_alert = fields.Char(compute="_compute_limitation", compute_sudo=True)

    @api.depends("partner_id", "company_id", "policy_id")
    def _compute_legal_framework_id(self):
        Framework = self.env["recouvrement.legal.framework"]
        for company, cases in self.grouped("company_id").items():
            found = Framework._find_all(company, cases.partner_id)
            for case in cases:
                case.legal_framework_id = found.get(case.partner_id, Framework)

    @api.depends("partner_id", "company_id", "policy_id", "legal_event_ids.date", "legal_event_ids.kind")
    @api.depends_context("lang")
    def _compute_limitation(self):
        receivables = self._get_receivables()
        empty = self.env["recouvrement.receivable"]
        for case in self:
            today = case.company_id._get_recouvrement_today()
            debts = receivables.get((case.partner_id.id, case.company_id.id), empty)
            case.limitation_receivable_ids = debts.sorted(lambda debt: (debt.limitation_on or date.max, debt.id))
            days = debts.filtered("limitation_on").mapped("limitation_on")
            coming = [day for day in days if day >= today]
            case.limitation_on = min(coming, default=max(days, default=False))
            case.limitation_alert = case._describe_limitation(debts.filtered("limitation_on"), today)

    def _describe_limitation(self, debts, today):
        """What is about to be lost, or may be lost already, in words; False when nothing is."""
        self.ensure_one()
        soon = debts.filtered(lambda debt: _ends_soon(debt.limitation_on, today))
        passed = debts.filtered(lambda debt: debt.limitation_on < today)
        sentences = []
        if soon:
            sentences.append(
                self.env._(
                    "Last day to go to court: %(date)s; %(amount)s end within six months.",
                    date=format_date(self.env, min(soon.mapped("limitation_on"))),
                    amount=self._format_debts(soon),
                )
            )
        if passed:
            sentences.append(
                self.env._(
                    "The last day to go to court has passed for %(amount)s: see a lawyer before asking for it.",
                    amount=self._format_debts(passed),
                )
            )
        return " ".join(sentences) or False

    def _format_debts(self, debts):
        return format_amount(self.env, sum(debts.mapped("amount_residual_company")), self.currency_id)

    def _merge_into(self, kept):
        # EXTENDS 'recouvrement.case': what started the time again still did.
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE recouvrement_legal_event SET case_id = %s, partner_id = %s WHERE case_id = ANY(%s)",
                kept.id,
                kept.partner_id.id,
                self.ids,
            )
        )
        return super()._merge_into(kept)

    # === WARNINGS === #

    @api.model
    def _cron_warn_limitation(self):
        """Open an activity six months, then one month, before the time to go to court for a debt ends."""
        IrCron = self.env["ir.cron"]
        for company in self.env["res.company"].search(Domain("recouvrement_mode", "!=", "off")):
            service = self.with_company(company).with_context(allowed_company_ids=company.ids)
            today = company._get_recouvrement_today()
            warned = []
            for partner_ids in split_every(CUSTOMERS_AT_ONCE, service._get_old_debtor_ids(company, today), list):
                warned += service._warn_of_limitation(company, partner_ids, today).ids
                # It goes on whatever the time: it starts anew each day, and would never reach the last customers.
                IrCron._commit_progress(len(partner_ids))
                self.env.invalidate_all()
            service._close_limitation_warnings(company, warned)

    @api.model
    def _get_old_debts_domain(self, company, today):
        """The debts that are old enough for their time to end within six months."""
        return Domain("company_id", "=", company.id) & Domain("date_due", "<=", today - SHORTEST_AGE)

    @api.model
    def _get_old_debtor_ids(self, company, today):
        rows = self.env["recouvrement.receivable"]._read_group(
            self._get_old_debts_domain(company, today), ["partner_id"]
        )
        return sorted(partner.id for (partner,) in rows)

    @api.model
    def _warn_of_limitation(self, company, partner_ids, today):
        """Warn the owners of the customers whose time ends within six months.

        :param company: `res.company`
        :param list partner_ids: customers
        :param date today: the company's date
        :rtype: recordset of the `recouvrement.case` that are concerned
        """
        debts = self.env["recouvrement.receivable"].search(
            self._get_old_debts_domain(company, today) & Domain("partner_id", "in", partner_ids)
        )
        last_days = {}
        for debt in debts:
            if debt.limitation_on and _ends_soon(debt.limitation_on, today):
                partner_id = debt.partner_id.id
                last_days[partner_id] = min(debt.limitation_on, last_days.get(partner_id, date.max))
        cases = self._ensure(company, list(last_days))
        manager = company._get_recouvrement_manager()
        warnings = [
            case._prepare_limitation_warning(owner, last_days[case.partner_id.id], today)
            for case in cases
            if (owner := case._get_owner() or manager)
        ]
        self.env["recouvrement.warning"]._tell(self.env.ref(ACTIVITY), warnings)
        return cases

    def _prepare_limitation_warning(self, owner, last_day, today):
        """What the owner is told; due at once, so that it is in the worklist."""
        self.ensure_one()
        is_last = today >= last_day - LAST_NOTICE
        since = last_day - (LAST_NOTICE if is_last else FIRST_NOTICE)

        def get_words(lang):
            env = self.with_context(lang=lang).env
            day = format_date(env, last_day)
            if is_last:
                return env._("Less than a month to go to court: last day %s", day)
            return env._("Less than six months to go to court: last day %s", day)

        return Warned(self.id, owner.id, today, since, get_words)

    @api.model
    def _close_limitation_warnings(self, company, case_ids):
        """Close the warnings of a company that are over: paid, or the time started again."""
        activities = self.env["mail.activity"].search(
            Domain("activity_type_id", "=", self.env.ref(ACTIVITY).id)
            & Domain(
                "res_id", "in", self.with_context(active_test=False)._search(Domain("company_id", "=", company.id))
            )
            & Domain("res_id", "not in", case_ids)
        )
        activities.unlink()


def _ends_soon(last_day, today):
    return last_day - FIRST_NOTICE <= today <= last_day
