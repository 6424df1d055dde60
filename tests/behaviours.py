"""How customers pay, written in a line or two, and counted the slow way."""

from statistics import mean

from odoo.addons.recouvrement_preventif.tools.behaviour import PAYMENTS_SINCE, TOLERANCE_DAYS, get_recency, shrink

from .common import TODAY, CollectionCase


class BehaviourCase(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Behaviour = cls.env["recouvrement.behaviour"]

    def paid(self, days_ago, late, amount=100, partner=None):
        """An invoice that was paid some days ago, so many days late."""
        invoice = self.invoice(-days_ago - late, amount, partner=partner)
        self.pay(invoice, day=self.day(-days_ago))
        return invoice

    def pays(self, *lates, partner=None):
        """Invoices of 100 paid one after the other, the last one ten days ago, each so many days late."""
        for place, late in enumerate(reversed(lates), start=1):
            self.paid(10 * place, late, partner=partner)

    def refresh(self, day=0, company=None):
        company = company or self.company
        with self.at(day):
            self.assertTrue(self.Behaviour._refresh(company, self.day(day)))

    def behaviour(self, partner=None):
        partner = partner or self.customer
        return self.Behaviour.search([("partner_id", "=", partner.id), ("company_id", "=", self.company.id)])

    def profile(self, partner=None):
        partner = partner or self.customer
        return partner._get_recouvrement_profile(self.company)[partner]


def count(invoices, today=TODAY):
    """What the ledger says of some paid and unpaid invoices of one instalment, computed one by one.

    :return: the numbers of :class:`Behaviour` by name; the company's averages apply to all of `invoices`
    """
    customers = {}
    for invoice in invoices:
        [line] = invoice.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        receipts = [
            partial.credit_move_id for partial in line.matched_credit_ids if partial.credit_move_id.date <= today
        ]
        customers.setdefault(invoice.commercial_partner_id, []).append((line, receipts))
    settled = {
        customer: [
            (max(receipt.date for receipt in receipts), line)
            for line, receipts in lines
            if receipts and line.reconciled and max(receipt.date for receipt in receipts) >= today - PAYMENTS_SINCE
        ]
        for customer, lines in customers.items()
    }
    everybody = [payment for payments in settled.values() for payment in payments]
    average_days = _average(
        [(line.balance * get_recency(on, today), (on - line.date_maturity).days) for on, line in everybody]
    )
    average_share = _average([(get_recency(on, today), _is_late(on, line)) for on, line in everybody])
    numbers = {}
    for customer, payments in settled.items():
        open_days = [
            (today - line.date_maturity).days for line, _receipts in customers[customer] if not line.reconciled
        ]
        open_days = [days for days in open_days if days > TOLERANCE_DAYS]
        if not payments and not open_days:
            continue
        payments.sort(key=lambda payment: (payment[0], payment[1].id), reverse=True)
        weights = [line.balance * get_recency(on, today) for on, line in payments]
        days = [(on - line.date_maturity).days for on, line in payments]
        raw = _average(list(zip(weights, days, strict=True)))
        recent = sum(get_recency(on, today) for on, _line in payments)
        share = _average([(get_recency(on, today), _is_late(on, line)) for on, line in payments])
        half = len(days) // 2
        numbers[customer] = {
            "settled_count": len(payments),
            "recent_weight": recent,
            "days_late": raw or 0,
            "days_late_shrunk": shrink(raw or 0, recent, average_days or 0),
            "share_late": share or 0,
            "share_late_shrunk": shrink(share or 0, recent, average_share or 0),
            "dispersion": _average([(weight, (day - raw) ** 2) for weight, day in zip(weights, days, strict=True)])
            ** 0.5
            if days
            else 0,
            "trend": mean(days[:half]) - mean(days[half:]) if len(days) >= 4 else 0,
            "longest_late": max(days, default=0),
            "payments_per_day": len(payments) / len({on for on, _line in payments}) if payments else 0,
            "open_late_count": len(open_days),
            "open_late_days": max(open_days, default=0),
        }
    return numbers


def _average(pairs):
    total = sum(weight for weight, _value in pairs)
    return sum(weight * value for weight, value in pairs) / total if total else 0


def _is_late(on, line):
    return (on - line.date_maturity).days > TOLERANCE_DAYS
