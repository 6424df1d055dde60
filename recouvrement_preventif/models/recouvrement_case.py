from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

WITHHELD_REASONS = [
    ("credit", "Covered by the customer's credits"),
    ("suspended", "Suspended"),
    ("no_followup", "Marked “No Follow-Up”"),
    ("blocked", "Payment blocked on the invoice"),
    ("in_payment", "Payment being processed"),
    ("minimum_amount", "Below the minimum amount"),
    ("unreachable", "No usable address"),
    ("minimum_gap", "Too soon after the last message"),
    ("contact_limit", "As many messages as the policy allows"),
    ("closed_day", "Not a working day for the customer"),
    ("closed_hours", "Outside the sending hours"),
    ("paused", "Reminders are paused"),
    ("leaving", "A message is about to leave"),
    ("to_approve", "A message waits for approval"),
    ("failed", "The last message failed"),
    ("uncertain", "It is uncertain whether the last message was received"),
    ("error", "Planning this customer failed"),
]


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

    # The last time something was due and nothing was sent: why, since when, until when.
    withheld_reason = fields.Selection(WITHHELD_REASONS, readonly=True, index="btree_not_null")
    withheld_on = fields.Date(string="Withheld on", readonly=True)
    withheld_until = fields.Date(readonly=True)
    withheld_note = fields.Char(readonly=True)
    withheld_summary = fields.Char(compute="_compute_withheld_summary")

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

    @api.depends("withheld_reason", "withheld_on", "withheld_until", "withheld_note")
    @api.depends_context("lang")
    def _compute_withheld_summary(self):
        labels = self._get_withheld_labels()
        for case in self:
            if not case.withheld_reason:
                case.withheld_summary = False
                continue
            why = labels[case.withheld_reason]
            if case.withheld_note:
                why = f"{why} ({case.withheld_note})"
            values = {"date": format_date(self.env, case.withheld_on), "reason": why}
            if case.withheld_until:
                until = format_date(self.env, case.withheld_until)
                case.withheld_summary = self.env._(
                    "Nothing has been sent since %(date)s, and will be until %(until)s. Reason: %(reason)s",
                    until=until,
                    **values,
                )
            else:
                case.withheld_summary = self.env._("Nothing has been sent since %(date)s. Reason: %(reason)s", **values)

    def _get_withheld_labels(self):
        """The reasons to send nothing, in words: {value: label}."""
        return dict(self._fields["withheld_reason"]._description_selection(self.env))

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

    def _describe_withheld(self, entry):
        text = self.env._("Withheld: %(reason)s", reason=self._get_withheld_labels()[entry.reason])
        if entry.suspension_id:
            suspension = self.env["recouvrement.suspension"].browse(entry.suspension_id)
            return self.env._(
                "%(withheld)s until %(date)s (%(why)s)",
                withheld=text,
                date=format_date(self.env, suspension.date_to),
                why=suspension.reason,
            )
        if entry.until:
            return self.env._("%(withheld)s, until %(date)s", withheld=text, date=format_date(self.env, entry.until))
        return text

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

    def _set_withheld(self, reason, until, day, note=None):
        """Keep why nothing was sent to customers that had something due.

        :param str reason: value of `withheld_reason`
        :param date until: the day from which something may be sent, if known
        :param date day: the day it was found
        """
        changed = self.filtered(
            lambda case: (
                (case.withheld_reason, case.withheld_until or None, case.withheld_note or None) != (reason, until, note)
            )
        )
        changed._close_unreachable(reason)
        changed.write({"withheld_reason": reason, "withheld_until": until, "withheld_on": day, "withheld_note": note})
        return changed

    def _close_repair(self):
        """What the machine asked a person to settle is settled."""
        activity_type = self.env.ref("recouvrement_preventif.mail_activity_repair", raise_if_not_found=False)
        self.activity_ids.filtered(
            lambda activity: activity.automated and activity.activity_type_id == activity_type
        ).unlink()

    def _close_unreachable(self, reason=None):
        """Whoever can be reached again needs no search for an address."""
        if reason != "unreachable":
            self.filtered(lambda case: case.withheld_reason == "unreachable")._close_repair()

    def _clear_withheld(self):
        self._close_unreachable()
        self.filtered("withheld_reason").write(
            {"withheld_reason": False, "withheld_until": False, "withheld_on": False, "withheld_note": False}
        )

    def _get_owner(self):
        """Who looks after the case: its owner, else the customer's salesperson, else the company's collector."""
        self.ensure_one()
        return self.user_id or self.partner_id.user_id or self.company_id.recouvrement_user_id

    def _schedule_repair(self, summary):
        """Have a person look at cases on which the machine cannot go on by itself."""
        activity_type = self.env.ref("recouvrement_preventif.mail_activity_repair", raise_if_not_found=False)
        if not activity_type:
            return
        busy = self.activity_ids.filtered(
            lambda activity: activity.active and activity.activity_type_id == activity_type
        ).mapped("res_id")
        model_id = self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "automated": True,
                    "date_deadline": case.company_id._get_recouvrement_today(),
                    "res_id": case.id,
                    "res_model_id": model_id,
                    "summary": summary,
                    "user_id": case._get_owner().id,
                }
                for case in self
                if case.id not in busy
            ]
        )

    def _merge_into(self, kept):
        """Move the history of cases of one customer, known under several names, to another case."""
        open_reminders = self.reminder_ids.filtered(lambda reminder: reminder.state in ("to_approve", "queued"))
        open_reminders._set_cancelled("user", note=self.env._("The customers were merged"))
        self.reminder_ids.case_id = kept
        self.suspension_ids.case_id = kept
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
