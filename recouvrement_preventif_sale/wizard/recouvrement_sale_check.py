from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.recouvrement_policy import REACTIONS
from ..tools.concern import get_strictest


class RecouvrementSaleCheck(models.TransientModel):
    """What has to be settled before an order is confirmed, and the one click that settles it."""

    _name = "recouvrement.sale.check"
    _description = "Before Confirming an Order"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    banner = fields.Html(related="order_id.recouvrement_banner")
    reaction = fields.Selection(REACTIONS, compute="_compute_reaction")
    is_signed = fields.Boolean(compute="_compute_reaction")
    is_asked = fields.Boolean(compute="_compute_reaction")
    is_manager = fields.Boolean(compute="_compute_reaction")
    note = fields.Char(string="What you say to the manager")
    reason = fields.Char()

    @api.depends("order_id")
    @api.depends_context("uid")
    def _compute_reaction(self):
        is_manager = self.env.user.has_group("recouvrement_preventif.group_manager")
        for check in self:
            check.reaction = get_strictest(concern.reaction for concern in check._get_blocks())
            check.is_signed = bool(check.order_id.signature)
            check.is_asked = check.order_id.recouvrement_approval_state == "asked"
            check.is_manager = is_manager

    def _get_blocks(self):
        return self.order_id._get_recouvrement_held().get(self.order_id, ())

    def action_ask_deposit(self):
        """Put the payment terms with a deposit on the order, and confirm it."""
        self.ensure_one()
        self.order_id.action_recouvrement_ask_deposit()
        return self._confirm()

    def action_request(self):
        """Ask a manager for approval."""
        self.ensure_one()
        order = self.order_id
        order.check_access("write")
        blocks = [concern for concern in self._get_blocks() if concern.reaction == "approval"]
        if not blocks:
            raise UserError(self.env._("This order needs no approval any more."))
        order._recouvrement_request(blocks, note=self.note, user=self.env.user)
        if self.note:
            order._recouvrement_say(self.env._("Approval was asked for: %(note)s", note=self.note), self.env.user)
        else:
            order._recouvrement_say(self.env._("Approval was asked for."), self.env.user)
        return {"type": "ir.actions.act_window_close"}

    def action_override(self):
        """A manager confirms the order nevertheless, and says why."""
        self.ensure_one()
        if not self.reason:
            raise UserError(self.env._("Say why the order is confirmed nevertheless: it is kept with the order."))
        self.order_id._recouvrement_override(self._get_blocks(), self.reason)
        return self._confirm()

    def _confirm(self):
        action = self.order_id.action_recouvrement_check()
        return action if isinstance(action, dict) else {"type": "ir.actions.act_window_close"}
