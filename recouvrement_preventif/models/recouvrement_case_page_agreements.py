from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import format_amount, format_date

from ..tools.page import Agreement, Step

# How long the page tells of what is over.
MEMORY = timedelta(days=90)


class RecouvrementCase(models.Model):
    """What was agreed with the customer and what he said, in words that he can be shown."""

    _inherit = "recouvrement.case"

    def _prepare_agreements(self, today):
        """What was said and agreed: what runs, and what ended lately.

        :param date today: the company's date
        :return: list of :class:`~..tools.page.Agreement`, in the language of the context
        """
        self.ensure_one()
        own, since = Domain("case_id", "=", self.id), today - MEMORY
        Dispute, Plan = self.env["recouvrement.dispute"].sudo(), self.env["recouvrement.plan"].sudo()
        Promise, Settlement = self.env["recouvrement.promise"].sudo(), self.env["recouvrement.settlement"].sudo()
        recent = Domain("solved_on", "=", False) | Domain("solved_on", ">=", since)
        plans = Plan.search(own & Domain("stage", "in", ("proposed", "agreed")))
        return [
            *filter(None, map(self._tell_settlement, Settlement.search(own & Domain("deadline", ">=", since)))),
            *filter(None, (self._tell_plan(plan, since) for plan in plans)),
            *filter(None, map(self._tell_promise, Promise.search(own & Domain("deadline", ">=", since)))),
            *filter(None, map(self._tell_dispute, Dispute.search(own & recent))),
        ]

    # === PROMISES === #

    def _tell_promise(self, promise):
        state = promise.state
        states = {
            "pending": (self.env._("Awaited"), ""),
            "kept": (self.env._("Paid, thank you"), "good"),
            "partly": (self.env._("Paid in part only"), "late"),
            "broken": (self.env._("Not received yet"), "late"),
        }
        if state not in states:
            return None
        sentences = [
            self.env._(
                "You promised %(amount)s for %(date)s, on %(invoices)s.",
                amount=format_amount(self.env, promise.amount, promise.currency_id),
                date=format_date(self.env, promise.date),
                invoices=promise.invoice_names,
            )
        ]
        if promise.amount_received and state in ("pending", "partly"):
            received = format_amount(self.env, promise.amount_received, promise.currency_id)
            sentences.append(self.env._("%s has reached us since.", received))
        return Agreement((promise._name, promise.id), self.env._("Promise to pay"), tuple(sentences), *states[state])

    # === PAYMENT PLANS === #

    def _tell_plan(self, plan, since):
        state = plan.state
        states = {
            "proposed": (self.env._("Waiting for your answer"), ""),
            "running": (self.env._("Running"), ""),
            "completed": (self.env._("Paid, thank you"), "good"),
            "broken": (self.env._("Ended"), "late"),
        }
        ended = plan.broken_on if state == "broken" else plan.last_date if state == "completed" else None
        if state not in states or (ended and ended < since):
            return None
        sentences = [
            self.env._(
                "%(reference)s: %(amount)s in %(count)s instalments until %(date)s, on %(invoices)s.",
                reference=plan.reference,
                amount=format_amount(self.env, plan.amount, plan.currency_id),
                count=len(plan.line_ids),
                date=format_date(self.env, plan.last_date),
                invoices=plan.invoice_names,
            )
        ]
        if state == "proposed" and plan.answer_by:
            day = format_date(self.env, plan.answer_by)
            sentences.append(self.env._("We propose it to you, and await your answer until %s.", day))
        if state == "broken":
            sentences.append(
                self.env._("An instalment was not paid in time: the plan ended, and what is left is due again.")
            )
        return Agreement(
            (plan._name, plan.id),
            self.env._("Payment in instalments"),
            tuple(sentences),
            *states[state],
            plan.currency_id,
            tuple(map(self._tell_instalment, plan.line_ids)),
        )

    def _tell_instalment(self, line):
        labels = dict(line._fields["state"]._description_selection(self.env))
        tones = {"kept": "good", "late": "late", "missed": "late"}
        state = labels[line.state]
        if line.amount_received and line.state != "kept":
            received = format_amount(self.env, line.amount_received, line.currency_id)
            state = self.env._("%(state)s (%(amount)s received)", state=state, amount=received)
        return Step(line.date, line.amount_due or line.amount, state, tones.get(line.state, ""))

    # === DISPUTES === #

    def _tell_dispute(self, dispute):
        states = {
            "new": (self.env._("Being examined"), ""),
            "examining": (self.env._("Being examined"), ""),
            "waiting": (self.env._("Waiting for your answer"), ""),
            "accepted": (self.env._("Accepted"), "good"),
            "partly": (self.env._("Accepted in part"), "good"),
            "rejected": (self.env._("Not accepted"), "late"),
        }
        if dispute.state not in states:
            return None
        sentences = [
            self.env._(
                "%(reference)s: you contest %(amount)s on %(invoices)s.",
                reference=dispute.name,
                amount=dispute._format_amounts("amount"),
                invoices=dispute._get_invoice_names(),
            )
        ]
        if dispute.is_open:
            day = format_date(self.env, dispute.deadline)
            sentences.append(self.env._("We answer you by %s; until then this amount is not asked for.", day))
        elif dispute.state == "partly":
            sentences.append(self.env._("Accepted: %s.", dispute._format_amounts("amount_accepted")))
        return Agreement((dispute._name, dispute.id), self.env._("Dispute"), tuple(sentences), *states[dispute.state])

    # === DISCOUNTS === #

    def _tell_settlement(self, settlement):
        states = {
            "offered": (self.env._("Open"), ""),
            "accepted": (self.env._("Paid in time, thank you"), "good"),
            "lapsed": (self.env._("No longer valid"), "late"),
        }
        if settlement.state not in states:
            return None
        sentences = [
            self.env._(
                "If we receive %(to_pay)s by %(date)s, this settles the %(amount)s of %(invoices)s.",
                to_pay=format_amount(self.env, settlement.amount_to_pay, settlement.currency_id),
                date=format_date(self.env, settlement.date),
                amount=format_amount(self.env, settlement.amount, settlement.currency_id),
                invoices=settlement.invoice_names,
            )
        ]
        if settlement.state == "offered" and settlement.amount_received:
            received = format_amount(self.env, settlement.amount_received, settlement.currency_id)
            sentences.append(self.env._("%s has reached us since.", received))
        return Agreement(
            (settlement._name, settlement.id),
            self.env._("Our offer of a discount"),
            tuple(sentences),
            *states[settlement.state],
        )
