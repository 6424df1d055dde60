from odoo import fields, models


class RecouvrementChargeBatchLine(models.TransientModel):
    _name = "recouvrement.charge.batch.line"
    _description = "Charges of a Customer to Invoice"

    batch_id = fields.Many2one("recouvrement.charge.batch", required=True, readonly=True, ondelete="cascade")
    is_selected = fields.Boolean(string="Selected", default=True)
    case_id = fields.Many2one("recouvrement.case", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer")
    charge_count = fields.Integer(string="Charges", readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
