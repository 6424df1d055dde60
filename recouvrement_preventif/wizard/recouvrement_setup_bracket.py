from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..models.recouvrement_start import OldDebts


class RecouvrementSetupBracket(models.TransientModel):
    """What becomes of the older debts of an age."""

    _name = "recouvrement.setup.bracket"
    _description = "Older Debts"
    _order = "age_from, id"
    _transient_max_hours = 24

    setup_id = fields.Many2one("recouvrement.setup", required=True, ondelete="cascade")
    policy_id = fields.Many2one(related="setup_id.policy_id")
    currency_id = fields.Many2one(related="setup_id.currency_id")
    age_from = fields.Integer(required=True, readonly=True)
    age_to = fields.Integer(readonly=True, help="Zero: no end.")
    name = fields.Char(string="Overdue for", compute="_compute_name")
    debt_count = fields.Integer(string="Debts", compute="_compute_debts")
    amount = fields.Monetary(compute="_compute_debts")
    left_out_count = fields.Integer(string="Set aside already", compute="_compute_debts")
    decision = fields.Selection(
        [("follow", "Follow from the level"), ("leave_out", "Set aside"), ("keep", "Change nothing")], required=True
    )
    level_id = fields.Many2one(
        "recouvrement.level",
        domain="[('policy_id', '=', policy_id), '|', ('reference', '=', 'invoice'), ('delay', '>', 0)]",
    )

    @api.depends("age_from", "age_to")
    @api.depends_context("lang")
    def _compute_name(self):
        for bracket in self:
            if bracket.age_to:
                bracket.name = self.env._("%(start)s to %(end)s days", start=bracket.age_from, end=bracket.age_to)
            else:
                bracket.name = self.env._("%s days and more", bracket.age_from)

    @api.depends("setup_id.company_id", "setup_id.start_date", "age_from")
    def _compute_debts(self):
        for setup, brackets in self.grouped("setup_id").items():
            found = {}
            if setup.start_date:
                found = self.env["recouvrement.start"].count_old_debts(setup.company_id, setup.start_date)
            for bracket in brackets:
                debts = found.get(bracket.age_from, OldDebts())
                bracket.debt_count, bracket.amount, bracket.left_out_count = debts

    def _apply(self):
        """Do to the debts of this age what was decided."""
        self.ensure_one()
        start, company = self.env["recouvrement.start"], self.setup_id.company_id
        age = (self.age_from, self.age_to or None)
        if self.decision == "leave_out":
            start.leave_out_old_debts(company, self.setup_id.start_date, age)
        elif self.decision == "follow":
            if self.level_id.policy_id != self.setup_id.policy_id:
                raise ValidationError(
                    self.env._("Choose from which level of the policy the debts of %s are followed.", self.name)
                )
            start.follow_old_debts(company, self.setup_id.start_date, age, self.level_id)
