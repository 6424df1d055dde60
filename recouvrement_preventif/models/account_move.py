from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .res_partner import SEES_DEBTS


class AccountMove(models.Model):
    _inherit = "account.move"

    recouvrement_level_id = fields.Many2one(
        "recouvrement.level",
        string="Reminder Level",
        compute="_compute_recouvrement_level_id",
        search="_search_recouvrement_level_id",
        compute_sudo=True,
        groups=SEES_DEBTS,
    )
    recouvrement_next_action = fields.Char(
        string="Next Reminder", compute="_compute_recouvrement_next_action", compute_sudo=True, groups=SEES_DEBTS
    )
    recouvrement_hold = fields.Char(
        string="On Hold", compute="_compute_recouvrement_hold", compute_sudo=True, groups=SEES_DEBTS
    )

    @api.depends("line_ids.recouvrement_claim_ids.level_id")
    def _compute_recouvrement_level_id(self):
        claims = self.env["recouvrement.claim"].search(Domain("line_id.move_id", "in", self.ids))
        by_move = claims.grouped(lambda claim: claim.line_id.move_id)
        for move in self:
            levels = by_move.get(move._origin, claims.browse()).level_id
            move.recouvrement_level_id = levels.sorted(lambda level: (level.reference == "due", level.delay))[-1:]

    def _search_recouvrement_level_id(self, operator, value):
        if operator not in ("in", "like", "ilike", "any"):
            return NotImplemented
        if operator == "in" and False in value:
            unfollowed = ~Domain("line_ids", "any", Domain("recouvrement_claim_ids.level_id", "!=", False))
            return unfollowed | self._search_recouvrement_level_id("in", set(value) - {False})
        return Domain("line_ids", "any", Domain("recouvrement_claim_ids.level_id", operator, value))

    @api.depends("state", "payment_state", "line_ids.amount_residual", "partner_id")
    @api.depends_context("lang")
    def _compute_recouvrement_next_action(self):
        """What comes next for the customer of an open invoice, as its case says it."""
        self.recouvrement_next_action = False
        followed = self.filtered(
            lambda move: move.is_sale_document() and move.state == "posted" and move.amount_residual
        )
        for company, moves in followed.grouped("company_id").items():
            cases = self.env["recouvrement.case"].search(
                Domain("company_id", "=", company.id) & Domain("partner_id", "in", moves.commercial_partner_id.ids)
            )
            next_actions = {case.partner_id: case.next_action for case in cases}
            for move in moves:
                move.recouvrement_next_action = next_actions.get(move.commercial_partner_id, False)

    @api.depends("partner_id", "state")
    @api.depends_context("lang")
    def _compute_recouvrement_hold(self):
        today = self.env.company._get_recouvrement_today()
        Suspension = self.env["recouvrement.suspension"]
        running = Suspension.search(
            Suspension._get_running_domain(today)
            & Domain("case_id.partner_id", "in", self.commercial_partner_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
        )
        for move in self:
            holds = running.filtered(
                lambda hold, move=move: (
                    hold.case_id.partner_id == move.commercial_partner_id
                    and hold.company_id == move.company_id
                    and (hold.move_id or hold.line_id.move_id or move) == move
                )
            )
            last = holds.sorted("date_to")[-1:]
            move.recouvrement_hold = bool(last) and last._describe()

    def action_recouvrement_hold(self):
        """Put the invoice on hold: its reminders stop until a date."""
        self.ensure_one()
        if not self.is_sale_document() or self.state != "posted":
            raise UserError(self.env._("Only a posted customer invoice can be put on hold."))
        Case = self.env["recouvrement.case"]
        Case.check_access("write")
        case = Case.sudo()._ensure(self.company_id, self.commercial_partner_id.ids)
        return Case._get_hold_action({"default_case_id": case.id, "default_move_id": self.id})
