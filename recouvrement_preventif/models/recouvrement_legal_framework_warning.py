from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..legal.contract import BUSINESS, CONSUMER
from ..legal.days import ONE_DAY
from ..legal.errors import MissingRate
from .recouvrement_legal_framework import Law
from .recouvrement_warning import Warned
from .res_partner_legal import deduce_customer_kind

NOTICE = relativedelta(months=1)
ACTIVITY = "recouvrement_preventif.mail_activity_rate"


class RecouvrementLegalFramework(models.Model):
    """A manager is told a month before the last known rate ends, and when it is missing."""

    _inherit = "recouvrement.legal.framework"

    @api.model
    def _cron_warn(self):
        """Warn of the rates that are missing, or about to be, where a company needs them."""
        used = self._get_used()
        self._warn_of_rates(used, self.env.company._get_recouvrement_today())
        self._close_warnings(besides=set(used))

    @api.model
    def _warn_of_rates(self, used, today):
        """Tell the managers about the frameworks that they use.

        :param dict used: {framework: `res.company`}
        :param date today: the day
        """
        warnings = []
        for framework, companies in used.items():
            gaps = framework._get_gaps(today)
            manager = next(filter(None, (company._get_recouvrement_manager() for company in companies)), None)
            if gaps and manager:
                warnings.append(framework._prepare_warning(manager, gaps, today))
        self.env["recouvrement.warning"]._tell(self.env.ref(ACTIVITY), warnings)

    def _get_gaps(self, today):
        """The rates of the framework that are missing, or are about to be.

        :return: {kind: last day on which its rate is known; None when it never was}
        """
        self.ensure_one()
        table = self.env["recouvrement.legal.rate"]._get_table()
        gaps = {}
        for kind in self._get_rate_kinds():
            try:
                known_until = self._get_known_until(table, kind, today)
            except MissingRate:
                days = [period.last_day for period in table if period.kind == kind and period.last_day]
                gaps[kind] = max((day for day in days if day < today), default=None)
            else:
                if known_until and today >= known_until - NOTICE:
                    gaps[kind] = known_until
        return gaps

    def _prepare_warning(self, manager, gaps, today):
        """What a manager is told about the gaps of the framework."""
        missing = {kind: end for kind, end in gaps.items() if not end or end < today}
        ending = {kind: end for kind, end in gaps.items() if kind not in missing}
        starts = [end + ONE_DAY if end else date.min for end in missing.values()]
        starts += [end - NOTICE for end in ending.values()]

        def get_words(lang):
            env = self.with_context(lang=lang).env
            labels = dict(env["recouvrement.legal.rate"]._fields["kind"]._description_selection(env))
            sentences = []
            if missing:
                names = ", ".join(labels[kind] for kind in missing)
                sentences.append(env._("Rate missing, nothing can be charged with it: %s", names))
            if ending:
                names = ", ".join(labels[kind] for kind in ending)
                day = format_date(env, min(ending.values()))
                sentences.append(env._("Rate known until %(date)s only: %(rates)s", date=day, rates=names))
            return ". ".join(sentences)

        deadline = today if missing else min(ending.values())
        return Warned(self.id, manager.id, deadline, max(starts), get_words)

    @api.model
    def _close_warnings(self, besides=None):
        """Close what is over: the rate is there, or nobody needs it any more.

        :param set besides: the frameworks that are in use; None to leave that question
        """
        activity_type = self.env.ref(ACTIVITY, raise_if_not_found=False)
        if not activity_type:
            return
        activities = self.env["mail.activity"].sudo().search(Domain("activity_type_id", "=", activity_type.id))
        today = self.env.company._get_recouvrement_today()
        warned = self.sudo().browse(activities.mapped("res_id")).exists()
        running = {
            framework.id
            for framework in warned
            if framework._get_gaps(today) and (besides is None or framework in besides)
        }
        activities.filtered(lambda activity: activity.res_id not in running).unlink()

    # === WHO NEEDS WHICH === #

    @api.model
    def _get_used(self):
        """The frameworks under which companies with reminders may have to charge something.

        :return: {framework: `res.company`}
        """
        companies = self.env["res.company"].search(Domain("recouvrement_mode", "!=", "off"))
        needs = {(company, company.country_id, BUSINESS) for company in companies}
        has_foreign_law = self.env["recouvrement.policy"].search_count(Domain("business_law", "=", "customer"), limit=1)
        for company_id, country_id, entered, is_company, vat in self._fetch_debtors(companies):
            company = companies.browse(company_id)
            kind = entered or deduce_customer_kind(is_company, vat)
            if kind == CONSUMER or has_foreign_law:
                needs.add((company, self.env["res.country"].browse(country_id) or company.country_id, kind))
        used = {}
        ids = self._get_ids()
        for company, country, kind in sorted(needs, key=lambda need: need[0].id):
            law = Law(self.env["recouvrement.legal.sentence"]._get_law_country(country), kind)
            if framework := self.browse(ids.get(law)):
                used[framework] = used.get(framework, companies.browse()) | company
        return used

    @api.model
    def _fetch_debtors(self, companies):
        """What the customers with open debts are made of: few rows, whatever their number."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT r.company_id, p.country_id, p.recouvrement_customer_kind, p.is_company, LEFT(p.vat, 2)
                  FROM (%(receivables)s) r
                  JOIN res_partner p ON p.id = r.partner_id
                 WHERE r.company_id = ANY(%(companies)s)
                """,
                receivables=self.env["recouvrement.receivable"]._table_query,
                companies=companies.ids,
            )
        )
