from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.concern import get_strictest
from .sale_order import PEOPLE

ACTIVITY = "recouvrement_preventif_sale.mail_activity_approval"
DEPOSIT_ACTIVITY = "recouvrement_preventif_sale.mail_activity_deposit"
MANAGER = "recouvrement_preventif.group_manager"


class SaleOrder(models.Model):
    """What is asked of a manager before an order is confirmed, and what the manager decides."""

    _inherit = "sale.order"

    recouvrement_approval_ids = fields.One2many(
        "recouvrement.sale.approval", "order_id", string="Approvals", groups=PEOPLE
    )
    recouvrement_approval_state = fields.Selection(
        [("asked", "To approve"), ("approved", "Approved"), ("refused", "Refused")],
        string="Approval",
        compute="_compute_recouvrement_approval_state",
        search="_search_recouvrement_approval_state",
        compute_sudo=True,
        groups=PEOPLE,
    )

    @api.depends("recouvrement_approval_ids.state")
    def _compute_recouvrement_approval_state(self):
        for order in self:
            order.recouvrement_approval_state = order._get_recouvrement_last_approval().state

    def _search_recouvrement_approval_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        last = {}
        for approval in self.env["recouvrement.sale.approval"].sudo().search([("state", "!=", "dropped")]):
            last.setdefault(approval.order_id.id, approval.state)
        among = [order_id for order_id, state in last.items() if state in value]
        if False in value:
            return ["|", ("id", "in", among), ("id", "not in", list(last))]
        return [("id", "in", among)]

    # === WHERE IT STANDS === #

    def _get_recouvrement_last_approval(self):
        self.ensure_one()
        approvals = self.sudo().recouvrement_approval_ids
        return approvals.filtered(lambda approval: approval.state != "dropped").sorted("id", reverse=True)[:1]

    def _get_recouvrement_approved_keys(self, deposit_term_ids):
        """The concerns that a manager approved on this order, as it is now."""
        self.ensure_one()
        approvals = self.sudo().recouvrement_approval_ids.filtered(
            lambda approval: approval.state == "approved" and approval._covers(self, deposit_term_ids)
        )
        return approvals._get_keys()

    def _describe_recouvrement_request(self):
        """What comes next on an order that a manager has to approve, as a sentence."""
        self.ensure_one()
        last = self._get_recouvrement_last_approval()
        if last.state == "asked":
            return self.env._("A manager was asked to approve this order: please wait for the answer.")
        if last.state == "refused":
            return self.env._(
                "%(manager)s refused this order: %(reason)s", manager=last.decided_by_id.name, reason=last.reason
            )
        return self.env._("A manager has to approve this order before it is confirmed.")

    # === ASKING === #

    def _recouvrement_request(self, blocks, note=None, user=None):
        """Ask a manager to approve an order. Asking twice asks once.

        :param blocks: what has to be approved, as :class:`~..tools.concern.Concern`
        :param str note: what the salesperson says
        :param user: `res.users` who asks; empty for the customer, online
        :return: the request, new or open already
        :rtype: recordset of `recouvrement.sale.approval`
        """
        self.ensure_one()
        asked = self.sudo().recouvrement_approval_ids.filtered(lambda approval: approval.state == "asked")
        if asked:
            return asked
        request = self._recouvrement_create_request(blocks, note=note, user_id=user.id if user else False)
        manager = self._get_recouvrement_approver()
        if manager:
            self.sudo().activity_schedule(
                ACTIVITY,
                date_deadline=self.company_id._get_recouvrement_today(),
                user_id=manager.id,
                summary=self.with_context(lang=manager.lang).env._("Approve or refuse the order"),
                note=request.concerns,
            )
        return request

    def _recouvrement_create_request(self, blocks, **vals):
        return (
            self.env["recouvrement.sale.approval"]
            .sudo()
            .create(
                {
                    "order_id": self.id,
                    "partner_id": self._get_recouvrement_payer().id,
                    "amount_total": self.amount_total,
                    "payment_term_id": self.payment_term_id.id,
                    "concern_keys": ",".join(concern.key for concern in blocks),
                    "concerns": "\n".join(concern.text for concern in blocks),
                    **vals,
                }
            )
        )

    def _get_recouvrement_approver(self):
        """The manager who is asked: the company's, else the first one who can read the order.

        :rtype: recordset of `res.users`, empty when nobody can
        """
        self.ensure_one()
        company = self.company_id
        managers = self.env.ref(MANAGER).sudo().all_user_ids
        managers = managers.filtered(lambda user: user.active and company in user.company_ids).sorted("id")
        for manager in company._get_recouvrement_manager() | managers:
            if self.with_user(manager).with_company(company).has_access("read"):
                return manager
        return managers.browse()

    # === DECIDING === #

    def _recouvrement_check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a collection manager can decide this."))

    def _recouvrement_decide(self, state, reason):
        """Approve or refuse what was asked about an order, and tell who asked.

        An order that the customer signed or paid online, and that was only waiting for this, is confirmed at once.

        :param str state: approved, refused
        :param str reason: why
        """
        self.ensure_one()
        self._recouvrement_check_manager()
        request = self.sudo().recouvrement_approval_ids.filtered(lambda approval: approval.state == "asked")
        if not request:
            raise UserError(self.env._("Nothing waits for a decision on this order any more."))
        if self.state not in ("draft", "sent"):
            raise UserError(self.env._("This order is not a quotation any more: there is nothing left to approve."))
        if state == "approved":
            concerns = self._get_recouvrement_concerns_now()[self]
            now = {concern.key for concern in concerns if concern.reaction == "approval"}
            request.concern_keys = ",".join(sorted(now | request._get_keys()))
        request._set_decided(state, self.env.user, reason)
        words = {
            "approved": self.env._("The order was approved: %(reason)s", reason=reason),
            "refused": self.env._("The order was refused: %(reason)s", reason=reason),
        }
        self._recouvrement_close_activities()
        self._recouvrement_say(words[state], request.user_id or self.user_id)
        if state == "approved" and not request.user_id:
            self.sudo()._validate_order()

    def _recouvrement_override(self, blocks, reason):
        """A manager decides that the order may be confirmed in spite of what is known.

        :param blocks: what keeps it from being confirmed, as :class:`~..tools.concern.Concern`
        :param str reason: why
        """
        self.ensure_one()
        self._recouvrement_check_manager()
        request = self.sudo().recouvrement_approval_ids.filtered(lambda approval: approval.state == "asked")
        keys = request._get_keys() | {concern.key for concern in blocks}
        if not request:
            request = self._recouvrement_create_request(blocks, user_id=self.env.user.id)
        request.concern_keys = ",".join(sorted(keys))
        request._set_decided("approved", self.env.user, reason)
        self._recouvrement_close_activities()
        texts = Markup().join(Markup("<li>%s</li>") % concern.text for concern in blocks)
        self._recouvrement_say(
            Markup("%s<ul>%s</ul>") % (self.env._("Confirmed nevertheless: %(reason)s", reason=reason), texts),
            request.user_id or self.user_id,
        )

    def _recouvrement_drop_requests(self):
        """Nobody has to decide any more: the order was confirmed or cancelled."""
        requests = self.sudo().recouvrement_approval_ids.filtered(lambda approval: approval.state == "asked")
        requests.state = "dropped"
        self._recouvrement_close_activities()

    def _recouvrement_close_activities(self):
        self.sudo().activity_unlink([ACTIVITY, DEPOSIT_ACTIVITY])

    def _recouvrement_say(self, body, user):
        """Write on the order what happened, and tell somebody other than who did it."""
        self.ensure_one()
        told = user.partner_id if user and user != self.env.user else self.env["res.partner"]
        self.message_post(body=body, partner_ids=told.ids, subtype_xmlid="mail.mt_note")

    def _action_cancel(self):
        # EXTENDS 'sale'
        self._recouvrement_drop_requests()
        return super()._action_cancel()

    # === ACTIONS === #

    def action_recouvrement_decide(self):
        """Open the dialog in which a manager approves or refuses the order."""
        self.ensure_one()
        self._recouvrement_check_manager()
        return self._recouvrement_open("recouvrement.sale.decide", self.env._("Approve or Refuse"))

    def action_recouvrement_check(self):
        """Confirm the order; where something has to be settled first, open the dialog in which it is."""
        self.ensure_one()
        blocks = self._get_recouvrement_blocks(self._get_recouvrement_concerns_now())[self]
        reaction = get_strictest(concern.reaction for concern in blocks)
        if not reaction or (reaction == "stop" and not self.env.user.has_group(MANAGER)):
            return self.action_confirm()
        return self._recouvrement_open("recouvrement.sale.check", self.env._("Before Confirming"))

    def _recouvrement_open(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {**self.env.context, "default_order_id": self.id},
        }
