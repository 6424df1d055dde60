"""How the money that came in on promised debts is shared out between promises: each cent counts once."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

# A day, and the last journal item that existed then: it puts what happens on one day in order.
Moment = tuple[date, int]


class Claim(NamedTuple):
    """What a promise awaits on one debt, in the currency of the debt."""

    id: int
    promise_id: int
    debt_id: int
    amount: Decimal
    made_at: Moment
    deadline: date
    is_cancelled: bool = False


class Receipt(NamedTuple):
    """Money that came in and is matched with a debt, in the currency of the debt."""

    debt_id: int
    received_at: Moment
    amount: Decimal
    # A payment plan waits for what no promise awaits on this debt.
    is_planned: bool = False


class Allotment:
    """What the receipts on some debts brought to the promises made on them.

    Each receipt goes to the promises that were waiting for it on its debt, the earliest deadline first. What is left
    of it counts for what the same promises await on other debts, unless a payment plan waits for it. A cancelled
    promise takes what nobody else awaits.

    >>> claims = [Claim(1, 1, 7, Decimal(300), (date(2026, 3, 2), 0), date(2026, 3, 9)),
    ...           Claim(2, 2, 7, Decimal(300), (date(2026, 3, 2), 0), date(2026, 3, 20))]
    >>> allotment = Allotment(claims, [Receipt(7, (date(2026, 3, 5), 1), Decimal(400))])
    >>> [allotment.get_received(claim) for claim in claims]
    [Decimal('300'), Decimal('100')]

    What is left to keep of the second one shrinks with the debt:

    >>> allotment.get_due(claims[1], Decimal(50), date(2026, 3, 6))
    Decimal('150')
    """

    def __init__(self, claims, receipts):
        """
        :param claims: :class:`Claim`; those of one promise are in one currency
        :param receipts: :class:`Receipt`, on the debts of the claims
        """
        self._receipts = defaultdict(list)
        self._claims = defaultdict(list)
        by_promise = defaultdict(list)
        for claim in sorted(claims, key=lambda claim: (claim.is_cancelled, claim.deadline, claim.promise_id, claim.id)):
            self._claims[claim.debt_id].append(claim)
            by_promise[claim.promise_id].append(claim)
        self._left = {claim.id: claim.amount for claim in claims}
        #: {receipt: what promises took of it}
        self.taken = {}
        for receipt in sorted(receipts, key=lambda receipt: receipt.received_at):
            self._receipts[receipt.debt_id].append(receipt)
            waiting = [claim for claim in self._claims[receipt.debt_id] if self._is_waiting(claim, receipt)]
            elsewhere = [] if receipt.is_planned else [by_promise[claim.promise_id] for claim in waiting]
            self.taken[receipt] = self._share_out(receipt.amount, chain(waiting, *elsewhere))

    @staticmethod
    def _is_waiting(claim, receipt):
        return claim.made_at < receipt.received_at and receipt.received_at[0] <= claim.deadline

    def _share_out(self, amount, claims):
        """Give money to claims in order, and tell how much they took."""
        money = amount
        for claim in claims:
            share = min(money, self._left[claim.id])
            self._left[claim.id] -= share
            money -= share
        return amount - money

    def get_left(self, claim):
        """What no money has come in for."""
        return self._left[claim.id]

    def get_received(self, claim):
        """The money that came in for a claim, until its deadline."""
        return claim.amount - self._left[claim.id]

    def get_due(self, claim, residual, today):
        """What a claim is about, less what credit notes and the like took off its debt: what came in for it, and
        what the debt leaves of the rest, once the promises that are served earlier have had their part.

        :param Decimal residual: what is left of the debt, in its currency
        :param date today: the company's date
        """
        day = min(today, claim.deadline)
        late = sum(each.amount for each in self._receipts[claim.debt_id] if each.received_at[0] > claim.deadline)
        ranked = self._claims[claim.debt_id]
        awaited = sum(self._left[each.id] for each in ranked[: ranked.index(claim)] if self.is_live(each, day))
        return self.get_received(claim) + max(Decimal(0), min(self._left[claim.id], residual + late - awaited))

    @staticmethod
    def is_live(claim, day):
        """Whether a claim still waits for money on a day."""
        return not claim.is_cancelled and claim.deadline >= day
