import logging

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import format_amount, format_date

from ..tools.payment import Payable, share_payment
from .recouvrement_suspension_start import FOR_GOOD

_logger = logging.getLogger(__name__)

# The money is on its way, or received and not booked yet.
UNDER_WAY = ("pending", "authorized", "done")
ENDED = ("cancel", "error")


class PaymentTransaction(models.Model):
    """An online payment of invoices: what it pays is not chased while it is on its way, wherever it was made."""

    _inherit = "payment.transaction"

    recouvrement_case_id = fields.Many2one(
        "recouvrement.case",
        string="Paid on the Page of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    recouvrement_shares = fields.Json(
        string="Paid Instalments",
        readonly=True,
        copy=False,
        help="What it was made for: {journal item id: amount}, in its currency.",
    )
    recouvrement_access_id = fields.Many2one(
        "recouvrement.access",
        string="Personal Link",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    recouvrement_user_id = fields.Many2one(
        "res.users", string="Logged in as", readonly=True, copy=False, ondelete="set null"
    )
    recouvrement_ip_address = fields.Char(string="IP Address", readonly=True, copy=False)
    suspension_ids = fields.One2many("recouvrement.suspension", "transaction_id", readonly=True)

    def _update_state(self, allowed_states, target_state, state_message):
        # EXTENDS 'payment'
        transactions = super()._update_state(allowed_states, target_state, state_message)
        for transaction in transactions.sudo():
            if transaction.state in UNDER_WAY:
                transaction._hold_debts()
            elif transaction.state in ENDED:
                transaction._release_debts()
            # Core goes on with what was received only; nobody may be there to see what becomes of the rest.
            if transaction.state != "done":
                transaction._try_follow_up()
        return transactions

    def _post_process(self):
        # EXTENDS 'payment'
        result = super()._post_process()
        for transaction in self.sudo():
            if transaction.state == "done":
                transaction._try_follow_up()
        return result

    def _try_follow_up(self):
        """Take note of a transaction. What the follow-up makes of it never keeps a payment from being booked."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._follow_up()
        except psycopg2.OperationalError:
            raise
        except Exception:
            _logger.exception("The follow-up could not take note of transaction %s", self.reference)

    def _follow_up(self):
        """Take note of what became of a transaction; of money that was received, once core has booked it."""
        self.ensure_one()
        if self.state == "done" and self.payment_id and not self.payment_id.move_id:
            # It shows on the invoices only, as core books it; what else it pays waits for the bank.
            for suspension in self._get_holds():
                suspension.date_to = self._get_grace_end(suspension.case_id)
        elif self.state == "done":
            (self | self.source_transaction_id)._release_debts()
        if self.recouvrement_case_id:
            self.env["recouvrement.submission"]._note_payment(self)

    # === WHAT IS BEING PAID === #

    def _get_shares(self):
        """What the transaction pays: {`account.move.line`: amount}, in its currency."""
        self.ensure_one()
        lines = self.env["account.move.line"]
        if self.recouvrement_shares:
            shares = {int(id_): amount for id_, amount in self.recouvrement_shares.items()}
            return {line: shares[line.id] for line in lines.browse(shares).exists()}
        invoices = self.invoice_ids.filtered(
            lambda move: (
                move.state == "posted"
                and move.move_type in ("out_invoice", "out_receipt")
                and move.currency_id == self.currency_id
            )
        )
        open_lines = invoices.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and line.amount_residual_currency > 0
        )
        payables = [
            Payable(
                line.id,
                line.move_id.id,
                line.currency_id.id,
                line.date_maturity or line.date,
                line.amount_residual_currency,
                line.amount_residual_currency,
                0.0,
            )
            for line in open_lines
        ]
        return {lines.browse(id_): amount for id_, amount in share_payment(self.amount, payables).items()}

    def _hold_debts(self):
        """Keep what the transaction pays from being chased: for the days of grace, or once the money was received,
        until core has booked it."""
        self.ensure_one()
        if self.amount <= 0 or self.operation in ("validation", "refund"):
            return
        if holds := self._get_holds():
            if self.state == "done":
                holds.date_to = FOR_GOOD
            return
        shares_by_case = {}
        for line, amount in self._get_shares().items():
            if case := self._get_case(line):
                shares_by_case.setdefault(case, {})[line] = amount
        for case, shares in shares_by_case.items():
            self._suspend(case, shares)

    def _get_holds(self):
        """The suspensions by which the transactions keep debts from being chased today."""
        return self.suspension_ids.filtered(
            lambda suspension: (
                not suspension.released_on and suspension.date_to >= suspension.company_id._get_recouvrement_today()
            )
        )

    def _get_case(self, line):
        """The case that a journal item is followed in, empty where reminders are not used."""
        if self.recouvrement_case_id:
            return self.recouvrement_case_id
        company = line.company_id
        Case = self.env["recouvrement.case"].with_user(SUPERUSER_ID).with_company(company)
        if company.recouvrement_mode == "off":
            return Case
        return Case._ensure(company, line.partner_id.commercial_partner_id.ids)

    @api.model
    def _get_grace_end(self, case):
        """The last day on which money that is on its way today may still arrive."""
        return case.env["recouvrement.promise"]._get_deadline(case, case.company_id._get_recouvrement_today())

    def _suspend(self, case, shares):
        case = case._in_words_of_company()
        today = case.company_id._get_recouvrement_today()
        until = FOR_GOOD if self.state == "done" else self._get_grace_end(case)
        reason = case.env._(
            "Online payment of %(amount)s (%(reference)s)",
            amount=format_amount(case.env, self.amount, self.currency_id),
            reference=self.reference,
        )
        case.env["recouvrement.suspension"].create(
            [
                {
                    "case_id": case.id,
                    "kind": "payment",
                    "transaction_id": self.id,
                    "move_id": line.move_id.id,
                    "line_id": line.id,
                    "amount": amount,
                    "date_from": today,
                    "date_to": until,
                    "reason": reason,
                }
                for line, amount in shares.items()
            ]
        )
        if self.state != "done":
            case._message_log(
                body=case.env._(
                    "%(payment)s is being processed: what it pays is not chased until %(date)s.",
                    payment=reason,
                    date=format_date(case.env, until),
                )
            )

    def _release_debts(self):
        """Have what the transactions were to pay chased again from now on, if it is still open."""
        for held, suspensions in self._get_holds().grouped("case_id").items():
            case = held._in_words_of_company()
            suspensions.released_on = case.company_id._get_recouvrement_today()
            if any(transaction.state in ENDED for transaction in self):
                case._message_log(
                    body=case.env._("%s did not succeed: what it was to pay is chased again.", suspensions[0].reason)
                )
