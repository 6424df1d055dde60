from odoo import models
from odoo.tools import format_date


class RecouvrementCase(models.Model):
    """What a customer may arrange by himself on his page."""

    _inherit = "recouvrement.case"

    def _get_page_actions(self, visit):
        # EXTENDS 'recouvrement_preventif'
        actions = super()._get_page_actions(visit)
        for plan in self._get_plans_to_answer(visit.today):
            actions.append(
                (
                    "plan_answer",
                    self.env._("Read and accept the payment plan (by %s)", format_date(self.env, plan.answer_by)),
                    f"{visit.url}/plan/{plan.id}",
                )
            )
        policy = self.policy_id
        has_room = bool(visit.env["recouvrement.submission"]._get_promise_room(self, visit.today))
        if has_room and policy.page_promise:
            actions.append(("promise", self.env._("Promise a payment"), f"{visit.url}/promise"))
        if has_room and policy.page_plan:
            actions.append(("plan", self.env._("Pay in instalments"), f"{visit.url}/plan"))
        return actions

    def _get_plans_to_answer(self, today):
        """The plans that are proposed, and that the customer can accept on his page.

        :param date today: the company's date
        """
        self.ensure_one()
        if not self.policy_id.page_plan:
            return self.plan_ids.browse()
        return self.plan_ids.filtered(lambda plan: not plan._get_answer_problem(today))
