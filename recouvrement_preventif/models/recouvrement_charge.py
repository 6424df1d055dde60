from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..legal.charges import KINDS, compute_charges
from ..tools.charge import DueCharge

KIND_LABELS = [("interest", "Late interest"), ("fixed_sum", "Fixed sum"), ("indemnity", "Indemnity")]


class RecouvrementCharge(models.Model):
    """What a person decided on a sum that the law gives beside an invoice: it was waived, or
    invoiced. What is due is never stored: it is computed when it is asked for."""

    _name = "recouvrement.charge"
    _description = "Penalty or Indemnity"
    _order = "date desc, id desc"
    _rec_name = "move_id"
    _check_company_auto = True

    case_id = fields.Many2one("recouvrement.case", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer", store=True, precompute=True)
    move_id = fields.Many2one(
        "account.move", string="Late Invoice", required=True, readonly=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(KIND_LABELS, required=True, readonly=True)
    state = fields.Selection([("waived", "Waived"), ("invoiced", "Invoiced")], required=True, readonly=True)
    amount = fields.Monetary(readonly=True, help="What was invoiced, or what it was when it was waived.")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    date = fields.Date(string="Computed to", required=True, readonly=True)
    explanation = fields.Text(readonly=True, help="How the amount was computed.")
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Decided by", required=True, readonly=True, default=lambda self: self.env.user
    )

    _waiver_unique = models.UniqueIndex(
        "(case_id, move_id, kind) WHERE state = 'waived'", "This charge has already been waived."
    )

    # === WHAT IS DUE === #

    @api.model
    def _get_due(self, company, today, partners, claimed=None):
        """What some customers owe beside their late invoices on a day.

        Invoices that are open and late, and those that were paid late since the reminders
        started; an invoice of charges bears none.

        :param company: `res.company`
        :param date today: the company's date
        :param partners: commercial partners
        :param dict claimed: {journal item id: what is asked of it}, to compute on these
            instalments and on these parts of them only
        :return: list of :class:`~..tools.charge.DueCharge`, by customer, invoice and kind; those that the
            law refuses included, with an amount of zero
        """
        policies = self.env["recouvrement.legal.framework"]._get_policies(company, partners)
        debts = self._fetch_debts(company, today, partners, policies, claimed)
        laws = self._get_laws(company, partners)
        table = self._get_rate_table()
        insolvency_days = self.env["recouvrement.suspension"]._get_insolvency_days(company, partners)
        settled = self._get_settled(company, partners)
        every_currency = self.env["res.currency"].with_context(active_test=False).search(Domain.TRUE)
        currencies = {currency.name: currency for currency in every_currency}
        due = []
        for partner in partners.filtered(lambda partner: debts.get(partner.id)):
            law, insolvency_day = laws.get(partner.id), insolvency_days.get(partner)
            if terms := self._get_terms(company, partner, policies[partner], law, insolvency_day):
                for parts in _group_parts(compute_charges(debts[partner.id], terms, table, today)):
                    due.append(self._make_due(partner, parts, currencies[parts[0].currency], settled))
        return due

    @api.model
    def _make_due(self, partner, parts, currency, settled):
        move_id, kind = parts[0].invoice, parts[0].kind
        total = sum((part.amount for part in parts), Decimal(0))
        invoiced, waiver_id = settled.get((partner.id, move_id, kind), (Decimal(0), None))
        amount = Decimal(0) if waiver_id else max(total - invoiced, Decimal(0))
        return DueCharge(partner.id, move_id, kind, currency.id, total, invoiced, waiver_id, amount, tuple(parts))

    @api.model
    def _get_settled(self, company, partners):
        """What was decided already: {(customer id, invoice id, kind): (amount invoiced, waiver id or None)}."""
        settled = {}
        domain = Domain("company_id", "=", company.id) & Domain("partner_id", "in", partners.ids)
        for charge in self.sudo().search(domain & self._get_counting_domain()):
            key = charge.partner_id.id, charge.move_id.id, charge.kind
            invoiced, waiver_id = settled.get(key, (Decimal(0), None))
            if charge.state == "waived":
                settled[key] = invoiced, charge.id
            else:
                settled[key] = invoiced + charge.currency_id._to_exact(charge.amount), waiver_id
        return settled

    @api.model
    def _get_counting_domain(self):
        """The decisions that hold. Extend it where one can be undone."""
        return Domain.TRUE

    # === DECISIONS === #

    @api.model
    def _waive(self, due, case, reason, today):
        """Give up charges of a customer, whatever they come to later.

        :param due: list of :class:`~..tools.charge.DueCharge`
        :param case: `recouvrement.case` of the customer
        :param str reason: why
        :param date today: the company's date
        :return: the waivers
        """
        waivers = self.create([self._prepare_decision(entry, case, "waived", today, reason) for entry in due])
        case._message_log(body=self.env._("Charges waived: %(reason)s", reason=reason))
        return waivers

    @api.model
    def _prepare_decision(self, entry, case, state, today, reason=False):
        """The record of a decision on a charge.

        :param entry: :class:`~..tools.charge.DueCharge`
        :rtype: dict
        """
        return {
            "case_id": case.id,
            "move_id": entry.move_id,
            "kind": entry.kind,
            "state": state,
            "amount": float(entry.amount),
            "currency_id": entry.currency_id,
            "date": today,
            "explanation": "\n".join(self.env["recouvrement.legal.wording"]._explain(entry)),
            "reason": reason,
        }

    def action_restore(self):
        """Claim again what had been waived."""
        self.case_id.check_access("write")
        waived = self.filtered(lambda charge: charge.state == "waived")
        if not waived:
            raise UserError(self.env._("Only a charge that was waived can be claimed again."))
        for case, charges in waived.grouped("case_id").items():
            names = ", ".join(sorted(set(charges.move_id.mapped("name"))))
            case._message_log(body=self.env._("Charges on %(invoices)s claimed again", invoices=names))
        waived.sudo().unlink()


def _group_parts(charges):
    """The charges of each invoice and kind, invoices in the order in which they come."""
    groups = {}
    for charge in charges:
        groups.setdefault((charge.invoice, KINDS.index(charge.kind)), []).append(charge)
    order = {invoice: rank for rank, invoice in enumerate(dict.fromkeys(charge.invoice for charge in charges))}
    return [groups[key] for key in sorted(groups, key=lambda key: (order[key[0]], key[1]))]
