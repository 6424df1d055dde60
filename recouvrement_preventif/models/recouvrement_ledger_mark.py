from odoo import api, fields, models
from odoo.tools import SQL


class RecouvrementLedgerMark(models.AbstractModel):
    """What counts the money that comes in after it was made, and not what came in earlier on the same day."""

    _name = "recouvrement.ledger.mark"
    _description = "Moment in the Ledger"

    ledger_mark = fields.Integer(
        required=True,
        readonly=True,
        copy=False,
        default=0,
        help="The last journal item that existed when it was agreed: money of the same day that came in before is no "
        "part of it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # No default: what was agreed before there were marks would get today's.
        mark = self._get_ledger_mark()
        return super().create([{"ledger_mark": mark, **vals} for vals in vals_list])

    @api.model
    def _get_ledger_mark(self):
        """The last journal item that exists: a day by itself has no order."""
        [(mark,)] = self.env.execute_query(SQL("SELECT COALESCE(MAX(id), 0) FROM account_move_line"))
        return mark
