from odoo import fields, models


class RecouvrementAgreementLine(models.AbstractModel):
    """What something agreed with a customer covers of one instalment of an invoice."""

    _name = "recouvrement.agreement.line"
    _description = "Instalment in an Agreement"
    _order = "id"
    _rec_name = "move_line_id"

    move_line_id = fields.Many2one(
        "account.move.line", string="Instalment", required=True, index=True, ondelete="cascade"
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    date_due = fields.Date(related="move_line_id.date_maturity", string="Due Date")
    currency_id = fields.Many2one(related="move_line_id.currency_id")
    amount = fields.Monetary(required=True)
    amount_residual = fields.Monetary(related="move_line_id.amount_residual_currency", string="Open")
