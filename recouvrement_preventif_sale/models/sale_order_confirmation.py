from markupsafe import Markup

from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError

from ..tools.concern import get_strictest
from .sale_order_approval import DEPOSIT_ACTIVITY


class SaleOrder(models.Model):
    """Where an order is confirmed: by a person, by the customer's signature, by a payment."""

    _inherit = "sale.order"

    def action_confirm(self):
        # EXTENDS 'sale': a person is told why; what runs by itself goes on, and leaves a task.
        held = self._get_recouvrement_held()
        if not held:
            return super().action_confirm()
        if not self.env.su:
            raise UserError("\n\n".join(order._describe_recouvrement_refusal(held[order]) for order in held))
        free = self - self.browse().union(*held)
        self._recouvrement_hold(held)
        return super(SaleOrder, free).action_confirm() if free else True

    def _action_confirm(self):
        # EXTENDS 'sale'
        res = super()._action_confirm()
        self._recouvrement_drop_requests()
        return res

    def _validate_order(self):
        # EXTENDS 'sale': held here already, before what other addons do on confirmation.
        held = self._get_recouvrement_held()
        self._recouvrement_hold(held)
        free = self - self.browse().union(*held)
        return super(SaleOrder, free)._validate_order() if free else None

    def action_recouvrement_ask_deposit(self):
        """Put the payment terms with a deposit on the quotation, as the policy asks for."""
        self.ensure_one()
        held = self._get_recouvrement_held().get(self, ())
        term_id = next((concern.term_id for concern in held if concern.term_id), None)
        if not term_id:
            raise UserError(self.env._("No deposit has to be asked for on this order any more."))
        self.payment_term_id = term_id

    def _get_recouvrement_held(self):
        """The quotations that cannot be confirmed as they are: {order: what keeps them, as Concern}."""
        blocks = self._get_recouvrement_blocks(self._get_recouvrement_concerns_now())
        return {order: concerns for order, concerns in blocks.items() if concerns}

    def _describe_recouvrement_refusal(self, blocks):
        """Why the order cannot be confirmed and what to do, for a person."""
        self.ensure_one()
        title = self.env._("%(order)s cannot be confirmed as it is.", order=self.name)
        texts = [concern.text for concern in blocks]
        return "\n".join([title, *(f"- {text}" for text in texts + self._get_recouvrement_steps(blocks))])

    def _recouvrement_hold(self, held):
        """Leave orders that the customer signed or paid online as quotations, and give somebody the task.

        Where only a deposit is missing, the salesperson; otherwise a manager, whose approval confirms the order.

        :param dict held: {order: what keeps it, as :class:`~..tools.concern.Concern`}
        """
        for order, blocks in held.items():
            reaction = get_strictest(concern.reaction for concern in blocks)
            order.with_user(SUPERUSER_ID).with_company(order.company_id)._recouvrement_leave_task(reaction)

    def _recouvrement_leave_task(self, reaction):
        self.ensure_one()
        if self._has_recouvrement_task(reaction):
            return
        person = self.user_id if reaction == "deposit" and self.user_id else self._get_recouvrement_approver()
        # In that person's language: the visitor's is another one.
        order = self.with_context(lang=person.lang or self.company_id.partner_id.lang)
        blocks = order._get_recouvrement_held().get(order, ())
        texts = Markup().join(Markup("<li>%s</li>") % concern.text for concern in blocks)
        order.message_post(
            body=Markup("%s<ul>%s</ul>")
            % (order.env._("The customer agreed online, and the order was not confirmed:"), texts),
            subtype_xmlid="mail.mt_note",
        )
        if reaction == "deposit":
            order._recouvrement_ask_salesperson(person)
        else:
            order._recouvrement_request(blocks)

    def _has_recouvrement_task(self, reaction):
        """Whether somebody has the task already: a payment may come to the order twice."""
        self.ensure_one()
        if reaction == "deposit":
            return bool(self.activity_search([DEPOSIT_ACTIVITY]))
        return self._get_recouvrement_last_approval().state == "asked"

    def _recouvrement_ask_salesperson(self, user):
        self.ensure_one()
        if user:
            self.activity_schedule(
                DEPOSIT_ACTIVITY,
                date_deadline=self.company_id._get_recouvrement_today(),
                user_id=user.id,
                summary=self.env._("The customer agreed: ask for the deposit, then confirm"),
            )
