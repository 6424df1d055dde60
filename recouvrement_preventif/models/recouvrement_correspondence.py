from odoo import api, fields, models


class RecouvrementCorrespondence(models.AbstractModel):
    """What messages to a customer about a record have in common: whom they greet, who signs. Each value is written
    in the language of the context.

    A model that inherits it has `contact_id`, `partner_id`, `user_id` and `company_id`."""

    _name = "recouvrement.correspondence"
    _description = "Subject of Messages to a Customer"

    recipient_name = fields.Char(compute="_compute_recipient_name", compute_sudo=True)
    signature = fields.Html(compute="_compute_signature", compute_sudo=True, sanitize=False)

    def mail_allowed_qweb_expressions(self):
        # EXTENDS 'mail': anyone who may edit the text can use these.
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.company_id.email_formatted",
            "object.recipient_name",
            "object.signature",
        )

    @api.depends("contact_id.name", "partner_id.name")
    def _compute_recipient_name(self):
        for record in self:
            record.recipient_name = record.contact_id.name or record.partner_id.name

    @api.depends("user_id", "company_id")
    def _compute_signature(self):
        Reminder = self.env["recouvrement.reminder"]
        for record in self:
            record.signature = Reminder._format_signature(record.user_id, record.company_id)
