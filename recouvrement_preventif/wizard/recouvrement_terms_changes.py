from odoo import api, fields, models


class RecouvrementTermsChanges(models.TransientModel):
    """What the rules would write today, beside what they gave when payment terms were written."""

    _name = "recouvrement.terms.changes"
    _description = "What Changed since Payment Terms Were Written"

    terms_id = fields.Many2one("recouvrement.terms", required=True, readonly=True, ondelete="cascade")
    state = fields.Selection(related="terms_id.state")
    changes = fields.Html(compute="_compute_changes", sanitize=False)
    is_same = fields.Boolean(compute="_compute_changes")

    @api.depends("terms_id")
    def _compute_changes(self):
        for wizard in self:
            changes = wizard.terms_id._prepare_changes()
            wizard.is_same = not changes
            wizard.changes = self.env["ir.qweb"]._render("recouvrement_preventif.terms_changes", {"changes": changes})

    def action_prepare_next(self):
        """Prepare the version that says what the rules say now."""
        self.ensure_one()
        return self.terms_id.action_prepare_next()
