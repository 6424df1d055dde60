from odoo import api, fields, models
from odoo.exceptions import ValidationError

REACTIONS = [
    ("nothing", "Say nothing"),
    ("inform", "Inform the salesperson"),
    ("deposit", "Ask for a deposit"),
    ("approval", "Ask a manager for approval"),
    ("stop", "Stop the confirmation"),
]
# What may be said of a customer before the sale, in the order in which it is.
CHECKS = ("late", "limit", "intent", "terms", "data", "new")


class RecouvrementPolicy(models.Model):
    """What follows, before the sale, from what is known of the customer."""

    _inherit = "recouvrement.policy"

    sale_late_reaction = fields.Selection(
        REACTIONS, string="Overdue invoices", required=True, default="inform", tracking=True
    )
    sale_late_days = fields.Integer(
        string="Late by, at least",
        default=8,
        tracking=True,
        help="In days. What is disputed, promised or planned, and kept to, is not late.",
    )
    sale_late_amount = fields.Monetary(
        string="And worth, at least",
        tracking=True,
        help="What is late by that many days has to come to this amount at least, in the company's currency.",
    )
    sale_limit_reaction = fields.Selection(
        REACTIONS,
        string="Credit limit exceeded",
        required=True,
        default="inform",
        tracking=True,
        help="The limit is the one of Odoo's accounting settings or of the customer; what is ordered and not invoiced yet "
        "counts, and the quotation itself.",
    )
    sale_intent_reaction = fields.Selection(
        REACTIONS,
        string="Known to pay late, or to avoid paying",
        required=True,
        default="inform",
        tracking=True,
        help="Only what a person confirmed on the case counts. The salesperson reads what to do, not what the customer is "
        "thought of.",
    )
    sale_terms_reaction = fields.Selection(
        REACTIONS, string="Payment terms not accepted", required=True, default="inform", tracking=True
    )
    sale_data_reaction = fields.Selection(
        REACTIONS, string="Details to confirm", required=True, default="inform", tracking=True
    )
    sale_new_reaction = fields.Selection(
        REACTIONS, string="New customer", required=True, default="inform", tracking=True
    )
    sale_deposit_term_id = fields.Many2one(
        "account.payment.term",
        string="Payment terms with a deposit",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="What is put on the order where a deposit is asked for: part of the amount is due at once.",
    )
    sale_new_term_id = fields.Many2one(
        "account.payment.term",
        string="Payment terms of new customers",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Proposed on their quotations, until they have paid invoices; the terms that were chosen for a customer, or on "
        "a quotation, stay.",
    )

    _sale_thresholds_positive = models.Constraint(
        "CHECK(sale_late_days >= 1 AND sale_late_amount >= 0)",
        "What is late is late by one day at least, and its amount is not negative.",
    )

    @api.constrains("sale_deposit_term_id", *(f"sale_{key}_reaction" for key in CHECKS))
    def _check_sale_deposit_term(self):
        for policy in self:
            term = policy.sale_deposit_term_id
            if not term and "deposit" in (policy[f"sale_{key}_reaction"] for key in CHECKS):
                raise ValidationError(
                    self.env._(
                        "Choose the payment terms with which the policy %(policy)s asks for a deposit.",
                        policy=policy.name,
                    )
                )
            if term and not term._get_recouvrement_due_at_once(100.0):
                raise ValidationError(
                    self.env._(
                        "The payment terms “%(term)s” ask for nothing at once: choose terms with a deposit.",
                        term=term.name,
                    )
                )
