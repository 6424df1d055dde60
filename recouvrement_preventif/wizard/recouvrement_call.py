from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ..tools.business_days import next_open_day

# After so many calls without an answer, the reminder has been made all the same.
TRIES = 3
# The debts that the words name one by one.
NAMED_DEBTS = 3


class RecouvrementCall(models.TransientModel):
    """The sheet of one call: what is owed, what was said, what to say; the outcome, once
    recorded, starts what follows."""

    _name = "recouvrement.call"
    _description = "Call Sheet"

    case_id = fields.Many2one("recouvrement.case", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="case_id.partner_id")
    company_id = fields.Many2one(related="case_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    reminder_id = fields.Many2one(
        "recouvrement.reminder", compute="_compute_reminder_id", help="The reminder that asks for this call."
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Whom",
        required=True,
        compute="_compute_contact_id",
        precompute=True,
        store=True,
        readonly=False,
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    phone = fields.Char(string="Number", compute="_compute_phone", precompute=True, store=True, readonly=False)
    problem = fields.Char(compute="_compute_problem")
    override_reason = fields.Char(string="Why in spite of the limits")
    amount_overdue = fields.Monetary(related="case_id.amount_overdue")
    receivable_ids = fields.Many2many(related="case_id.receivable_ids")
    history_ids = fields.One2many(related="case_id.history_ids")
    words = fields.Html(string="What to say", compute="_compute_words", sanitize=False)
    outcome = fields.Selection(
        lambda self: self.env["recouvrement.contact"]._fields["outcome"]._description_selection(self.env)
    )
    date = fields.Date(string="Day")
    note = fields.Text()
    exchange_id = fields.Many2one("recouvrement.contact", help="What is kept of the call.")

    # === COMPUTE METHODS === #

    @api.depends("case_id")
    def _compute_reminder_id(self):
        for call in self:
            call.reminder_id = call.case_id._get_waiting_call()

    @api.depends("case_id")
    def _compute_contact_id(self):
        for call in self:
            partner = call.case_id.partner_id
            recipients = self.env["recouvrement.planner"]._get_recipients({(partner.id, "call")})
            recipient = recipients.get((partner.id, "call"))
            call.contact_id = recipient.contact_id if recipient else partner

    @api.depends("contact_id")
    def _compute_phone(self):
        for call in self:
            call.phone = call.contact_id.phone

    @api.depends("case_id")
    @api.depends_context("lang")
    def _compute_problem(self):
        for call in self:
            call.problem = call.case_id._get_contact_problem(call.company_id._get_recouvrement_today())

    @api.depends("contact_id")
    def _compute_words(self):
        """A few calm sentences, in the language of whoever is called."""
        for call in self:
            lang = call.contact_id.lang or call.partner_id.lang or self.env.lang
            call.words = call.with_context(lang=lang)._get_words()

    def _get_words(self):
        today = self.company_id._get_recouvrement_today()
        late = self.receivable_ids.filtered(lambda debt: debt.date_due < today)
        invoices = [
            self.env._(
                "invoice %(name)s of %(amount)s, due on %(date)s",
                name=debt.move_id.name,
                amount=format_amount(self.env, debt.amount_residual, debt.currency_id),
                date=format_date(self.env, debt.date_due),
            )
            for debt in late[:NAMED_DEBTS]
        ]
        if len(late) > NAMED_DEBTS:
            invoices.append(self.env._("%s more", len(late) - NAMED_DEBTS))
        sentences = [
            self.env._(
                "“Good morning %(name)s, this is %(user)s from %(company)s. Do you have a minute?",
                name=self.contact_id.name or self.partner_id.name,
                user=self.env.user.name,
                company=self.company_id.name,
            )
        ]
        if invoices:
            sentences.append(
                self.env._(
                    "I am calling about %(invoices)s: %(amount)s in all. Did you receive everything, and is all in order?",
                    invoices=", ".join(invoices),
                    amount=self._format_totals(late),
                )
            )
        sentences.append(
            self.env._(
                "(Listen. If all is in order:) When may we expect the payment? "
                "Would it help you to pay in several parts?”"
            )
        )
        return Markup().join(Markup("<p>%s</p>") % sentence for sentence in sentences)

    def _format_totals(self, debts):
        return " + ".join(
            format_amount(self.env, sum(group.mapped("amount_residual")), currency)
            for currency, group in debts.grouped("currency_id").items()
        )

    # === ACTIONS === #

    def action_record(self):
        """Keep the exchange on the case and start what its outcome asks for."""
        self.ensure_one()
        self.case_id.check_access("write")
        self._check_input()
        today = self.company_id._get_recouvrement_today()
        self.exchange_id = self.env["recouvrement.contact"].create(self._prepare_exchange(today))
        action = getattr(self, f"_follow_{self.outcome}")(today)
        return action or {"type": "ir.actions.act_window_close"}

    def _check_input(self):
        """Say what is missing before anything is written."""
        if self.problem and not self.override_reason:
            raise UserError(self.problem)
        if not self.outcome:
            raise UserError(self.env._("Say how the call ended: choose its outcome."))
        today = self.company_id._get_recouvrement_today()
        if self.outcome in ("promise", "call_back") and (not self.date or self.date < today):
            raise UserError(self.env._("Give the day, today or later, for which this was agreed."))

    def _prepare_exchange(self, today):
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        summary = outcomes[self.outcome]
        if self.outcome == "call_back":
            summary = self.env._("To call back on %(date)s", date=format_date(self.env, self.date))
        return {
            "case_id": self.case_id.id,
            "reminder_id": self.reminder_id.id,
            "date": today,
            "kind": "call",
            "direction": "out",
            "contact_id": self.contact_id.id,
            "phone": self.phone,
            "outcome": self.outcome,
            "summary": summary,
            "note": self.note,
            "override_reason": self.override_reason,
        }

    def _get_reminder(self):
        return self.reminder_id._as_collector()

    # === WHAT FOLLOWS === #

    def _follow_call_back(self, today):
        self._call_again(self.date)

    def _follow_no_answer(self, today):
        tries = self.env["recouvrement.contact"].search_count(
            [("reminder_id", "=", self.reminder_id.id), ("outcome", "=", "no_answer")]
        )
        if self.reminder_id and tries >= TRIES:
            self._get_reminder()._set_called(today)
        else:
            country = (self.contact_id.country_id or self.partner_id.country_id or self.company_id.country_id).code
            self._call_again(next_open_day(today + timedelta(days=1), country))

    def _follow_wrong_number(self, today):
        self._get_reminder()._set_cancelled("user", note=self.env._("Wrong number"))
        self._ask(self.env._("Find the telephone number of this customer."))

    def _follow_refuse(self, today):
        self._get_reminder()._set_called(today)
        self._ask(self.env._("The customer refuses to pay: decide what comes next."))

    def _follow_other(self, today):
        self._get_reminder()._set_called(today)

    def _call_again(self, day):
        activity = self._get_reminder().activity_id
        if activity:
            activity.date_deadline = day
        else:
            self.case_id._schedule_calls(day, {self.case_id: self.env._("Call back")})

    def _suspend(self, until, reason):
        self.env["recouvrement.suspension"].create(
            {
                "case_id": self.case_id.id,
                "date_from": self.company_id._get_recouvrement_today(),
                "date_to": until,
                "reason": reason,
            }
        )

    def _ask(self, summary):
        self.case_id.activity_schedule(
            "recouvrement_preventif.mail_activity_repair", summary=summary, user_id=self.case_id._get_owner().id
        )
