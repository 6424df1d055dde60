from odoo import api, fields, models
from odoo.tools import format_amount, format_date

STATES = [
    ("to_approve", "To approve"),
    ("offered", "Offered"),
    ("accepted", "Paid in time"),
    ("lapsed", "Lapsed"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]


class RecouvrementSettlement(models.Model):
    """A discount on old debts, if the rest is paid by a day. What was offered never changes; whether it
    was paid in time is read from the ledger each time it is asked."""

    _name = "recouvrement.settlement"
    _description = "Settlement Offer"
    _inherit = ["recouvrement.agreement"]
    _order = "date desc, id desc"

    amount = fields.Monetary(string="Owed", required=True, readonly=True, help="What was open when it was proposed.")
    discount = fields.Monetary(required=True, readonly=True)
    amount_to_pay = fields.Monetary(string="To Pay", compute="_compute_amount_to_pay")
    percent = fields.Float(string="Discount (%)", digits=(5, 2), compute="_compute_amount_to_pay")
    date = fields.Date(string="Pay by", required=True, readonly=True)
    deadline = fields.Date(
        string="Awaited until",
        required=True,
        readonly=True,
        help="The last day and the policy's days of grace: money that came in until then was on its way in time.",
    )
    proposed_on = fields.Date(required=True, readonly=True)
    user_id = fields.Many2one(string="Proposed by")
    contact_id = fields.Many2one(string="Offered to")
    by_email = fields.Boolean(string="By E-mail", readonly=True)
    objection = fields.Text(string="Why it asks for a manager", readonly=True)
    line_ids = fields.One2many("recouvrement.settlement.line", "settlement_id", string="Instalments", readonly=True)

    # What people decided, and what follows from the ledger and is noticed.
    offered_on = fields.Date(readonly=True)
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True)
    refused_on = fields.Date(readonly=True)
    cancelled_on = fields.Date(readonly=True)
    end_reason = fields.Char(readonly=True)
    credited_on = fields.Date(readonly=True, help="The day on which the credit note was prepared.")
    lapsed_on = fields.Date(readonly=True, help="The day on which it was noticed that nothing, or too little, came in.")
    credit_move_ids = fields.Many2many(
        "account.move", "recouvrement_settlement_credit_rel", string="Credit Notes", readonly=True
    )
    has_draft_credit = fields.Boolean(compute="_compute_has_draft_credit", compute_sudo=True)

    _discount_of_amount = models.Constraint(
        "CHECK(discount > 0 AND discount < amount)", "A discount is more than nothing, and less than what is owed."
    )
    _dates_in_order = models.Constraint(
        "CHECK(proposed_on <= date AND date <= deadline)", "The day until which an offer can be paid lies ahead of it."
    )

    # === COMPUTE METHODS === #

    @api.depends("credit_move_ids.state")
    def _compute_has_draft_credit(self):
        for settlement in self:
            settlement.has_draft_credit = "draft" in settlement.credit_move_ids.mapped("state")

    @api.depends("amount", "discount")
    def _compute_amount_to_pay(self):
        for settlement in self:
            settlement.amount_to_pay = settlement.amount - settlement.discount
            settlement.percent = 100 * settlement.discount / settlement.amount if settlement.amount else 0

    @api.depends("partner_id", "amount", "discount", "currency_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for settlement in self:
            settlement.display_name = self.env._(
                "%(customer)s: %(terms)s",
                customer=settlement.partner_id.name or "",
                terms=settlement._describe_terms(),
            )

    def _describe_terms(self):
        """What is offered, in a line."""
        self.ensure_one()
        return self.env._(
            "%(to_pay)s by %(date)s instead of %(amount)s",
            to_pay=format_amount(self.env, self.amount_to_pay, self.currency_id),
            date=format_date(self.env, self.date),
            amount=format_amount(self.env, self.amount, self.currency_id),
        )
