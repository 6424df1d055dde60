from odoo import api, fields, models
from odoo.tools import format_amount, format_date


class RecouvrementBankNotice(models.AbstractModel):
    """What the bank accounts know, shown to whoever is about to send in bulk."""

    _name = "recouvrement.bank.notice"
    _description = "Bank Notice"

    # The field that holds the company or companies concerned.
    _bank_companies = "company_id"

    bank_notice = fields.Html(string="Bank", compute="_compute_bank_notice", compute_sudo=True, sanitize=False)

    @api.depends(lambda self: [self._bank_companies])
    @api.depends_context("lang")
    def _compute_bank_notice(self):
        for record in self:
            record.bank_notice = record._render_bank_notice(record[self._bank_companies])

    @api.model
    def _render_bank_notice(self, companies):
        """The bank accounts of some companies, a line each, and what to think of them.

        :rtype: Markup, empty when there is no bank account
        """
        lines, unmatched, stale = [], False, False
        for company in companies:
            today = company._get_recouvrement_today()
            for state in company._get_recouvrement_bank_state():
                facts = " · ".join(self._describe_bank(state, company))
                lines.append(self.env._("%(bank)s: %(facts)s", bank=state.journal.display_name, facts=facts))
                unmatched |= state.has_unmatched()
                stale |= state.is_stale(today)
        if not lines:
            return ""
        if unmatched:
            advice = self.env._("Match what has come in first: whoever has paid would be reminded.")
        elif stale:
            advice = self.env._("The bank statements are not up to date: whoever has paid since would be reminded.")
        else:
            advice = self.env._("The bank is up to date and everything received is matched.")
        return self.env["ir.qweb"]._render(
            "recouvrement_preventif.bank_notice",
            {"lines": lines, "advice": advice, "kind": "warning" if unmatched or stale else "info"},
            minimal_qcontext=True,
        )

    @api.model
    def _describe_bank(self, state, company):
        """What is known of one bank account, in short statements."""
        facts = [
            self.env._("last statement line on %s", format_date(self.env, state.last_date))
            if state.last_date
            else self.env._("no statement yet")
        ]
        if state.receipt_count:
            amount = format_amount(self.env, state.receipt_amount, state.currency)
            facts.append(
                self.env._("receipts not matched: %(count)s (%(amount)s)", count=state.receipt_count, amount=amount)
            )
        if state.payment_count:
            amount = format_amount(self.env, state.payment_amount, company.currency_id)
            facts.append(
                self.env._("payments not matched: %(count)s (%(amount)s)", count=state.payment_count, amount=amount)
            )
        return facts
