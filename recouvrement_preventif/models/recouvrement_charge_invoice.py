from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class RecouvrementCharge(models.Model):
    """A charge that was invoiced: it lives with the line of the invoice that claims it."""

    _inherit = "recouvrement.charge"

    state = fields.Selection(
        selection_add=[("cancelled", "Cancelled")],
        ondelete={"cancelled": "cascade"},
        help="An invoiced charge stays so even when its invoice is credited: to claim it again, cancel the invoice "
        "instead. Cancelled: its invoice was cancelled, it can be claimed again.",
    )
    invoice_line_id = fields.Many2one("account.move.line", readonly=True, index="btree_not_null", ondelete="cascade")
    invoice_id = fields.Many2one(
        related="invoice_line_id.move_id",
        string="Charged on",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False, precompute=True)

    _sum_once = models.UniqueIndex(
        "(case_id, move_id, kind) WHERE state = 'invoiced' AND kind != 'interest'",
        "This charge has already been invoiced.",
    )
    _interest_once_a_day = models.UniqueIndex(
        "(case_id, move_id, kind, date) WHERE state = 'invoiced' AND kind = 'interest'",
        "The interest to this day has already been invoiced.",
    )
    _invoiced_on_a_line = models.Constraint(
        "CHECK(state = 'waived' OR invoice_line_id IS NOT NULL)", "A charge is invoiced on a line of an invoice."
    )

    @api.depends("invoice_line_id.price_subtotal", "invoice_line_id.currency_id")
    def _compute_amount(self):
        """What was invoiced is what counts, whatever was computed: an accountant may change a draft."""
        for charge in self:
            line = charge.invoice_line_id
            if not line:
                charge.amount = charge.amount
            elif line.currency_id == charge.currency_id:
                charge.amount = line.price_subtotal
            else:
                charge.amount = line.currency_id._convert(
                    line.price_subtotal, charge.currency_id, charge.company_id, line.move_id.invoice_date or charge.date
                )

    # === WHAT IS DUE === #

    @api.model
    def _get_counting_domain(self):
        # EXTENDS 'recouvrement.charge': a cancelled invoice claims nothing.
        return super()._get_counting_domain() & Domain("state", "!=", "cancelled")

    @api.model
    def _make_due(self, partner, parts, currency, settled):
        # EXTENDS 'recouvrement.charge': a sum that is due once is invoiced once, whatever amount it was given then.
        due = super()._make_due(partner, parts, currency, settled)
        if due.kind != "interest" and (due.partner_id, due.move_id, due.kind) in settled:
            return due._replace(amount=Decimal(0))
        return due

    @api.model
    def _get_chargeable_condition(self):
        # EXTENDS 'recouvrement.charge': no charges on charges, were their invoice copied or written by hand.
        return SQL(
            """
            %(chargeable)s
            AND NOT EXISTS (SELECT FROM recouvrement_charge made WHERE made.invoice_id = l.move_id)
            AND NOT EXISTS (SELECT FROM account_move_line charged WHERE charged.move_id = l.move_id
                                                                    AND charged.product_id = ANY(%(products)s))
            """,
            chargeable=super()._get_chargeable_condition(),
            products=self.env["product.product"]._get_recouvrement_charge_products().ids,
        )

    # === FOLLOWING THE INVOICE === #

    def _set_cancelled(self):
        """The invoice of these charges was cancelled: they can be claimed again."""
        charges = self.filtered(lambda charge: charge.state == "invoiced")
        charges.state = "cancelled"
        charges._log_freed()

    def _set_invoiced(self):
        """The cancelled invoice of these charges is a draft again: they are claimed by it.

        :raise UserError: one of them was waived or invoiced since
        """
        charges = self.filtered(lambda charge: charge.state == "cancelled")
        if not charges:
            return
        charges.case_id._lock_charges()
        others = self.search(
            self._get_counting_domain()
            & Domain("case_id", "in", charges.case_id.ids)
            & Domain("move_id", "in", charges.move_id.ids)
        )
        last = {}
        for other in others:
            key = other.move_id, other.kind
            last[key] = max(last.get(key, 0), other.id)
        again = charges.filtered(lambda charge: last.get((charge.move_id, charge.kind), 0) > charge.id)
        if again:
            raise UserError(
                self.env._(
                    "The charges on %(invoices)s were invoiced or waived again since this invoice was cancelled: "
                    "leave it cancelled.",
                    invoices=", ".join(again.move_id.mapped("name")),
                )
            )
        charges.state = "invoiced"

    def _log_freed(self):
        """Say on the cases that charges can be claimed again."""
        for case, charges in self.grouped("case_id").items():
            case._message_log(
                body=self.env._(
                    "The invoice of charges on %(invoices)s was cancelled or deleted: they can be claimed again.",
                    invoices=", ".join(sorted(set(charges.move_id.mapped("name")))),
                )
            )

    def action_open_invoice(self):
        """Open the invoice that claims a charge."""
        self.ensure_one()
        return self.invoice_id._get_recouvrement_charges_action()

    def action_open_case(self):
        """Open the case of the customer that owes a charge."""
        self.ensure_one()
        return self.case_id._get_open_action()
