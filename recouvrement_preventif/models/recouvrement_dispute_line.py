from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_amount

from .recouvrement_suspension_start import FOR_GOOD


class RecouvrementDisputeLine(models.Model):
    """What a dispute contests of one invoice, in the currency of the invoice.

    Whoever owns a dispute without seeing the accounts reads here what he needs to know of
    the invoice."""

    _name = "recouvrement.dispute.line"
    _description = "Contested Invoice"
    _order = "invoice_date, id"
    _rec_name = "move_id"
    _check_company_auto = True

    dispute_id = fields.Many2one("recouvrement.dispute", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="dispute_id.company_id", store=True, precompute=True, index=True)
    move_id = fields.Many2one(
        "account.move", string="Invoice", required=True, index=True, ondelete="restrict", check_company=True
    )
    currency_id = fields.Many2one(related="move_id.currency_id")
    move_name = fields.Char(related="move_id.name", string="Invoice Number")
    invoice_date = fields.Date(related="move_id.invoice_date", store=True)
    date_due = fields.Date(related="move_id.invoice_date_due", string="Due Date")
    amount_total = fields.Monetary(related="move_id.amount_total", string="Total")
    amount_open = fields.Monetary(related="move_id.amount_residual", string="Open")
    amount = fields.Monetary(
        string="Contested",
        required=True,
        compute="_compute_amount",
        precompute=True,
        store=True,
        readonly=False,
        help="What the customer contests, in the currency of the invoice: the whole of what is open, or a part.",
    )
    amount_proposed = fields.Monetary(readonly=True, help="What whoever examines the dispute proposes to accept.")
    amount_accepted = fields.Monetary(string="Accepted", readonly=True)
    credit_move_id = fields.Many2one(
        "account.move", string="Credit Note", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    credit_name = fields.Char(compute="_compute_credit_name", compute_sudo=True, string="Credit Note Number")
    suspension_ids = fields.One2many("recouvrement.suspension", "dispute_line_id")

    _move_unique = models.Constraint(
        "UNIQUE(dispute_id, move_id)", "This invoice is already in the dispute: change the amount there."
    )

    @api.depends("move_id")
    def _compute_amount(self):
        for line in self:
            line.amount = line.move_id.amount_residual

    @api.depends("credit_move_id.name", "credit_move_id.state")
    @api.depends_context("lang")
    def _compute_credit_name(self):
        for line in self:
            credit = line.credit_move_id
            is_draft = credit.state == "draft"
            line.credit_name = self.env._("Draft credit note") if is_draft else credit.name

    @api.constrains("move_id", "dispute_id")
    def _check_move(self):
        for line in self:
            move, customer = line.move_id, line.dispute_id.partner_id
            if move.move_type not in ("out_invoice", "out_receipt") or move.state != "posted":
                raise ValidationError(
                    self.env._(
                        "%s cannot be contested here: choose a posted customer invoice.", move.name or move.display_name
                    )
                )
            if move.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "%(invoice)s is not an invoice of %(customer)s.",
                        invoice=move.name,
                        customer=customer.display_name,
                    )
                )

    @api.constrains("amount", "move_id")
    def _check_amount(self):
        """What several disputes contest of an invoice is never more than what is open."""
        open_lines = self.search(
            Domain("move_id", "in", self.move_id.ids)
            & Domain("dispute_id.state", "in", self.dispute_id._get_open_states())
        )
        for line in self:
            currency, move = line.currency_id, line.move_id
            if currency.compare_amounts(line.amount, 0) <= 0:
                raise ValidationError(
                    self.env._("Nothing of %s is contested: give an amount above zero.", move.name),
                )
            others = open_lines.filtered(lambda other, line=line: other.move_id == line.move_id and other != line)
            left = move.amount_residual - sum(others.mapped("amount"))
            if currency.compare_amounts(line.amount, left) > 0:
                raise ValidationError(
                    self.env._(
                        "%(amount)s cannot be contested on %(invoice)s: %(open)s are open%(others)s.",
                        amount=format_amount(self.env, line.amount, currency),
                        invoice=move.name,
                        open=format_amount(self.env, move.amount_residual, currency),
                        others=self._describe_others(others),
                    )
                )

    def _describe_others(self, others):
        if not others:
            return ""
        return self.env._(
            ", of which %(amount)s are contested already (%(disputes)s)",
            amount=format_amount(self.env, sum(others.mapped("amount")), others.currency_id),
            disputes=", ".join(others.dispute_id.mapped("name")),
        )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_open()
        # Those that come with a new dispute are suspended when it opens.
        lines.dispute_id.filtered("step_ids")._suspend()
        return lines

    def write(self, vals):
        if {"amount", "move_id"} & set(vals):
            self._check_open()
        result = super().write(vals)
        if {"amount", "move_id"} & set(vals):
            self.dispute_id._suspend()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_open()
        for dispute in self.dispute_id:
            if not dispute.line_ids - self:
                raise UserError(self.env._("%s would contest nothing: withdraw it instead.", dispute.name))
        for company, lines in self.grouped("company_id").items():
            lines.suspension_ids.sudo()._release(company._get_recouvrement_today())

    def _check_open(self):
        decided = self.dispute_id.filtered(lambda dispute: not dispute.is_open)
        if decided:
            raise UserError(
                self.env._("%s is settled: what it contests cannot change any more.", decided[:1].name),
            )

    def _is_whole(self):
        """Whether all that is open on the invoice is contested."""
        self.ensure_one()
        return self.currency_id.compare_amounts(self.amount, self.move_id.amount_residual) >= 0

    # === WHAT IS NOT CHASED === #

    def _prepare_suspension(self, amount, date_from, date_to):
        self.ensure_one()
        return {
            "case_id": self.dispute_id.case_id.id,
            "move_id": self.move_id.id,
            "kind": "dispute",
            "dispute_line_id": self.id,
            "amount": amount,
            "date_from": date_from,
            "date_to": date_to,
            "reason": self.dispute_id._get_suspension_reason(),
        }

    def _get_waiting_suspensions(self):
        """The suspensions that last until the credit note, or until a person ends them."""
        return self.suspension_ids.filtered(
            lambda suspension: suspension.date_to == FOR_GOOD and not suspension.released_on
        )

    # === ACTIONS === #

    def action_open_invoice(self):
        """Show the invoice (PDF) to whoever may see the dispute."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/recouvrement/dispute/{self.id}/invoice",
            "target": "new",
        }

    def _get_invoice_document(self):
        """The invoice as the customer has it: (file name, PDF). One that Odoo has not made yet is
        not stored: its legal document stays for core to make."""
        self.ensure_one()
        move = self.move_id
        if move.invoice_pdf_report_id:
            return move.invoice_pdf_report_id.name, move.invoice_pdf_report_id.raw
        return self.env["recouvrement.reminder"]._make_invoice(move)
