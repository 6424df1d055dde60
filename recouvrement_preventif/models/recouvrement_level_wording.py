from odoo import api, fields, models


class RecouvrementLevel(models.Model):
    """Words of a level's texts that could have them taken for a court's or a bailiff's."""

    _inherit = "recouvrement.level"

    wording_warning = fields.Html(compute="_compute_wording_warning", compute_sudo=True, sanitize=False)

    @api.depends("template_id", "fallback_template_id")
    @api.depends_context("lang")
    def _compute_wording_warning(self):
        Template = self.env["mail.template"]
        for level in self:
            templates = level.template_id | level.fallback_template_id
            level.wording_warning = Template._describe_wording(templates._find_delicate_words())
