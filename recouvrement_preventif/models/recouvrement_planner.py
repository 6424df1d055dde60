from collections import namedtuple

from odoo import api, models
from odoo.tools import SQL

from ..tools.decision import Calendar, Rules, decide
from ..tools.plan import OpenInstalment


class RecouvrementPlanner(models.AbstractModel):
    """Decides who gets what on a day. It reads, returns, and writes nothing: the
    scheduled run, the preview and the tests are the same call with another date."""

    _name = "recouvrement.planner"
    _description = "Reminder Planner"

    # === WHAT IS DUE === #

    @api.private
    def plan(self, company, today, *, moment=None, partners=None, upcoming=False, policy=None):
        """What happens to each customer of a company on a day.

        :param company: `res.company` whose receivables are planned
        :param date today: the company's date
        :param datetime moment: naive UTC; when given, what falls outside of the sending
            hours at that moment is withheld
        :param partners: commercial partners to restrict to; all when None
        :param bool upcoming: also tell, for customers with nothing due, when their next
            step comes
        :param policy: `recouvrement.policy` to try in the place of the company's
        :return: one entry per customer with a step that is due (or to come), those with
            nothing to send included, with their reason
        :rtype: list of :class:`~..tools.plan.PlannedCase`
        """
        company.ensure_one()
        if partners is not None and not partners:
            return []
        policy = policy or company._get_recouvrement_policy()
        if not policy:
            return []
        calendar = self._get_calendar(company, today, moment)
        rows = self._fetch(self._get_plan_query(company, policy, today, partners=partners, upcoming=upcoming))
        policies = policy.browse({row.policy_id for row in rows})
        rules = {policy.id: Rules.of(policy, company) for policy in policies}
        recipients = self._get_recipients(
            {
                (row.partner_id, channel)
                for row in rows
                for level_id in (row.level_id, row.preventive_level_id)
                for channel in rules[row.policy_id].channels.get(level_id, ())
            }
        )
        return [self._decide(row, rules[row.policy_id], calendar, recipients) for row in rows]

    @api.private
    def get_open_instalments(self, company, today, partners):
        """What may be chased on a day of every open instalment of some customers.

        :param company: `res.company`
        :param date today: the company's date
        :param partners: commercial partners
        :rtype: list of :class:`~..tools.plan.OpenInstalment`, oldest due date first
        """
        rows = self._fetch(
            SQL(
                """
                WITH %s
                SELECT id, partner_id, currency_id, date_due, amount_residual, amount, exclusion, suspension_id
                  FROM chase ORDER BY date_due, id
                """,
                self.env["recouvrement.receivable"]._get_chase_ctes(company, today, partners=partners),
            )
        )
        return [OpenInstalment(*row[:4], float(row[4]), float(row[5]), *row[6:]) for row in rows]

    @api.model
    def _fetch(self, query):
        """The rows of a statement, their columns as attributes."""
        # Everything: flushing one model can leave values to write in another.
        self.env.flush_all()
        # Compiling a statement of this size takes PostgreSQL seconds, running it takes far less.
        self.env.cr.execute("SET LOCAL jit = off")
        self.env.cr.execute(query)
        Row = namedtuple("Row", [column.name for column in self.env.cr.description])
        return [Row._make(values) for values in self.env.cr.fetchall()]

    # === THE DECISION === #

    @api.model
    def _decide(self, row, rules, calendar, recipients):
        """The fate of one customer (see :func:`~..tools.decision.decide`)."""
        return decide(row, rules, calendar, recipients)

    @api.model
    def _get_calendar(self, company, today, moment):
        return Calendar(today, moment, company.country_id.code, company._get_recouvrement_timezone())
