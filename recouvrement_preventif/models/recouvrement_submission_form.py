from odoo import api, models
from odoo.fields import Date
from odoo.tools import format_amount, format_date

from ..tools.business_days import add_open_days

# What the form proposes before anything is typed.
USUAL_COUNT = 3
USUAL_DAYS = 7
LONG_DATE = "EEEE d MMMM y"


class RecouvrementSubmission(models.Model):
    """What the forms of promises and instalments show, in the visitor's language."""

    _inherit = "recouvrement.submission"

    # === PROMISES === #

    @api.model
    def _prepare_promise_form(self, visit, typed_currency):
        """What the form of a promise shows; None when nothing can be promised.

        :param visit: :class:`~..tools.visit.Visit`
        :param str typed_currency: id of the currency that was chosen, as it was sent
        """
        room = self._get_promise_room(visit.case, visit.today) if visit.case.policy_id.page_promise else {}
        currency = self._find_currency(room, typed_currency)
        if not currency:
            return None
        rows = room[currency]
        last_day = Date.add(visit.today, days=visit.case.policy_id.promise_max_days)
        return {
            "currency": currency,
            "currencies": list(room),
            "typed": {"amount": self._format_typed(self._get_promise_default(rows, visit.today), currency)},
            "amount_label": self.env._("Amount in %s", currency.name),
            "amount_hint": self.env._(
                "At most %s. Left empty, it is all that is late.",
                format_amount(self.env, sum(row.amount for row in rows), currency),
            ),
            "date_hint": self.env._(
                "Until %s, your promise is recorded at once; for a later day, somebody answers you first.",
                format_date(self.env, last_day, date_format=LONG_DATE),
            ),
            "debts": self._describe_debts(rows, currency),
            "move_ids": [],
        }

    @api.model
    def _format_typed(self, amount, currency):
        """An amount as the visitor would type it."""
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        return self.env["res.lang"].browse(lang.id).format(f"%.{currency.decimal_places}f", amount)

    @api.model
    def _describe_debts(self, rows, currency):
        """The invoices that can be promised: list of (`account.move`, what it is in a line)."""
        amounts = {}
        for row in rows:
            amounts.setdefault(row.move_id, []).append(row)
        moves = self.env["account.move"].sudo().browse(amounts)
        return [
            (
                move,
                self.env._(
                    "%(invoice)s due on %(date)s: %(amount)s",
                    invoice=move.name,
                    date=format_date(self.env, min(row.date_due for row in amounts[move.id])),
                    amount=format_amount(self.env, sum(row.amount for row in amounts[move.id]), currency),
                ),
            )
            for move in moves
        ]

    # === INSTALMENTS === #

    @api.model
    def _prepare_plan_form(self, visit, typed_currency):
        """What the simulator of instalments shows before a schedule; None when nothing can be put into instalments."""
        policy, company = visit.case.policy_id, visit.company
        room = self._get_promise_room(visit.case, visit.today) if policy.page_plan else {}
        currency = self._find_currency(room, typed_currency)
        if not currency:
            return None
        least = company.currency_id._convert(policy.plan_min_instalment, currency, company, visit.today)
        usual = self._get_promise_default(room[currency], visit.today)
        return {
            "currency": currency,
            "currencies": list(room),
            "amount_text": self.env._("To settle: %s", format_amount(self.env, usual, currency)),
            "count_hint": self.env._(
                "Over at most %(months)s months, of at least %(amount)s each; for more, somebody answers you first.",
                months=policy.plan_max_months,
                amount=format_amount(self.env, least, currency),
            ),
            "typed": {
                "count": str(USUAL_COUNT),
                "first_date": Date.to_string(Date.add(visit.today, days=USUAL_DAYS)),
            },
        }

    @api.model
    def _prepare_schedule(self, visit, values):
        """The instalments that are asked for, and who decides about them.

        :param dict values: what :meth:`_read_plan_wish` understood
        """
        simulation = self._simulate_plan(visit.case, values)
        terms, policy = simulation._get_terms(), visit.case.policy_id
        is_beyond = bool(simulation.env["recouvrement.plan"]._get_wish_objections(simulation))
        answer_by = add_open_days(visit.today, policy.page_answer_days, visit.company.country_id.code)
        return {
            "rows": simulation._prepare_rows(terms),
            "coverage": self.env._(
                "They would settle: %s.", simulation._describe_shares(simulation._get_shares(terms), terms.currency)
            ),
            "is_beyond": is_beyond,
            "is_immediate": policy.page_plan_automatic and not is_beyond,
            "answer_text": self.env._(
                "Nothing is agreed until we have answered you, by %s.",
                format_date(self.env, answer_by, date_format=LONG_DATE),
            ),
        }
