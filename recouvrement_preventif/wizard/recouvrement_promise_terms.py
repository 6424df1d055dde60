from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from ..tools.promise import Terms, share_out


class RecouvrementPromiseTerms(models.AbstractModel):
    """What a customer promises, on the forms that take it down: how much, when, on what; and what the
    policy thinks of it, before it is recorded."""

    _name = "recouvrement.promise.terms"
    _description = "Terms of a Promise"
    _inherit = ["recouvrement.agreement.terms"]

    contact_id = fields.Many2one("res.partner")
    promise_reliability = fields.Char(related="case_id.promise_reliability")
    move_ids = fields.Many2many(help="What the promise is about; leave empty to count it on the oldest debts.")
    promise_currency_id = fields.Many2one(
        "res.currency",
        string="Promised in",
        compute="_compute_promise_currency_id",
        precompute=True,
        store=True,
        readonly=False,
        domain="[('id', 'in', available_currency_ids)]",
    )
    amount = fields.Monetary(
        currency_field="promise_currency_id", compute="_compute_amount", precompute=True, store=True, readonly=False
    )
    date = fields.Date(string="Day")
    coverage = fields.Char(string="Covers", compute="_compute_coverage")
    objection = fields.Char(compute="_compute_coverage")

    # === COMPUTE METHODS === #

    @api.depends("case_id", "move_ids")
    def _compute_promise_currency_id(self):
        """That of the invoices; of the oldest debt, when none is named."""
        for record in self:
            oldest = record.promise_currency_id.browse([each.currency_id for each in record._get_available()[:1]])
            record.promise_currency_id = record.move_ids.currency_id[:1] or oldest or record.company_id.currency_id

    @api.depends("case_id", "move_ids", "promise_currency_id")
    def _compute_amount(self):
        """All of the invoices; all that is late, when none is named."""
        for record in self:
            today = record.company_id._get_recouvrement_today() if record.company_id else None
            free = [each for each in record._get_available() if each.currency_id == record.promise_currency_id.id]
            named = [each for each in free if each.move_id in record.move_ids.ids]
            late = [each for each in free if each.date_due < today]
            record.amount = sum(each.amount for each in (named if record.move_ids else late or free))

    @api.depends("case_id", "move_ids", "promise_currency_id", "amount", "date")
    @api.depends_context("lang")
    def _compute_coverage(self):
        """What the promise would cover, and what the policy would say."""
        Promise = self.env["recouvrement.promise"].sudo()
        for record in self:
            record.coverage = record.objection = False
            if not (record.case_id and record.promise_currency_id and record.amount):
                continue
            terms = record._get_terms()
            shares = share_out(terms.amount, record._get_available(terms))
            record.coverage = record._describe_shares(shares, record.promise_currency_id)
            if record.date:
                today = record.company_id._get_recouvrement_today()
                record.objection = " ".join(Promise._get_objections(record.case_id, terms, shares, today))

    # === BUSINESS METHODS === #

    def _get_terms(self, exchange=None):
        """The terms, as they stand.

        :param exchange: `recouvrement.contact` in which the promise was made
        :rtype: :class:`~..tools.promise.Terms`
        """
        self.ensure_one()
        return Terms(
            amount=self.amount,
            currency=self.promise_currency_id,
            date=self.date,
            contact=self.contact_id,
            moves=self.move_ids._origin,
            exchange=exchange or self.env["recouvrement.contact"],
            note=self.note,
        )

    def _describe_promise(self):
        """The promise in a line, as the exchange tells it."""
        return self.env._(
            "Promises %(amount)s for %(date)s",
            amount=format_amount(self.env, self.amount, self.promise_currency_id),
            date=format_date(self.env, self.date),
        )
