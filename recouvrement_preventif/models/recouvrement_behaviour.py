from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.behaviour import INTENTS, PROFILES
from ..tools.refresh import begin_refresh


class RecouvrementBehaviour(models.Model):
    """How a customer pays, in numbers counted anew each night from the ledger.

    Nothing here is typed in and no amount is kept: `_refresh` writes it all."""

    _name = "recouvrement.behaviour"
    _description = "Payment Behaviour"
    _rec_name = "partner_id"
    _order = "days_late desc, id"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    refreshed_on = fields.Date(string="Counted on", readonly=True)

    # Payments.
    settled_count = fields.Integer(
        string="Payments Observed",
        readonly=True,
        aggregator="sum",
        help="Instalments of invoices paid in the last three years. Those contested with reason are left out.",
    )
    last_settled_on = fields.Date(string="Last Payment", readonly=True)
    recent_weight = fields.Float(
        string="Worth in recent payments",
        readonly=True,
        aggregator=None,
        help="How many payments of today those observed are worth: each counts half as much after 180 days.",
    )
    days_late = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Average from the due date to the last payment; large and recent instalments count more. Below zero when early.",
    )
    days_late_shrunk = fields.Float(
        string="Days Late, Prudent",
        readonly=True,
        aggregator="avg",
        help="The same once five payments of the company's average customer are added: few payments prove little.",
    )
    share_late = fields.Float(
        readonly=True,
        aggregator="avg",
        help="The share of payments that came more than three days after the due date; recent ones count more.",
    )
    share_late_shrunk = fields.Float(
        string="Share Late, Prudent",
        readonly=True,
        aggregator="avg",
        help="The same once five payments of the company's average customer are added.",
    )
    dispersion = fields.Float(
        readonly=True, aggregator=None, help="By how many days payments usually differ from the average."
    )
    trend = fields.Float(
        readonly=True,
        aggregator=None,
        help="Average days late of the recent half of the payments less that of the half before: above zero, it gets worse.",
    )
    longest_late = fields.Integer(string="Longest Delay", readonly=True, aggregator="max")
    part_payment_count = fields.Integer(
        string="Paid in Parts", readonly=True, help="Instalments that took several payments, or have got one so far."
    )
    payments_per_day = fields.Float(
        string="Paid Together",
        readonly=True,
        aggregator=None,
        help="How many instalments are settled on a day of payment, on average: above one, the customer groups them.",
    )
    open_late_count = fields.Integer(
        string="Late Now", readonly=True, help="Instalments open and late, contested ones apart."
    )
    open_late_days = fields.Integer(string="Late Now, at Most", readonly=True, aggregator="max")

    # Words, in the last twelve months.
    promise_count = fields.Integer(string="Promises Due", readonly=True)
    promise_kept_count = fields.Integer(string="Promises Kept", readonly=True)
    promise_partly_count = fields.Integer(string="Promises Partly Kept", readonly=True)
    promise_broken_count = fields.Integer(string="Promises Broken", readonly=True)
    announced_count = fields.Integer(
        string="Money Announced",
        readonly=True,
        help="How many times it promised a payment or agreed to a payment plan.",
    )
    plan_count = fields.Integer(string="Payment Plans", readonly=True)
    dispute_count = fields.Integer(string="Disputes", readonly=True)
    dispute_after_reminder_count = fields.Integer(
        string="Disputes after a Reminder",
        readonly=True,
        help="Raised once the invoice had been reminded, and not accepted.",
    )
    refusal_count = fields.Integer(string="Refusals to Pay", readonly=True)
    unanswered_count = fields.Integer(
        string="Calls without Answer", readonly=True, help="Since the customer was last heard of."
    )

    # What follows from them.
    profile = fields.Selection(
        PROFILES, string="Profile by the Rules", readonly=True, help="What the rules make of the numbers."
    )
    effective_profile = fields.Selection(
        PROFILES,
        string="Profile",
        readonly=True,
        help="A habitual delay counts as an occasional one until a person has confirmed it.",
    )
    proposed_profile = fields.Selection(PROFILES, readonly=True, help="What waits for a person to confirm it.")
    proposed_intent = fields.Selection(
        INTENTS, readonly=True, help="What the signals speak for, and nobody has judged."
    )

    _partner_company_unique = models.Constraint(
        "UNIQUE(partner_id, company_id)", "The behaviour of a customer is kept once per company."
    )
    _proposed_index = models.Index(
        "(company_id, partner_id) WHERE proposed_profile IS NOT NULL OR proposed_intent IS NOT NULL"
    )

    # === EACH NIGHT === #

    @api.model
    def _cron_refresh(self):
        """Count anew how the customers of each company that follows a policy pay."""
        companies = (
            self.env["res.company"].search(Domain.TRUE).filtered(lambda company: company._get_recouvrement_policy())
        )
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            self._refresh(company, company._get_recouvrement_today())
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _refresh(self, company, today):
        """Count anew how the customers of a company pay, and what follows from it.

        Customers without a payment or a late invoice lose their row. Two at a time do the work once.

        :param company: `res.company`
        :param date today: the company's date; what came in later is not seen
        :return: whether it was done; False while another process does it
        :rtype: bool
        """
        if not begin_refresh(self, company):
            return False
        self.env.cr.execute(self._get_refresh_query(company, today))
        self._judge(company, today)
        return True

    @api.model
    def _judge(self, company, today, partners=None):
        """Bring up to date what follows from the numbers: the profile, what waits for a person.

        :param company: `res.company`
        :param date today: the company's date
        :param partners: commercial partners to restrict to; all when None
        """
        self.env.flush_all()
        self.env.cr.execute(self._get_profile_query(company, today, partners))
        self._propose_intents(company, today, partners)
        self.invalidate_model()
