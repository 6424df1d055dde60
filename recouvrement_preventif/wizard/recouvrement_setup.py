from contextlib import closing
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..models.recouvrement_start import AGES
from ..tools.business_days import next_open_day
from ..tools.summary import add_up, summarize

STEPS = ["rules", "debts", "contacts", "preview"]
FRANCE = ("FR", "GF", "GP", "MQ", "RE", "YT")


class RecouvrementSetup(models.TransientModel):
    """Takes a company from nothing to its first reminders, and back: the rules, the debts
    that were there before, the customers nobody can reach, and what a first run would do."""

    _name = "recouvrement.setup"
    _description = "Start the Reminders"
    _inherit = ["recouvrement.bank.notice"]
    # An accountant who is called away finds the page as it was.
    _transient_max_hours = 24

    step = fields.Selection(
        [("rules", "Rules"), ("debts", "Older debts"), ("contacts", "Addresses"), ("preview", "First run")],
        required=True,
        default="rules",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    country_id = fields.Many2one(related="company_id.country_id")
    mode = fields.Selection(related="company_id.recouvrement_mode")
    paused_until = fields.Date(compute="_compute_paused_until")

    policy_id = fields.Many2one(
        "recouvrement.policy", required=True, domain="[('company_id', 'in', (False, company_id))]"
    )
    country_warning = fields.Char(compute="_compute_country_warning")
    email = fields.Char(string="Sender", help="The company's e-mail address, in whose name reminders leave.")
    user_id = fields.Many2one(
        "res.users",
        string="Collector",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Looks after the cases that have no owner and whose customer has no salesperson.",
    )

    start_date = fields.Date(
        string="First day of the reminders",
        required=True,
        help="Debts due before this day are the older debts below. If the day is to come, nothing leaves before it.",
    )
    bracket_ids = fields.One2many("recouvrement.setup.bracket", "setup_id", string="Older Debts")

    unreachable_count = fields.Integer(string="Customers that cannot be reached", readonly=True)
    unreachable_amount = fields.Monetary(string="What they owe", readonly=True)

    planned_on = fields.Date(readonly=True)
    sent_count = fields.Integer(string="Messages", readonly=True)
    sent_amount = fields.Monetary(string="Asked for", readonly=True)
    total_ids = fields.One2many("recouvrement.setup.total", "setup_id", string="First Run", readonly=True)

    # === COMPUTE METHODS === #

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Start the Reminders")

    @api.depends("company_id")
    def _compute_paused_until(self):
        for setup in self:
            until = setup.company_id.recouvrement_paused_until
            setup.paused_until = until if until and until >= setup.company_id._get_recouvrement_today() else False

    @api.depends("company_id", "policy_id")
    def _compute_country_warning(self):
        for setup in self:
            country = setup.country_id
            if country.code in self._get_presets():
                setup.country_warning = False
            elif country:
                setup.country_warning = self.env._(
                    "The texts and delays supplied follow French law: have them checked for %s before you start.",
                    country.name,
                )
            else:
                setup.country_warning = self.env._(
                    "The company has no country: the texts and delays proposed follow French law."
                )

    # === OPENING === #

    @api.model
    def _get_presets(self):
        """The policy proposed to the companies of a country: {ISO code: external id}."""
        return {
            **dict.fromkeys(FRANCE, "recouvrement_preventif.policy_france"),
            "BE": "recouvrement_preventif.policy_belgium",
        }

    @api.model
    def _get_proposed_policy(self, company):
        """The policy a company has, else the one supplied for its country, else the French one."""
        presets = self._get_presets()
        xmlid = presets.get(company.country_id.code, presets["FR"])
        return company._get_recouvrement_policy() or (
            self.env.ref(xmlid, raise_if_not_found=False) or self.env["recouvrement.policy"].search([], limit=1)
        )

    @api.model
    def action_start(self):
        """Open the first page for the user's company, as things are today."""
        company = self.env.company
        self._check_manager(company)
        policy = self._get_proposed_policy(company)
        if not policy:
            raise UserError(self.env._("Write a collection policy first: without one, nothing can be sent."))
        setup = self.create(
            {
                "company_id": company.id,
                "policy_id": policy.id,
                "email": company.email,
                "user_id": (company.recouvrement_user_id or self.env.user).id,
                "start_date": company.recouvrement_start_date or company._get_recouvrement_today(),
            }
        )
        return setup._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Start the Reminders"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "main",
        }

    @api.model
    def _check_manager(self, company):
        if not self.env.user.has_group("recouvrement_preventif.group_manager"):
            raise AccessError(self.env._("Only collection managers can start the reminders."))
        company._check_recouvrement_allowed()

    # === FROM PAGE TO PAGE === #

    def action_next(self):
        """Go to the next page, on figures that are those of now."""
        self._go_to(STEPS[min(STEPS.index(self.step) + 1, len(STEPS) - 1)])

    def action_back(self):
        """Go to the page before."""
        self._go_to(STEPS[max(STEPS.index(self.step) - 1, 0)])

    def _go_to(self, step):
        self.ensure_one()
        self._check_manager(self.company_id)
        if step == "debts":
            self._propose_brackets()
        elif step == "contacts":
            unreachable = self.env["recouvrement.start"].get_unreachable(self.company_id, self.policy_id)
            self.unreachable_count, self.unreachable_amount = len(unreachable), sum(unreachable.values())
        elif step == "preview":
            self._preview()
        self.step = step

    def _propose_brackets(self):
        """One choice per age. Where reminders are on already, nothing changes unless asked;
        else what is older than a year is left out and the rest starts gently."""
        first = self.env["recouvrement.start"].get_first_level(self.policy_id)
        if not self.bracket_ids:
            is_new = self.mode == "off" and not self.company_id.recouvrement_start_date
            self.bracket_ids = [
                Command.create(
                    {
                        "age_from": age_from,
                        "age_to": age_to or 0,
                        "decision": "keep" if not is_new or not first else "follow" if age_to else "leave_out",
                        "level_id": first.id,
                    }
                )
                for age_from, age_to in AGES
            ]
        self.bracket_ids.filtered(lambda bracket: bracket.level_id.policy_id != self.policy_id).level_id = first

    def _preview(self):
        """Keep the totals of the first run, as it would be now."""
        plan = self._plan_first_run()
        self.planned_on = self._get_first_day()
        self.sent_count, self.sent_amount = add_up(plan)
        self.total_ids = [Command.clear(), *(Command.create(total._asdict()) for total in summarize(plan))]

    def _get_first_day(self):
        """The first day, from the start on, that is neither within a pause nor closed."""
        company, resumed = self.company_id, self.paused_until and self.paused_until + timedelta(days=1)
        day = max(filter(None, (self.start_date, company._get_recouvrement_today(), resumed)))
        return next_open_day(day, company.country_id.code, self.policy_id.send_on_saturday)

    def _plan_first_run(self):
        """What the first run would do with the choices made here. They are applied for
        that, then undone: nothing remains.

        :rtype: list of :class:`~..tools.plan.PlannedCase`
        """
        with closing(self.env.cr.savepoint()):
            self._apply_to_debts()
            return self.env["recouvrement.planner"].plan(self.company_id, self._get_first_day(), policy=self.policy_id)

    def action_open_unreachable(self):
        """List the customers to complete."""
        unreachable = self.env["recouvrement.start"].get_unreachable(self.company_id, self.policy_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers that cannot be reached"),
            "res_model": "res.partner",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", sorted(unreachable, key=unreachable.get, reverse=True))],
        }
