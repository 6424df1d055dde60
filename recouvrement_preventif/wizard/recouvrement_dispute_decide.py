from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.recouvrement_dispute import DECISIONS


class RecouvrementDisputeDecide(models.TransientModel):
    """How a dispute is to end: a collector decides, whoever else owns it proposes."""

    _name = "recouvrement.dispute.decide"
    _description = "Decide a Dispute"

    dispute_id = fields.Many2one("recouvrement.dispute", required=True, ondelete="cascade")
    proposal = fields.Selection(related="dispute_id.proposal")
    proposal_note = fields.Text(related="dispute_id.proposal_note")
    proposed_by_id = fields.Many2one(related="dispute_id.proposed_by_id")
    recipient_emails = fields.Char(related="dispute_id.recipient_emails")
    can_decide = fields.Boolean(related="dispute_id.can_decide")
    decision = fields.Selection(DECISIONS)
    line_ids = fields.One2many("recouvrement.dispute.decide.line", "wizard_id", string="Invoices")
    answer = fields.Text(help="What the customer reads, in its language, in the e-mail that announces the decision.")
    send_answer = fields.Boolean(string="Answer by e-mail", default=True)
    note = fields.Text(string="Why")
    consequence = fields.Char(compute="_compute_consequence")

    @api.depends("decision", "dispute_id")
    @api.depends_context("lang")
    def _compute_consequence(self):
        for wizard in self:
            days = wizard.dispute_id.sudo().case_id.policy_id.dispute_grace_days
            credited = self.env._("A draft credit note is prepared, and what it covers is not chased meanwhile.")
            resumed = self.env._(
                "The customer is left %s days to pay; then the follow-up resumes where it stood.", days
            )
            wizard.consequence = {"accepted": credited, "rejected": resumed, "partly": f"{credited} {resumed}"}.get(
                wizard.decision
            )

    # === ACTIONS === #

    def action_decide(self):
        """Settle the dispute, and show the credit note if there is one."""
        self.ensure_one()
        self.dispute_id.check_access("write")
        amounts = self._get_amounts()
        if self.decision != "accepted" and not (self.answer or "").strip():
            raise UserError(self.env._("Give the reasons in the answer: the customer is owed them."))
        credits = self.dispute_id._decide(self.decision, amounts, (self.answer or "").strip())
        if self.send_answer:
            self.dispute_id._send_answer()
        return self.dispute_id._open_credits(credits) if credits else {"type": "ir.actions.act_window_close"}

    def action_propose(self):
        """Ask a collector to decide so."""
        self.ensure_one()
        self.dispute_id._as_owner()
        amounts = self._get_amounts()
        if not (self.note or "").strip():
            raise UserError(self.env._("Say why: whoever decides was not there."))
        self.dispute_id._propose(self.decision, amounts, self.note.strip())
        return {"type": "ir.actions.act_window_close"}

    def _get_amounts(self):
        """What is accepted of each line, checked: {`recouvrement.dispute.line`: amount}."""
        if not self.decision:
            raise UserError(self.env._("Choose a decision."))
        if self.decision == "rejected":
            return dict.fromkeys(self.dispute_id.line_ids, 0.0)
        if self.decision == "accepted":
            return {line: line.amount for line in self.dispute_id.line_ids}
        amounts = {line.dispute_line_id: line.currency_id.round(line.amount_accepted) for line in self.line_ids}
        for line, amount in amounts.items():
            if (
                line.currency_id.compare_amounts(amount, 0) < 0
                or line.currency_id.compare_amounts(amount, line.amount) > 0
            ):
                raise UserError(
                    self.env._("What is accepted of %s goes from zero to what is contested.", line.move_name)
                )
        if not any(amounts.values()):
            raise UserError(self.env._("Nothing is accepted: reject the dispute."))
        if all(line.currency_id.compare_amounts(amount, line.amount) == 0 for line, amount in amounts.items()):
            raise UserError(self.env._("All is accepted: accept the dispute."))
        return amounts
