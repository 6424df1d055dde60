from odoo import api, models


class AccountMoveLine(models.Model):
    """The matching of a payment that was made for given amounts of given instalments."""

    _inherit = "account.move.line"

    @api.model
    def _prepare_reconciliation_amls(self, values_list, shadowed_aml_values=None):
        # EXTENDS 'account': of an instalment, at most what the payment was made for; core would pay the
        # oldest in full, what is contested included, and leave the others open.
        if shares := self.env.context.get("recouvrement_shares"):
            values_list = [values["aml"]._limit_to_share(values, shares) for values in values_list]
        return super()._prepare_reconciliation_amls(values_list, shadowed_aml_values=shadowed_aml_values)

    def _limit_to_share(self, values, shares):
        """What core may match of a debt.

        :param dict values: the residuals of the journal item, in core's words
        :param dict shares: {journal item id: amount in its currency} to match; all of the others
        """
        residual = values["amount_residual_currency"]
        share = shares.get(self.id, residual)
        if residual <= 0 or self.currency_id.compare_amounts(share, residual) >= 0:
            return values
        residual_company = self.company_currency_id.round(values["amount_residual"] * share / residual)
        return {**values, "amount_residual": residual_company, "amount_residual_currency": share}
