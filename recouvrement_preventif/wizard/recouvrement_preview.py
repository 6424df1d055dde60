import functools

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date


class RecouvrementPreview(models.TransientModel):
    """Who would get what on a day, and who would get nothing and why; with another policy,
    beside what today's does."""

    _name = "recouvrement.preview"
    _description = "Preview"
    _inherit = ["recouvrement.bank.notice"]
    _transient_max_hours = 24

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        string="Day",
        required=True,
        default=lambda self: self.env.company._get_recouvrement_today(),
        help="The plan of that day, as if nothing were paid or sent until then.",
    )
    policy_id = fields.Many2one(
        "recouvrement.policy",
        string="Compare with",
        domain="[('company_id', 'in', (False, company_id))]",
        help="What this policy would do, beside what today's does. Customers with a policy of their own keep it.",
    )
    line_ids = fields.One2many("recouvrement.preview.line", "preview_id")

    @api.model
    def _open_for(self, company, day, policy=None):
        """The list of who would get what on a day, as an action."""
        values = {"company_id": company.id, "date": day, "policy_id": policy.id if policy else False}
        return self.create(values).action_show()

    def action_show(self):
        """List what would happen to each customer."""
        self.ensure_one()
        self._check()
        self._fill()
        line_list = "view_list_compare" if self.policy_id else "view_list"
        return {
            "type": "ir.actions.act_window",
            "name": self._get_title(),
            "res_model": "recouvrement.preview.line",
            "view_mode": "list,kanban",
            "mobile_view_mode": "kanban",
            "views": [
                (self.env.ref(f"recouvrement_preventif.recouvrement_preview_line_{line_list}").id, "list"),
                (False, "kanban"),
            ],
            "domain": [("preview_id", "=", self.id)],
            "context": {
                "search_default_by_summary": not self.policy_id,
                "default_preview_id": self.id,
                "create": False,
            },
            "target": "main",
            "help": self.env._("Nothing would be due on that day."),
        }

    def _check(self):
        self.company_id._check_recouvrement_allowed()
        if self.date < self.company_id._get_recouvrement_today():
            raise ValidationError(self.env._("Choose today or a day to come: what is past is in the reminders."))
        if not self.company_id._get_recouvrement_policy():
            raise UserError(
                self.env._("Choose the collection policy of %s first: start its reminders.", self.company_id.name)
            )

    def _get_title(self):
        date = format_date(self.env, self.date)
        if not self.policy_id:
            return self.env._("Preview of %s", date)
        return self.env._(
            "%(changed)s of %(count)s change: %(policy)s",
            policy=self.policy_id.name,
            changed=len(self.line_ids.filtered("is_changed")),
            count=len(self.line_ids),
        )

    def _fill(self):
        """Plan the day, once for each policy, into lines."""
        planner, company = self.env["recouvrement.planner"], self.company_id
        plan = planner.plan(company, self.date)
        plans = [{entry.partner_id: entry for entry in plan}]
        if self.policy_id:
            other = planner.plan(company, self.date, policy=self.policy_id)
            plans.append({entry.partner_id: entry for entry in other})
        partner_ids = list(dict.fromkeys(partner_id for entries in plans for partner_id in entries))
        Line = self.env["recouvrement.preview.line"]
        self.line_ids.unlink()
        # The same few words come back in line after line.
        summarize = functools.cache(Line._summarize)
        Line.create(
            [
                Line._prepare_vals(self, partner_id, summarize, *(entries.get(partner_id) for entries in plans))
                for partner_id in partner_ids
            ]
        )
