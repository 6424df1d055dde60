from base64 import b64encode

from odoo import models
from odoo.fields import Domain
from odoo.tools import format_amount, format_date

from ..tools.page import PageCharge, PageCredit, PageDebt, PagePart
from ..tools.qr_code import make_qr_code
from .recouvrement_planner_query import RECEIVED_STATES


class RecouvrementCase(models.Model):
    """What the customer's page shows of the account. It is read from the ledger each time; what is suspended for reasons
    that the customer does not know is shown as any other debt."""

    _inherit = "recouvrement.case"

    def _prepare_page(self, visit):
        """What the page shows of the case, in the visitor's language.

        :param visit: :class:`~..tools.visit.Visit`
        :return: values of the template `recouvrement_preventif.page_debts`
        """
        self.ensure_one()
        Statement = self.env["recouvrement.statement"]
        rows = Statement._fetch_rows(self.company_id, self.partner_id).get(self.partner_id.id, [])
        statement = Statement._prepare_statement(self, visit.contact, rows, visit.today)
        parts = self._prepare_page_parts(statement.parts, rows, visit.today)
        return {
            "subtitle": self.env._(
                "%(customer)s, on %(date)s",
                customer=self.partner_id.name,
                date=format_date(self.env, visit.today),
            ),
            "parts": parts,
            "how_to_pay": self._prepare_how_to_pay(statement, parts),
            "agreements": self._prepare_agreements(visit.today),
            "requests": self.env["recouvrement.submission"]._get_recent(visit),
        }

    def _prepare_page_parts(self, parts, rows, today):
        payments = self._tell_payments(rows)
        notes, contested, agreed = self._get_page_notes(rows, today)
        charges = self._get_page_charges(today)
        documents = self._get_page_moves().browse({row.move_id for row in rows})._filter_shown_on_page(self)
        Statement = self.env["recouvrement.statement"]
        debts = {}
        for row in rows:
            if row.open > 0:
                debt = Statement._prepare_debt(row, today)
                currency = self.env["res.currency"].browse(row.currency_id)
                debts.setdefault(currency, []).append(
                    PageDebt(
                        debt,
                        row.move_id if row.move_id in documents._ids else None,
                        self._tell_due_date(debt),
                        (self._tell_origin(debt, currency), *payments.get(row.line_id, ())),
                        tuple(notes.get(row.line_id, ())),
                    )
                )
        return [
            PagePart(
                part,
                tuple(debts.get(part.currency, ())),
                tuple(PageCredit(self._tell_credit(credit), credit.open) for credit in part.credits),
                contested.get(part.currency, 0.0),
                agreed.get(part.currency, 0.0),
                tuple(charges.get(part.currency, ())),
            )
            for part in parts
        ]

    def _get_page_moves(self):
        return self.env["account.move"].sudo().with_company(self.company_id)

    # === WHAT IS OPEN, IN WORDS === #

    def _tell_due_date(self, debt):
        day = format_date(self.env, debt.date_due)
        if debt.days_late > 1:
            return self.env._("Was due on %(date)s, %(days)s days ago", date=day, days=debt.days_late)
        if debt.days_late:
            return self.env._("Was due yesterday, on %s", day)
        return self.env._("Due on %s", day)

    def _tell_origin(self, debt, currency):
        return self.env._(
            "Of %(date)s, for %(amount)s",
            date=format_date(self.env, debt.date),
            amount=format_amount(self.env, debt.original, currency),
        )

    def _tell_credit(self, credit):
        """What the customer has in its favour; see :class:`~..tools.statement.Credit`."""
        if credit.kind == "processing":
            return self.env._("Payment of %s, being processed by the bank", credit.name)
        day = format_date(self.env, credit.date)
        if credit.kind == "refund":
            return self.env._("Credit note %(name)s of %(date)s", name=credit.name, date=day)
        if credit.kind == "payment":
            return self.env._("Payment received on %s", day)
        return self.env._("%(name)s of %(date)s", name=credit.name, date=day)

    def _tell_payments(self, rows):
        """What came in on each instalment: {journal item id: sentences}, by day."""
        partials = (
            self.env["account.partial.reconcile"]
            .sudo()
            .search(Domain("debit_move_id", "in", [row.line_id for row in rows if row.open > 0]))
        )
        payments = {}
        for partial in partials.sorted(lambda partial: (partial.credit_move_id.date, partial.id)):
            # A difference of exchange rates settles nothing in the currency of the debt.
            if partial.debit_amount_currency:
                payments.setdefault(partial.debit_move_id.id, []).append(self._tell_payment(partial))
        return payments

    def _tell_payment(self, partial):
        source = partial.credit_move_id
        amount = format_amount(self.env, partial.debit_amount_currency, partial.debit_currency_id)
        day = format_date(self.env, source.date)
        if source.move_id.move_type == "out_refund":
            name = source.move_id.name
            return self.env._("Credit note %(name)s of %(date)s: %(amount)s", name=name, date=day, amount=amount)
        if source.payment_id or source.journal_id.type in ("bank", "cash", "credit"):
            return self.env._("Paid on %(date)s: %(amount)s", date=day, amount=amount)
        return self.env._("Settled on %(date)s: %(amount)s", date=day, amount=amount)

    # === WHAT IS SAID OF EACH DEBT === #

    def _get_page_notes(self, rows, today):
        """What the customer said or agreed of each instalment, in sentences, and how much that is.

        :return: ({journal item id: sentences}, {currency: contested amount}, {currency: amount promised or planned})
        """
        debts = [row for row in rows if row.open > 0]
        notes, contested = {}, {}
        for line, lines_of_move in self._get_contested_debts(debts):
            amount = min(line.amount, sum(float(row.open) for row in lines_of_move))
            contested[line.currency_id] = contested.get(line.currency_id, 0.0) + amount
            text = self.env._(
                "You contest %(amount)s of it (%(reference)s): we are looking into it.",
                amount=format_amount(self.env, amount, line.currency_id),
                reference=line.dispute_id.name,
            )
            for row in lines_of_move:
                notes.setdefault(row.line_id, []).append(text)
        agreed = {}
        for line_id, amount, text in [*self._get_promised_notes(debts), *self._get_planned_notes(debts)]:
            notes.setdefault(line_id, []).append(text)
            agreed[line_id] = agreed.get(line_id, 0.0) + amount
        totals = {}
        for row in debts:
            if row.is_processing:
                notes.setdefault(row.line_id, []).append(self.env._("Your payment is being processed by the bank."))
            currency = self.env["res.currency"].browse(row.currency_id)
            totals[currency] = totals.get(currency, 0.0) + min(agreed.get(row.line_id, 0.0), float(row.open))
        return notes, contested, totals

    def _get_contested_debts(self, debts):
        """What is contested on invoices that are open: pairs of (`recouvrement.dispute.line`, its rows)."""
        by_move = {}
        for row in debts:
            by_move.setdefault(row.move_id, []).append(row)
        undecided = Domain("dispute_id.state", "in", self.env["recouvrement.dispute"]._get_open_states())
        lines = (
            self.env["recouvrement.dispute.line"]
            .sudo()
            .search(Domain("dispute_id.case_id", "=", self.id) & Domain("move_id", "in", list(by_move)) & undecided)
        )
        return [(line, by_move[line.move_id.id]) for line in lines]

    def _get_promised_notes(self, debts):
        lines = (
            self.env["recouvrement.promise.line"]
            .sudo()
            .search(
                Domain("move_line_id", "in", [row.line_id for row in debts])
                & Domain("promise_id.case_id", "=", self.id)
            )
        )
        return [
            (
                line.move_line_id.id,
                line.amount,
                self.env._(
                    "You promised %(amount)s of it for %(date)s.",
                    amount=format_amount(self.env, line.amount, line.currency_id),
                    date=format_date(self.env, line.promise_id.date),
                ),
            )
            for line in lines
            if line.promise_id.state == "pending"
        ]

    def _get_planned_notes(self, debts):
        lines = (
            self.env["recouvrement.plan.debt"]
            .sudo()
            .search(
                Domain("move_line_id", "in", [row.line_id for row in debts]) & Domain("plan_id.case_id", "=", self.id)
            )
        )
        return [
            (
                line.move_line_id.id,
                line.amount,
                self.env._("It is paid in instalments under the payment plan %s.", line.plan_id.reference),
            )
            for line in lines
            if line.plan_id.state == "running"
        ]

    # === CHARGES === #

    def _get_page_charges(self, today):
        """What is due beside the invoices, explained: {currency: list of :class:`~..tools.page.PageCharge`}. Only on
        the invoices for which the last message that the customer received stated charges: the page asks for nothing
        that no message asked for."""
        received = Domain("case_id", "=", self.id) & Domain("state", "in", RECEIVED_STATES)
        last = self.env["recouvrement.reminder"].sudo().search(received, order="date desc, id desc", limit=1)
        moves = last.charge_ids.move_id
        if not moves:
            return {}
        instalments = self.env["recouvrement.planner"].get_open_instalments(self.company_id, today, self.partner_id)
        claimed = {row.line_id: row.amount for row in instalments if row.date_due < today and row.amount > 0}
        due = self.env["recouvrement.charge"].sudo()._get_due(self.company_id, today, self.partner_id, claimed)
        kinds = dict(self.env["recouvrement.charge"]._fields["kind"]._description_selection(self.env))
        wording = self.env["recouvrement.legal.wording"]
        charges = {}
        for entry in due:
            if entry.amount > 0 and entry.move_id in moves.ids:
                move = moves.browse(entry.move_id)
                charges.setdefault(self.env["res.currency"].browse(entry.currency_id), []).append(
                    PageCharge(
                        move.name,
                        kinds[entry.kind],
                        float(entry.amount),
                        tuple(wording._explain(entry, is_internal=False)),
                    )
                )
        return charges

    # === HOW TO PAY === #

    def _prepare_how_to_pay(self, statement, parts):
        """Where to pay and what to quote; None when nothing is to be paid.

        :param statement: :class:`~..tools.statement.Statement`
        :param parts: list of :class:`~..tools.page.PagePart`
        """
        owed = [part for part in parts if part.to_pay > 0]
        if not owed:
            return None
        bank, company = statement.bank, self.company_id
        return {
            "holder": bank.acc_holder_name or company.name,
            "account": bank.acc_number,
            "bic": bank.bank_id.bic,
            "reference": statement.reference,
            "amount": " + ".join(format_amount(self.env, part.to_pay, part.currency) for part in owed),
            "qr_code": self._make_page_qr_code(statement, owed),
        }

    def _make_page_qr_code(self, statement, owed):
        """A QR code that prepares the transfer of all there is to pay, as PNG in base 64; None when a single transfer
        could not."""
        if len(owed) != 1 or not statement.reference or not statement.bank._accepts_qr_transfer(owed[0].currency):
            return None
        lines = statement.bank._get_qr_transfer(
            owed[0].to_pay, owed[0].currency, self.partner_id, statement.reference.split(", ")
        )
        return b64encode(make_qr_code("\n".join(lines))).decode()
