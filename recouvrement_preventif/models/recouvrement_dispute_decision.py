from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.business_days import add_open_days
from .recouvrement_dispute import DECISIONS, OPEN_STATES

# How long a payment that settled a dispute may come back.
UNDO_TIME = timedelta(days=60)


class RecouvrementDispute(models.Model):
    """How a dispute ends: whoever owns it proposes, a collector decides, and what was decided
    is done: a credit note, an answer, time to pay."""

    _inherit = "recouvrement.dispute"

    proposal = fields.Selection(DECISIONS, string="Proposed Decision", readonly=True, copy=False, tracking=True)
    proposal_note = fields.Text(string="Why It Is Proposed", readonly=True, copy=False)
    proposed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    answer = fields.Text(string="Answer to the Customer", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    can_decide = fields.Boolean(compute="_compute_can_decide")
    credit_missing = fields.Boolean(compute="_compute_credit_missing", compute_sudo=True)
    is_suspended = fields.Boolean(compute="_compute_is_suspended", compute_sudo=True)

    @api.depends_context("uid")
    def _compute_can_decide(self):
        self.can_decide = self.env.user.has_group("recouvrement_preventif.group_user")

    @api.depends("line_ids.amount_accepted", "line_ids.credit_move_id.state", "line_ids.suspension_ids.released_on")
    def _compute_credit_missing(self):
        for dispute in self:
            dispute.credit_missing = any(
                not line._has_credit() and line._get_waiting_suspensions()
                for line in dispute.line_ids
                if not dispute.is_open and line.amount_accepted
            )

    @api.depends("line_ids.suspension_ids.date_to", "line_ids.suspension_ids.released_on")
    def _compute_is_suspended(self):
        for dispute in self:
            dispute.is_suspended = any(dispute.line_ids.suspension_ids.mapped("is_running"))

    # === ACTIONS === #

    def _as_owner(self):
        """The same disputes for the inner workings, once it is known that the user may act on
        them: a collector, or their owner, who need not see the accounts."""
        self.check_access("read")
        if not self.env.user.has_group("recouvrement_preventif.group_user"):
            foreign = self.filtered(lambda dispute: dispute.user_id != self.env.user)
            if foreign:
                raise UserError(self.env._("%s belongs to somebody else: ask its owner.", foreign[:1].name))
        if any(dispute.state not in OPEN_STATES for dispute in self):
            raise UserError(self.env._("This dispute is settled: reopen it first."))
        return self.sudo()

    def action_examine(self):
        """Somebody examines the dispute."""
        self._as_owner()._set_state("examining")

    def action_wait(self):
        """The customer was asked for something: a proof, a return of goods."""
        self._as_owner()._set_state("waiting")

    def action_decide(self):
        """Open the form that decides, or proposes to decide."""
        self.ensure_one()
        self._as_owner()
        wizard = self.env["recouvrement.dispute.decide"].create(
            {
                "dispute_id": self.id,
                "decision": self.proposal,
                "line_ids": [
                    fields.Command.create(
                        {"dispute_line_id": line.id, "amount_accepted": line.amount_proposed or line.amount}
                    )
                    for line in self.line_ids
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide") if self.can_decide else self.env._("Propose a Decision"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_withdraw(self):
        """The customer no longer contests, or it was recorded by mistake: the follow-up goes on at once."""
        self.check_access("write")
        self._as_owner()._end("withdrawn")

    def action_reopen(self):
        """Examine again what was rejected, withdrawn or paid."""
        self.check_access("write")
        for dispute in self.sudo():
            if dispute.state not in ("rejected", "withdrawn", "closed"):
                raise UserError(
                    self.env._(
                        "%s cannot be reopened: what was accepted is credited. Record a new dispute for the rest.",
                        dispute.name,
                    )
                )
            dispute._reopen(dispute.company_id._get_recouvrement_today())

    def action_make_credits(self):
        """Prepare the credit notes of what was accepted, where they are missing."""
        self.ensure_one()
        self.check_access("write")
        credits = self.line_ids._make_credits(self.company_id._get_recouvrement_today())
        if not credits:
            raise UserError(self.env._("Nothing is missing: the credit notes of this dispute exist."))
        return self._open_credits(credits)

    def action_open_credits(self):
        """Show the credit notes of the dispute."""
        self.ensure_one()
        return self._open_credits(self.line_ids.credit_move_id)

    def _open_credits(self, credits):
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit Notes"),
            "res_model": "account.move",
            "context": {"default_move_type": "out_refund"},
        }
        if len(credits) == 1:
            return {**action, "view_mode": "form", "res_id": credits.id}
        return {**action, "view_mode": "list,form", "domain": [("id", "in", credits.ids)]}

    def action_end_suspension(self):
        """Chase again what waits for a credit note."""
        self.check_access("write")
        for dispute in self:
            suspensions = dispute.line_ids.suspension_ids.filtered("is_running")
            if not suspensions:
                raise UserError(self.env._("Nothing of this dispute is suspended any more."))
            suspensions.action_release()

    # === WHAT WAS DECIDED === #

    def _propose(self, decision, amounts, note):
        """Ask a collector to decide.

        :param str decision: value of `proposal`
        :param dict amounts: {line: amount to accept}
        :param str note: why
        """
        self.ensure_one()
        for line, amount in amounts.items():
            line.sudo().amount_proposed = amount
        dispute = self.sudo()
        dispute.write({"proposal": decision, "proposal_note": note, "proposed_by_id": self.env.uid})
        dispute.filtered(lambda dispute: dispute.state == "new")._set_state("examining")
        dispute._ask_for_decision()

    def _decide(self, decision, amounts, answer):
        """Settle a dispute: time to pay what is not accepted, a draft credit note of what is, an
        answer to the customer.

        :param str decision: accepted, partly or rejected
        :param dict amounts: {line: amount accepted, in the currency of the invoice}
        :param str answer: what the customer is told; required unless everything is accepted
        :return: the draft credit notes
        """
        self.ensure_one()
        # Two people who decide at the same time: the second one is told.
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        self._as_owner()
        today = self.company_id._get_recouvrement_today()
        for line, amount in amounts.items():
            line._check_creditable(amount)
            line.amount_accepted = amount
        self.write({"answer": answer, "decided_by_id": self.env.uid})
        self._end(decision)
        return self.line_ids._make_credits(today)

    def _end(self, state):
        """What follows the end of a dispute, whatever the end."""
        for company, disputes in self.grouped("company_id").items():
            today = company._get_recouvrement_today()
            ended = disputes._set_state(state)
            ended.solved_on = today
            ended._close_tasks()
            suspensions = ended.line_ids.suspension_ids
            if state in ("rejected", "partly"):
                for dispute in ended:
                    dispute._resume(today)
            elif state == "withdrawn":
                suspensions._release(today)
            elif state == "closed":
                # A payment may come back; until then nothing is left to chase.
                running = suspensions.filtered_domain(suspensions._get_running_domain(today))
                running.date_to = today + UNDO_TIME

    def _reopen(self, today):
        """Examine disputes again, with a new deadline; what they contest is suspended again.

        :param date today: the company's date
        """
        self.line_ids.suspension_ids._release(today)
        self.write({"solved_on": False, "decided_by_id": False, "answer": False, "proposal": False})
        for dispute in self._set_state("examining"):
            dispute.line_ids._check_amount()
            dispute._suspend()
            dispute.deadline = add_open_days(today, dispute.reason_id.delay_days, dispute.company_id.country_id.code)
