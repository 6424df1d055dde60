from base64 import b64encode

from markupsafe import escape

from odoo import api, models
from odoo.tools import SQL

from ..tools.qr_code import make_qr_code
from ..tools.statement import Credit, Debt, Part, Statement
from .recouvrement_reminder_message import REFERENCE

# How many invoices are named among the ways to pay.
MAX_REFERENCES = 10


class RecouvrementStatement(models.AbstractModel):
    """The statement of account of a customer: all that is open in the ledger at the moment
    it is asked, whether or not it is chased. It informs, and is no step of a policy."""

    _name = "recouvrement.statement"
    _description = "Statement of Account"

    @api.model
    def _get_statements(self, cases, today):
        """The statements of some cases on a day.

        The customer may be shown any of it: nothing in it says what is suspended, nor why.

        :param cases: `recouvrement.case`
        :param date today: the day that tells how late each debt is
        :return: {case: :class:`~..tools.statement.Statement`}
        """
        statements = {}
        recipients = self.env["recouvrement.planner"]._get_recipients({(id_, "email") for id_ in cases.partner_id.ids})
        self.env["res.partner"].browse({recipient.contact_id for recipient in recipients.values()}).fetch(["lang"])
        for company, company_cases in cases.grouped("company_id").items():
            rows = self._fetch_rows(company, company_cases.partner_id)
            # All at once: each statement would otherwise read its own invoices.
            moves = self.env["account.move"].browse({row.move_id for group in rows.values() for row in group})
            moves.sudo().fetch(["name", "partner_bank_id", "payment_reference"])
            for case in company_cases:
                recipient = recipients.get((case.partner_id.id, "email"))
                partners = case.partner_id.browse([recipient.contact_id, *recipient.cc_ids] if recipient else ())
                statements[case] = self._prepare_statement(case, partners, rows.get(case.partner_id.id, []), today)
        return statements

    @api.model
    def _fetch_rows(self, company, partners):
        """What is open on the customer accounts of one company: {customer id: rows}."""
        Receivable = self.env["recouvrement.receivable"]
        rows = self.env["recouvrement.planner"]._fetch(
            SQL(
                """
                SELECT p.commercial_partner_id AS partner_id, l.currency_id, l.move_id, m.move_type, m.name,
                       COALESCE(l.invoice_date, l.date) AS date,
                       COALESCE(l.date_maturity, l.invoice_date, l.date) AS date_due,
                       l.amount_currency AS original, l.amount_residual_currency AS open,
                       m.move_type != 'entry' AND m.payment_state IN ('in_payment', 'paid', 'reversed') AS is_processing,
                       j.type IN ('bank', 'cash', 'credit') OR l.payment_id IS NOT NULL AS is_payment,
                       part.place, part.total, l.id AS line_id
                  FROM account_move_line l
                  JOIN account_move m ON m.id = l.move_id
                  JOIN account_journal j ON j.id = l.journal_id
                  JOIN res_partner p ON p.id = l.partner_id
            -- Which instalment of its invoice, among how many.
     CROSS JOIN LATERAL (
                SELECT COUNT(*) AS total,
                       COUNT(*) FILTER (WHERE (COALESCE(s.date_maturity, s.date), s.id)
                                              <= (COALESCE(l.date_maturity, l.date), l.id)) AS place
                  FROM account_move_line s
                 WHERE s.move_id = l.move_id AND s.account_id = l.account_id AND m.move_type != 'entry'
            ) part
                 WHERE l.company_id = %s AND p.commercial_partner_id = ANY(%s)
                   AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE AND l.amount_residual_currency != 0
                   AND %s
              ORDER BY 7, l.id
                """,
                company.id,
                partners.ids,
                Receivable._get_receivable_account_condition(),
            )
        )
        by_partner = {}
        for row in rows:
            by_partner.setdefault(row.partner_id, []).append(row)
        return by_partner

    @api.model
    def _prepare_statement(self, case, recipients, rows, today):
        company, contact = case.company_id, recipients[:1] or case.partner_id
        lang = contact.lang or case.partner_id.lang or company.partner_id.lang or self.env.lang or "en_US"
        parts = self._prepare_parts(company, rows, today)
        unpaid_ids = [row.move_id for row in rows if row.open > 0 and not row.is_processing]
        moves = self.env["account.move"].sudo().browse(dict.fromkeys(unpaid_ids))
        bank = moves.partner_bank_id[:1] or company.sudo().bank_ids[:1]
        references = [move.payment_reference or move.name for move in moves[:MAX_REFERENCES]]
        reference = ", ".join(references) + ("…" if len(moves) > MAX_REFERENCES else "")
        return Statement(
            case=case,
            contact=contact,
            recipients=recipients,
            lang=lang,
            date=today,
            parts=parts,
            bank=bank,
            reference=reference,
            how_to_pay=self._render_how_to_pay(bank, company, reference, lang),
            qr_code=self._make_qr_code(bank, case.partner_id, parts, references),
        )

    @api.model
    def _prepare_parts(self, company, rows, today):
        """The currencies of a statement, that of the company first."""
        currencies = self.env["res.currency"].browse(dict.fromkeys(row.currency_id for row in rows))
        parts = []
        for currency in currencies.sorted(lambda currency: (currency != company.currency_id, currency.name)):
            own = [row for row in rows if row.currency_id == currency.id]
            parts.append(
                Part(
                    currency,
                    tuple(self._prepare_debt(row, today) for row in own if row.open > 0),
                    tuple(self._prepare_credit(row) for row in own if row.open < 0 or row.is_processing),
                )
            )
        return tuple(parts)

    @api.model
    def _prepare_debt(self, row, today):
        return Debt(
            name=self._get_row_name(row),
            date=row.date,
            date_due=row.date_due,
            days_late=max((today - row.date_due).days, 0),
            original=float(row.original),
            open=float(row.open),
        )

    @api.model
    def _prepare_credit(self, row):
        if row.is_processing and row.open > 0:
            # Paid, says the invoice; the ledger follows when the bank confirms.
            return Credit(self._get_row_name(row), "processing", None, float(row.open), float(row.open))
        if row.move_type == "out_refund":
            kind = "refund"
        else:
            kind = "payment" if row.is_payment else "other"
        return Credit(self._get_row_name(row), kind, row.date, -float(row.original), -float(row.open))

    @api.model
    def _get_row_name(self, row):
        return f"{row.name} ({row.place}/{row.total})" if row.total > 1 else row.name

    @api.model
    def _render_how_to_pay(self, bank, company, reference, lang):
        page = self.env["recouvrement.reminder"].sudo().with_context(lang=lang)._render_how_to_pay(bank, company.sudo())
        return page.replace(REFERENCE, escape(reference))

    @api.model
    def _make_qr_code(self, bank, partner, parts, references):
        """A QR code that pays the whole balance; none when a single transfer could not."""
        owed = [part for part in parts if part.balance > 0]
        if len(owed) != 1 or not references or not bank._accepts_qr_transfer(owed[0].currency):
            return None
        lines = bank._get_qr_transfer(owed[0].balance, owed[0].currency, partner, references)
        return b64encode(make_qr_code("\n".join(lines)))
