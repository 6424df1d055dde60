import io
import json
import zipfile
from datetime import date, datetime

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

# What collection holds of people: model, the field of the customer, that of the person. A model that is not installed
# is passed over.
SOURCES = (
    ("recouvrement.case", "partner_id", None),
    ("recouvrement.verification", "customer_id", "partner_id"),
    ("recouvrement.reminder", "partner_id", "contact_id"),
    ("recouvrement.contact", "partner_id", "contact_id"),
    ("recouvrement.access", "case_id.partner_id", "contact_id"),
    ("recouvrement.submission", "partner_id", "contact_id"),
    ("recouvrement.correction", "submission_id.partner_id", "partner_id"),
    ("recouvrement.dispute", "partner_id", "reported_by_id"),
    ("recouvrement.promise", "partner_id", "contact_id"),
    ("recouvrement.plan", "partner_id", "contact_id"),
    ("recouvrement.settlement", "partner_id", "contact_id"),
    ("recouvrement.terms.acceptance", "partner_id", None),
    ("recouvrement.behaviour", "partner_id", None),
)
# What identifies the database, not the person; and what the chatter repeats.
HIDDEN = ("create_uid", "finding", "id", "nonce", "write_date", "write_uid")
PARTNER_FIELDS = ("name", "email", "phone", "street", "street2", "zip", "city", "country_id", "vat", "company_registry")


class RecouvrementPrivacyHolder(models.AbstractModel):
    """What collection holds of a person: of a customer everything, of one of its contacts what bears its name."""

    _name = "recouvrement.privacy.holder"
    _description = "Holder of Personal Data"

    @api.model
    def _get_holdings(self, partner):
        """What is held of a person.

        :param partner: `res.partner`, a customer or one of its contacts
        :return: list of recordsets with all rights, none of them empty
        """
        is_customer = partner == partner.commercial_partner_id
        holdings = []
        for name, customer_field, person_field in SOURCES:
            field = customer_field if is_customer else person_field
            if name not in self.env or not field:
                continue
            model = self.env[name].sudo().with_context(active_test=False)
            if person_field == "reported_by_id" and model._fields[person_field].comodel_name != "res.partner":
                continue
            if records := model.search(Domain(field, "=", partner.id)):
                holdings.append(records)
        return holdings

    @api.model
    def _export(self, partner):
        """What is held of a person, as a file to hand over.

        :param partner: `res.partner`
        :return: bytes of a ZIP archive: `data.json`, in the language of the context, and the documents of the person
        """
        holdings = self._get_holdings(partner)
        content = {
            "person": self._describe(partner.sudo(), PARTNER_FIELDS),
            "collection": {
                self._get_model_label(records): [self._describe(record) for record in records] for records in holdings
            },
        }
        with io.BytesIO() as buffer:
            with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("data.json", json.dumps(content, ensure_ascii=False, indent=2))
                for document in self._get_documents(holdings):
                    archive.writestr(f"documents/{document.id}-{document.name}".replace("..", "."), document.raw or b"")
            return buffer.getvalue()

    @api.model
    def _get_model_label(self, records):
        return self.env["ir.model"]._get(records._name).name

    @api.model
    def _get_documents(self, holdings):
        """The files that came with what is held."""
        documents = self.env["ir.attachment"].sudo()
        for records in holdings:
            for field in records._fields.values():
                if field.store and field.comodel_name == "ir.attachment" and field.type in ("many2one", "many2many"):
                    documents |= records[field.name]
        return documents

    @api.model
    def _describe(self, record, names=None):
        """One record in words: {label: value} of what is stored and filled."""
        described = {}
        for name, field in record._fields.items():
            if names is None and (not field.store or name in HIDDEN):
                continue
            if names is not None and name not in names:
                continue
            if field.type in (
                "one2many",
                "many2many",
                "binary",
                "many2one_reference",
                "reference",
                "json",
                "properties",
            ):
                continue
            value = record[name]
            if value or (field.type in ("float", "monetary", "integer") and value is not False):
                described[field._description_string(self.env) or name] = self._get_plain_value(field, value)
        if record._name == "recouvrement.reminder" and record.message_id:
            described[self.env._("What it said")] = html2plaintext(record.message_id.body or "")
        return described

    @api.model
    def _get_plain_value(self, field, value):
        if field.type == "many2one":
            return value.display_name
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "html":
            return html2plaintext(value)
        return value.isoformat() if isinstance(value, (date, datetime)) else value
