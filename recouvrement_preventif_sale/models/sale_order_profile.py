from odoo import api, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    """What follows from how the customer pays: proposed payment terms, and what to do before confirming."""

    _inherit = "sale.order"

    def _find_recouvrement_new(self, company, today, policies):
        """{order: sentence} of those whose payer has not paid enough invoices to be known."""
        profiles = self._get_recouvrement_payers()._get_recouvrement_profile(company)
        found = {}
        for order in self:
            if profiles.get(order._get_recouvrement_payer()) == "new":
                term = policies[order].sale_new_term_id
                found[order] = (
                    self.env._("New customer: propose the payment terms “%(terms)s”.", terms=term.name)
                    if term and order.payment_term_id != term
                    else self.env._("New customer: how invoices are paid is not known yet.")
                )
        return found

    def _find_recouvrement_intent(self, company, today, policies):
        """{order: sentence} of those whose payer somebody judged: what to do, not what was judged."""
        payers = self._get_recouvrement_payers()
        profiles = payers._get_recouvrement_profile(company)
        judged = {payer for payer, profile in profiles.items() if profile == "habitual"}
        avoiding = Domain("company_id", "=", company.id) & Domain("intent", "=", "avoids")
        judged |= set(
            self.env["recouvrement.case"].search(avoiding & Domain("partner_id", "in", payers.ids)).partner_id
        )
        return {
            order: self.env._("Agree with the accounting department on how this order is paid.")
            for order in self
            if order._get_recouvrement_payer() in judged
        }

    @api.depends("partner_id")
    def _compute_payment_term_id(self):
        # EXTENDS 'sale': new customers are proposed the terms of the policy.
        result = super()._compute_payment_term_id()
        asking = self.filtered(lambda order: order.partner_id and order.company_id)
        for company, orders in asking.grouped("company_id").items():
            for order, term in orders.sudo().with_company(company)._get_recouvrement_new_terms(company).items():
                order.payment_term_id = term
        return result

    def _get_recouvrement_new_terms(self, company):
        """The payment terms that the policy proposes to new customers: {order: `account.payment.term`}.

        Not to those for whom somebody chose terms.
        """
        if not self.env["recouvrement.policy"].search_count([("sale_new_term_id", "!=", False)], limit=1):
            return {}
        policies = self._get_recouvrement_policies(company)
        asking = self.filtered(lambda order: policies[order].sale_new_term_id)
        if not asking:
            return {}
        profiles = asking._get_recouvrement_payers()._get_recouvrement_profile(company)
        usual = self.partner_id._fields["property_payment_term_id"].get_company_dependent_fallback(self.partner_id)
        return {
            order: policies[order].sale_new_term_id
            for order in asking
            if order.partner_id.property_payment_term_id == usual
            and profiles.get(order._get_recouvrement_payer()) == "new"
        }
