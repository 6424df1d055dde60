from odoo import fields, models

from .recouvrement_charge import KIND_LABELS


class RecouvrementReminderCharge(models.Model):
    """A charge that a reminder asks for: a snapshot of what was said, kept as it was."""

    _name = "recouvrement.reminder.charge"
    _description = "Charge in a Reminder"
    _order = "reminder_id, id"
    _rec_name = "name"

    reminder_id = fields.Many2one("recouvrement.reminder", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="reminder_id.company_id", store=True, precompute=True, index=True)
    move_id = fields.Many2one("account.move", string="Late Invoice", index="btree_not_null", ondelete="set null")
    name = fields.Char(string="Invoice", required=True)
    kind = fields.Selection(KIND_LABELS, required=True)
    amount = fields.Monetary()
    currency_id = fields.Many2one("res.currency", required=True)
    explanation = fields.Text(help="How the amount was computed, in the language of the recipient.")
