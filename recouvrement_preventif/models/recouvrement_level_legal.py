from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RecouvrementLevel(models.Model):
    """What a level does in the eyes of the law."""

    _inherit = "recouvrement.level"

    states_charges = fields.Boolean(
        string="States the charges",
        help="The message asks for the late interest and the indemnities too, line by line, where the law of the "
        "customer allows it on that day.",
    )

    @api.constrains("states_charges", "reference", "delay")
    def _check_states_charges(self):
        for level in self:
            if level.states_charges and level._is_preventive():
                raise ValidationError(
                    self.env._(
                        "The level “%(level)s” comes before the due date: nothing can be charged yet.", level=level.name
                    )
                )

    def _escalates(self):
        """Whether the law may make the level wait: it charges something, or it is a formal notice."""
        self.ensure_one()
        return self.states_charges or self._is_formal_notice()

    def _is_formal_notice(self):
        """Whether what the level sends is a formal notice, whichever of its channels it goes by."""
        self.ensure_one()
        return "notice" in self._get_channel_codes()
