from odoo import api, fields, models
from odoo.tools import format_amount, format_date

STATES = [
    ("pending", "Pending"),
    ("kept", "Kept"),
    ("partly", "Partly kept"),
    ("broken", "Broken"),
    ("void", "Nothing left to pay"),
    ("cancelled", "Cancelled"),
]
# The states of a word that was not kept.
BROKEN_STATES = ("partly", "broken")
# Those of a word whose day has come.
ENDED_STATES = ("kept", *BROKEN_STATES)


class RecouvrementPromise(models.Model):
    """A customer's word that an amount is paid by a day. What was said never changes;
    whether it was kept is read from the ledger each time it is asked."""

    _name = "recouvrement.promise"
    _description = "Promise to Pay"
    _inherit = ["recouvrement.agreement"]
    _order = "date desc, id desc"

    amount = fields.Monetary(string="Promised", required=True, readonly=True)
    date = fields.Date(string="Promised for", required=True, readonly=True)
    made_on = fields.Date(required=True, readonly=True)
    deadline = fields.Date(
        required=True,
        readonly=True,
        string="Awaited until",
        help="The promised day and the policy's days of grace: money that came in until then was on its way in time.",
    )
    contact_id = fields.Many2one(string="Promised by")
    exchange_id = fields.Many2one(
        "recouvrement.contact", string="Said in", readonly=True, index="btree_not_null", ondelete="set null"
    )
    means = fields.Selection(related="exchange_id.kind", string="How")
    user_id = fields.Many2one(string="Recorded by")
    reliability = fields.Char(related="case_id.promise_reliability")
    line_ids = fields.One2many("recouvrement.promise.line", "promise_id", string="Instalments", readonly=True)

    # What a person, or the scheduled job, took note of.
    cancelled_on = fields.Date(readonly=True)
    cancel_reason = fields.Char(readonly=True)
    broken_on = fields.Date(
        string="Noticed on", readonly=True, help="The day on which the owner was told that it was not kept."
    )

    _amount_positive = models.Constraint("CHECK(amount > 0)", "A promise is worth more than zero.")
    _dates_in_order = models.Constraint(
        "CHECK(made_on <= date AND date <= deadline)", "What is promised lies ahead of the day on which it is promised."
    )
    _watched_index = models.Index("(deadline) WHERE cancelled_on IS NULL AND broken_on IS NULL")
    _broken_index = models.Index("(case_id) WHERE broken_on IS NOT NULL")

    # === COMPUTE METHODS === #

    @api.depends("partner_id", "amount", "currency_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for promise in self:
            promise.display_name = promise._describe_terms(promise.partner_id)

    def _describe_terms(self, who=None):
        """Who pays what, and when, in a line.

        :param who: `res.partner`; whoever promised when None
        """
        self.ensure_one()
        return self.env._(
            "%(who)s: %(amount)s for %(date)s",
            who=(who or self.contact_id or self.partner_id).display_name or "",
            amount=format_amount(self.env, self.amount, self.currency_id),
            date=format_date(self.env, self.date),
        )

    # === BUSINESS METHODS === #

    def _set_cancelled(self, reason):
        """Take promises back: what they covered is chased again from now on.

        :param str reason: why, in words
        """
        for promise in self:
            today = promise.company_id._get_recouvrement_today()
            promise.write({"cancelled_on": today, "cancel_reason": reason})
            promise.line_ids.suspension_ids._release(today)
            promise.case_id._message_log(
                body=self.env._(
                    "Promise cancelled (%(promise)s): %(reason)s",
                    promise=promise._describe_terms(),
                    reason=reason,
                )
            )
        self.case_id._close_broken_promises()

    # === ACTIONS === #

    def action_cancel(self):
        """Open the form that takes a promise back, with the reason why."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel the Promise"),
            "res_model": "recouvrement.promise.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_promise_id": self.id},
        }
