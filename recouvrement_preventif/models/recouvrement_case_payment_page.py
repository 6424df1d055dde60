from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_amount, format_date

# How many payments may be begun within a day: whoever has a link could otherwise try out stolen cards.
DAILY_ATTEMPTS = 20
# For how long a payment that was begun and not finished is told to whoever comes to pay.
RECENT = timedelta(hours=1)


class RecouvrementCase(models.Model):
    """What the customer's page says of paying, in the language of the context."""

    _inherit = "recouvrement.case"

    transaction_ids = fields.One2many(
        "payment.transaction", "recouvrement_case_id", string="Online Payments", readonly=True
    )

    def _get_page_actions(self, visit):
        # EXTENDS 'recouvrement_preventif': what is owed can be paid.
        actions = super()._get_page_actions(visit)
        if self._get_payables(visit.today):
            return [("pay", self.env._("Pay"), f"{visit.url}/pay"), *actions]
        return actions

    def _get_page_notes(self, rows):
        # EXTENDS 'recouvrement_preventif': what is being paid online is not in the ledger yet.
        notes, *totals = super()._get_page_notes(rows)
        today = self.company_id._get_recouvrement_today()
        transit = self.env["recouvrement.suspension"]._get_transit(self, today)
        for line in self.env["account.move.line"].sudo().browse(row.line_id for row in rows if row.line_id in transit):
            text = self.env._(
                "Your online payment of %s is being processed.",
                format_amount(self.env, transit[line.id], line.currency_id),
            )
            notes.setdefault(line.id, []).append(text)
        return notes, *totals

    def _prepare_payment_choice(self, today):
        """What the customer can choose to pay: values for the page.

        :param date today: the company's date
        """
        self.ensure_one()
        payables = self._get_payables(today)
        currencies = self.env["res.currency"].browse(dict.fromkeys(payable.currency_id for payable in payables))
        offers = self._get_payment_offers(today, payables)
        return {
            "is_insolvent": bool(
                self.env["recouvrement.suspension"]._get_insolvency_days(self.company_id, self.partner_id)
            ),
            "parts": [
                {
                    "currency": currency,
                    "title": currency.full_name or currency.name if len(currencies) > 1 else self.env._("What is open"),
                    "offers": [self._prepare_offer(offer) for offer in offers if offer.currency_id == currency.id],
                    "invoices": self._prepare_payable_invoices(
                        currency, [payable for payable in payables if payable.currency_id == currency.id]
                    ),
                }
                for currency in currencies
            ],
            "warnings": self._get_payment_warnings(),
        }

    def _prepare_offer(self, offer):
        currency = self.env["res.currency"].browse(offer.currency_id)
        return {
            "key": f"{offer.code}:{offer.currency_id}",
            "label": offer.label,
            "button": self.env._("Pay %s", format_amount(self.env, offer.amount, currency)),
        }

    def _prepare_payable_invoices(self, currency, payables):
        """The invoices that can be chosen, oldest due date first."""
        moves = self.env["account.move"].browse(dict.fromkeys(payable.move_id for payable in payables))
        rows = []
        for move in moves:
            own = [payable for payable in payables if payable.move_id == move.id]
            amounts = {name: sum(getattr(each, name) for each in own) for name in ("residual", "asked", "transit")}
            rows.append(
                {
                    "key": f"{move.id}:{currency.id}",
                    "name": move.name,
                    "amount": format_amount(self.env, amounts["residual"], currency),
                    "notes": self._describe_payable(own[0].date_due, currency, **amounts),
                }
            )
        return rows

    def _describe_payable(self, date_due, currency, residual, asked, transit):
        """What is to be known of an invoice before it is paid, in sentences."""
        notes = [self.env._("Due on %s", format_date(self.env, date_due))]
        if currency.compare_amounts(transit, 0) > 0:
            notes.append(self.env._("%s is being paid", format_amount(self.env, transit, currency)))
        if currency.compare_amounts(residual, asked + transit) > 0:
            other = format_amount(self.env, residual - asked - transit, currency)
            notes.append(self.env._("%s is contested, or covered by a credit: it is not asked for", other))
        return notes

    def _prepare_payment(self, choice):
        """What was chosen: values for the page.

        :param choice: :class:`~..tools.payment.Choice`
        """
        self.ensure_one()
        currency = self.env["res.currency"].browse(choice.currency_id)
        shares = {}
        for line in self.env["account.move.line"].browse(choice.shares):
            shares[line.move_id] = shares.get(line.move_id, 0.0) + choice.shares[line.id]
        amount = format_amount(self.env, choice.amount, currency)
        return {
            "amount_label": self.env._("Another amount, in %s", currency.name),
            "heading": self.env._("Pay %s", amount),
            "is_twice": choice.is_twice,
            "shares": [(move.name, format_amount(self.env, share, currency)) for move, share in shares.items()],
            "how_to_pay": self._prepare_transfer(choice),
            "warnings": self._get_payment_warnings(),
        }

    def _get_payment_warnings(self):
        """What is being paid already, in sentences, before anything is paid twice."""
        process = [
            self.env._(
                "A payment of %(amount)s (%(reference)s) has been in process since %(date)s: please do not pay it again.",
                amount=format_amount(self.env, transaction.amount, transaction.currency_id),
                reference=transaction.reference,
                date=format_date(self.env, transaction.last_state_change or transaction.create_date),
            )
            for transaction in self._get_transactions_in_process()
        ]
        begun = [
            self.env._(
                "A payment of %s was begun a moment ago. If you completed it, wait until it is shown here before you pay "
                "again.",
                format_amount(self.env, transaction.amount, transaction.currency_id),
            )
            for transaction in self._get_transactions_begun()
        ]
        return [*process, *dict.fromkeys(begun)]

    def _get_transactions_in_process(self):
        """The online payments of the customer that are not in the ledger yet."""
        unbooked = Domain("state", "=", "done") & Domain("is_post_processed", "=", False)
        return self.env["payment.transaction"].search(
            Domain("recouvrement_case_id", "=", self.id) & (Domain("state", "in", ("pending", "authorized")) | unbooked)
        )

    def _get_transactions_begun(self):
        """The online payments that were begun a moment ago, of which nothing is known yet."""
        return self.env["payment.transaction"].search(
            Domain("recouvrement_case_id", "=", self.id)
            & Domain("state", "=", "draft")
            & Domain("create_date", ">", fields.Datetime.now() - RECENT)
        )

    def _check_payment_attempts(self):
        """Refuse to begin more payments than anybody in good faith would.

        :raise UserError: in words for the customer
        """
        self.ensure_one()
        since = fields.Datetime.now() - timedelta(days=1)
        attempts = Domain("recouvrement_case_id", "=", self.id) & Domain("create_date", ">", since)
        if self.env["payment.transaction"].search_count(attempts) >= DAILY_ATTEMPTS:
            raise UserError(
                self.env._("Too many payments were begun today. Pay by bank transfer, or try again tomorrow.")
            )

    def _merge_into(self, kept):
        # EXTENDS 'recouvrement_preventif'
        self.sudo().transaction_ids.recouvrement_case_id = kept
        return super()._merge_into(kept)
