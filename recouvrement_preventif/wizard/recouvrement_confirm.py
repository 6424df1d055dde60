from odoo import api, fields, models
from odoo.tools import format_date


class RecouvrementConfirm(models.TransientModel):
    """The last word before messages leave in bulk: what would leave, and what the bank
    does not know yet."""

    _name = "recouvrement.confirm"
    _description = "Confirm Sending"
    _inherit = ["recouvrement.bank.notice"]
    _bank_companies = "company_ids"

    kind = fields.Selection(
        [("run", "Run now"), ("approve", "Approve"), ("activate", "Activate")], required=True, readonly=True
    )
    company_ids = fields.Many2many("res.company", readonly=True)
    reminder_ids = fields.Many2many("recouvrement.reminder", readonly=True)
    setup_id = fields.Many2one("recouvrement.setup", readonly=True, ondelete="cascade")
    summary = fields.Char(required=True, readonly=True)
    waiting = fields.Text(compute="_compute_waiting")

    @api.depends("company_ids", "kind")
    @api.depends_context("lang")
    def _compute_waiting(self):
        for confirm in self:
            reasons = [confirm._get_waiting_reason(company) for company in confirm.company_ids]
            confirm.waiting = "\n".join(filter(None, reasons))

    def _get_waiting_reason(self, company):
        """Why what is confirmed would not leave yet in a company, if so."""
        until = company.recouvrement_paused_until
        if until and until >= company._get_recouvrement_today():
            return self.env._(
                "%(company)s: reminders are paused until %(date)s, the messages wait until then.",
                company=company.name,
                date=format_date(self.env, until),
            )
        if company.recouvrement_mode != "live" and self.kind != "activate":
            return self.env._("%s: the reminders are not active, the messages wait.", company.name)
        return None

    @api.model
    def _open(self, vals):
        """The dialog that asks, as an action."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Before Anything Leaves"),
            "res_model": self._name,
            "res_id": self.create(vals).id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_confirm(self):
        """Do what was asked for, now that the numbers have been seen."""
        self.ensure_one()
        match self.kind:
            case "run":
                action = self.env["recouvrement.run"].action_run_now()
                action["params"]["next"] = {"type": "ir.actions.act_window_close"}
                return action
            case "approve":
                return self.reminder_ids.action_approve()
            case "activate":
                return self.setup_id._activate()
