from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_amount, format_date

from ..tools.sms_text import FIELDS, fill, get_unknown, measure

EXAMPLE_AMOUNT = 1234.56
EXAMPLE_INVOICE = "INV/2026/00042"


class RecouvrementLevel(models.Model):
    _inherit = "recouvrement.level"

    channel = fields.Selection(selection_add=[("sms", "SMS")], ondelete={"sms": "set default"})
    sms_text = fields.Text(
        string="SMS Text",
        translate=True,
        help="Leave empty to send the usual text, in the customer's language. Placeholders: "
        "{{ object.amounts }}, {{ object.invoice_names }}, {{ object.first_due_date }}, "
        "{{ object.recipient_name }}, {{ object.company_name }}.",
    )
    sms_example = fields.Text(string="As received", compute="_compute_sms_example")
    sms_size = fields.Char(string="SMS Length", compute="_compute_sms_example")

    @api.depends("sms_text", "reference", "delay", "policy_id.company_id")
    @api.depends_context("lang", "company")
    def _compute_sms_example(self):
        """What a customer would read, with an invoice of usual length."""
        for level in self:
            company = level.policy_id.company_id or self.env.company
            source = level._get_sms_text()
            if get_unknown(source):
                level.sms_example = level.sms_size = False
                continue
            values = {
                "amounts": format_amount(self.env, EXAMPLE_AMOUNT, company.currency_id),
                "company_name": company.name,
                "first_due_date": format_date(self.env, self.env.company._get_recouvrement_today()),
                "invoice_names": EXAMPLE_INVOICE,
                "recipient_name": self.env.user.name,
            }
            level.sms_example = fill(source, values)
            size = measure(level.sms_example)
            level.sms_size = self.env._(
                "%(characters)s characters, %(parts)s SMS", characters=size.characters, parts=size.parts
            )

    def _get_sms_text(self):
        """The text of the level's SMS with its placeholders, in the language of the context."""
        self.ensure_one()
        if self.sms_text:
            return self.sms_text
        if self._is_preventive():
            return self.env._(
                "{{ object.company_name }}: a note that {{ object.amounts }} ({{ object.invoice_names }}) "
                "falls due on {{ object.first_due_date }}. Thank you."
            )
        return self.env._(
            "{{ object.company_name }}: {{ object.amounts }} is still to be paid ({{ object.invoice_names }}, "
            "due {{ object.first_due_date }}). Already paid? Thank you."
        )

    @api.constrains("sms_text")
    def _check_sms_text(self):
        for level in self:
            if unknown := get_unknown(level.sms_text):
                raise ValidationError(
                    self.env._(
                        "The SMS text of the level “%(level)s” cannot use %(unknown)s. What it can use: %(known)s.",
                        level=level.name,
                        unknown=", ".join(unknown),
                        known=", ".join(f"{{{{ object.{name} }}}}" for name in FIELDS),
                    )
                )
