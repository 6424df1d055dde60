from base64 import b64decode

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_amount, format_date


class RecouvrementCase(models.Model):
    """The statement of account of a case: printed, sent by a person, sent each month."""

    _inherit = "recouvrement.case"

    # Placeholders of the e-mail that carries the statement, in the language of the context.
    statement_date = fields.Date(compute="_compute_statement", compute_sudo=True)
    statement_balance = fields.Char(
        compute="_compute_statement",
        compute_sudo=True,
        help="What the customer owes in the end, per currency; empty when it owes nothing.",
    )
    statement_contact_id = fields.Many2one("res.partner", compute="_compute_statement", compute_sudo=True)
    statement_partner_ids = fields.Many2many(
        "res.partner",
        compute="_compute_statement",
        compute_sudo=True,
        help="Whom the statement is e-mailed to; nobody when no address can be used.",
    )

    @api.depends("partner_id", "company_id")
    @api.depends_context("lang")
    def _compute_statement(self):
        for company, cases in self.grouped("company_id").items():
            today = company._get_recouvrement_today()
            for case, statement in self.env["recouvrement.statement"]._get_statements(cases, today).items():
                case.statement_date = today
                case.statement_balance = " + ".join(
                    format_amount(self.env, part.balance, part.currency) for part in statement.parts if part.balance > 0
                )
                case.statement_contact_id = statement.contact
                case.statement_partner_ids = statement.recipients

    def _get_statement_lang(self):
        """The language of the statement: that of whoever receives it."""
        self.ensure_one()
        return self.statement_contact_id.lang or self.partner_id.lang or self.company_id.partner_id.lang

    def _get_statement_filename(self):
        self.ensure_one()
        case = self.with_context(lang=self._get_statement_lang())
        return case.env._(
            "Statement of account %(date)s - %(customer)s",
            date=format_date(case.env, case.statement_date, date_format="yyyy-MM-dd"),
            customer=case.partner_id.name.replace("/", "-"),
        )

    # === ACTIONS === #

    def action_print_statement(self):
        """Print the statement of account as it is now (PDF)."""
        return self.env.ref("recouvrement_preventif.action_report_statement").report_action(self)

    def action_email_statement(self):
        """Open the e-mail that carries the statement of account, ready to be read and sent."""
        self.ensure_one()
        self.check_access("write")
        if not self.statement_partner_ids:
            raise UserError(
                self.env._(
                    "%(customer)s has no usable e-mail address: add one to its contacts, or print the statement.",
                    customer=self.partner_id.display_name,
                )
            )
        template = self.env.ref("recouvrement_preventif.mail_template_statement")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Statement of account"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id,
                "default_composition_mode": "comment",
                "recouvrement_statement": True,
            },
        }

    # === SENDING === #

    def message_post(self, **kwargs):
        # EXTENDS 'mail': the composer says what it was opened for.
        message = super().message_post(**kwargs)
        if self.env.context.get("recouvrement_statement"):
            self._log_statement().message_id = message
        return message

    def _log_statement(self, month=False):
        """Keep the statement that leaves among the exchanges, as information.

        :param date month: first day of the month, when it is the monthly one
        """
        self.ensure_one()
        return self.env["recouvrement.contact"].create(
            {
                "case_id": self.id,
                "contact_id": self.statement_contact_id.id,
                "date": self.statement_date,
                "direction": "out",
                "is_information": True,
                "kind": "email",
                "statement_month": month,
                "summary": self.env._("Statement of account"),
            }
        )

    def _send_monthly_statement(self, month):
        """Put the statement of a month into the mail queue.

        :param date month: its first day; the database lets a customer have one per month
        """
        self.ensure_one()
        contact = self._log_statement(month)
        contact.flush_recordset()
        template = self.env.ref("recouvrement_preventif.mail_template_statement")
        values = template._generate_template(
            self.ids, ("body_html", "email_from", "mail_server_id", "partner_to", "report_template_ids", "subject")
        )[self.id]
        contact.message_id = self.message_post(
            attachments=[(name, b64decode(content)) for name, content in values.get("attachments", ())],
            author_id=self.company_id.partner_id.id,
            body=values["body_html"],
            email_from=values["email_from"],
            email_layout_xmlid=template.email_layout_xmlid,
            force_email_lang=self._get_statement_lang(),
            force_send=False,
            mail_server_id=values["mail_server_id"],
            message_type="auto_comment",
            notify_skip_followers=True,
            partner_ids=values["partner_ids"],
            subject=values["subject"],
            subtype_xmlid="mail.mt_comment",
        )

    def _merge_into(self, kept):
        # EXTENDS 'recouvrement_preventif': of two statements of a month, one stands for it.
        contacts = self.env["recouvrement.contact"].search(Domain("case_id", "in", (self | kept).ids))
        for month, statements in contacts.grouped("statement_month").items():
            if month:
                (statements - statements.sorted(lambda contact: contact.case_id != kept)[:1]).statement_month = False
        contacts.flush_recordset()
        return super()._merge_into(kept)
