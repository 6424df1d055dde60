from odoo import fields, models


class RecouvrementContact(models.Model):
    """What customers send from their page."""

    _inherit = "recouvrement.contact"

    kind = fields.Selection(selection_add=[("page", "Customer's page"), ("other",)], ondelete={"page": "set default"})
    submission_ids = fields.One2many("recouvrement.submission", "exchange_id")
