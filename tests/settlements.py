"""Customers that are offered a discount."""

from odoo.addons.recouvrement_preventif.tools.settlement import Offer

from .plans import PlanCase


class SettlementCase(PlanCase):
    """Old debts, and people who offer to forgo a part of them."""

    def offer(self, discount, day, moves=None, user=None, by_email=False):
        """A discount if the rest is paid by a day (an int counts from TODAY)."""
        terms = Offer(
            discount=discount,
            currency=self.company.currency_id,
            date=self.day(day),
            contact=self.customer,
            moves=moves or self.env["account.move"],
            by_email=by_email,
        )
        user = user or self.collector
        offer = self.env["recouvrement.settlement"].with_user(user)._propose(self.case().with_user(user), terms)
        return offer.with_env(self.env)

    def state(self, offer, day=0):
        """What became of an offer, as seen on a day."""
        with self.at(day):
            return offer.state

    def watch_offers(self, day=0):
        """The job that watches the offers passes."""
        with self.at(day), self.enter_registry_test_mode():
            self.env.ref("recouvrement_preventif.ir_cron_settlement").method_direct_trigger()
        self.env.invalidate_all()
