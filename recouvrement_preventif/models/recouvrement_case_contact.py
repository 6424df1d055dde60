from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.decision import get_next_turn
from .recouvrement_planner_query import RECEIVED_STATES


class RecouvrementCase(models.Model):
    """What was said to a customer and by it, and whether more may be said today."""

    _inherit = "recouvrement.case"

    exchange_ids = fields.One2many("recouvrement.contact", "case_id", string="Exchanges")
    history_ids = fields.One2many("recouvrement.history", "case_id")

    def _get_contact_problem(self, day, besides=None):
        """Why nobody is to call or visit the customer on a day, in words; None when one may.

        :param date day: the company's date
        :param besides: the `recouvrement.contact` that is asked about, which does not count itself
        """
        self.ensure_one()
        policy = self.policy_id
        exchanges = self._get_own_exchanges(day) - (besides or self.env["recouvrement.contact"])
        calls = exchanges.filtered(lambda exchange: exchange.kind == "call" and exchange.date == day)
        if calls:
            return self.env._(
                "%(user)s has already called this customer on %(date)s: never twice in a day.",
                user=calls[:1].user_id.name,
                date=format_date(self.env, day),
            )
        next_turn = self._get_next_turn((*exchanges, *self._get_heard_reminders(day)), day)
        if not next_turn:
            return None
        return self.env._(
            "This customer was contacted as often as the policy allows (%(count)s times within %(window)s days): "
            "the next contact may take place on %(date)s.",
            count=policy.contact_limit,
            window=policy.contact_window,
            date=format_date(self.env, next_turn),
        )

    def _get_free_days(self, today, besides):
        """The first day, from today on, on which the policy lets each customer hear from us.

        :param date today: the company's date
        :param besides: the `recouvrement.reminder` that are about to leave, which do not count themselves
        :return: {case: date}
        """
        exchanges = self._get_own_exchanges(today).grouped("case_id")
        reminders = (self._get_heard_reminders(today) - besides).grouped("case_id")
        free_days = {}
        for case in self:
            heard = (*exchanges.get(case, ()), *reminders.get(case, ()))
            free_day = today + timedelta(days=any(record.date == today for record in heard))
            free_days[case] = max(free_day, case._get_next_turn(heard, today) or today)
        return free_days

    def _get_recent_domain(self, until):
        """What took place up to a day, within the longest window of the policies."""
        window = max(self.policy_id.mapped("contact_window"), default=0)
        return (
            Domain("case_id", "in", self.ids)
            & Domain("date", ">", until - timedelta(days=window))
            & Domain("date", "<=", until)
        )

    def _get_own_exchanges(self, until):
        """What people told the customers lately, up to a day."""
        told = Domain("direction", "=", "out") & Domain("is_information", "=", False)
        return self.env["recouvrement.contact"].search(self._get_recent_domain(until) & told)

    def _get_heard_reminders(self, until):
        """The messages that the customers heard of lately, up to a day. A call is an exchange
        once it was made; until then nobody heard of it."""
        heard = Domain("state", "in", RECEIVED_STATES) & Domain("channel", "!=", "call")
        return self.env["recouvrement.reminder"].search(self._get_recent_domain(until) & heard)

    def _get_next_turn(self, heard, today):
        """The first day on which the policy lets the customer hear from us again; None when today is one.

        :param heard: the exchanges and messages that it heard of
        """
        self.ensure_one()
        policy = self.policy_id
        days = sorted(record.date for record in heard)
        return policy and get_next_turn(days, today, policy.contact_limit, policy.contact_window)

    def _schedule_calls(self, day, summaries):
        """Ask the owners to call the customers on a day.

        :param date day: the company's date
        :param dict summaries: {case: what the call is about}
        :return: {case: `mail.activity`}
        """
        activity_type = self.env.ref("recouvrement_preventif.mail_activity_call")
        # In the worklist: no e-mail announces it.
        activities = (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    {
                        "activity_type_id": activity_type.id,
                        "automated": True,
                        "date_deadline": day,
                        "res_id": case.id,
                        "res_model_id": self.env["ir.model"]._get_id(self._name),
                        "summary": summaries[case],
                        "user_id": case._get_owner().id or self.env.uid,
                    }
                    for case in self
                ]
            )
        )
        return dict(zip(self, activities, strict=True))

    def _get_waiting_call(self):
        """The reminder that asks for a call, if one does."""
        return self.env["recouvrement.reminder"].search(
            Domain("case_id", "in", self.ids) & Domain("channel", "=", "call") & Domain("state", "=", "queued"), limit=1
        )

    def _merge_into(self, kept):
        # EXTENDS 'recouvrement_preventif': what was said follows the customer; of two calls of
        # a day, one was not known to be to the same customer.
        exchanges = self.env["recouvrement.contact"].search(Domain("case_id", "in", (self | kept).ids))
        calls = exchanges.filtered(
            lambda call: call.kind == "call" and call.direction == "out" and not call.override_reason
        )
        for same_day in calls.grouped("date").values():
            kept_first = same_day.sorted(lambda call: call.case_id != kept)
            kept_first[1:].sudo().override_reason = self.env._("The customers were merged")
        exchanges.flush_recordset()
        exchanges.case_id = kept
        return super()._merge_into(kept)

    def action_call(self):
        """Open the call sheet: what is owed, what was said, what to say, and the outcome."""
        self.ensure_one()
        call = self.env["recouvrement.call"].create({"case_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Call %s", self.partner_id.name),
            "res_model": "recouvrement.call",
            "res_id": call.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "large"},
        }

    def action_log_exchange(self):
        """Record a call received, a visit, a letter: whatever was said without the software."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record an Exchange"),
            "res_model": "recouvrement.contact",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id, "default_direction": "in"},
        }
