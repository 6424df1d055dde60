from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import format_amount

from ..tools.visit import Visit


class RecouvrementSubmission(models.Model):
    """A payment from the customer's page: recorded once something is known of the money, whatever becomes of it."""

    _inherit = "recouvrement.submission"

    transaction_id = fields.Many2one(
        "payment.transaction", string="Payment Transaction", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _transaction_unique = models.UniqueIndex("(transaction_id) WHERE transaction_id IS NOT NULL")

    @api.model
    def _note_payment(self, transaction):
        """Record an online payment, or what has become of one that was recorded before.

        :param transaction: `payment.transaction` of a customer's page
        """
        if transaction.state not in ("pending", "authorized", "done", "cancel", "error"):
            return
        transaction.recouvrement_case_id._lock_page()
        submission = self.search([("transaction_id", "=", transaction.id)])
        if submission:
            submission.with_user(SUPERUSER_ID)._update_payment()
        elif transaction.state in ("pending", "authorized", "done"):
            visit = self._make_payment_visit(transaction)
            number = self._get_next_number(visit, "payment")
            self._submit(visit, "payment", number, {"name": visit.contact.name, "transaction": transaction})
        else:
            case = transaction.recouvrement_case_id._in_words_of_company()
            case._message_log(
                body=case.env._(
                    "An online payment of %(amount)s was tried on the customer's page, and did not succeed.",
                    amount=format_amount(case.env, transaction.amount, transaction.currency_id),
                )
            )

    @api.model
    def _make_payment_visit(self, transaction):
        """Who paid, as the page knew him when he chose what to pay."""
        case = transaction.recouvrement_case_id.with_user(SUPERUSER_ID).sudo()
        access, user = transaction.recouvrement_access_id, transaction.recouvrement_user_id
        contact = access.contact_id or user.partner_id
        case = case.with_company(case.company_id).with_context(lang=case._get_page_lang(contact, case))
        return Visit(
            case=case,
            contact=contact.with_env(case.env),
            access=access.with_env(case.env),
            user=user.with_env(case.env),
            today=case.company_id._get_recouvrement_today(),
            ip_address=transaction.recouvrement_ip_address or "",
        )

    def _handle_payment(self, values):
        """Take the transaction; nothing waits for a person once the money is booked on what it was paid for."""
        self.transaction_id = values["transaction"].id
        if self._is_payment_settled():
            self._set_done(self.env.user)

    def _update_payment(self):
        """Take note of what became of a payment that was recorded while it was on its way."""
        self.ensure_one()
        if self.state == "done":
            return
        own = self._in_company_language()
        summary = own._describe()
        if self.exchange_id.summary == summary:
            return
        self.exchange_id.summary = summary
        own._log_on_case(summary)
        if self._is_payment_settled():
            self._set_done(self.env.user)
        elif self.activity_id:
            self.activity_id.summary = summary
        if self.transaction_id.state == "done":
            self._confirm()

    def _is_payment_settled(self):
        transaction = self.transaction_id
        return transaction.state == "done" and not transaction._get_unmatched_amount() > 0

    def _get_pause_days(self):
        # EXTENDS 'recouvrement_preventif': what is being paid is held by the payment itself, and nothing else.
        return 0 if self.kind == "payment" else super()._get_pause_days()

    @api.model
    def _check_daily_limits(self, case, kind):
        # EXTENDS 'recouvrement_preventif': money that was paid is recorded; payments are limited when they are begun.
        return None if kind == "payment" else super()._check_daily_limits(case, kind)

    # === IN WORDS === #

    def _describe_payment(self):
        # Whoever may read a request may know what was paid, without a right on the payments.
        transaction = self.sudo().transaction_id
        if not transaction:
            return None
        values = {
            "amount": format_amount(self.env, transaction.amount, transaction.currency_id),
            "reference": transaction.reference,
        }
        if transaction.state in ("cancel", "error"):
            return self.env._("Online payment of %(amount)s (%(reference)s), which did not succeed", **values)
        if transaction.state != "done":
            return self.env._("Online payment of %(amount)s (%(reference)s), being processed", **values)
        if (unmatched := transaction._get_unmatched_amount()) > 0:
            values["unmatched"] = format_amount(self.env, unmatched, transaction.currency_id)
            return self.env._(
                "Online payment of %(amount)s (%(reference)s), of which %(unmatched)s is more than what was open",
                **values,
            )
        return self.env._("Online payment of %(amount)s (%(reference)s)", **values)

    def _get_next_steps(self):
        # EXTENDS 'recouvrement_preventif'
        if self.kind != "payment" or self.sudo().transaction_id.state not in ("pending", "authorized"):
            return super()._get_next_steps()
        return [
            self.env._(
                "Your bank or the payment service has yet to confirm it; meanwhile we do not ask for this amount."
            )
        ]
