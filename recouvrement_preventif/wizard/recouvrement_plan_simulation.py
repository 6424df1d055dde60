from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_round, format_amount, format_date

from ..tools.promise import share_out
from ..tools.schedule import MOST_INSTALMENTS, PlanTerms, Rhythm, split_by_size, split_in_number


class RecouvrementPlanSimulation(models.TransientModel):
    """What a payment plan would look like, before anything is made of it: the instalments, what they cover,
    what the policy thinks of it."""

    _name = "recouvrement.plan.simulation"
    _description = "Simulate a Payment Plan"
    _inherit = ["recouvrement.agreement.terms"]

    previous_id = fields.Many2one("recouvrement.plan", string="Replaces", readonly=True, ondelete="cascade")
    contact_id = fields.Many2one(
        "res.partner",
        string="Agreed with",
        compute="_compute_contact_id",
        precompute=True,
        store=True,
        readonly=False,
    )
    charges_total = fields.Char(related="case_id.charges_total")
    move_ids = fields.Many2many(help="What the plan covers; leave empty for all that is overdue.")
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        precompute=True,
        store=True,
        readonly=False,
        domain="[('id', 'in', available_currency_ids)]",
    )
    amount = fields.Monetary(compute="_compute_amount", precompute=True, store=True, readonly=False)
    first_date = fields.Date(
        string="First instalment", compute="_compute_first_date", precompute=True, store=True, readonly=False
    )
    frequency = fields.Selection(
        [("week", "Every week"), ("fortnight", "Every two weeks"), ("month", "Every month")],
        string="Rhythm",
        required=True,
        default="month",
    )
    split = fields.Selection(
        [("number", "A number of instalments"), ("size", "An amount each time")], required=True, default="number"
    )
    number = fields.Integer(string="Instalments", default=3)
    size = fields.Monetary(string="Each time")
    only_open_days = fields.Boolean(
        string="On working days", help="An instalment that falls on a closed day comes on the next working day."
    )
    schedule = fields.Html(compute="_compute_schedule", sanitize=False)
    coverage = fields.Char(string="Covers", compute="_compute_schedule")
    objection = fields.Text(compute="_compute_schedule")

    # === COMPUTE METHODS === #

    def _get_room(self, currency=None):
        """What the plan may cover, oldest due date first; see `recouvrement.plan._get_room`."""
        self.ensure_one()
        if not self.case_id:
            return []
        today = self.company_id._get_recouvrement_today()
        # Of every currency, the former version stands in the way of nothing in its own.
        room = []
        for each in currency or self._get_currencies():
            terms = self._get_terms(currency=each, every_invoice=True)
            room += self.env["recouvrement.plan"].sudo()._get_room(self.case_id, today, terms)
        return [row for row in room if row.amount > 0]

    def _get_currencies(self):
        """The currencies in which the customer owes something."""
        return self.previous_id.currency_id or self.case_id.sudo().receivable_ids.currency_id

    @api.depends("case_id")
    def _compute_contact_id(self):
        for simulation in self:
            simulation.contact_id = simulation.previous_id.contact_id or simulation._get_usual_contact()

    def _get_available(self, terms=None):
        # OVERRIDE 'recouvrement.agreement.terms': what the former version covers is available too.
        return self._get_room()

    @api.depends("case_id", "move_ids")
    def _compute_currency_id(self):
        for simulation in self:
            own = simulation.company_id.currency_id
            owed = simulation._get_currencies() if simulation.case_id else own
            usual = own if own in owed else owed[:1] or own
            simulation.currency_id = simulation.move_ids.currency_id[:1] or usual

    @api.depends("case_id", "move_ids", "currency_id")
    def _compute_amount(self):
        """All of the invoices; all that is overdue, or that the former version covers, when none is named."""
        for simulation in self:
            room = simulation._get_room(simulation.currency_id) if simulation.currency_id else []
            simulation.amount = sum(row.amount for row in simulation._filter_room(room))

    @api.depends("case_id")
    def _compute_first_date(self):
        """In a week."""
        for simulation in self:
            today = simulation.company_id._get_recouvrement_today() if simulation.company_id else None
            simulation.first_date = today and fields.Date.add(today, days=7)

    @api.depends(
        "case_id",
        "move_ids",
        "currency_id",
        "amount",
        "first_date",
        "frequency",
        "split",
        "number",
        "size",
        "only_open_days",
    )
    @api.depends_context("lang")
    def _compute_schedule(self):
        Plan = self.env["recouvrement.plan"].sudo()
        for simulation in self:
            simulation.schedule = simulation.coverage = simulation.objection = False
            terms = simulation._get_terms()
            if not (simulation.case_id and terms.instalments):
                continue
            room = simulation._filter_room(simulation._get_room(terms.currency))
            shares = share_out(terms.amount, room)
            today = simulation.company_id._get_recouvrement_today()
            simulation.objection = "\n".join(Plan._get_objections(simulation.case_id, terms, shares, today))
            simulation.coverage = simulation._describe_shares(shares, simulation.currency_id)
            simulation.schedule = self.env["ir.qweb"]._render(
                "recouvrement_preventif.plan_schedule", {"rows": simulation._prepare_rows(terms)}
            )

    def _prepare_rows(self, terms):
        return [
            {
                "number": number,
                "date": format_date(self.env, instalment.date, date_format="EEE d MMMM y"),
                "amount": format_amount(self.env, instalment.amount, terms.currency),
                "is_paid": False,
            }
            for number, instalment in enumerate(terms.instalments, 1)
        ]

    # === THE TERMS === #

    def _filter_room(self, room):
        """What the plan covers when no amount is named: the chosen invoices, what the former version covers, or all
        that is overdue."""
        self.ensure_one()
        if self.move_ids:
            return [row for row in room if row.move_id in self.move_ids.ids]
        if self.previous_id:
            return [row for row in room if row.line_id in self.previous_id.sudo().debt_ids.move_line_id.ids]
        today = self.company_id._get_recouvrement_today()
        return [row for row in room if row.date_due < today] or room

    def _get_moves(self):
        """The invoices to which the plan is limited: those that :meth:`_filter_room` keeps."""
        room = self._filter_room(self._get_room(self.currency_id))
        return self.env["account.move"].browse(dict.fromkeys(row.move_id for row in room))

    def _get_terms(self, currency=None, every_invoice=False):
        """The terms, as they stand.

        :rtype: :class:`~..tools.schedule.PlanTerms`
        """
        self.ensure_one()
        currency = currency or self.currency_id
        return PlanTerms(
            currency=currency,
            instalments=() if every_invoice else tuple(self._split()),
            contact=self.contact_id,
            moves=self.env["account.move"] if every_invoice else self.move_ids._origin,
            previous=self.previous_id.sudo(),
            note=self.note,
        )

    def _split(self):
        """The instalments; none as long as something is missing."""
        currency = self.currency_id
        if not (currency and self.first_date and self.frequency and self.amount > 0 and self._count_instalments() > 0):
            return []

        def rounding(amount, down=False):
            method = "DOWN" if down else "HALF-UP"
            return float_round(amount, precision_rounding=currency.rounding, rounding_method=method)

        if self._count_instalments() > MOST_INSTALMENTS:
            return []
        rhythm = Rhythm(self.first_date, self.frequency, self.company_id.country_id.code, self.only_open_days)
        amount = rounding(self.amount)
        if self.split == "number":
            return split_in_number(amount, self.number, rhythm, rounding)
        return split_by_size(amount, rounding(self.size), rhythm, rounding)

    def _count_instalments(self):
        """How many instalments are asked for."""
        if self.split == "number":
            return self.number
        return self.amount / self.size if self.currency_id.compare_amounts(self.size, 0) > 0 else 0

    # === ACTIONS === #

    def action_propose(self):
        """Make the plan and propose it to the customer; beyond the limits of the policy, a manager approves it first."""
        plan = self._record()
        plan.action_submit()
        return plan._get_open_action()

    def action_save(self):
        """Keep the plan as a draft, of which the customer hears nothing yet."""
        return self._record()._get_open_action()

    def action_charges(self):
        """Open the charges, to invoice those that the plan is to cover."""
        return self.case_id.action_charges()

    def _record(self):
        self.ensure_one()
        terms = self._get_terms()
        if self._count_instalments() > MOST_INSTALMENTS:
            raise UserError(self.env._("A plan has at most %s instalments.", MOST_INSTALMENTS))
        if terms.currency:
            terms = terms._replace(moves=self._get_moves())
        return self.env["recouvrement.plan"]._record(self.case_id, terms)
