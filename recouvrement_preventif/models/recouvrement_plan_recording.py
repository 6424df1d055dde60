from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_amount, format_date

from ..tools.business_days import next_open_day
from ..tools.promise import share_out
from ..tools.schedule import PlanTerms
from .recouvrement_plan import OPEN_STAGES


class RecouvrementPlan(models.Model):
    """How a payment plan is made: what it may cover, and what the policy leaves to a manager."""

    _inherit = "recouvrement.plan"

    @api.model
    def _record(self, case, terms, today=None):
        """Make a plan, as a draft: nothing follows from it until it is proposed.

        :param case: `recouvrement.case`
        :param terms: :class:`~..tools.schedule.PlanTerms`; amounts in their currency
        :param date today: the day on which it is made; the company's date when None
        :return: the plan
        :raise UserError: the terms are wrong, or cover more than what is owed and free
        """
        case.ensure_one()
        case.check_access("write")
        case.lock_for_update()
        today = today or case.company_id._get_recouvrement_today()
        self._check_terms(terms, today)
        terms.previous._check_replaceable(case)
        shares = share_out(terms.amount, self._get_room(case, today, terms))
        self._check_shares(case, terms, shares)
        return self.sudo().create(self._prepare_plan_vals(case, terms, shares, today)).with_env(self.env)

    @api.model
    def _prepare_plan_vals(self, case, terms, shares, today):
        grace = case.policy_id.plan_grace_days
        return {
            "case_id": case.id,
            "currency_id": terms.currency.id,
            "amount": terms.amount,
            "grace_days": grace,
            "made_on": today,
            "contact_id": terms.contact.id,
            "previous_id": terms.previous.id,
            "user_id": self.env.uid,
            "note": terms.note,
            "objections": "\n".join(self._get_objections(case, terms, shares, today)),
            "debt_ids": [Command.create({"move_line_id": id_, "amount": amount}) for id_, amount in shares.items()],
            "line_ids": [
                Command.create(
                    {
                        "number": number,
                        "date": instalment.date,
                        "deadline": self._get_deadline(case, instalment.date, grace),
                        "amount": instalment.amount,
                    }
                )
                for number, instalment in enumerate(terms.instalments, 1)
            ],
        }

    @api.model
    def _get_deadline(self, case, date, grace):
        """The last day on which an instalment is on its way in time: banks move no money on closed days."""
        return next_open_day(date + timedelta(days=grace), case.company_id.country_id.code)

    # === WHAT IT MAY COVER === #

    @api.model
    def _get_room(self, case, today, terms):
        """What a plan may cover of the open instalments of a customer, oldest due date first: what is due, less what
        is promised, disputed or otherwise agreed.

        :param date today: the company's date
        :param terms: :class:`~..tools.schedule.PlanTerms` whose currency and invoices to restrict to, and
            whose previous versions to take the place of
        :rtype: list of :class:`~..tools.promise.Promisable`
        """
        held = terms.previous.sudo()._get_held(today)
        return [
            row._replace(amount=min(row.residual, round(row.amount + held.get(row.line_id, 0), 6)))
            for row in self.env["recouvrement.promise"].sudo()._get_promisable(case, today, terms)
        ]

    def _get_unpaid(self):
        """What is left to settle of each debt by the plan: {journal item id: amount}."""
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT i.move_line_id, d.due - LEAST(d.due, d.served) FROM (%s) d"
                " JOIN recouvrement_plan_debt i ON i.id = d.id",
                self._get_debt_query(self._get_days(), SQL("k.id = %s", self.id)),
            )
        )
        return {line_id: float(amount) for line_id, amount in rows}

    def _check_room(self, today, needed):
        """Refuse to go on with a plan that covers what was paid, or agreed otherwise, since it was made.

        :param date today: the company's date
        :param dict needed: {journal item id: amount}
        """
        self.ensure_one()
        replaced = self | self.previous_id
        terms = PlanTerms(self.currency_id, (), self.contact_id, self.env["account.move"], replaced)
        free = {row.line_id: row.amount for row in self._get_room(self.case_id, today, terms)}
        promised = self._get_promised_since(today)
        for move_line in self.debt_ids.move_line_id:
            amount = needed.get(move_line.id, 0)
            if move_line in promised or self.currency_id.compare_amounts(amount, free.get(move_line.id, 0)) > 0:
                raise UserError(
                    self.env._(
                        "Part of what %(plan)s covers was paid, or agreed otherwise, since it was made (%(invoice)s): "
                        "simulate it again.",
                        plan=self.reference,
                        invoice=move_line.move_id.name,
                    )
                )

    def _get_promised_since(self, today):
        """The debts on which a promise was made since the plan: a proposal that lapsed binds nobody."""
        promises = Domain("cancelled_on", "=", False) & Domain("deadline", ">=", today)
        lines = self.env["recouvrement.promise.line"].search(
            Domain("move_line_id", "in", self.debt_ids.move_line_id.ids)
            & Domain("promise_id", "any", promises & Domain("made_on", ">", self.made_on))
        )
        return lines.move_line_id

    # === WHAT IS WRONG WITH IT === #

    @api.model
    def _check_terms(self, terms, today):
        """Refuse what cannot be a plan."""
        if not terms.instalments or terms.currency.compare_amounts(terms.amount, 0) <= 0:
            raise UserError(
                self.env._("Give the amount, the number or the size of the instalments, and the first day.")
            )
        if terms.instalments[0].date < today:
            raise UserError(self.env._("The first instalment comes today or later."))
        dates = [instalment.date for instalment in terms.instalments]
        if len(set(dates)) < len(dates):
            raise UserError(self.env._("Two instalments would fall on the same working day: space them out."))

    def _check_replaceable(self, case):
        """Refuse another version of a plan that is not one of the customer's, or has ended otherwise than by a missed
        instalment."""
        for plan in self.sudo():
            if plan.case_id != case or plan.state not in (*OPEN_STAGES, "running", "broken"):
                raise UserError(
                    self.env._("%s cannot be renegotiated: it has ended, or is of another customer.", plan.reference)
                )

    @api.model
    def _check_shares(self, case, terms, shares):
        """Refuse a plan about more than what is owed and free."""
        room = sum(shares.values())
        if terms.currency.compare_amounts(terms.amount, room) <= 0:
            return
        raise UserError(
            self.env._(
                "A plan can cover at most %(room)s here: the rest is not owed by %(customer)s, or already promised, "
                "contested or agreed otherwise.",
                room=format_amount(self.env, room, terms.currency),
                customer=case.partner_id.display_name,
            )
        )

    @api.model
    def _get_objections(self, case, terms, shares, today):
        """Why the policy leaves a plan to a manager, in sentences; nothing when it does not.

        :param dict shares: {journal item id: amount} that it would cover
        """
        objections, policy = [], case.policy_id
        last_day = today + relativedelta(months=policy.plan_max_months)
        if policy and terms.instalments[-1].date > last_day:
            objections.append(
                self.env._(
                    "The policy accepts payment plans until %(date)s at the latest (%(months)s months).",
                    date=format_date(self.env, last_day),
                    months=policy.plan_max_months,
                )
            )
        company = case.company_id
        least = company.currency_id._convert(policy.plan_min_instalment, terms.currency, company, today)
        parts = terms.instalments[:-1] or terms.instalments
        if policy and any(terms.currency.compare_amounts(part.amount, least) < 0 for part in parts):
            objections.append(
                self.env._(
                    "The policy accepts instalments of %(amount)s at least.",
                    amount=format_amount(self.env, least, terms.currency),
                )
            )
        broken = self.sudo().search(
            Domain("broken_on", "!=", False) & Domain("debt_ids.move_line_id", "in", list(shares))
        )
        if broken:
            objections.append(
                self.env._(
                    "An earlier payment plan on this debt was not kept (%(plans)s).",
                    plans=", ".join(broken.mapped("reference")),
                )
            )
        return objections
