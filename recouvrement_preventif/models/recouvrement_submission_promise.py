from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ..tools.promise import Terms, share_out


class RecouvrementSubmission(models.Model):
    """A promise made on the customer's page: taken down at once within the limits of the policy, a request beyond."""

    _inherit = "recouvrement.submission"

    promise_id = fields.Many2one("recouvrement.promise", readonly=True, index="btree_not_null", ondelete="set null")

    @api.model
    def _get_promise_room(self, case, today):
        """What the customer may promise, by currency, that of the oldest debt first.

        :param case: `recouvrement.case`
        :param date today: the company's date
        :return: {`res.currency`: list of :class:`~..tools.promise.Promisable`}
        """
        room = {}
        for row in self.env["recouvrement.promise"].sudo()._get_promisable(case, today):
            if row.amount > 0:
                room.setdefault(self.env["res.currency"].browse(row.currency_id), []).append(row)
        return room

    @api.model
    def _get_promise_default(self, rows, today):
        """What is proposed to promise: all that is late, everything when nothing is."""
        late = [row.amount for row in rows if row.date_due < today]
        return round(sum(late or [row.amount for row in rows]), 6)

    @api.model
    def _read_promise(self, case, entry, today):
        """What somebody typed to promise a payment.

        :param dict entry: currency, amount and date as typed, move_ids as ticked (strings)
        :return: (values for :meth:`_handle_promise`, {field: problem})
        """
        errors, room = {}, self._get_promise_room(case, today)
        currency = self._find_currency(room, entry.get("currency"))
        if not currency:
            return {}, {
                "amount": self.env._("Nothing can be promised any more: it is paid, promised or agreed otherwise.")
            }
        rows, moves = room[currency], self._read_moves(errors, entry.get("move_ids") or [], room[currency])
        chosen = [row for row in rows if row.move_id in moves.ids] if moves else rows
        if (entry.get("amount") or "").strip():
            most = round(sum(row.amount for row in chosen), 6)
            amount = self._read_amount(errors, "amount", entry["amount"], currency)
            if amount and currency.compare_amounts(amount, most) > 0:
                errors["amount"] = self.env._(
                    "At most %(amount)s can be promised here.", amount=format_amount(self.env, most, currency)
                )
                amount = None
        else:
            amount = self._get_promise_default(chosen, today)
        values = {
            "amount": amount,
            "currency_id": currency.id,
            "date": self._read_day(errors, "date", entry.get("date"), today),
            "move_ids": moves.ids,
        }
        return values, errors

    @api.model
    def _find_currency(self, room, typed):
        """The currency that was chosen among those that are owed; the first one when none was."""
        currencies = {str(currency.id): currency for currency in room}
        return currencies.get(typed or "") or next(iter(room), None)

    @api.model
    def _read_moves(self, errors, typed, rows):
        """The invoices that were ticked; what is not an open one of the customer is refused."""
        owed = {str(row.move_id): row.move_id for row in rows}
        if any(each not in owed for each in typed):
            errors["move_ids"] = self.env._("One of these invoices cannot be promised any more: choose again.")
        return self.env["account.move"].browse(dict.fromkeys(owed[each] for each in typed if each in owed))

    def _handle_promise(self, values):
        """Take down a promise, or leave it to a person where the policy asks for one.

        :param dict values: what :meth:`_read_promise` understood
        :raise UserError: it cannot be promised any more
        """
        self.ensure_one()
        self._check_allowed("page_promise")
        case = self._in_company_language().case_id
        today = case.company_id._get_recouvrement_today()
        terms = self._get_promise_terms(values)
        Promise = case.env["recouvrement.promise"]
        shares = share_out(terms.amount, Promise._get_promisable(case, today, terms))
        most = round(sum(shares.values()), 6)
        if terms.currency.compare_amounts(terms.amount, most) > 0:
            raise UserError(
                self.env._(
                    "What you owe has changed meanwhile: at most %(amount)s can be promised now.",
                    amount=format_amount(self.env, most, terms.currency),
                )
            )
        if objections := Promise._get_objections(case, terms, shares, today):
            self._ask_person(
                objections,
                wish_amount=terms.amount,
                wish_currency_id=terms.currency.id,
                wish_date=terms.date,
                wish_move_ids=terms.moves.ids,
            )
        else:
            self.promise_id = Promise._record(case, terms)

    def _get_promise_terms(self, values):
        currency = self.env["res.currency"].browse(values["currency_id"])
        return Terms(
            amount=currency.round(values["amount"]),
            currency=currency,
            date=values["date"],
            contact=self.contact_id or self.partner_id,
            moves=self.env["account.move"].browse(values["move_ids"]),
            exchange=self.exchange_id,
            note=self.text,
        )

    # === WHAT FOLLOWS === #

    def _is_left_to_person(self):
        # EXTENDS 'recouvrement_preventif'
        return super()._is_left_to_person() and not self.promise_id

    def _describe_promise(self):
        """What was promised, or asked for, in a line; nothing as long as it is not known."""
        if self.promise_id:
            return self.env._(
                "Promise to pay %(amount)s on %(date)s",
                amount=format_amount(self.env, self.promise_id.amount, self.promise_id.currency_id),
                date=format_date(self.env, self.promise_id.date),
            )
        return self.wish_amount and self.env._(
            "Asks to pay %(amount)s on %(date)s",
            amount=format_amount(self.env, self.wish_amount, self.wish_currency_id),
            date=format_date(self.env, self.wish_date),
        )

    def _get_next_steps(self):
        # EXTENDS 'recouvrement_preventif'
        if not self.promise_id:
            return super()._get_next_steps()
        return [
            self.env._("Your promise is recorded: until then you will not hear from us about what it covers."),
            self.env._("Should this day become difficult to keep, tell us beforehand."),
        ]

    def _confirm(self):
        # EXTENDS 'recouvrement_preventif': one message is enough.
        promise = self.promise_id
        if not (promise and self.case_id.policy_id.promise_confirmation):
            return super()._confirm()
        own = self._in_company_language()
        own.promise_id._confirm()
        self.confirmation_id, self.confirmation_problem = promise.confirmation_id, promise.confirmation_problem
        return None
