import logging
from collections import defaultdict

import psycopg2
import psycopg2.errors

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.decision import Rules
from .recouvrement_planner_query import RECEIVED_STATES

_logger = logging.getLogger(__name__)


class RecouvrementStatement(models.AbstractModel):
    """The statements that leave by themselves, once a month."""

    _inherit = "recouvrement.statement"

    @api.model
    def _cron_send_monthly(self):
        """Put into the mail queue the monthly statements that may leave now.

        It passes every hour, because customers have their own working hours. Each customer
        is a transaction: a job that dies loses nothing, and the next one goes on."""
        now = fields.Datetime.now()
        for company in self.env["res.company"].search(Domain("recouvrement_mode", "=", "live")):
            service = self.with_company(company).with_context(
                allowed_company_ids=company.ids, lang=company.partner_id.lang or self.env.lang
            )
            if not service._send_monthly(company, now):
                break

    @api.model
    def _send_monthly(self, company, now):
        """Send the monthly statements of a company.

        :param company: `res.company`
        :param datetime now: naive UTC
        :return: False when the scheduler's time is up
        """
        IrCron = self.env["ir.cron"]
        partner_ids = list(self._get_monthly(company, now))
        time_left = IrCron._commit_progress(remaining=len(partner_ids))
        for partner_id in partner_ids:
            if not time_left:
                return False
            self._send_monthly_safely(company, partner_id, now)
            time_left = IrCron._commit_progress(1)
        if partner_ids:
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
            time_left = IrCron._commit_progress()
        return bool(time_left)

    @api.model
    def _send_monthly_safely(self, company, partner_id, now):
        """Send the statement of one customer; a failure is given to a person."""
        try:
            self._send_monthly_alone(company, partner_id, now)
            self.env.flush_all()
        except (psycopg2.OperationalError, psycopg2.errors.UniqueViolation):
            # Another process is at this customer: the next pass looks again.
            self.env.cr.rollback()
        except Exception:
            self.env.cr.rollback()
            _logger.warning("The statement of customer %s failed", partner_id, exc_info=True)
            case = self.env["recouvrement.case"]._ensure(company, [partner_id])
            case._schedule_repair(self.env._("The monthly statement of account could not be made."))

    @api.model
    def _send_monthly_alone(self, company, partner_id, now):
        case = self.env["recouvrement.case"]._ensure(company, [partner_id]).try_lock_for_update()
        # Looked at again under the lock: what another process did meanwhile counts.
        month = self._get_monthly(company, now, case.partner_id).get(partner_id)
        if month:
            case._send_monthly_statement(month)

    @api.model
    def _get_monthly(self, company, now, partners=None):
        """The customers whose monthly statement may leave now.

        :param company: `res.company`
        :param datetime now: naive UTC
        :param partners: commercial partners to restrict to; all when None
        :return: {customer id: first day of the month}
        """
        today = company._get_recouvrement_today(now)
        default_policy = company._get_recouvrement_policy()
        policies = self.env["recouvrement.policy"].sudo().search(Domain("monthly_statement", "=", True))
        rules = {policy: Rules.of(policy, company) for policy in policies}
        months = {
            policy: month
            for policy in policies
            if (month := policy._get_statement_month(today)) and not rules[policy].is_paused(today)
        }
        if not months or (partners is not None and not partners):
            return {}
        by_policy = defaultdict(list)
        for row in self._fetch_monthly(company, default_policy, months, today, partners):
            by_policy[row.policy_id].append(row.partner_id)
        found = [id_ for ids in by_policy.values() for id_ in ids]
        planner = self.env["recouvrement.planner"]
        recipients = planner._get_recipients({(id_, "email") for id_ in found})
        calendar = planner._get_calendar(company, today, now)
        monthly = {}
        for policy, month in months.items():
            for id_ in by_policy[policy.id]:
                recipient = recipients.get((id_, "email"))
                if (
                    recipient
                    and not calendar.get_closed_reason(recipient.timezone, recipient.country_code, rules[policy])[0]
                ):
                    monthly[id_] = month
        return monthly

    @api.model
    def _fetch_monthly(self, company, default_policy, months, today, partners):
        """The customers who owe something in the end, whom nothing else was written to
        today and who have not had the statement of the month."""
        return self.env["recouvrement.planner"]._fetch(
            SQL(
                """
                WITH balance AS (
                    SELECT p.commercial_partner_id AS partner_id, SUM(l.amount_residual) AS amount
                      FROM account_move_line l
                      JOIN account_move m ON m.id = l.move_id
                      JOIN res_partner p ON p.id = l.partner_id
                     WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
                       AND %(receivable)s AND %(among)s
                       AND NOT (m.move_type != 'entry' AND m.payment_state IN ('in_payment', 'paid', 'reversed'))
                  GROUP BY 1
                    HAVING SUM(l.amount_residual) > 0
                ),
                customer AS (
                    SELECT p.id, b.amount, %(policy)s AS policy_id
                      FROM balance b JOIN res_partner p ON p.id = b.partner_id AND p.active
                )
                SELECT c.id AS partner_id, c.policy_id
                  FROM customer c
                  JOIN UNNEST(%(policies)s::int[], %(months)s::date[]) AS due(policy_id, month)
                       ON due.policy_id = c.policy_id
                  JOIN recouvrement_policy policy ON policy.id = c.policy_id AND c.amount >= policy.minimum_amount
             LEFT JOIN recouvrement_case k ON k.partner_id = c.id AND k.company_id = %(company)s
                 WHERE NOT EXISTS (SELECT 1 FROM recouvrement_contact s
                                    WHERE s.case_id = k.id AND s.statement_month = due.month)
                   AND NOT EXISTS (SELECT 1 FROM recouvrement_reminder r
                                    WHERE r.case_id = k.id AND r.state IN %(received)s AND r.date = %(today)s)
                   AND NOT EXISTS (SELECT 1 FROM recouvrement_suspension h
                                    WHERE h.case_id = k.id AND h.move_id IS NULL AND h.line_id IS NULL
                                      AND h.date_from <= %(today)s AND h.date_to >= %(today)s
                                      AND (h.released_on IS NULL OR h.released_on > %(today)s))
              ORDER BY c.id
                """,
                company=company.id,
                receivable=self.env["recouvrement.receivable"]._get_receivable_account_condition(),
                among=SQL("TRUE") if partners is None else SQL("p.commercial_partner_id = ANY(%s)", partners.ids),
                policy=self.env["recouvrement.planner"]._get_policy_id_sql(company, default_policy),
                policies=[policy.id for policy in months],
                months=list(months.values()),
                received=RECEIVED_STATES,
                today=today,
            )
        )
