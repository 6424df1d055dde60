from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    recouvrement_claim_ids = fields.One2many(
        "recouvrement.claim",
        "line_id",
        string="Followed Receivable",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
