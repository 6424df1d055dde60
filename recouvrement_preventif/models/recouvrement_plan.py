from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_amount, format_date

# What people decided; what became of a plan that was agreed is read from the ledger.
STAGES = [
    ("draft", "Draft"),
    ("to_approve", "To approve"),
    ("proposed", "Proposed"),
    ("agreed", "Agreed"),
    ("cancelled", "Cancelled"),
    ("replaced", "Replaced"),
]
STATES = [
    ("draft", "Draft"),
    ("to_approve", "To approve"),
    ("proposed", "Proposed"),
    ("running", "Running"),
    ("completed", "Completed"),
    ("broken", "Broken off"),
    ("cancelled", "Cancelled"),
    ("replaced", "Replaced"),
]
# The plans that bind nobody yet.
OPEN_STAGES = ("draft", "to_approve", "proposed")


class RecouvrementPlan(models.Model):
    """What a customer and the company agree on to settle debts in instalments. What was agreed never
    changes, another version replaces it; what was paid is read from the ledger each time it is asked."""

    _name = "recouvrement.plan"
    _description = "Payment Plan"
    _inherit = ["recouvrement.agreement"]
    _order = "id desc"
    _rec_names_search = ["partner_id", "reference"]
    _debts_field = "debt_ids"

    reference = fields.Char(readonly=True, copy=False, index=True)
    amount = fields.Monetary(string="Planned", required=True, readonly=True)
    line_ids = fields.One2many("recouvrement.plan.line", "plan_id", string="Instalments", readonly=True)
    debt_ids = fields.One2many("recouvrement.plan.debt", "plan_id", string="Debts", readonly=True)
    first_date = fields.Date(string="First instalment", compute="_compute_dates", store=True)
    last_date = fields.Date(string="Last instalment", compute="_compute_dates", store=True)
    grace_days = fields.Integer(required=True, readonly=True, help="The days that an instalment may be late.")

    # What people decided.
    stage = fields.Selection(STAGES, required=True, readonly=True, default="draft", index=True, copy=False)
    user_id = fields.Many2one(string="Prepared by")
    contact_id = fields.Many2one(string="Agreed with")
    objections = fields.Text(
        string="Beyond the limits", readonly=True, help="Why the policy left this plan to a manager."
    )
    approved_by_id = fields.Many2one("res.users", readonly=True)
    made_on = fields.Date(
        string="Counted from",
        required=True,
        readonly=True,
        help="The day on which the debts were read: what the customer has paid on them since then counts.",
    )
    answer_by = fields.Date(
        string="Answer awaited until", readonly=True, help="Until then, what is proposed is not chased."
    )
    exchange_id = fields.Many2one(
        "recouvrement.contact", string="Accepted in", readonly=True, index="btree_not_null", ondelete="set null"
    )
    accepted_on = fields.Date(readonly=True)
    accepted_by_id = fields.Many2one("res.partner", string="Accepted by", readonly=True, ondelete="restrict")
    accepted_means = fields.Selection(related="exchange_id.kind", string="How")
    document_ids = fields.Many2many("ir.attachment", string="Signed agreement", readonly=True, copy=False)
    cancelled_on = fields.Date(readonly=True)
    cancel_reason = fields.Char(readonly=True)
    version = fields.Integer(readonly=True, required=True, default=1)
    previous_id = fields.Many2one(
        "recouvrement.plan", string="Replaces", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    replacement_ids = fields.One2many("recouvrement.plan", "previous_id", string="Later versions", readonly=True)

    # What the scheduled job took note of.
    broken_on = fields.Date(readonly=True, help="The day on which the plan ended, because an instalment was missed.")
    broken_line_id = fields.Many2one(
        "recouvrement.plan.line", string="Missed Instalment", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _amount_positive = models.Constraint("CHECK(amount > 0)", "A payment plan is about more than zero.")
    _watched_index = models.Index("(company_id) WHERE stage = 'agreed' AND broken_on IS NULL")
    _broken_index = models.Index("(case_id) WHERE broken_on IS NOT NULL")
    _next_version_unique = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL AND stage = 'agreed'",
        "Another version has already replaced this plan.",
    )

    # === COMPUTE METHODS === #

    @api.depends("reference", "partner_id")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = " · ".join(filter(None, (plan.reference, plan.partner_id.display_name)))

    @api.depends("line_ids.date")
    def _compute_dates(self):
        for plan in self:
            dates = plan.line_ids.mapped("date")
            plan.first_date, plan.last_date = min(dates, default=False), max(dates, default=False)

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        for plan in plans:
            root = plan
            while root.previous_id:
                root = root.previous_id
            plan.version = plan.previous_id.version + 1 if plan.previous_id else 1
            plan.reference = f"EP{root.id:05d}" + (f"-{plan.version}" if plan.version > 1 else "")
        return plans

    def _describe_terms(self):
        """How much, in how many instalments, until when."""
        self.ensure_one()
        return self.env._(
            "%(reference)s: %(amount)s in %(count)s instalments until %(date)s",
            reference=self.reference,
            amount=format_amount(self.env, self.amount, self.currency_id),
            count=len(self.line_ids),
            date=format_date(self.env, self.last_date),
        )

    @api.model
    def _get_running_domain(self):
        """The plans that were agreed and that the job has not ended, as a Domain."""
        return Domain("stage", "=", "agreed") & Domain("broken_on", "=", False)

    # === ACTIONS === #

    def action_open_plan(self):
        """Open the plan."""
        return self._get_open_action()

    def action_print_agreement(self):
        """Print the agreement to be signed (PDF)."""
        return self.env.ref("recouvrement_preventif.action_report_plan").report_action(self)

    def action_accept(self):
        """Open the form that records the customer's acceptance."""
        return self._get_form_action("recouvrement.plan.accept", self.env._("Accepted by the Customer"))

    def action_cancel(self):
        """Open the form that takes a plan back, with the reason why."""
        return self._get_form_action("recouvrement.plan.cancel", self.env._("Cancel the Payment Plan"))

    def action_renegotiate(self):
        """Open the simulator on another version of the plan."""
        self.ensure_one()
        return self.case_id._get_simulation_action({"default_case_id": self.case_id.id, "default_previous_id": self.id})

    def _get_form_action(self, model, name):
        self.ensure_one()
        self.case_id.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_plan_id": self.id},
        }
