"""Customers that pay in instalments."""

from odoo.tools import SQL

from odoo.addons.recouvrement_preventif.tools.schedule import Instalment, PlanTerms

from .promises import PromiseCase


class PlanCase(PromiseCase):
    """Late invoices, and people who agree to have them paid in instalments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The same days of grace as in the stories of promises: not over a week-end.
        cls.policy.plan_grace_days = 3

    def draft(self, *instalments, moves=None, user=None, previous=None, case=None, currency=None):
        """A plan to pay amounts on days: (day, amount), days counted from TODAY."""
        case = case or self.case()
        terms = PlanTerms(
            currency=currency or self.company.currency_id,
            instalments=tuple(Instalment(self.day(day), amount) for day, amount in instalments),
            contact=case.partner_id,
            moves=moves or self.env["account.move"],
            previous=previous or self.env["recouvrement.plan"],
        )
        user = user or self.collector
        return self.env["recouvrement.plan"].with_user(user)._record(case.with_user(user), terms)

    def propose(self, *instalments, user=None, **kwargs):
        plan = self.draft(*instalments, user=user, **kwargs)
        plan.action_submit()
        return plan.with_env(self.env)

    def agree(self, *instalments, day=0, **kwargs):
        """A plan that was proposed and accepted at once."""
        with self.at(day):
            plan = self.propose(*instalments, **kwargs)
            self.accept(plan, day)
        return plan

    def accept(self, plan, day=0, user=None):
        plan.with_user(user or self.collector)._accept(plan.partner_id, self.day(day), "email")
        self.env.invalidate_all()

    def watch_plans(self, day=0, hour=10):
        """The job that watches the plans passes."""
        with self.at(day, hour), self.enter_registry_test_mode():
            self.env.ref("recouvrement_preventif.ir_cron_plan").method_direct_trigger()
        self.env.invalidate_all()

    def standing(self, plan, day=0):
        """What became of a plan, as seen on a day: (state, left, states of its instalments)."""
        with self.at(day):
            return plan.state, plan.amount_left, plan.line_ids.mapped("state")

    def plan_tasks(self, case=None):
        return (case or self.case())._get_plan_activities()

    def suspend(self, invoice, amount, until=60):
        return self.env["recouvrement.suspension"].create(
            {
                "case_id": self.case().id,
                "line_id": self.receivable_lines(invoice).id,
                "amount": amount,
                "date_from": self.day(0),
                "date_to": self.day(until),
                "reason": "Contested",
            }
        )

    def held(self, invoice):
        """All that suspensions hold of an invoice today."""
        line, today = self.receivable_lines(invoice), self.company._get_recouvrement_today()
        [(amount,)] = self.env.execute_query(
            SQL(
                "SELECT SUM(h.amount) FROM recouvrement_suspension s CROSS JOIN LATERAL (SELECT %s AS amount) h"
                " WHERE s.line_id = %s AND s.released_on IS NULL AND %s BETWEEN s.date_from AND s.date_to",
                self.env["recouvrement.suspension"]._get_suspended_amount(self.company, today),
                line.id,
                today,
            )
        )
        return float(amount or 0)
