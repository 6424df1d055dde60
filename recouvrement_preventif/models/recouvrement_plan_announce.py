from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.decision import Rules

# A customer who could not be told within so many days that the plan is broken hears it from the reminders.
TELL_WITHIN = timedelta(days=7)


class RecouvrementPlan(models.Model):
    """What a customer hears of a plan that was agreed: each instalment beforehand, and its end when one was
    missed; once each, in the customer's hours."""

    _inherit = "recouvrement.plan"

    broken_told_on = fields.Date(
        string="Told on", readonly=True, help="The day on which the customer was told that the plan is broken."
    )

    # === THE INSTALMENTS THAT COME === #

    @api.model
    def _get_to_announce(self):
        """The ids of the running plans with an instalment to announce, as far as dates tell."""
        policies = self.env["recouvrement.policy"].sudo().with_context(active_test=False).search(Domain.TRUE)
        days = max(policies.mapped("plan_reminder_days"), default=0)
        if not days:
            return []
        # No company is a day ahead of this, nor behind: time zones go from UTC-12 to UTC+14.
        today = fields.Date.today()
        lines = self.env["recouvrement.plan.line"].search(
            Domain("reminded_on", "=", False)
            & Domain("date", ">=", today - timedelta(days=1))
            & Domain("date", "<=", today + timedelta(days=days + 1))
            & Domain("plan_id", "any", self._get_running_domain())
        )
        return lines.plan_id.sorted("id").ids

    def _announce(self):
        """Remind customers of the instalments that come, unless they are paid already."""
        ready = self._get_ready()
        for plan in self.browse([plan.id for plan in ready])._in_words_of_company():
            today = plan.company_id._get_recouvrement_today()
            if line := plan._get_line_to_announce(today):
                line.reminded_on = today
                plan._send(
                    "recouvrement_preventif.mail_template_plan_instalment",
                    ready[plan],
                    plan.env._(
                        "Instalment of %(date)s announced (%(plan)s)", date=plan.next_date_text, plan=plan.reference
                    ),
                )

    def _get_line_to_announce(self, today):
        """The next unpaid instalment, when its time to be announced has come and it was not yet.

        :param date today: the company's date
        """
        self.ensure_one()
        days = self.case_id.policy_id.plan_reminder_days
        if not (days and self.state == "running" and self.next_date):
            return self.line_ids.browse()
        return self.line_ids.filtered(
            lambda line: (
                not line.reminded_on
                and line.date == self.next_date
                and today <= line.date <= today + timedelta(days=days)
            )
        )

    # === THE END === #

    @api.model
    def _get_untold(self):
        """The ids of the broken plans whose customers were not told yet."""
        untold = Domain("broken_told_on", "=", False) & Domain("broken_on", ">=", fields.Date.today() - TELL_WITHIN)
        return self.search(untold & Domain("stage", "=", "agreed"), order="id").ids

    def _tell_broken(self):
        """Tell customers that the plan is broken and the whole due again: this asks for money, and counts among the
        messages that the policy limits."""
        untold = self.filtered(lambda plan: plan.broken_on and not plan.broken_told_on and plan.amount_left)
        ready = untold._get_ready()
        for plan in untold._in_words_of_company():
            if recipient := ready.get(plan):
                plan.write({"broken_told_on": plan.company_id._get_recouvrement_today(), "message_problem": False})
                plan._send(
                    "recouvrement_preventif.mail_template_plan_broken",
                    recipient,
                    plan.env._("Told: %s", plan._describe_broken()),
                    is_information=False,
                )
            else:
                plan.message_problem = plan.case_id._get_information_problem(plan._get_recipients()[plan])

    # === WHEN === #

    def _get_ready(self):
        """Whom an e-mail about each plan may be written to now, within the customer's hours: {plan: `res.partner`};
        plans about which nothing may leave now are left out."""
        now = fields.Datetime.now()
        planner = self.env["recouvrement.planner"]
        recipients, ready = self._get_recipients() if self else {}, {}
        for company, plans in self.grouped("company_id").items():
            today = company._get_recouvrement_today(now)
            calendar = planner._get_calendar(company, today, now)
            for policy, group in plans.grouped(lambda plan: plan.case_id.policy_id).items():
                rules = Rules.of(policy, company)
                for plan in group.filtered(lambda plan: not plan.case_id._get_information_problem(recipients[plan])):
                    contact = recipients[plan]
                    country = contact.country_id or plan.partner_id.country_id
                    if not calendar.get_closed_reason(contact.tz, country.code, rules)[0]:
                        ready[plan] = contact
        return ready
