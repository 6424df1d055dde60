"""Customers that promise, and collectors that take it down."""

from odoo.tests import new_test_user

from odoo.addons.recouvrement_preventif.tools.promise import Terms

from .common import CollectionCase


class PromiseCase(CollectionCase):
    """Invoices ten days late, and people who record what is promised."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._new_user("collector", "recouvrement_preventif.group_user")
        cls.manager = cls._new_user("manager", "recouvrement_preventif.group_manager")
        cls.customer.user_id = cls.collector

    @classmethod
    def _new_user(cls, login, groups):
        return new_test_user(
            cls.env, login, groups=groups, company_ids=[(6, 0, cls.company.ids)], company_id=cls.company.id
        )

    def promise(self, amount, day, moves=None, user=None, currency=None, case=None):
        """The customer promises an amount for a day (an int counts from TODAY)."""
        Promise = self.env["recouvrement.promise"].with_user(user or self.collector)
        case = case or self.case()
        terms = Terms(
            amount=amount,
            currency=currency or self.company.currency_id,
            date=self.day(day),
            contact=case.partner_id,
            moves=moves or self.env["account.move"],
            exchange=self.env["recouvrement.contact"],
        )
        return Promise._record(case.with_user(user or self.collector), terms).with_env(self.env)

    def outcome(self, promise, day=0):
        """What became of a promise, as seen on a day: (state, to keep, received)."""
        with self.at(day):
            return promise.state, promise.amount_due, promise.amount_received

    def chased(self, day=0, partner=None):
        """What may be chased of the customer on a day."""
        instalments = self.planner.get_open_instalments(self.company, self.day(day), partner or self.customer)
        return round(sum(instalment.amount for instalment in instalments), 2)

    def watch(self, day=0, hour=10):
        """The job that watches the promises passes."""
        with self.at(day, hour), self.enter_registry_test_mode():
            self.env.ref("recouvrement_preventif.ir_cron_promise").method_direct_trigger()
        self.env.invalidate_all()

    def tasks(self, case=None):
        return (case or self.case())._get_broken_activities()
