from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_amount

from ..tools.business_days import add_open_days

OPEN_STATES = ("new", "examining", "waiting")
DECISIONS = [("accepted", "Accepted"), ("partly", "Partly accepted"), ("rejected", "Rejected")]


class RecouvrementDispute(models.Model):
    """A customer contests one or several invoices, wholly or in part.

    The contested part is not chased until somebody decides; the rest goes on. Its owner
    need not see the accounts."""

    _name = "recouvrement.dispute"
    _description = "Dispute"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "opened_on desc, id desc"
    _mail_post_access = "read"
    _check_company_auto = True

    name = fields.Char(
        string="Reference", required=True, readonly=True, copy=False, default=lambda self: self.env._("New Dispute")
    )
    case_id = fields.Many2one("recouvrement.case", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer", store=True, precompute=True)
    line_ids = fields.One2many("recouvrement.dispute.line", "dispute_id", string="Contested Invoices")
    amount = fields.Monetary(
        string="Contested",
        compute="_compute_amount",
        store=True,
        compute_sudo=True,
        help="All that is contested, in the company's currency at the rate of the day it was opened.",
    )
    amount_accepted = fields.Monetary(string="Accepted", compute="_compute_amount", store=True, compute_sudo=True)

    # What the customer says.
    reason_id = fields.Many2one(
        "recouvrement.dispute.reason",
        required=True,
        tracking=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    description = fields.Text(string="What the Customer Says", required=True)
    means = fields.Selection(
        lambda self: self.env["recouvrement.contact"]._fields["kind"]._description_selection(self.env),
        string="Said by",
        required=True,
        default="email",
    )
    reported_by_id = fields.Many2one(
        "res.partner",
        string="Who Said It",
        ondelete="restrict",
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    evidence_ids = fields.Many2many("ir.attachment")

    # Who examines it, and by when.
    opened_on = fields.Date(
        required=True, readonly=True, default=lambda self: self.env.company._get_recouvrement_today()
    )
    user_id = fields.Many2one(
        "res.users",
        string="Examined by",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        tracking=True,
        index=True,
        check_company=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    deadline = fields.Date(
        compute="_compute_deadline", store=True, readonly=False, required=True, precompute=True, tracking=True
    )
    is_late = fields.Boolean(string="Past its Deadline", compute="_compute_is_late", search="_search_is_late")
    escalated_on = fields.Date(readonly=True, copy=False, help="The day on which the manager was told that it is late.")

    # Where it stands.
    state = fields.Selection(
        [
            ("new", "New"),
            ("examining", "Being examined"),
            ("waiting", "Waiting for the customer"),
            *DECISIONS,
            ("closed", "Paid meanwhile"),
            ("withdrawn", "Withdrawn"),
        ],
        default="new",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        group_expand="_expand_states",
    )
    is_open = fields.Boolean(compute="_compute_is_open")
    step_ids = fields.One2many("recouvrement.dispute.step", "dispute_id", string="Steps", readonly=True)
    solved_on = fields.Date(readonly=True, copy=False)
    days_to_solve = fields.Integer(compute="_compute_days_to_solve", store=True, aggregator="avg")
    einvoice_status = fields.Char(
        compute="_compute_einvoice_status",
        compute_sudo=True,
        string="E-Invoice Status",
        help="The status of the French e-invoicing life cycle, and its reason code: 206 where a part only is contested.",
    )

    _name_unique = models.Constraint("UNIQUE(company_id, name)", "This reference is taken.")
    _open_deadline_index = models.Index("(deadline) WHERE state IN ('new', 'examining', 'waiting')")

    # === COMPUTE METHODS === #

    @api.model
    def _get_open_states(self):
        """The states of a dispute that nobody has decided yet."""
        return OPEN_STATES

    @api.model
    def _expand_states(self, states, domain):
        # The columns in which there is something to do, and those that hold something.
        return [state for state, _label in self._fields["state"].selection if state in (*OPEN_STATES, *states)]

    @api.depends("line_ids.amount", "line_ids.amount_accepted", "line_ids.move_id", "opened_on")
    def _compute_amount(self):
        for dispute in self:
            company, day = dispute.company_id, dispute.opened_on or self.env.company._get_recouvrement_today()
            for total, part in (("amount", "amount"), ("amount_accepted", "amount_accepted")):
                dispute[total] = sum(
                    line.currency_id._convert(line[part], company.currency_id, company, day)
                    for line in dispute.line_ids
                    if line.currency_id
                )

    @api.depends("reason_id", "case_id")
    def _compute_user_id(self):
        for dispute in self:
            case = dispute.case_id.sudo()
            wanted = (dispute.reason_id.user_id, *(case and (case._get_owner(), case.company_id.recouvrement_user_id)))
            dispute.user_id = next(filter(dispute._is_at_work, wanted), self.env.user)

    def _is_at_work(self, user):
        """Whether somebody may be asked to do something in the company of the dispute."""
        return user.active and self.company_id in user.sudo().company_ids

    @api.depends("reason_id", "company_id")
    def _compute_deadline(self):
        for dispute in self:
            dispute.deadline = add_open_days(
                dispute.opened_on or self.env.company._get_recouvrement_today(),
                dispute.reason_id.delay_days or 1,
                dispute.company_id.country_id.code,
            )

    @api.depends("state")
    def _compute_is_open(self):
        for dispute in self:
            dispute.is_open = dispute.state in OPEN_STATES

    @api.model
    def _get_late_domain(self, today):
        """The disputes that are past their deadline on a day, as a Domain."""
        return Domain("state", "in", OPEN_STATES) & Domain("deadline", "<", today)

    @api.depends("deadline", "state")
    def _compute_is_late(self):
        late = self.filtered_domain(self._get_late_domain(self.env.company._get_recouvrement_today()))
        late.is_late = True
        (self - late).is_late = False

    def _search_is_late(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return self._get_late_domain(self.env.company._get_recouvrement_today())

    @api.depends("solved_on", "opened_on")
    def _compute_days_to_solve(self):
        for dispute in self:
            dispute.days_to_solve = (dispute.solved_on - dispute.opened_on).days if dispute.solved_on else 0

    @api.depends("reason_id.einvoice_status", "reason_id.einvoice_code", "line_ids.amount")
    def _compute_einvoice_status(self):
        for dispute in self:
            status = dispute.reason_id.einvoice_status
            if status == "207" and any(line.amount < line.move_id.amount_total for line in dispute.line_ids):
                status = "206"
            dispute.einvoice_status = " · ".join(filter(None, (status, dispute.reason_id.einvoice_code)))

    def _read_group_select(self, aggregate_spec, query):
        # EXTENDS 'base': what is not solved has no time to average.
        if aggregate_spec != "days_to_solve:avg":
            return super()._read_group_select(aggregate_spec, query)
        days, solved_on = (self._field_to_sql(self._table, name, query) for name in ("days_to_solve", "solved_on"))
        return SQL("AVG(%s) FILTER (WHERE %s IS NOT NULL)", days, solved_on)

    # === IN WORDS === #

    def _get_invoice_names(self):
        self.ensure_one()
        return ", ".join(self.sudo().line_ids.mapped("move_name"))

    def _format_amounts(self, field):
        """The total of an amount of the lines, one per currency: they are never added."""
        self.ensure_one()
        return " + ".join(
            format_amount(self.env, sum(lines.mapped(field)), currency)
            for currency, lines in self.sudo().line_ids.grouped("currency_id").items()
        )

    def _get_suspension_reason(self):
        """What the plan answers for an invoice that is not chased because of the dispute."""
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "Dispute %(name)s, %(reason)s: %(state)s",
            name=self.name,
            reason=self.reason_id.name,
            state=labels[self.state].lower(),
        )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            case = self.env["recouvrement.case"].browse(vals.get("case_id") or self.env.context.get("default_case_id"))
            if not vals.get("name"):
                sequence = self.env["ir.sequence"].with_company(case.company_id)
                vals["name"] = sequence.next_by_code("recouvrement.dispute")
        disputes = super().create(vals_list)
        for dispute in disputes:
            if not dispute.line_ids:
                raise UserError(self.env._("Choose at least one invoice that the customer contests."))
            dispute._open()
        return disputes

    def write(self, vals):
        result = super().write(vals)
        if {"reason_id", "user_id", "deadline"} & set(vals):
            self._follow_up()
        if "deadline" in vals:
            self.sudo().escalated_on = False
        if "evidence_ids" in vals:
            self._keep_evidence()
        if {"reason_id", "state"} & set(vals):
            for dispute in self:
                open_suspensions = dispute.sudo().line_ids.suspension_ids.filtered("is_running")
                open_suspensions.reason = dispute._get_suspension_reason()
        return result

    def _message_auto_subscribe_followers(self, updated_values, default_subtype_ids):
        # OVERRIDE 'mail': the activity tells the owner, once.
        return []

    def _mail_get_companies(self, default=None):
        # EXTENDS 'mail'
        return {dispute.id: dispute.company_id for dispute in self}

    # === OPENING === #

    def _open(self):
        """What follows once a dispute is recorded: the contested part is not chased any more,
        its owner is asked to examine it, and the customer is told that it was heard."""
        self.ensure_one()
        dispute = self.sudo()
        dispute.step_ids = [fields.Command.create({"state": dispute.state})]
        dispute._keep_evidence()
        dispute._log_origin()
        dispute._suspend()
        dispute._follow_up()
        dispute._acknowledge()

    def _keep_evidence(self):
        """Whoever sees a dispute sees its evidence."""
        for dispute in self:
            loose = dispute.sudo().evidence_ids.filtered(lambda document: not document.res_id)
            loose.write({"res_model": self._name, "res_id": dispute.id})

    def _set_state(self, state):
        """Move disputes to a state, and keep when and by whom.

        :return: the disputes that moved
        """
        moved = self.sudo().filtered(lambda dispute: dispute.state != state)
        moved.step_ids.filtered(lambda step: not step.left_at).left_at = fields.Datetime.now()
        moved.step_ids.flush_recordset()
        moved.state = state
        moved.step_ids.create([{"dispute_id": dispute.id, "state": state} for dispute in moved])
        return moved
