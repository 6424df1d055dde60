from datetime import timedelta

from odoo import api, models
from odoo.tools import format_date


class RecouvrementLegalWording(models.AbstractModel):
    """Charges in the lines of an invoice."""

    _inherit = "recouvrement.legal.wording"

    @api.model
    def _describe_charge(self, entry, counted_until=None):
        """A charge as a line of an invoice: on which invoice, from when to when, at which rate.

        :param entry: :class:`~..tools.charge.DueCharge`
        :param date counted_until: the last day of the interest that was invoiced already
        :rtype: str
        """
        move = self.env["account.move"].browse(entry.move_id)
        values = {"invoice": move.name, "date": format_date(self.env, move.invoice_date or move.date)}
        if entry.kind == "fixed_sum":
            return self.env._("Fixed sum for recovery costs, invoice %(invoice)s of %(date)s", **values)
        if entry.kind == "indemnity":
            return self.env._("Indemnity for late payment, invoice %(invoice)s of %(date)s", **values)
        parts = [part for part in entry.parts if part.interest]
        first = min(part.first_day for part in parts)
        if counted_until:
            first = max(first, counted_until + timedelta(days=1))
        slices = [piece for part in parts for piece in part.interest.slices if piece.last_day >= first]
        percents = dict.fromkeys(piece.percent for piece in sorted(slices, key=lambda piece: piece.first_day))
        return self.env._(
            "Late interest, invoice %(invoice)s of %(date)s: from %(first)s to %(last)s, at %(rates)s",
            first=format_date(self.env, first),
            last=format_date(self.env, max(part.last_day for part in parts)),
            rates=", ".join(self.env._("%(percent)s%%", percent=self._format_percent(percent)) for percent in percents),
            **values,
        )
