from odoo import api, fields, models
from odoo.tools import format_amount

from ..tools.summary import add_up


class RecouvrementRun(models.Model):
    _inherit = "recouvrement.run"

    paused_until = fields.Date(string="Paused until", compute="_compute_paused_until", compute_sudo=True)

    @api.depends("company_id.recouvrement_paused_until")
    def _compute_paused_until(self):
        """The pause that is in force now, whenever the run was."""
        for company, runs in self.grouped("company_id").items():
            until = company.recouvrement_paused_until
            runs.paused_until = until if until and until >= company._get_recouvrement_today() else False

    @api.model
    def action_confirm_run(self):
        """Have the scheduled job run at once; where messages would leave, show first how
        many, and what the bank does not know yet."""
        live = self.env.companies.filtered(lambda company: company.recouvrement_mode == "live")
        if not live or not self.env.user.has_group("recouvrement_preventif.group_user"):
            return self.action_run_now()
        return self.env["recouvrement.confirm"]._open(
            {
                "kind": "run",
                "company_ids": live.ids,
                "summary": " ".join(self._summarize_run(company) for company in live),
            }
        )

    @api.model
    def _summarize_run(self, company):
        """What a run would send now for a company, in words."""
        now = fields.Datetime.now()
        plan = self.env["recouvrement.planner"].plan(company, company._get_recouvrement_today(now), moment=now)
        count, amount = add_up(plan)
        return self.env._(
            "Messages that would leave now for %(company)s: %(count)s, asking for %(amount)s.",
            company=company.name,
            count=count,
            amount=format_amount(self.env, amount, company.currency_id),
        )
