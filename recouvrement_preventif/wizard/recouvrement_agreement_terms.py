from odoo import api, fields, models
from odoo.tools import format_amount, format_date


class RecouvrementAgreementTerms(models.AbstractModel):
    """What the forms have in common that agree on something with a customer: with whom, on which of its invoices."""

    _name = "recouvrement.agreement.terms"
    _description = "Terms of an Agreement"

    case_id = fields.Many2one("recouvrement.case", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="case_id.partner_id")
    company_id = fields.Many2one(related="case_id.company_id")
    move_ids = fields.Many2many("account.move", string="Invoices", domain="[('id', 'in', available_move_ids)]")
    available_move_ids = fields.Many2many("account.move", compute="_compute_available")
    available_currency_ids = fields.Many2many("res.currency", compute="_compute_available")
    has_currencies = fields.Boolean(compute="_compute_available")
    note = fields.Text()

    def _get_promisable(self, terms=None):
        """What can be agreed on today; see `recouvrement.promise._get_promisable`."""
        self.ensure_one()
        if not self.case_id:
            return []
        # What the case tells, its company's people may know.
        self.case_id.check_access("read")
        today = self.company_id._get_recouvrement_today()
        return self.env["recouvrement.promise"].sudo()._get_promisable(self.case_id, today, terms)

    def _get_available(self, terms=None):
        """The open instalments on which something can be agreed, oldest due date first.

        :param terms: whose currency and invoices to restrict to; all when None
        :rtype: list of :class:`~..tools.promise.Promisable`
        """
        return [each for each in self._get_promisable(terms) if each.amount > 0]

    @api.depends("case_id")
    def _compute_available(self):
        for terms in self:
            available = terms._get_available()
            terms.available_move_ids = terms.available_move_ids.browse({each.move_id for each in available})
            currencies = terms.available_currency_ids.browse({each.currency_id for each in available})
            terms.available_currency_ids, terms.has_currencies = currencies, len(currencies) > 1

    def _get_usual_contact(self):
        """Whoever the reminders of the customer reach by e-mail; the customer itself when they reach nobody."""
        partner = self.partner_id
        recipients = self.env["recouvrement.planner"].sudo()._get_recipients({(partner.id, "email")})
        recipient = recipients.get((partner.id, "email"))
        return partner.browse(recipient.contact_id) if recipient else partner

    @api.model
    def _describe_shares(self, shares, currency):
        """What an amount covers, in a line.

        :param dict shares: {journal item id: amount in the currency}
        """
        lines = self.env["account.move.line"].sudo().browse(shares)
        return ", ".join(
            self.env._(
                "%(invoice)s due on %(date)s: %(amount)s",
                invoice=line.move_id.name,
                date=format_date(self.env, line.date_maturity or line.date),
                amount=format_amount(self.env, shares[line.id], currency),
            )
            for line in lines
        )
