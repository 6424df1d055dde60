from odoo import api, fields, models


class RecouvrementLevel(models.Model):
    """What a level says by its other channel."""

    _inherit = "recouvrement.level"

    fallback_template_id = fields.Many2one(
        "mail.template",
        string="Otherwise with",
        ondelete="restrict",
        domain=[("model", "=", "recouvrement.reminder")],
        help="The text used when the message goes by the other channel; when empty, it is the same.",
    )

    @api.constrains("fallback_template_id")
    def _check_fallback_template(self):
        self._check_channels()

    def _get_template(self, channel):
        """The text of the level by a channel.

        :param str channel: value of `channel`
        :rtype: recordset of `mail.template`, empty when the level has none
        """
        self.ensure_one()
        if self.fallback_template_id and channel == self.fallback_channel:
            return self.fallback_template_id
        return self.template_id
