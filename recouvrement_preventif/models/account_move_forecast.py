from odoo import api, fields, models

from .res_partner import SEES_DEBTS


class AccountMove(models.Model):
    """When an open invoice is expected to be paid."""

    _inherit = "account.move"

    recouvrement_expectation = fields.Char(
        string="Payment Expected",
        compute="_compute_recouvrement_expectation",
        compute_sudo=True,
        groups=SEES_DEBTS,
        help="Of the next instalment that is open: the day promised or planned, otherwise the likely one.",
    )

    @api.depends("state", "payment_state", "line_ids.amount_residual")
    @api.depends_context("lang")
    def _compute_recouvrement_expectation(self):
        owed = self.line_ids.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.move_id.is_sale_document()
                and line.account_id.account_type == "asset_receivable"
                and line.amount_residual > 0
            )
        )
        expectations = self.env["recouvrement.forecast"]._get_expectations(owed)
        for move in self:
            lines = (owed & move.line_ids).sorted(lambda line: (line.date_maturity or line.date, line.id))
            move.recouvrement_expectation = next(
                (expectations[line.id][1] for line in lines if line.id in expectations), False
            )
