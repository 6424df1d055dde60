from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

# The states of the reminders that the customer heard of, or is about to.
HEARD_STATES = ("queued", "sending", "sent", "uncertain")


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
        days = self._get_heard_days(exchanges, self._get_heard_reminders(day), day)
        if not policy or len(days) < policy.contact_limit:
            return None
        return self.env._(
            "This customer was contacted %(count)s times within %(window)s days, as often as the policy allows: "
            "the next contact may take place on %(date)s.",
            count=len(days),
            window=policy.contact_window,
            date=format_date(self.env, days[-policy.contact_limit] + timedelta(days=policy.contact_window)),
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
            policy = case.policy_id
            days = case._get_heard_days(exchanges.get(case, ()), reminders.get(case, ()), today)
            free_days[case] = today + timedelta(days=today in days)
            if policy and len(days) >= policy.contact_limit:
                next_turn = days[-policy.contact_limit] + timedelta(days=policy.contact_window)
                free_days[case] = max(free_days[case], next_turn)
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
        heard = Domain("state", "in", HEARD_STATES) & Domain("channel", "!=", "call")
        return self.env["recouvrement.reminder"].search(self._get_recent_domain(until) & heard)

    def _get_heard_days(self, exchanges, reminders, until):
        """The days on which the customer heard from us within its policy's window, in order."""
        self.ensure_one()
        since = until - timedelta(days=self.policy_id.contact_window)
        return sorted(record.date for record in (*exchanges, *reminders) if record.date > since)

    def _schedule_call(self, day, summary):
        """Ask the owner to call the customer on a day.

        :rtype: `mail.activity`
        """
        self.ensure_one()
        # In the worklist: no e-mail announces it.
        return self.with_context(mail_activity_quick_update=True).activity_schedule(
            "recouvrement_preventif.mail_activity_call", day, summary=summary, user_id=self._get_owner().id
        )

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
