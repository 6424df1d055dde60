from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date


class RecouvrementCase(models.Model):
    """One customer in one company: the place where everything meets."""

    _name = "recouvrement.case"
    _description = "Collection Case"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _rec_name = "partner_id"
    _order = "partner_id, id"
    _mail_post_access = "read"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="Owner", tracking=True, domain=[("share", "=", False)])
    active = fields.Boolean(default=True)
    reminder_ids = fields.One2many("recouvrement.reminder", "case_id", string="Reminders")
    suspension_ids = fields.One2many("recouvrement.suspension", "case_id", string="Suspensions")

    receivable_ids = fields.Many2many(
        "recouvrement.receivable", compute="_compute_receivable_ids", string="Open Debts", compute_sudo=True
    )
    amount_due = fields.Monetary(
        compute="_compute_amounts", compute_sudo=True, help="All that is open, in the company's currency."
    )
    amount_overdue = fields.Monetary(compute="_compute_amounts", compute_sudo=True)
    level_id = fields.Many2one(
        "recouvrement.level",
        compute="_compute_level_id",
        search="_search_level_id",
        compute_sudo=True,
        help="The highest level that an open instalment has reached.",
    )
    policy_id = fields.Many2one("recouvrement.policy", compute="_compute_policy_id", compute_sudo=True)
    next_action = fields.Char(compute="_compute_next_action", compute_sudo=True)
    next_action_date = fields.Date(compute="_compute_next_action", compute_sudo=True)

    _partner_company_unique = models.Constraint(
        "UNIQUE(partner_id, company_id)", "This customer already has a case in this company."
    )

    # === COMPUTE METHODS === #

    @api.depends("partner_id", "company_id")
    def _compute_receivable_ids(self):
        receivables = self._get_receivables()
        for case in self:
            case.receivable_ids = receivables.get((case.partner_id.id, case.company_id.id), False)

    def _get_receivables(self):
        """The open debts of the cases: {(customer id, company id): receivables}."""
        domain = Domain("partner_id", "in", self.partner_id.ids) & Domain("company_id", "in", self.company_id.ids)
        return (
            self.env["recouvrement.receivable"]
            .search(domain)
            .grouped(lambda receivable: (receivable.partner_id.id, receivable.company_id.id))
        )

    @api.depends("partner_id", "company_id")
    def _compute_amounts(self):
        receivables = self._get_receivables()
        empty = self.env["recouvrement.receivable"]
        for case in self:
            today = case.company_id._get_recouvrement_today()
            debts = receivables.get((case.partner_id.id, case.company_id.id), empty)
            late = debts.filtered(lambda debt, today=today: debt.date_due < today)
            case.amount_due = sum(debts.mapped("amount_residual_company"))
            case.amount_overdue = sum(late.mapped("amount_residual_company"))

    @api.depends("partner_id", "company_id")
    def _compute_level_id(self):
        receivables = self._get_receivables()
        empty = self.env["recouvrement.receivable"]
        for case in self:
            levels = receivables.get((case.partner_id.id, case.company_id.id), empty).level_id
            case.level_id = levels.sorted(lambda level: (level.reference == "due", level.delay))[-1:]

    def _search_level_id(self, operator, value):
        if operator not in ("in", "like", "ilike", "any"):
            return NotImplemented
        levels = Domain("level_id", operator, value)
        found = self.env["recouvrement.receivable"].sudo()._read_group(levels, ["partner_id", "company_id"])
        return Domain.OR(
            Domain("partner_id", "=", partner.id) & Domain("company_id", "=", company.id) for partner, company in found
        )

    @api.depends("partner_id", "company_id")
    def _compute_policy_id(self):
        for case in self:
            case.policy_id = (
                case.partner_id.with_company(case.company_id).recouvrement_policy_id
                or case.company_id._get_recouvrement_policy()
            )

    @api.depends("partner_id", "company_id", "withheld_reason", "withheld_until", "reminder_ids.state")
    @api.depends_context("lang")
    def _compute_next_action(self):
        """What the planner would do today, and if nothing, when it will do something."""
        self.next_action, self.next_action_date = "", False
        for company, cases in self.grouped("company_id").items():
            today = company._get_recouvrement_today()
            plan = self.env["recouvrement.planner"].plan(company, today, partners=cases.partner_id, upcoming=True)
            planned = {entry.partner_id: entry for entry in plan}
            for case in cases:
                entry = planned.get(case.partner_id.id)
                if company.recouvrement_mode == "off":
                    case.next_action = self.env._("Nothing: reminders are not activated for this company")
                elif not entry:
                    case.next_action = self.env._("Nothing: no debt to follow")
                else:
                    case.next_action, case.next_action_date = case._describe(entry, today)
                if company.recouvrement_mode == "test":
                    case.next_action = self.env._("%s (test: nothing leaves)", case.next_action)

    def _describe(self, entry, today):
        """An entry of the plan in words, and its day."""
        self.ensure_one()
        if entry.is_sent:
            level = self.env["recouvrement.level"].browse(entry.level_id)
            return self.env._("%(level)s, today", level=level.name), today
        if entry.reason != "not_due":
            return self._describe_withheld(entry), entry.until
        if not entry.next_date:
            return self.env._("Nothing: every level of the policy has been used"), False
        level = self.env["recouvrement.level"].browse(entry.next_level_id)
        return (
            self.env._("%(level)s, on %(date)s", level=level.name, date=format_date(self.env, entry.next_date)),
            entry.next_date,
        )

    # === BUSINESS METHODS === #

    @api.model
    def _ensure(self, company, partner_ids):
        """The cases of some customers, made where they are missing.

        Safe when several processes do it at once: the database keeps one per customer.

        :param company: `res.company`
        :param list partner_ids: commercial partners
        :rtype: recordset of `recouvrement.case`
        """
        domain = Domain("company_id", "=", company.id) & Domain("partner_id", "in", partner_ids)
        cases = self.with_context(active_test=False).search(domain)
        missing = sorted(set(partner_ids) - set(cases.partner_id.ids))
        if not missing:
            return cases
        self.env.execute_query(
            SQL(
                """
                INSERT INTO recouvrement_case
                       (partner_id, company_id, active, create_uid, write_uid, create_date, write_date)
                SELECT id, %(company)s, TRUE, %(user)s, %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM UNNEST(%(partners)s) AS id
                    ON CONFLICT (partner_id, company_id) DO NOTHING
             RETURNING id
                """,
                company=company.id,
                user=self.env.uid,
                partners=missing,
            )
        )
        return self.with_context(active_test=False).search(domain)

    def _get_owner(self):
        """Who looks after the case: its owner, else the customer's salesperson, else the company's collector; one who
        left, or does not work for the company, is passed over.

        :rtype: recordset of `res.users`, empty when there is nobody
        """
        self.ensure_one()
        wanted = (self.user_id, self.partner_id.user_id, self.company_id.recouvrement_user_id)
        fit = (user for user in wanted if user.active and self.company_id in user.sudo().company_ids)
        return next(fit, self.env["res.users"])

    def _merge_into(self, kept):
        """Move the history of cases of one customer, known under several names, to another case."""
        open_reminders = self.reminder_ids.filtered(lambda reminder: reminder.state in ("to_approve", "queued"))
        open_reminders._set_cancelled("user", note=self.env._("The customers were merged"))
        self.reminder_ids.case_id = kept
        # The merge moves the invoices last: whose they are is not asked of what suspends one of them.
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE recouvrement_suspension SET case_id = %s WHERE case_id = ANY(%s)", kept.id, self.ids)
        )
        self.env.invalidate_all()
        for case in self:
            case.message_change_thread(kept)
        self.unlink()

    def _mail_get_companies(self, default=None):
        # EXTENDS 'mail'
        return {case.id: case.company_id for case in self}

    # === ACTIONS === #

    def action_hold(self):
        """Open the form that puts the customer, or one invoice, on hold."""
        self.ensure_one()
        return self._get_hold_action({"default_case_id": self.id})

    @api.model
    def _get_hold_action(self, context):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Put on Hold"),
            "res_model": "recouvrement.suspension",
            "view_mode": "form",
            "views": [(self.env.ref("recouvrement_preventif.recouvrement_suspension_view_form").id, "form")],
            "target": "new",
            "context": context,
        }
