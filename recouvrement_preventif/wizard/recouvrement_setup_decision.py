from datetime import timedelta

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date


class RecouvrementSetup(models.TransientModel):
    """What is written once a manager has decided."""

    _inherit = "recouvrement.setup"

    def _apply_to_debts(self):
        for bracket in self.bracket_ids:
            bracket._apply()

    def _apply(self, mode):
        """Write the choices made here, whatever the user may write by himself.

        :param str mode: the `recouvrement_mode` from now on
        """
        self.ensure_one()
        self._check_manager(self.company_id)
        company = self.company_id.sudo()
        vals = {
            "recouvrement_mode": mode,
            "recouvrement_user_id": self.user_id.id,
            "recouvrement_start_date": self.start_date,
        }
        if company._get_recouvrement_policy() != self.policy_id:
            vals["recouvrement_policy_id"] = self.policy_id.id
        if (company.email or "") != (self.email or ""):
            vals["email"] = self.email
        before = company.recouvrement_mode
        company.write(vals)
        self._apply_to_debts()
        if mode != "off":
            self._wait_for_start()
            self.env.ref("recouvrement_preventif.ir_cron_run").with_user(SUPERUSER_ID)._trigger()
        if mode != before:
            company._log_recouvrement(self._get_mode_text(mode))

    def _wait_for_start(self):
        """Nothing leaves before a first day that is to come."""
        company, eve = self.company_id.sudo(), self.start_date - timedelta(days=1)
        if eve < company._get_recouvrement_today() or (company.recouvrement_paused_until or eve) > eve:
            return
        if company.recouvrement_paused_until != eve:
            company._pause_recouvrement(eve, self.env._("the reminders start the day after"))

    @api.model
    def _get_mode_text(self, mode):
        return {
            "off": self.env._("Reminders turned off."),
            "test": self.env._("Reminders in test: they are planned and shown, nothing leaves."),
            "live": self.env._("Reminders activated: what is due leaves."),
        }[mode]

    def action_save(self):
        """Write the choices, the reminders going on as they were."""
        self._apply(self.mode)
        self._preview()
        return self._notify(self.env._("Saved."))

    def action_test(self):
        """Plan and show everything from now on; nothing leaves."""
        self._apply("test")
        return self.env["recouvrement.preview"]._open_for(self.company_id, self._get_first_day())

    def action_turn_off(self):
        """Plan nothing any more; what is queued waits."""
        self._apply("off")
        return self._notify(self._get_mode_text("off"))

    def action_activate(self):
        """Ask for the last word, with the numbers of now in view."""
        self._check_manager(self.company_id)
        if not self.email:
            raise UserError(
                self.env._("Give the sender's e-mail address first: reminders leave in the company's name.")
            )
        self._preview()
        return self.env["recouvrement.confirm"]._open(
            {"kind": "activate", "setup_id": self.id, "company_ids": self.company_id.ids, "summary": self._summarize()}
        )

    def _summarize(self):
        """What activating does, in words."""
        return self.env._(
            "Messages that would leave on %(date)s: %(count)s, asking for %(amount)s.",
            count=self.sent_count,
            amount=format_amount(self.env, self.sent_amount, self.currency_id),
            date=format_date(self.env, self.planned_on),
        )

    def _activate(self):
        """Let what is due leave from now on."""
        self._apply("live")
        return self._reopen()

    @api.model
    def _notify(self, text):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": text, "next": {"type": "ir.actions.client", "tag": "soft_reload"}},
        }
