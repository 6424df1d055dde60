"""What is claimed beside an invoice: plain values, no record."""

from decimal import Decimal
from typing import NamedTuple


class DueCharge(NamedTuple):
    """One kind of charge on one invoice, on one day.

    `total` is all that the law and the contract give, `invoiced` what of it was invoiced
    already, `amount` what is left to claim: nothing once it was waived (`waiver_id`, a
    `recouvrement.charge`). `parts` are the :class:`~..legal.charges.Charge` of its
    instalments, with what refused them.
    """

    partner_id: int
    move_id: int
    kind: str
    currency_id: int
    total: Decimal
    invoiced: Decimal
    waiver_id: int | None
    amount: Decimal
    parts: tuple

    @property
    def problem(self):
        """Why there is nothing, or less than there would be; None when nothing refused it."""
        return next((part.problem for part in self.parts if part.problem), None)
