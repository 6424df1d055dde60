from odoo import models


class SaleOrder(models.Model):
    """The data of the customer, asked for when a salesperson is with the customer."""

    _inherit = "sale.order"

    def _get_recouvrement_stale(self, company, today):
        """{order: freshness} of those whose payer's data have to be confirmed or corrected."""
        freshness = self._get_recouvrement_payers()._get_recouvrement_freshness(company, today)
        stale = {payer: fresh for payer, fresh in freshness.items() if fresh.state != "fresh"}
        return {order: stale[payer] for order in self if (payer := order._get_recouvrement_payer()) in stale}

    def _find_recouvrement_data(self, company, today, policies):
        """{order: sentence} of those whose payer's data a reminder could not rely upon."""
        return {
            order: self.env._("Confirm the details with the customer. %(reasons)s", reasons=" ".join(fresh.reasons))
            for order, fresh in self._get_recouvrement_stale(company, today).items()
        }

    def action_recouvrement_confirm_data(self):
        """Show the data of the customer who pays, for the salesperson to confirm them."""
        self.ensure_one()
        payer = self._get_recouvrement_payer().with_company(self.company_id)
        how = "order" if self.state == "sale" else "quotation"
        return payer.with_context(recouvrement_how=how).action_recouvrement_confirm_data()
