from odoo import models


class RecouvrementChannelNotice(models.AbstractModel):
    """Formal notices: letters by registered mail, with the proof that they arrived."""

    _name = "recouvrement.channel.notice"
    _inherit = ["recouvrement.channel.letter"]
    _description = "Formal Notices"
