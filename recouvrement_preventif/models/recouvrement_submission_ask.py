from odoo import models
from odoo.exceptions import UserError


class RecouvrementSubmission(models.Model):
    """What a person does with a wish that was left to him."""

    _inherit = "recouvrement.submission"

    def action_record_promise(self):
        """Open the form that takes down the promise as the customer wishes it; a manager may accept it beyond the
        limits."""
        self._check_waiting()
        return self.env["recouvrement.case"]._get_promise_action(
            {
                "default_case_id": self.case_id.id,
                "default_contact_id": (self.contact_id or self.partner_id).id,
                "default_exchange_id": self.exchange_id.id,
                "default_promise_currency_id": self.wish_currency_id.id,
                "default_amount": self.wish_amount,
                "default_date": self.wish_date,
                "default_move_ids": self.wish_move_ids.ids,
                "default_note": self.text,
            }
        )

    def action_simulate_plan(self):
        """Open the simulator on the instalments that the customer wishes."""
        self._check_waiting()
        return self.env["recouvrement.case"]._get_simulation_action(
            {
                "default_case_id": self.case_id.id,
                "default_contact_id": (self.contact_id or self.partner_id).id,
                "default_currency_id": self.wish_currency_id.id,
                "default_number": self.wish_number,
                "default_first_date": self.wish_date,
                "default_submission_id": self.id,
                "default_note": self.text,
            }
        )

    def action_open_plan(self):
        """Open the plan that was asked for, accepted or refused."""
        self.ensure_one()
        return self.plan_id._get_open_action()

    def _check_waiting(self):
        self.ensure_one()
        self.case_id.check_access("write")
        if self.state != "new":
            raise UserError(self.env._("This request has already been handled."))
