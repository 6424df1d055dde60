from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class RecouvrementCase(models.Model):
    """The payment plans of a customer."""

    _inherit = "recouvrement.case"

    plan_ids = fields.One2many("recouvrement.plan", "case_id", string="Payment Plans")

    def _merge_into(self, kept):
        # EXTENDS 'recouvrement_preventif': a plan follows its customer.
        self.env["recouvrement.plan"].sudo().search(Domain("case_id", "in", self.ids)).case_id = kept
        return super()._merge_into(kept)

    # === BROKEN PLANS === #

    def _get_plan_activities(self):
        """The tasks that ask to come back to broken plans."""
        activity_type = self.env.ref("recouvrement_preventif.mail_activity_plan", raise_if_not_found=False)
        return self.sudo().activity_ids.filtered(
            lambda activity: activity.active and activity.automated and activity.activity_type_id == activity_type
        )

    def _close_broken_plans(self):
        """Somebody came back to the broken plans of the cases."""
        self._get_plan_activities().unlink()

    def _schedule_broken_plan(self, summary, user):
        """Have the owner come back to a broken plan; one task per case.

        :param str summary: what happened, in words
        :param user: `res.users` to ask when the case has no owner
        """
        self.ensure_one()
        activity_type = self.env.ref("recouvrement_preventif.mail_activity_plan", raise_if_not_found=False)
        if waiting := self._get_plan_activities():
            waiting[0].summary = summary
        elif activity_type:
            # In the worklist: no e-mail announces it.
            self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
                {
                    "activity_type_id": activity_type.id,
                    "automated": True,
                    "date_deadline": self.company_id._get_recouvrement_today(),
                    "res_id": self.id,
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "summary": summary,
                    "user_id": (self._get_owner() or user).id,
                }
            )

    # === ACTIONS === #

    def action_simulate_plan(self):
        """Open the simulator of payment plans."""
        self.ensure_one()
        self.check_access("write")
        if not self.amount_due:
            raise UserError(self.env._("%s owes nothing that could be planned.", self.partner_id.display_name))
        return self._get_simulation_action({"default_case_id": self.id})

    @api.model
    def _get_simulation_action(self, context):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Simulate a Payment Plan"),
            "res_model": "recouvrement.plan.simulation",
            "view_mode": "form",
            "target": "new",
            "context": context,
        }
