from odoo import api, models


class RecouvrementChannelNotice(models.AbstractModel):
    """Formal notices: letters by registered mail, with the proof that they arrived."""

    _name = "recouvrement.channel.notice"
    _inherit = ["recouvrement.channel.letter"]
    _description = "Formal Notices"

    @api.model
    def _get_level_problem(self, level):
        # EXTENDS 'recouvrement.channel.letter'
        if not level.requires_approval:
            return self.env._(
                "The level “%(level)s” sends formal notices: a person must approve each of them. Tick its approval.",
                level=level.name,
            )
        return super()._get_level_problem(level)
