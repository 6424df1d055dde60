from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.behaviour import INTENTS, PAYMENTS_SINCE, PROFILES


class RecouvrementProfileDecision(models.Model):
    """What a person decided about a customer's profile or intent, when, and on which facts. It is never changed."""

    _name = "recouvrement.profile.decision"
    _description = "Judgement of a Customer"
    _order = "id desc"
    _rec_name = "case_id"

    case_id = fields.Many2one("recouvrement.case", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer", store=True, precompute=True)
    kind = fields.Selection([("profile", "Profile"), ("intent", "Intent")], required=True, readonly=True)
    profile = fields.Selection(PROFILES, readonly=True)
    intent = fields.Selection(INTENTS, readonly=True)
    is_accepted = fields.Boolean(string="Accepted", readonly=True)
    date = fields.Date(required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Decided by", required=True, readonly=True)
    facts = fields.Text(readonly=True, help="What the decision rests on, as it was that day.")
    days_late = fields.Float(readonly=True, help="The average on which the decision was taken.")
    signals = fields.Json(readonly=True, help="The signals on which the decision was taken: {signal: value}.")

    _latest_index = models.Index("(case_id, kind, id)")

    @api.autovacuum
    def _gc_old_decisions(self):
        """What was decided on payments that no longer count is not kept."""
        self.search(Domain("date", "<", fields.Date.today() - PAYMENTS_SINCE)).unlink()
