import functools
import re
from typing import NamedTuple

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.tools import format_amount, format_date, is_html_empty
from odoo.tools.mail import html_normalize

PLACEHOLDER = re.compile(r'<t t-out="object\.(\w+)"></t>')
# Where a message goes in its page, and its reference among the ways to pay.
BODY = Markup("<!--message-->")
REFERENCE = Markup("<!--reference-->")


class Message(NamedTuple):
    """What a reminder says; ``mentions`` is what the law adds beneath its text, whoever wrote it;
    ``problem`` tells, in words, why it cannot be said."""

    subject: str
    body: Markup
    email_from: str
    problem: str | None = None
    mentions: Markup = Markup()

    @property
    def html(self):
        """All that is said; else why nothing can be."""
        return self.problem or self.body + self.mentions


class RecouvrementReminder(models.Model):
    """What a reminder says: the values that the texts of a policy can use, and the
    rendering of these texts, in the language of whoever receives them."""

    _inherit = "recouvrement.reminder"

    subject = fields.Char(compute="_compute_message", compute_sudo=True)
    body = fields.Html(string="Message", compute="_compute_message", compute_sudo=True, sanitize=False)
    amounts = fields.Char(string="To Pay", compute="_compute_amounts")

    # Placeholders of the texts; each is formatted in the language of the context.
    recipient_name = fields.Char(compute="_compute_recipient_name", compute_sudo=True)
    company_name = fields.Char(related="company_id.name")
    signature = fields.Html(compute="_compute_signature", compute_sudo=True, sanitize=False)
    invoice_names = fields.Char(compute="_compute_invoice_names")
    first_due_date = fields.Char(compute="_compute_first_due_date")
    debts_table = fields.Html(compute="_compute_debts_table", compute_sudo=True, sanitize=False)
    how_to_pay = fields.Html(compute="_compute_how_to_pay", compute_sudo=True, sanitize=False)

    def mail_allowed_qweb_expressions(self):
        # EXTENDS 'mail': anyone who may edit a text can use these, and a text that uses
        # nothing else renders without being compiled for each message.
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.amounts",
            "object.company_id.email_formatted",
            "object.company_name",
            "object.debts_table",
            "object.first_due_date",
            "object.how_to_pay",
            "object.invoice_names",
            "object.recipient_name",
            "object.signature",
        )

    # === PLACEHOLDERS === #

    def _get_live_lines(self):
        return self.line_ids.filtered(lambda line: not line.is_cancelled)

    @api.depends("contact_id.name", "partner_id.name")
    def _compute_recipient_name(self):
        for reminder in self:
            reminder.recipient_name = reminder.contact_id.name or reminder.partner_id.name

    @api.depends("case_id.user_id", "partner_id.user_id", "company_id")
    def _compute_signature(self):
        for reminder in self:
            reminder.signature = self._format_signature(reminder.case_id._get_owner(), reminder.company_id)

    @api.model
    def _format_signature(self, user, company):
        """Who writes in the name of a company, a line each."""
        lines = filter(None, (user.name, company.name, self._get_company_contact(company)))
        return Markup("<br/>").join(lines)

    @api.model
    def _get_company_contact(self, company):
        """How to reach a company, in a line."""
        return " · ".join(filter(None, (company.phone, company.email)))

    @api.depends("line_ids.name", "line_ids.is_cancelled", "line_ids.level_id")
    def _compute_invoice_names(self):
        for reminder in self:
            lines = reminder._get_live_lines()
            names = [line.name for line in lines if line.level_id] or lines.mapped("name")
            shown = ", ".join(names[:3])
            reminder.invoice_names = f"{shown}…" if len(names) > 3 else shown

    @api.depends("line_ids.date_due", "line_ids.is_cancelled")
    @api.depends_context("lang")
    def _compute_first_due_date(self):
        for reminder in self:
            days = reminder._get_live_lines().filtered("level_id").mapped("date_due")
            reminder.first_due_date = format_date(self.env, min(days)) if days else ""

    def _split_lines(self):
        """The instalments of the message: (overdue, not yet due)."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: not line.is_cancelled)
        late = lines.filtered(lambda line: line.date_due < self.date)
        return late, lines - late

    def _format_totals(self, lines):
        """What is asked for some lines, formatted, per currency: amounts of different
        currencies are never added.

        :param lines: records with an amount and a currency
        """
        totals = {}
        for line in lines:
            totals[line.currency_id] = totals.get(line.currency_id, 0.0) + line.amount
        return [format_amount(self.env, amount, currency) for currency, amount in totals.items()]

    @api.depends("line_ids.amount", "line_ids.is_cancelled", "date")
    @api.depends_context("lang")
    def _compute_amounts(self):
        """What is overdue; before the due date, what is about to be due."""
        for reminder in self:
            reminder.amounts = " + ".join(reminder._format_totals(reminder._get_asked()))

    def _get_asked(self):
        """What the message asks for in the first place: records with an amount and a currency."""
        late, coming = self._split_lines()
        return list(late or coming)

    @api.depends("line_ids.amount", "line_ids.residual", "line_ids.is_cancelled", "date")
    @api.depends_context("lang")
    def _compute_debts_table(self):
        # The same few days come back in message after message.
        format_day = functools.cache(lambda day: format_date(self.env, day))
        for reminder in self:
            reminder.debts_table = self.env["ir.qweb"]._render(
                "recouvrement_preventif.reminder_debts", reminder._prepare_debts(format_day), minimal_qcontext=True
            )

    def _prepare_debts(self, format_day):
        """The values of the table of debts.

        :param format_day: function that writes a day in the language of the context
        """
        late, coming = self._split_lines()
        lines = late + coming
        return {
            "sections": [
                {
                    "is_late": section == late,
                    "rows": [self._prepare_row(line, format_day) for line in section],
                    "totals": " + ".join(self._format_totals(section)),
                }
                for section in (late, coming)
                if section
            ],
            "with_open": any(
                line.amount != line.residual and line.currency_id.compare_amounts(line.amount, line.residual)
                for line in lines
            ),
        }

    def _prepare_row(self, line, format_day):
        amount = format_amount(self.env, line.amount, line.currency_id)
        return {
            "name": line.name,
            "invoice_date": format_day(line.invoice_date),
            "date_due": format_day(line.date_due),
            "days_late": max((self.date - line.date_due).days, 0),
            "residual": amount
            if line.residual == line.amount
            else format_amount(self.env, line.residual, line.currency_id),
            "amount": amount,
        }

    @api.depends("company_id", "level_id.show_qr", "line_ids.amount", "line_ids.is_cancelled")
    @api.depends_context("lang")
    def _compute_how_to_pay(self):
        # All at once: each message would otherwise read its own invoices.
        self.line_ids.move_line_id.move_id.fetch(["name", "partner_bank_id", "payment_reference"])
        # Only the reference differs from one message to the next.
        render_around = functools.cache(lambda bank, company: self._render_how_to_pay(bank, company).split(REFERENCE))
        for reminder in self:
            bank, references = reminder._get_payment_target()
            reminder.how_to_pay = escape(", ".join(references)).join(render_around(bank, reminder.company_id))
        self._add_qr_codes()

    def _get_payment_target(self):
        """Where the reminder asks to pay, and what to quote: (bank account, references)."""
        self.ensure_one()
        moves = self._get_live_lines().move_line_id.move_id
        bank = moves.partner_bank_id[:1] or self.company_id.bank_ids[:1]
        references = [move.payment_reference or move.name for move in moves]
        return bank, list(filter(None, references[:10]))

    @api.model
    def _render_how_to_pay(self, bank, company):
        """How to pay to a bank account, with REFERENCE in the place of what to quote."""
        return self.env["ir.qweb"]._render(
            "recouvrement_preventif.reminder_how_to_pay",
            {
                "account_number": bank.acc_number,
                "bic": bank.bank_id.bic,
                "holder": bank.acc_holder_name or company.name,
                "reference": REFERENCE,
                "contact": self._get_company_contact(company),
            },
            minimal_qcontext=True,
        )

    # === RENDERING === #

    @api.depends("message_id.body", "message_id.subject", "custom_body", "custom_subject", "state", "line_ids.amount")
    def _compute_message(self):
        """What was sent; before that, what would be."""
        for reminder in self:
            if reminder.message_id:
                message = Message(reminder.message_id.subject, reminder.message_id.body, "")
            elif reminder.state == "to_approve":
                # While its form is edited, the record is a draft of itself.
                message = reminder._origin._render_messages()[reminder._origin.id]
            else:
                message = Message(reminder.custom_subject or "", reminder.custom_body or Markup(), "")
            reminder.subject = message.subject
            reminder.body = message.html

    def _get_lang(self):
        return (
            self.contact_id.lang or self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang or "en_US"
        )

    def _render_messages(self):
        """The message of each reminder, in the language of its recipient.

        :return: {reminder id: :class:`Message`}
        """
        messages = {}
        for (template, lang), reminders in self.grouped(
            lambda reminder: (reminder.level_id._get_template(reminder.channel), reminder._get_lang())
        ).items():
            # Those of other languages would be computed along, in a language that is not theirs.
            localized = reminders.with_context(lang=lang).with_prefetch(reminders.ids)
            try:
                messages.update(localized._render_template(template.with_context(lang=lang)))
            except Exception:
                for reminder in localized:
                    messages[reminder.id] = reminder._render_one(template.with_context(lang=lang))
        return messages

    def _render_one(self, template):
        try:
            with self.env.cr.savepoint():
                return self._render_template(template)[self.id]
        except Exception as error:
            return self._get_problem(
                self.env._(
                    "The message “%(template)s” could not be made: %(error)s",
                    template=template.name,
                    error=_get_root_cause(error),
                )
            )

    @api.model
    def _get_problem(self, text):
        return Message("", Markup(), "", problem=text)

    def _render_template(self, template):
        """Render one text for all reminders, in the language of the context."""
        subjects = template._render_field("subject", self.ids)
        bodies = self._render_body(template)
        senders = template._render_field("email_from", self.ids)
        layouts = {company: self._cut_layout(company) for company in self.company_id}
        return {
            reminder.id: reminder._finish(
                subjects[reminder.id], bodies[reminder.id], senders[reminder.id], layouts[reminder.company_id]
            )
            for reminder in self
        }

    @api.model
    def _cut_layout(self, company):
        """The page around the messages of a company: (what comes before, what comes after)."""
        page = self.env["ir.qweb"]._render(
            "recouvrement_preventif.reminder_layout",
            {"body": BODY, "company": company, "lang": self.env.lang},
            minimal_qcontext=True,
        )
        before, _body, after = page.partition(BODY)
        return before, after

    def _render_body(self, template):
        """The body of each message: {reminder id: HTML}.

        A text with nothing but the allowed placeholders is cut at them once for all
        messages; core would normalize its HTML again for each one."""
        source = template._replace_local_links(template.body_html or "")
        # Text and names of fields, by turns.
        parts = PLACEHOLDER.split(html_normalize(source) or "")
        unsafe = template._has_unsafe_expression_template_qweb(source, self._name)
        if unsafe or any("t-out" in text for text in parts[::2]):
            return template._render_field("body_html", self.ids)
        return {
            reminder.id: Markup("").join(
                escape(reminder[part] or "") if index % 2 else Markup(part) for index, part in enumerate(parts)
            )
            for reminder in self
        }

    def _finish(self, subject, body, email_from, layout):
        """The message, once its text is rendered."""
        self.ensure_one()
        email_from = email_from or self.company_id.email_formatted
        if self.custom_body:
            return Message(self.custom_subject or subject, self.custom_body, email_from)
        if is_html_empty(body):
            return self._get_problem(
                self.env._("The message “%s” is empty.", self.level_id._get_template(self.channel).name)
            )
        return Message(subject, Markup(body).join(layout), email_from)


def _get_root_cause(error):
    """What went wrong in the first place, in a line."""
    while error.__cause__:
        error = error.__cause__
    return str(error).strip().partition("\n")[0] or type(error).__name__
