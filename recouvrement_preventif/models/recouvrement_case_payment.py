import math

from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_amount, format_date

from ..tools.payment import ALL, LATE, SELECTION, Choice, Offer, Payable, leave_contested, share_payment


class BeingPaid(UserError):
    """What was chosen is already being paid; whoever wishes to pay it again has to say so."""


class RecouvrementCase(models.Model):
    """What a customer can pay by himself, and what he chose."""

    _inherit = "recouvrement.case"

    # === WHAT CAN BE PAID === #

    def _get_payables(self, today):
        """The open instalments that the customer can pay, oldest due date first; none of a customer in
        insolvency proceedings, who may not pay them.

        :param date today: the company's date
        :rtype: list of :class:`~..tools.payment.Payable`
        """
        self.ensure_one()
        Suspension = self.env["recouvrement.suspension"]
        if Suspension._get_insolvency_days(self.company_id, self.partner_id):
            return []
        kinds = Suspension._fields["kind"].get_values(self.env)
        rows = self.env["recouvrement.planner"]._fetch(
            SQL(
                """
                WITH %s
                SELECT id, move_id, currency_id, date_due, amount_residual,
                       CASE WHEN exclusion IS NULL THEN amount ELSE amount_residual END AS amount
                  FROM chase WHERE exclusion IS NULL OR exclusion = 'no_followup'
              ORDER BY date_due, id
                """,
                # Whoever pays may pay what is promised, planned or on hold.
                self.env["recouvrement.receivable"]._get_chase_ctes(
                    self.company_id,
                    today,
                    partners=self.partner_id,
                    besides=[kind for kind in kinds if kind != "payment"],
                ),
            )
        )
        transit = Suspension._get_transit(self, today)
        payables = [
            Payable(*row[:4], float(row[4]), float(row[5]), min(transit.get(row[0], 0.0), float(row[4])))
            for row in rows
        ]
        contested = [
            (line.amount, {payable.line_id for payable in own}) for line, own in self._get_contested_debts(payables)
        ]
        return leave_contested(payables, contested)

    def _get_payment_offers(self, today, payables):
        """What the page proposes to pay in one go, in the language of the context: what was agreed first, then what
        is overdue, then everything.

        :param date today: the company's date
        :param payables: list of :class:`~..tools.payment.Payable`
        :rtype: list of :class:`~..tools.payment.Offer`
        """
        self.ensure_one()
        offers = [*self._get_plan_offers(), *self._get_settlement_offers(), *self._get_promise_offers()]
        payable_ids = {payable.line_id for payable in payables}
        offers = [offer for offer in offers if offer.amount > 0 and payable_ids.intersection(offer.line_ids)]
        for currency_id in dict.fromkeys(payable.currency_id for payable in payables):
            everything = [payable for payable in payables if payable.currency_id == currency_id]
            late = [payable for payable in everything if payable.date_due < today]
            total = self._sum_up(everything)
            if 0 < self._sum_up(late) < total:
                offers.append(self._make_offer(LATE, self.env._("Everything that is overdue"), late))
            if total > 0:
                offers.append(self._make_offer(ALL, self.env._("Everything that is open"), everything))
        return offers

    def _make_offer(self, code, label, payables):
        ids = tuple(payable.line_id for payable in payables)
        return Offer(code, label, payables[0].currency_id, self._sum_up(payables), ids)

    @staticmethod
    def _sum_up(payables):
        return round(sum(payable.asked for payable in payables), 6)

    def _get_plan_offers(self):
        plans = self.env["recouvrement.plan"].sudo()
        running = plans.search([("case_id", "=", self.id), *plans._get_running_domain()])
        return [
            Offer(
                f"plan-{plan.id}",
                self.env._(
                    "The instalment of %(date)s of plan %(plan)s",
                    date=format_date(self.env, plan.next_date),
                    plan=plan.reference,
                ),
                plan.currency_id.id,
                plan.next_amount,
                tuple(plan.debt_ids.move_line_id.ids),
            )
            for plan in running
            if plan.next_date
        ]

    def _get_settlement_offers(self):
        settlements = self.env["recouvrement.settlement"].sudo()
        standing = settlements.search([("case_id", "=", self.id), ("state", "=", "offered")])
        return [
            Offer(
                f"settlement-{settlement.id}",
                self.env._("Our offer: %s", settlement._describe_terms()),
                settlement.currency_id.id,
                settlement.currency_id.round(settlement.amount_to_pay - settlement.amount_received),
                tuple(settlement.line_ids.move_line_id.ids),
            )
            for settlement in standing
        ]

    def _get_promise_offers(self):
        promises = self.env["recouvrement.promise"].sudo()
        pending = promises.search([("case_id", "=", self.id), ("state", "=", "pending")], order="date, id")
        return [
            Offer(
                f"promise-{promise.id}",
                self.env._("What you promised for %s", format_date(self.env, promise.date)),
                promise.currency_id.id,
                promise.currency_id.round(promise.amount_due - promise.amount_received),
                tuple(promise.line_ids.move_line_id.ids),
            )
            for promise in pending
        ]

    # === WHAT WAS CHOSEN === #

    def _choose_payment(self, wish, today):
        """Look up in the ledger what a visitor chose to pay.

        :param wish: :class:`~..tools.payment.Wish`; whatever it names is looked for among what the customer can pay
        :param date today: the company's date
        :rtype: :class:`~..tools.payment.Choice`
        :raise UserError: it cannot be paid, in words for the customer
        """
        self.ensure_one()
        payables = self._get_payables(today)
        currency = self.env["res.currency"].browse(wish.currency_id)
        chosen, amount = self._get_chosen(wish, payables, today)
        chosen = [payable for payable in chosen if payable.currency_id == wish.currency_id]
        if not chosen:
            raise UserError(self.env._("Nothing is left to pay there. Choose again what you want to pay."))
        free = sum(payable.room for payable in chosen)
        room = sum(payable.residual for payable in chosen) if wish.again else free
        amount = amount if wish.amount is None else wish.amount
        if not math.isfinite(amount):
            raise UserError(self.env._("Give the amount that you want to pay."))
        amount = currency.round(amount)
        in_transit = any(payable.transit > 0 for payable in chosen)
        if in_transit and not wish.again and (not room or currency.compare_amounts(amount, room) > 0):
            raise BeingPaid(self._get_twice_message())
        if not amount > 0:
            raise UserError(self.env._("Give the amount that you want to pay."))
        if currency.compare_amounts(amount, room) > 0:
            raise UserError(
                self.env._(
                    "What you chose amounts to %s at most: give a smaller amount.",
                    format_amount(self.env, room, currency),
                )
            )
        is_twice = currency.compare_amounts(amount, free) > 0
        return Choice(currency.id, amount, share_payment(amount, chosen, wish.again), is_twice)

    def _get_chosen(self, wish, payables, today):
        """The instalments that a visitor chose, and what is asked for them: (payables, amount)."""
        if wish.code == SELECTION:
            chosen = [payable for payable in payables if payable.move_id in wish.move_ids]
            if set(wish.move_ids) - {payable.move_id for payable in chosen}:
                return [], 0.0
            by_move = {}
            for payable in chosen:
                by_move.setdefault(payable.move_id, []).append(payable)
            # Whoever names an invoice that is not asked for wants to pay it.
            amounts = [
                self._sum_up(debts) or sum(debt.residual if wish.again else debt.room for debt in debts)
                for debts in by_move.values()
            ]
            return chosen, round(sum(amounts), 6)
        for offer in self._get_payment_offers(today, payables):
            if (offer.code, offer.currency_id) == (wish.code, wish.currency_id):
                ids = set(offer.line_ids)
                return [payable for payable in payables if payable.line_id in ids], offer.amount
        return [], 0.0

    def _get_twice_message(self):
        return self.env._("A payment of these invoices is already being processed: if you pay now, you may pay twice.")

    # === WHAT IS BEING PAID === #

    def _in_words_of_company(self):
        """The case as the company itself writes on it, whoever the visitor is."""
        company = self.company_id
        case = self.with_user(SUPERUSER_ID).with_company(company)
        return case.with_context(lang=company.partner_id.lang or self.env.lang)
