from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.contact_details import LONGEST, is_email, is_phone
from .recouvrement_correction import NEW_CONTACT

CONTACT_FIELDS = ("name", "email", "phone")
ADDRESS_FIELDS = ("street", "street2", "zip", "city")
IDENTITY_FIELDS = ("vat", "company_registry")


class RecouvrementSubmission(models.Model):
    """Contact details that a customer corrects on its page: proposed, until a person accepts them."""

    _inherit = "recouvrement.submission"

    correction_ids = fields.One2many("recouvrement.correction", "submission_id", string="Corrections", readonly=True)
    has_open_correction = fields.Boolean(compute="_compute_has_open_correction", compute_sudo=True)

    @api.depends("correction_ids.state")
    def _compute_has_open_correction(self):
        for submission in self:
            submission.has_open_correction = "proposed" in submission.correction_ids.mapped("state")

    # === WHAT CAN BE CORRECTED === #

    @api.model
    def _get_correctable(self, case, contact):
        """What a visitor may correct: the person that he is taken for, where invoices are sent, and what identifies
        the company. Nobody reads there how to reach somebody else.

        :param case: `recouvrement.case`
        :param contact: `res.partner`, may be empty
        :return: {name of the form's field: (`res.partner`, name of its field)}
        """
        customer = case.partner_id
        known = {f"contact_{name}": (contact, name) for name in CONTACT_FIELDS} if contact else {}
        address = customer.browse(customer.address_get(["invoice"])["invoice"])
        known |= {name: (address, name) for name in ADDRESS_FIELDS}
        if customer.is_company:
            known |= {name: (customer, name) for name in IDENTITY_FIELDS}
        return known

    @api.model
    def _read_correction(self, case, contact, entry):
        """What somebody typed to correct contact details.

        :param case: `recouvrement.case`
        :param contact: `res.partner`, may be empty
        :param dict entry: a value for each field of :meth:`_get_correctable`, `other_name`, `other_email` and
            `other_phone` of a new contact, `text`
        :return: (values for :meth:`_handle_correction`, {field: problem in words})
        """
        errors, changes = {}, []
        for field, (partner, name) in self._get_correctable(case, contact).items():
            if field not in entry:
                continue
            old = partner[name] or ""
            # What is known already is not judged.
            if " ".join(entry[field].split()) == " ".join(old.split()):
                continue
            new = self._read_detail(errors, field, name, entry[field], partner)
            changes.append({"field_name": name, "new_value": new, "old_value": old, "partner_id": partner.id})
            if name == "name" and not new:
                errors[field] = self.env._("A name cannot be empty.")
        other = {
            name: self._read_detail(errors, f"other_{name}", name, entry.get(f"other_{name}"), case.partner_id)
            for name in CONTACT_FIELDS
        }
        if any(other.values()):
            for name, problem in self._get_missing_details(other).items():
                errors.setdefault(f"other_{name}", problem)
        text = self._read_text(errors, entry.get("text"))
        if not (changes or any(other.values()) or text or errors):
            errors["text"] = self.env._("Nothing is different from what we know: change what is wrong, or tell us.")
        return {"changes": changes, "other": other if any(other.values()) else None, "text": text}, errors

    @api.model
    def _get_missing_details(self, other):
        missing = {
            "name": self.env._("Tell us the name of this person."),
            "email": self.env._("Tell us the e-mail address of this person."),
        }
        return {name: problem for name, problem in missing.items() if not other[name]}

    @api.model
    def _read_detail(self, errors, field, name, text, partner):
        """What was typed in a field of a contact; the country of `partner` says how telephone numbers are."""
        text = self._read_line(errors, field, text, LONGEST[name])
        if text and name == "email" and not is_email(text):
            errors.setdefault(field, self.env._("This is not an e-mail address: write it as name@example.com."))
        if text and name == "phone" and not self._is_phone(text, partner):
            errors.setdefault(field, self.env._("This is not a telephone number: write it as +33 1 23 45 67 89."))
        return text

    @api.model
    def _is_phone(self, text, partner):
        if not is_phone(text):
            return False
        # With `phone_validation`, the number has to exist in its country.
        format_phone = getattr(partner, "_phone_format", None)
        return not format_phone or bool(format_phone(number=text))

    # === WHAT FOLLOWS === #

    def _handle_correction(self, values):
        """Keep what is proposed, for somebody to accept or decline.

        :param dict values: what :meth:`_read_correction` understood
        """
        self.ensure_one()
        lines = [Command.create(change) for change in values["changes"]]
        if other := values.get("other"):
            contact = {"new_value": other["name"], "email": other["email"], "phone": other["phone"]}
            lines.append(Command.create({**contact, "field_name": NEW_CONTACT}))
        self.correction_ids = lines

    def _describe_correction(self):
        """What is corrected, in a line."""
        self.ensure_one()
        labels = dict(self.env["recouvrement.correction"]._fields["field_name"]._description_selection(self.env))
        names = ", ".join(dict.fromkeys(labels[correction.field_name] for correction in self.correction_ids))
        return names and self.env._("Proposes to correct: %s", names)

    # === ACTIONS === #

    def action_accept_corrections(self):
        """Accept everything that the customer proposes."""
        self.correction_ids.action_accept()

    def action_decline_corrections(self):
        """Decline everything that nobody accepted yet."""
        self.correction_ids.action_decline()

    def action_done(self):
        # EXTENDS 'recouvrement.submission'
        if any(submission.has_open_correction for submission in self):
            raise UserError(self.env._("Accept or decline each correction first: nothing is written otherwise."))
        return super().action_done()
