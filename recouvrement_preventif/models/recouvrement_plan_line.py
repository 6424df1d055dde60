from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_amount

STATES = [
    ("pending", "To come"),
    ("kept", "Paid"),
    ("late", "Late"),
    ("missed", "Missed"),
    ("void", "Nothing left to pay"),
    ("closed", "No longer applies"),
]


class RecouvrementPlanLine(models.Model):
    """An agreed instalment of a payment plan."""

    _name = "recouvrement.plan.line"
    _description = "Instalment of a Payment Plan"
    _order = "date, id"

    plan_id = fields.Many2one("recouvrement.plan", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, precompute=True)
    partner_id = fields.Many2one(related="plan_id.partner_id", string="Customer", store=True, precompute=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    number = fields.Integer(string="No.", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True, index=True)
    deadline = fields.Date(
        string="Awaited until",
        required=True,
        readonly=True,
        help="The agreed day and the days of grace of the plan; beyond it, the plan breaks.",
    )
    amount = fields.Monetary(string="Agreed", required=True, readonly=True)

    # What became of it: see recouvrement.plan._get_line_query.
    amount_due = fields.Monetary(
        string="To Pay",
        compute="_compute_outcome",
        compute_sudo=True,
        help="What was agreed, less what credit notes and the like have taken off the debts since: the last "
        "instalments shrink first.",
    )
    amount_received = fields.Monetary(string="Received", compute="_compute_outcome", compute_sudo=True)
    state = fields.Selection(STATES, compute="_compute_outcome", search="_search_state", compute_sudo=True)

    reminded_on = fields.Date(
        string="Announced on", readonly=True, help="The day on which the customer was reminded of this instalment."
    )

    _amount_positive = models.Constraint("CHECK(amount > 0)", "An instalment is more than zero.")
    _dates_in_order = models.Constraint("CHECK(deadline >= date)", "An instalment is awaited until its day at least.")

    @api.depends("partner_id", "plan_id.reference", "number", "amount")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = self.env._(
                "%(customer)s: %(amount)s (%(plan)s, no. %(number)s)",
                customer=line.partner_id.display_name,
                amount=format_amount(self.env, line.amount, line.currency_id),
                plan=line.plan_id.reference,
                number=line.number,
            )

    @api.depends("amount", "deadline", "plan_id.stage", "plan_id.broken_on", "plan_id.debt_ids.amount")
    def _compute_outcome(self):
        Plan = self.env["recouvrement.plan"]
        rows = {}
        if plan_ids := self.plan_id._origin.ids:
            self.env.flush_all()
            query = Plan._get_line_query(Plan._get_days(), SQL("k.id = ANY(%s)", plan_ids))
            rows = {
                id_: (due, received, state)
                for id_, due, received, state in self.env.execute_query(
                    SQL("SELECT id, due, received, state FROM (%s) n", query)
                )
            }
        for line in self:
            due, received, state = rows.get(line._origin.id, (0, 0, "pending"))
            line.amount_due, line.amount_received, line.state = float(due), float(received), state

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env.flush_all()
        Plan = self.env["recouvrement.plan"]
        query = Plan._get_line_query(Plan._get_days(), SQL("TRUE"))
        return Domain(
            "id",
            "in",
            SQL("(SELECT n.id FROM (%s) n WHERE n.state = ANY(%s))", query, [each for each in value if each]),
        )

    def action_open_plan(self):
        """Open the plan of an instalment."""
        return self.plan_id._get_open_action()
