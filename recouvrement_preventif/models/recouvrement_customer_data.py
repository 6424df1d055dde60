from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.verification import INVALID, VALID, check_email, check_phone

# Field of this model: (kind of check that chooses the contact, field of the contact).
DATA = {
    "data_email": ("email", "email"),
    "data_phone": ("phone", "phone"),
    "data_street": ("address", "street"),
    "data_street2": ("address", "street2"),
    "data_zip": ("address", "zip"),
    "data_city": ("address", "city"),
    "data_country_id": ("address", "country_id"),
    "data_registry": ("identity", "company_registry"),
    "data_vat": ("identity", "vat"),
}


def _read(name):
    """What reads one datum. Each has its own: what was typed would be lost to the one that reads another."""

    @api.depends("partner_id")
    def compute(self):
        kind, field = DATA[name]
        for data in self:
            data[name] = data[f"data_{kind}_contact_id"].sudo()[field]

    return compute


class RecouvrementCustomerData(models.AbstractModel):
    """The data of a customer, as whoever is with him reads them out, corrects and confirms them; each thing is that of
    the contact whom reminders reach."""

    _name = "recouvrement.customer.data"
    _description = "Data of a Customer"

    data_email_contact_id = fields.Many2one(
        "res.partner", compute="_compute_data_contacts", store=True, string="E-mail of"
    )
    data_phone_contact_id = fields.Many2one(
        "res.partner", compute="_compute_data_contacts", store=True, string="Telephone of"
    )
    data_address_contact_id = fields.Many2one(
        "res.partner", compute="_compute_data_contacts", store=True, string="Address of"
    )
    data_identity_contact_id = fields.Many2one(
        "res.partner", compute="_compute_data_contacts", store=True, string="Identity of"
    )
    data_email = fields.Char(string="E-mail", compute=_read("data_email"), store=True, readonly=False)
    data_phone = fields.Char(string="Telephone", compute=_read("data_phone"), store=True, readonly=False)
    data_street = fields.Char(string="Street", compute=_read("data_street"), store=True, readonly=False)
    data_street2 = fields.Char(string="Address, continued", compute=_read("data_street2"), store=True, readonly=False)
    data_zip = fields.Char(string="Postcode", compute=_read("data_zip"), store=True, readonly=False)
    data_city = fields.Char(string="Town", compute=_read("data_city"), store=True, readonly=False)
    data_country_id = fields.Many2one(
        "res.country", string="Country", compute=_read("data_country_id"), store=True, readonly=False
    )
    data_registry = fields.Char(
        string="Registration number", compute=_read("data_registry"), store=True, readonly=False
    )
    data_vat = fields.Char(string="VAT number", compute=_read("data_vat"), store=True, readonly=False)
    data_can_write = fields.Boolean(compute="_compute_data_can_write")
    data_reason = fields.Text(string="What is to be seen to", compute="_compute_data_reason")

    def _get_data_customer(self):
        """The customer whose data these are."""
        return self.partner_id

    def _get_data_company(self):
        return self.env.company

    @api.depends("partner_id")
    def _compute_data_contacts(self):
        for data in self:
            customer = data._get_data_customer().sudo()
            choice = customer._get_recouvrement_choice(data._get_data_company()).get(customer, {})
            for kind in ("email", "phone", "address", "identity"):
                data[f"data_{kind}_contact_id"] = choice[kind][0] if kind in choice else False

    @api.depends("partner_id")
    @api.depends_context("uid")
    def _compute_data_can_write(self):
        for data in self:
            data.data_can_write = bool(data.partner_id) and data.partner_id.has_access("write")

    @api.depends("partner_id")
    @api.depends_context("lang")
    def _compute_data_reason(self):
        for data in self:
            customer, company = data._get_data_customer(), data._get_data_company()
            found = customer._get_recouvrement_freshness(company, company._get_recouvrement_today())
            data.data_reason = "\n".join(found[customer].reasons) if customer in found else False

    def _confirm_data(self, how):
        """Write what was corrected, with the rights of the user, then keep that all of it was confirmed today.

        :param str how: `quotation`, `order`, `call` or `visit`
        :raise UserError: a correction cannot be right
        """
        self.ensure_one()
        self._write_data()
        company = self._get_data_company()
        self._get_data_customer()._confirm_recouvrement_data(company, company._get_recouvrement_today(), how)

    def _write_data(self):
        changes = {}
        for name, (kind, field) in DATA.items():
            contact = self[f"data_{kind}_contact_id"]
            if contact and (self[name] or False) != (contact[field] or False):
                changes.setdefault(contact, {})[field] = self[name].id if name == "data_country_id" else self[name]
        for contact, vals in changes.items():
            contact.write(self._check_data(contact, vals))

    @api.model
    def _check_data(self, contact, vals):
        """Say what cannot be right while it is still on the screen.

        :return: the values to write, telephone numbers as the world writes them
        """
        Verification = self.env["recouvrement.verification"]
        country = self.env["res.country"].browse(vals.get("country_id")) or contact._get_recouvrement_country()
        phone = check_phone(vals.get("phone"), country.code or "")
        for kind, finding in (("email", check_email(vals.get("email"))), ("phone", phone)):
            if finding.result == INVALID:
                raise UserError(Verification._describe_finding(kind, finding.code, vals[kind], finding.hint))
        return {**vals, "phone": phone.hint} if phone.result == VALID else vals
