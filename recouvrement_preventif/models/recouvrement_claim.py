from odoo import fields, models


class RecouvrementClaim(models.Model):
    """How far one receivable instalment has climbed. Made when its first level is
    reached; what is owed is read from the instalment, never from here."""

    _name = "recouvrement.claim"
    _description = "Followed Receivable"
    _order = "id"
    _rec_name = "line_id"

    line_id = fields.Many2one(
        "account.move.line", string="Instalment", required=True, readonly=True, ondelete="cascade"
    )
    move_id = fields.Many2one(related="line_id.move_id")
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    level_id = fields.Many2one("recouvrement.level", readonly=True, index="btree_not_null", ondelete="restrict")
    reached_on = fields.Date(readonly=True, help="The day on which the instalment reached its level.")

    _line_unique = models.Constraint("UNIQUE(line_id)", "An instalment is followed once.")
