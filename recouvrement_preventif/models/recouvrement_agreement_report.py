from odoo import fields, models


class RecouvrementAgreementReport(models.AbstractModel):
    """What the analyses of agreements have in common: by customer and by collector, how much was to come in and did.
    They store nothing themselves."""

    _name = "recouvrement.agreement.report"
    _description = "Analysis of Agreements"
    _auto = False
    # The ledger tells what came in.
    _depends = {
        "account.move": ["payment_state"],
        "account.move.line": [
            "amount_currency",
            "amount_residual_currency",
            "balance",
            "date",
            "journal_id",
            "parent_state",
            "payment_id",
        ],
        "account.partial.reconcile": ["credit_move_id", "debit_amount_currency", "debit_move_id"],
    }

    case_id = fields.Many2one("recouvrement.case", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", readonly=True)
    amount_due = fields.Monetary(readonly=True, help="In the company's currency.")
    amount_received = fields.Monetary(string="Received", readonly=True)
    kept_rate = fields.Float(string="Kept (%)", readonly=True, aggregator="avg")
