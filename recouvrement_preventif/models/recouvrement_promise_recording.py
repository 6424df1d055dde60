from datetime import timedelta

from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_amount, format_date

from ..tools.business_days import next_open_day
from ..tools.promise import Promisable, share_out
from .recouvrement_promise import BROKEN_STATES
from .recouvrement_suspension_promise import PAUSES


class RecouvrementPromise(models.Model):
    """How a promise is taken down: what it covers, what the policy thinks of it, what follows."""

    _inherit = "recouvrement.promise"

    @api.model
    def _record(self, case, terms, today=None):
        """Take down a customer's word: what is promised is not chased until its deadline.

        :param case: `recouvrement.case`
        :param terms: :class:`~..tools.promise.Terms`; amounts in their currency
        :param date today: the day on which it is given; the company's date when None
        :return: the promise
        :raise UserError: the terms are wrong, or the policy leaves them to a manager and the user is none
        """
        case.ensure_one()
        case.check_access("write")
        case.lock_for_update()
        today = today or case.company_id._get_recouvrement_today()
        terms = terms._replace(amount=terms.currency.round(terms.amount))
        self._check_terms(terms, today)
        shares = share_out(terms.amount, self._get_promisable(case, today, terms))
        self._check_room(case, terms, shares)
        objections = self._get_objections(case, terms, shares, today)
        if objections and not self.env.user.has_group("recouvrement_preventif.group_manager"):
            raise UserError("\n".join([*objections, self.env._("Only a manager can record this promise.")]))
        promise = self.sudo().create(self._prepare_promise_vals(case, terms, shares, today))
        promise._suspend()
        case._close_broken_promises()
        case._message_log(
            body=self.env._(
                "Promise recorded (%(promise)s), on %(invoices)s.",
                promise=promise._describe_terms(),
                invoices=promise.invoice_names,
            )
        )
        if objections:
            case._message_log(
                body=self.env._(
                    "Promise accepted by %(user)s all the same: %(objections)s",
                    user=self.env.user.name,
                    objections=" ".join(objections),
                )
            )
        return promise.with_env(self.env)

    @api.model
    def _prepare_promise_vals(self, case, terms, shares, today):
        return {
            "case_id": case.id,
            "currency_id": terms.currency.id,
            "amount": terms.amount,
            "date": terms.date,
            "made_on": today,
            "deadline": self._get_deadline(case, terms.date),
            "contact_id": terms.contact.id,
            "exchange_id": terms.exchange.id,
            "user_id": self.env.uid,
            "note": terms.note,
            "line_ids": [Command.create({"move_line_id": id_, "amount": amount}) for id_, amount in shares.items()],
        }

    @api.model
    def _get_deadline(self, case, date):
        """The last day on which money promised for a day is on its way in time: banks move none on
        closed days."""
        days = case.policy_id.grace_days
        return next_open_day(date + timedelta(days=days), case.company_id.country_id.code)

    def _suspend(self):
        """Keep what is promised from being chased, until the deadline."""
        self.env["recouvrement.suspension"].create(
            [
                {
                    "case_id": promise.case_id.id,
                    "kind": "promise",
                    "move_id": line.move_id.id,
                    "line_id": line.move_line_id.id,
                    "promise_line_id": line.id,
                    "amount": line.amount,
                    "date_from": promise.made_on,
                    "date_to": promise.deadline,
                    "user_id": promise.user_id.id,
                    "reason": self.env._(
                        "%(amount)s promised for %(date)s",
                        amount=format_amount(self.env, line.amount, promise.currency_id),
                        date=format_date(self.env, promise.date),
                    ),
                }
                for promise in self
                for line in promise.line_ids
            ]
        )

    # === WHAT MAY BE PROMISED === #

    @api.model
    def _get_promisable(self, case, today, terms=None):
        """What may be promised of the open instalments of a customer, oldest due date first: what is due,
        less what is already promised, disputed or otherwise agreed. Mere pauses take nothing away.

        :param date today: the company's date
        :param terms: :class:`~..tools.promise.Terms` whose currency and invoices to restrict to
        :rtype: list of :class:`~..tools.promise.Promisable`
        """
        rows = self.env["recouvrement.planner"]._fetch(
            SQL(
                """
                WITH %(debts)s
                SELECT d.id, d.move_id, d.currency_id, d.date_due, d.amount_residual,
                       GREATEST(0, d.amount_residual - COALESCE(s.amount, 0)) AS amount
                  FROM debt d LEFT JOIN suspended s ON s.id = d.id
                 WHERE %(among)s
              ORDER BY d.date_due, d.id
                """,
                debts=self.env["recouvrement.receivable"]._get_chase_ctes(
                    case.company_id, today, partners=case.partner_id, besides=PAUSES
                ),
                among=self._get_among(terms),
            )
        )
        return [Promisable(*row[:4], float(row[4]), float(row[5])) for row in rows]

    @api.model
    def _get_among(self, terms):
        """The instalments `d` that some terms are about, as a condition."""
        if not terms:
            return SQL("TRUE")
        among = SQL("d.currency_id = %s", terms.currency.id)
        return SQL("%s AND d.move_id = ANY(%s)", among, terms.moves.ids) if terms.moves else among

    # === WHAT IS WRONG WITH IT === #

    @api.model
    def _check_terms(self, terms, today):
        """Refuse what cannot be a promise."""
        if terms.currency.compare_amounts(terms.amount, 0) <= 0:
            raise UserError(self.env._("Give the amount that was promised."))
        if not terms.date or terms.date < today:
            raise UserError(self.env._("Give the day, today or later, for which this was agreed."))

    @api.model
    def _check_room(self, case, terms, shares):
        """Refuse to take down more than what is owed and free."""
        room = sum(shares.values())
        if terms.currency.compare_amounts(terms.amount, room) <= 0:
            return
        if not shares:
            raise UserError(
                self.env._(
                    "%(customer)s owes nothing here that could be promised: what is open is already promised, "
                    "contested or agreed otherwise.",
                    customer=case.partner_id.display_name,
                )
            )
        raise UserError(
            self.env._(
                "At most %(room)s can be promised here: the rest is not owed, or already promised, contested or "
                "agreed otherwise.",
                room=format_amount(self.env, room, terms.currency),
            )
        )

    @api.model
    def _get_objections(self, case, terms, shares, today):
        """Why the policy leaves a promise to a manager, in sentences; nothing when it does not.

        :param dict shares: {journal item id: amount} that it would cover
        """
        objections, policy = [], case.policy_id
        last_day = today + timedelta(days=policy.promise_max_days)
        if policy and terms.date > last_day:
            objections.append(
                self.env._(
                    "The policy accepts promises for %(date)s at the latest (%(days)s days ahead).",
                    date=format_date(self.env, last_day),
                    days=policy.promise_max_days,
                )
            )
        live = Domain("promise_id.cancelled_on", "=", False)
        lines = self.env["recouvrement.promise.line"].sudo().search(live & Domain("move_line_id", "in", list(shares)))
        broken = lines.promise_id.filtered(lambda promise: promise.state in BROKEN_STATES)
        if broken:
            objections.append(
                self.env._(
                    "An earlier promise on this debt was not kept (%(promises)s).",
                    promises=", ".join(promise._describe_terms() for promise in broken.sorted("date")),
                )
            )
        for move_line, earlier in lines.grouped("move_line_id").items():
            if policy and len(earlier) >= policy.promise_limit:
                objections.append(
                    self.env._(
                        "%(invoice)s has already been promised as often as the policy accepts (%(count)s times).",
                        invoice=move_line.move_id.name,
                        count=len(earlier),
                    )
                )
        return objections
