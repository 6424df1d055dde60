from odoo import fields, models


class RecouvrementContact(models.Model):
    """What was said about a dispute."""

    _inherit = "recouvrement.contact"

    dispute_id = fields.Many2one("recouvrement.dispute", index="btree_not_null", ondelete="set null")
