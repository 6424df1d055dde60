from odoo import api, fields, models
from odoo.tools import format_amount, format_date


class RecouvrementPlan(models.Model):
    """The e-mails about a payment plan, in the language of whoever receives them."""

    _inherit = "recouvrement.plan"

    message_problem = fields.Char(
        string="Not sent because", readonly=True, help="Why the last e-mail about the plan did not leave."
    )

    # Placeholders of the messages and of the agreement; each is written in the language of the context.
    amount_text = fields.Char(compute="_compute_texts", compute_sudo=True)
    count_text = fields.Char(compute="_compute_texts", compute_sudo=True)
    answer_by_text = fields.Char(compute="_compute_texts", compute_sudo=True)
    next_amount_text = fields.Char(compute="_compute_texts", compute_sudo=True)
    next_date_text = fields.Char(compute="_compute_texts", compute_sudo=True)
    missed_date_text = fields.Char(compute="_compute_texts", compute_sudo=True)
    left_text = fields.Char(compute="_compute_texts", compute_sudo=True)
    schedule_table = fields.Html(compute="_compute_tables", compute_sudo=True, sanitize=False)
    debts_table = fields.Html(compute="_compute_tables", compute_sudo=True, sanitize=False)
    how_to_pay = fields.Html(compute="_compute_how_to_pay", compute_sudo=True, sanitize=False)

    def mail_allowed_qweb_expressions(self):
        # EXTENDS 'mail': anyone who may edit the texts can use these.
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.amount_text",
            "object.answer_by_text",
            "object.count_text",
            "object.debts_table",
            "object.how_to_pay",
            "object.left_text",
            "object.missed_date_text",
            "object.next_amount_text",
            "object.next_date_text",
            "object.reference",
            "object.schedule_table",
        )

    @api.depends("amount", "currency_id", "line_ids", "answer_by", "next_date", "next_amount", "broken_line_id")
    @api.depends_context("lang")
    def _compute_texts(self):
        for plan in self:
            plan.amount_text = format_amount(self.env, plan.amount, plan.currency_id)
            plan.count_text = str(len(plan.line_ids))
            plan.answer_by_text = format_date(self.env, plan.answer_by)
            plan.next_amount_text = format_amount(self.env, plan.next_amount, plan.currency_id)
            plan.next_date_text = format_date(self.env, plan.next_date)
            plan.missed_date_text = format_date(self.env, plan.broken_line_id.date)
            plan.left_text = format_amount(self.env, plan.amount_left, plan.currency_id)

    @api.depends("line_ids.amount", "line_ids.state", "debt_ids.amount")
    @api.depends_context("lang")
    def _compute_tables(self):
        for plan in self:
            plan.schedule_table = self.env["ir.qweb"]._render(
                "recouvrement_preventif.plan_schedule",
                {"rows": [plan._prepare_row(line) for line in plan.line_ids.sorted(lambda line: (line.date, line.id))]},
                minimal_qcontext=True,
            )
            plan.debts_table = self._render_debts(plan.debt_ids)

    def _prepare_row(self, line):
        """An instalment, in words."""
        return {
            "number": line.number,
            "date": format_date(self.env, line.date),
            "amount": format_amount(self.env, line.amount_due or line.amount, self.currency_id),
            "is_paid": line.state in ("kept", "void"),
        }

    @api.depends("company_id", "reference", "debt_ids.move_line_id.move_id.partner_bank_id")
    @api.depends_context("lang")
    def _compute_how_to_pay(self):
        Statement = self.env["recouvrement.statement"]
        for plan in self:
            bank = plan.debt_ids.move_line_id.move_id.partner_bank_id[:1] or plan.company_id.bank_ids[:1]
            plan.how_to_pay = Statement._render_how_to_pay(bank, plan.company_id, plan.reference, self.env.lang)

    # === WHOM, IN WHAT LANGUAGE === #

    def _get_recipients(self):
        """Whoever agreed, if an e-mail reaches it; else whom the reminders of the customer reach: {plan: `res.partner`},
        empty where nobody is reached."""
        reached = self.env["recouvrement.planner"]._get_recipients({(plan.partner_id.id, "email") for plan in self})
        recipients = {}
        for plan in self:
            contact, usual = plan.contact_id, reached.get((plan.partner_id.id, "email"))
            usable = contact.email_normalized and not contact.message_bounce and not contact.is_blacklisted
            recipients[plan] = contact if usable else contact.browse(usual and usual.contact_id)
        return recipients

    def _get_lang(self):
        """The language of whoever receives the messages about the plan."""
        self.ensure_one()
        recipient = self._get_recipients()[self] or self.contact_id
        return recipient.lang or self.partner_id.lang or self.company_id.partner_id.lang

    def _get_history_summary(self):
        """What was proposed, in a line."""
        self.ensure_one()
        return self.env._("Proposed, but not e-mailed: payment plan %s", self._describe_terms())

    # === SENDING === #

    def _send_proposal(self):
        """Put the message that proposes the plan, with the agreement to sign, into the mail queue at once; what
        stands against it is kept on the plan."""
        self.ensure_one()
        recipient = self._get_recipients()[self]
        self.message_problem = self.case_id._get_information_problem(recipient)
        if not self.message_problem:
            self._send(
                "recouvrement_preventif.mail_template_plan_proposal",
                recipient,
                self.env._("Proposed: payment plan %s", self._describe_terms()),
            )

    def _send(self, template_xmlid, recipient, summary, is_information=True):
        """Put a message about the plan into the mail queue, and keep it among the exchanges.

        :param str template_xmlid: `mail.template`
        :param recipient: `res.partner`
        :param str summary: what it says, in a line
        :param bool is_information: whether it asks for nothing, and counts in no limit
        """
        self.ensure_one()
        self.case_id._send_information(
            self,
            self.env.ref(template_xmlid),
            recipient,
            summary,
            is_information=is_information,
            plan_id=self.id,
        )
