from odoo import fields, models


class RecouvrementPolicy(models.Model):
    _inherit = "recouvrement.policy"

    charges_payment_term_id = fields.Many2one(
        "account.payment.term",
        string="Charges are payable",
        default=lambda self: self.env.ref("account.account_payment_term_15days", raise_if_not_found=False),
        check_company=True,
        help="When an invoice of interest and indemnities is to be paid; leave empty for the day on which it is posted.",
    )
