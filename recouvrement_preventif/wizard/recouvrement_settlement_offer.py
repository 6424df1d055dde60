from odoo import api, fields, models

from ..tools.settlement import Offer


class RecouvrementSettlementOffer(models.TransientModel):
    """Offer a customer a discount, as a percentage or an amount, if the rest is paid by a day."""

    _name = "recouvrement.settlement.offer"
    _description = "Offer a Discount"
    _inherit = ["recouvrement.agreement.terms"]

    move_ids = fields.Many2many(help="What the discount is about; leave empty for all that is late.")
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        precompute=True,
        store=True,
        readonly=False,
        domain="[('id', 'in', available_currency_ids)]",
    )
    amount = fields.Monetary(string="Owed", compute="_compute_amount")
    kind = fields.Selection([("percent", "A percentage"), ("amount", "An amount")], default="percent", required=True)
    percent = fields.Float(string="Discount (%)", digits=(5, 2))
    amount_off = fields.Monetary(string="Discount")
    amount_to_pay = fields.Monetary(string="To Pay", compute="_compute_amount")
    date = fields.Date(string="Pay by")
    contact_id = fields.Many2one(
        "res.partner", string="Offered to", compute="_compute_contact_id", precompute=True, store=True, readonly=False
    )
    by_email = fields.Boolean(string="Send by e-mail", default=True)
    objection = fields.Char(compute="_compute_amount")

    # === COMPUTE METHODS === #

    def _get_available(self, terms=None):
        # OVERRIDE 'recouvrement.agreement.terms': what is late.
        today = self.company_id._get_recouvrement_today() if self.company_id else None
        return [each for each in self._get_promisable(terms) if each.date_due < today]

    @api.depends("case_id", "move_ids")
    def _compute_currency_id(self):
        for offer in self:
            oldest = offer.currency_id.browse([each.currency_id for each in offer._get_available()[:1]])
            offer.currency_id = offer.move_ids.currency_id[:1] or oldest or offer.company_id.currency_id

    @api.depends("case_id", "move_ids", "currency_id", "kind", "percent", "amount_off")
    @api.depends_context("lang")
    def _compute_amount(self):
        Settlement = self.env["recouvrement.settlement"].sudo()
        for offer in self:
            offer.amount = offer.amount_to_pay = 0
            offer.objection = False
            if not (offer.case_id and offer.currency_id):
                continue
            today, terms = offer.company_id._get_recouvrement_today(), offer._get_terms()
            instalments = Settlement._get_settleable(offer.case_id, terms, today)
            offer.amount = sum(each.residual for each in instalments)
            discount = offer._get_discount(offer.amount)
            offer.amount_to_pay = offer.amount - discount
            if discount:
                terms = terms._replace(discount=discount)
                offer.objection = " ".join(Settlement._get_objections(offer.case_id, terms, instalments, today))

    @api.depends("case_id")
    def _compute_contact_id(self):
        for offer in self:
            offer.contact_id = offer._get_usual_contact()

    def _get_discount(self, amount):
        self.ensure_one()
        if self.kind == "amount":
            return self.amount_off
        return self.currency_id.round(amount * self.percent / 100)

    def _get_terms(self):
        self.ensure_one()
        return Offer(
            discount=0,
            currency=self.currency_id,
            date=self.date,
            contact=self.contact_id,
            moves=self.move_ids._origin,
            by_email=self.by_email,
            note=self.note,
        )

    # === ACTIONS === #

    def action_offer(self):
        """Make the offer, or have it wait for a manager; open it."""
        self.ensure_one()
        terms = self._get_terms()._replace(discount=self._get_discount(self.amount))
        return self.env["recouvrement.settlement"]._propose(self.case_id, terms)._get_open_action()
