from datetime import timedelta

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .recouvrement_plan import OPEN_STAGES


class RecouvrementPlan(models.Model):
    """What people decide on a payment plan: proposed, accepted, taken back, replaced."""

    _inherit = "recouvrement.plan"

    # === PROPOSED === #

    def action_submit(self):
        """Propose drafts to their customers, or give them to a manager when the policy asks for one."""
        for plan in self:
            plan.case_id.check_access("write")
            plan.sudo()._submit()
        return True

    def action_approve(self):
        """Propose to their customers the plans that go beyond the limits of the policy."""
        if not self.env.user.has_group("recouvrement_preventif.group_manager"):
            raise UserError(self.env._("Only a manager can approve a payment plan beyond the limits of the policy."))
        self.case_id.check_access("write")
        for plan in self.sudo():
            plan._check_stage(("to_approve",), self.env._("This plan does not wait for approval."))
            plan._propose()
        return True

    def _submit(self):
        """Propose a draft, or have a manager approve it."""
        self.ensure_one()
        self._check_stage(("draft",), self.env._("Only a draft can be proposed."))
        if self.objections and not self.env.user.has_group("recouvrement_preventif.group_manager"):
            self.stage = "to_approve"
            self.case_id._message_log(
                body=self.env._(
                    "Payment plan to be approved (%(plan)s): %(objections)s",
                    plan=self._describe_terms(),
                    objections=self.objections,
                )
            )
        else:
            self._propose()

    def _propose(self):
        """Propose a plan to its customer by e-mail."""
        self._set_proposed()
        self._send_proposal()

    def _set_proposed(self):
        """What a plan covers is not chased until the day by which the customer's answer is awaited."""
        self.ensure_one()
        self.case_id.lock_for_update()
        today = self.company_id._get_recouvrement_today()
        first = self.line_ids.sorted("date")[:1]
        if first.date < today:
            raise UserError(self.env._("The day of the first instalment has passed: simulate the plan again."))
        self.write({"made_on": today, "ledger_mark": self._get_ledger_mark()})
        self._check_room(today, {debt.move_line_id.id: debt.amount for debt in self.debt_ids})
        days = self.case_id.policy_id.plan_answer_days
        self.write(
            {
                "stage": "proposed",
                "answer_by": min(today + timedelta(days=days), first.deadline),
                "approved_by_id": self.env.uid if self.objections else False,
            }
        )
        # The former version holds what it covers until this one is accepted, unless it was only proposed.
        if self.previous_id.stage in OPEN_STAGES:
            self.previous_id._set_replaced(self)
        if not self.previous_id._is_running():
            self._suspend(self.answer_by, today)
        self.case_id._close_broken_plans()
        self.case_id._message_log(body=self._get_proposal_text())

    def _get_proposal_text(self):
        if not self.objections:
            return self.env._("Payment plan proposed (%s)", self._describe_terms())
        return self.env._(
            "Payment plan proposed (%(plan)s), allowed by %(user)s all the same: %(objections)s",
            plan=self._describe_terms(),
            user=self.env.user.name,
            objections=self.objections,
        )

    # === ACCEPTED === #

    def _accept(self, contact, day, means="other", note=None, documents=None):
        """Record that the customer accepts a plan: from now on what it covers is not chased, as long as it is kept.

        :param contact: `res.partner` that accepted
        :param date day: when
        :param str means: how, a value of `recouvrement.contact.kind`
        :param str note: what was said
        :param documents: `ir.attachment`, the signed agreement
        :raise UserError: the plan was not proposed, or it cannot be kept any more
        """
        self.ensure_one()
        self.case_id.check_access("write")
        plan = self.sudo()
        plan.case_id.lock_for_update()
        today = plan.company_id._get_recouvrement_today()
        plan._check_stage(("proposed",), self.env._("Only a plan that was proposed can be accepted."))
        if plan.line_ids.sorted("date")[:1].deadline < today:
            raise UserError(
                self.env._("The first instalment is already overdue: renegotiate the plan with days that can be kept.")
            )
        if not plan.made_on <= day <= today:
            raise UserError(
                self.env._(
                    "The plan was proposed on %(date)s: it was accepted since then, and not in the future.",
                    date=format_date(self.env, plan.made_on),
                )
            )
        plan._check_room(today, plan._get_unpaid())
        plan._set_agreed(contact, day, today, means, note, documents)

    def _set_agreed(self, contact, day, today, means="other", note=None, documents=None):
        """From a day on, what the plan covers is not chased, as long as it is kept.

        :param date today: that day; the others as in :meth:`_accept`
        """
        self.ensure_one()
        self.write(
            {
                "stage": "agreed",
                "accepted_on": day,
                "accepted_by_id": contact.id,
                "document_ids": [Command.link(document.id) for document in documents or ()],
                "exchange_id": self._record_acceptance(contact, day, means, note).id,
            }
        )
        self.previous_id._set_replaced(self)
        self._suspend(self.line_ids.sorted("date")[-1].deadline, today)
        self.case_id._message_log(body=self.env._("Payment plan accepted (%s)", self._describe_terms()))

    def _record_acceptance(self, contact, day, means, note):
        return self.env["recouvrement.contact"].create(
            {
                "case_id": self.case_id.id,
                "contact_id": contact.id,
                "date": day,
                "direction": "in",
                "kind": means,
                "note": note,
                "plan_id": self.id,
                "summary": self.env._("Accepts the payment plan %s", self._describe_terms()),
            }
        )

    # === ENDED === #

    def _set_cancelled(self, reason):
        """Take plans back: what they covered is chased again from now on.

        :param str reason: why, in words
        """
        for plan in self:
            plan.write(
                {
                    "stage": "cancelled",
                    "cancelled_on": plan.company_id._get_recouvrement_today(),
                    "cancel_reason": reason,
                }
            )
            plan._release()
            plan.case_id._message_log(
                body=self.env._(
                    "Payment plan cancelled (%(plan)s): %(reason)s", plan=plan._describe_terms(), reason=reason
                )
            )
        self.case_id._close_broken_plans()

    def _set_replaced(self, version):
        """Another version takes the place of plans: they can be read, and bind nobody any more. One that was
        broken stays so."""
        for plan in self.filtered(lambda plan: not plan.broken_on):
            plan.stage = "replaced"
            plan._release()
            plan.case_id._message_log(
                body=self.env._(
                    "Payment plan %(plan)s replaced by %(version)s", plan=plan.reference, version=version.reference
                )
            )

    def _is_running(self):
        """Whether the plan was agreed and has not ended."""
        return self.stage == "agreed" and not self.broken_on

    def _check_stage(self, stages, problem):
        self.ensure_one()
        if self.stage not in stages:
            raise UserError(problem)

    # === WHAT IS NOT CHASED === #

    def _suspend(self, until, today):
        """Keep what is planned from being chased.

        :param date until: the last day of it
        :param date today: the first one
        """
        self.ensure_one()
        suspensions = self.debt_ids.suspension_ids
        running = suspensions.filtered_domain(suspensions._get_running_domain(today))
        running.date_to = until
        reason = self._get_suspension_reason()
        running.reason = reason
        self.env["recouvrement.suspension"].create(
            [
                {
                    "case_id": self.case_id.id,
                    "kind": "plan",
                    "move_id": debt.move_id.id,
                    "line_id": debt.move_line_id.id,
                    "plan_debt_id": debt.id,
                    "amount": debt.amount,
                    "date_from": today,
                    "date_to": until,
                    "user_id": self.user_id.id,
                    "reason": reason,
                }
                for debt in self.debt_ids - running.plan_debt_id
            ]
        )

    def _get_suspension_reason(self):
        if self.stage == "proposed":
            return self.env._("Payment plan %s proposed", self.reference)
        return self.env._(
            "Payment plan %(plan)s, %(count)s instalments until %(date)s",
            plan=self.reference,
            count=len(self.line_ids),
            date=format_date(self.env, self.last_date),
        )

    def _release(self):
        """What the plans covered is chased again from now on."""
        for plan in self:
            plan.debt_ids.suspension_ids._release(plan.company_id._get_recouvrement_today())
