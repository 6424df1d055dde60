from odoo import fields, models


class RecouvrementContact(models.Model):
    """One exchange with a customer, made or received, over any channel and by anybody.

    What reminders said is not repeated here: an exchange exists beside them, or tells
    what became of one (the call that it asked for)."""

    _name = "recouvrement.contact"
    _description = "Exchange"
    _order = "date desc, id desc"
    _rec_name = "summary"

    case_id = fields.Many2one("recouvrement.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer", store=True, precompute=True)
    reminder_id = fields.Many2one(
        "recouvrement.reminder", string="For the Reminder", index="btree_not_null", ondelete="set null"
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    kind = fields.Selection(
        [("call", "Call"), ("email", "E-mail"), ("letter", "Letter"), ("visit", "Visit"), ("other", "Other")],
        required=True,
        default="call",
    )
    direction = fields.Selection([("out", "From us"), ("in", "From the customer")], required=True, default="out")
    contact_id = fields.Many2one("res.partner", string="With", ondelete="restrict")
    user_id = fields.Many2one("res.users", string="By", required=True, default=lambda self: self.env.user)
    summary = fields.Char(required=True)
    note = fields.Text()
