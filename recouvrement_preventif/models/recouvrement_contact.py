from odoo import api, fields, models
from odoo.exceptions import UserError


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
    date = fields.Date(required=True, default=lambda self: self.env.company._get_recouvrement_today())
    kind = fields.Selection(
        [("call", "Telephone call"), ("email", "E-mail"), ("letter", "Letter"), ("visit", "Visit"), ("other", "Other")],
        required=True,
        default="call",
    )
    direction = fields.Selection([("out", "From us"), ("in", "From the customer")], required=True, default="out")
    contact_id = fields.Many2one(
        "res.partner",
        string="With",
        ondelete="restrict",
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    phone = fields.Char(string="Number", help="The number that was called.")
    outcome = fields.Selection(
        [
            ("promise", "Promises to pay"),
            ("dispute", "Contests"),
            ("call_back", "Call back"),
            ("no_answer", "No answer"),
            ("wrong_number", "Wrong number"),
            ("refuse", "Refuses to pay"),
            ("other", "Other"),
        ],
    )
    user_id = fields.Many2one("res.users", string="By", required=True, default=lambda self: self.env.user)
    summary = fields.Char(required=True)
    note = fields.Text()
    override_reason = fields.Char(
        string="Why in spite of the limits", help="Written by a manager, when the policy allowed no contact that day."
    )

    # Two people who call the same customer at the same time: the second one is told.
    _one_call_a_day = models.UniqueIndex(
        "(case_id, date) WHERE kind = 'call' AND direction = 'out' AND override_reason IS NULL",
        "This customer has already been called that day.",
    )
    _wrong_number_index = models.Index("(contact_id, phone) WHERE outcome = 'wrong_number'")

    @api.constrains("date")
    def _check_date(self):
        for contact in self:
            if contact.date > contact.company_id._get_recouvrement_today():
                raise UserError(self.env._("An exchange that has not taken place yet cannot be recorded."))

    @api.constrains("contact_id", "direction")
    def _check_contact(self):
        """We talk to the customer's people; anybody may answer for it, its accountant for one."""
        for contact in self.filtered(lambda contact: contact.contact_id and contact.direction == "out"):
            if contact.contact_id.commercial_partner_id != contact.partner_id:
                raise UserError(
                    self.env._(
                        "%(contact)s is not a contact of %(customer)s.",
                        contact=contact.contact_id.display_name,
                        customer=contact.partner_id.display_name,
                    )
                )

    @api.constrains("override_reason")
    def _check_override(self):
        is_manager = self.env.user.has_group("recouvrement_preventif.group_manager")
        if not is_manager and any(self.mapped("override_reason")):
            raise UserError(self.env._("Only a manager can have a customer contacted beyond the limits of the policy."))

    @api.constrains("date", "kind", "direction")
    def _check_limits(self):
        """People are held by the limits of the policy too."""
        for contact in self:
            if contact._is_solicitation() and not (contact.override_reason or contact.reminder_id):
                problem = contact.case_id._get_contact_problem(contact.date, besides=contact)
                if problem:
                    raise UserError(problem)

    def _get_history_summary(self):
        """What was said, in a line."""
        return self.summary

    def _is_solicitation(self):
        """Whether a person of the company turned to the customer."""
        self.ensure_one()
        return self.direction == "out" and self.kind in ("call", "visit")
