from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    recouvrement_claim_ids = fields.One2many("recouvrement.claim", "line_id", string="Follow-Up", groups="account.group_account_invoice,account.group_account_readonly")
