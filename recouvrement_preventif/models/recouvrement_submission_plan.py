from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ..tools import entry as entries
from ..tools.schedule import MOST_INSTALMENTS


class RecouvrementSubmission(models.Model):
    """Instalments that are asked for, accepted or refused on the customer's page."""

    _inherit = "recouvrement.submission"

    plan_id = fields.Many2one("recouvrement.plan", readonly=True, index="btree_not_null", ondelete="set null")
    plan_answer = fields.Selection(
        [("asked", "Asked for"), ("accepted", "Accepted"), ("refused", "Refused")], string="Instalments", readonly=True
    )

    # === WHAT WAS TYPED === #

    @api.model
    def _read_plan_wish(self, case, entry, today):
        """What somebody typed to pay in instalments.

        :param case: `recouvrement.case`
        :param dict entry: currency, count and first_date as typed
        :param date today: the company's date
        :return: (values for :meth:`_handle_plan`, {field: problem})
        """
        errors, room = {}, self._get_promise_room(case, today)
        currency = self._find_currency(room, entry.get("currency"))
        if not currency:
            problem = self.env._(
                "Nothing can be put into instalments any more: it is paid, promised or agreed otherwise."
            )
            return {}, {"count": problem}
        values = {
            "answer": "asked",
            "currency_id": currency.id,
            "count": self._read_entry(errors, "count", entries.read_number, entry.get("count"), 2, MOST_INSTALMENTS),
            "first_date": self._read_day(errors, "first_date", entry.get("first_date"), today),
        }
        return values, errors

    def _simulate_plan(self, case, values):
        """What the plan that is asked for would be.

        :param dict values: what :meth:`_read_plan_wish` understood
        :return: `recouvrement.plan.simulation`, not saved
        """
        wish = {**values, "currency": self.env["res.currency"].browse(values["currency_id"])}
        return self.env["recouvrement.plan"].sudo()._simulate_wish(case, wish)

    # === WHAT FOLLOWS === #

    def _handle_plan(self, values):
        """Follow what a customer decides about instalments.

        :param dict values: `answer` (a value of `plan_answer`) and what it needs: currency_id, count and first_date of
            a plan that is asked for; plan_id and read_digest of one that is accepted; plan_id of one that is refused
        :raise UserError: it is not possible any more
        """
        self.ensure_one()
        self._check_allowed("page_plan")
        self.plan_answer = values["answer"]
        if values["answer"] == "asked":
            self._ask_plan(values)
        else:
            self._answer_plan(values)

    def _ask_plan(self, values):
        own = self._in_company_language()
        case, Plan = own.case_id, own.env["recouvrement.plan"]
        simulation = own._simulate_plan(case, {**values, "note": self.text, "contact": self.contact_id})
        amount = simulation.amount
        if not simulation._get_terms().instalments:
            raise UserError(self.env._("Nothing can be put into instalments any more."))
        self.write(
            {
                "wish_amount": amount,
                "wish_currency_id": values["currency_id"],
                "wish_number": values["count"],
                "wish_date": values["first_date"],
            }
        )
        self._drop_earlier_drafts()
        if objections := Plan._get_wish_objections(simulation):
            self._ask_person(objections)
            return
        plan = simulation._record()
        plan.user_id = case._get_owner() or plan.user_id
        self.plan_id = plan
        if case.policy_id.page_plan_automatic:
            plan._propose_on_page()
        else:
            self._ask_person([])

    def _drop_earlier_drafts(self):
        """What was asked for before and nobody has looked at is not what the customer wants any more."""
        own = self._in_company_language()
        drafts = own.case_id.submission_ids.plan_id.filtered(lambda plan: plan.stage == "draft")
        drafts._set_cancelled(own.env._("The customer asked for other instalments on his page."))

    def _answer_plan(self, values):
        plan = self.env["recouvrement.plan"].browse(values["plan_id"]).exists()
        if plan.case_id != self.case_id:
            raise UserError(self.env._("This payment plan is not proposed any more."))
        self.plan_id = plan
        if values["answer"] == "accepted":
            plan._accept_online(self, values["read_digest"])
        else:
            plan._refuse_online(self)

    def _is_left_to_person(self):
        # EXTENDS 'recouvrement_preventif': what is proposed or accepted holds by itself, what is refused does not.
        held = self.plan_answer == "accepted" or (self.plan_answer == "asked" and self.plan_id.stage == "proposed")
        return super()._is_left_to_person() and not held

    def _describe_plan(self):
        """What was asked for, accepted or refused, in a line; nothing as long as it is not known."""
        if self.plan_answer == "accepted":
            return self.env._("Accepts the payment plan %s", self.plan_id._describe_terms())
        if self.plan_answer == "refused":
            return self.env._("Refuses the payment plan %s", self.plan_id._describe_terms())
        return self.wish_amount and self.env._(
            "Asks to pay %(amount)s in %(count)s instalments from %(date)s",
            amount=format_amount(self.env, self.wish_amount, self.wish_currency_id),
            count=self.wish_number,
            date=format_date(self.env, self.wish_date),
        )

    def _get_next_steps(self):
        # EXTENDS 'recouvrement_preventif'
        plan = self.plan_id
        if self.plan_answer == "accepted":
            return [
                self.env._(
                    "The agreement holds: as long as you pay its instalments, you are not chased for what it covers."
                ),
                self.env._(
                    "First payment: %(amount)s on %(date)s, with the reference %(reference)s.",
                    amount=format_amount(self.env, plan.line_ids.sorted("date")[:1].amount, plan.currency_id),
                    date=format_date(self.env, plan.first_date),
                    reference=plan.reference,
                ),
            ]
        if self.plan_answer == "asked" and plan.stage == "proposed":
            return [
                self.env._(
                    "It is not agreed yet: read the agreement %(reference)s on your page and accept it by %(date)s.",
                    reference=plan.reference,
                    date=format_date(self.env, plan.answer_by),
                )
            ]
        return super()._get_next_steps()
