from odoo import api, models
from odoo.fields import Domain

from ..tools.verification import (
    INVALID,
    MISSING,
    VALID,
    Datum,
    Finding,
    check_address,
    check_bank,
    check_email,
    check_identity,
    check_phone,
)

# The prefixes of the VAT numbers of the European Union that are no code of a country.
VAT_PREFIXES = {"EL": "GR", "XI": "XI"}
# The fields that say each thing.
FIELDS = {
    "email": ("email",),
    "phone": ("phone",),
    "address": ("street", "street2", "zip", "city", "country_id"),
    "identity": ("company_registry", "vat"),
}


class ResPartner(models.Model):
    """What is known of customers: the contact that counts for each thing, its value, and what is found in it."""

    _inherit = "res.partner"

    def _get_recouvrement_value(self, kind):
        """What is known of one contact, as it is kept with a check; empty when nothing is.

        :param str kind: of check
        """
        self.ensure_one()
        if kind == "bank":
            return (self._get_recouvrement_bank().acc_number or "").strip()
        parts = [self[name].code if name == "country_id" else self[name] for name in FIELDS.get(kind, ())]
        if kind == "address" and not any(parts[:-1]):
            return ""
        return ", ".join(part.strip() for part in parts if part and part.strip())

    def _get_recouvrement_finding(self, kind):
        """What a machine sees in what is known of one contact, without asking anybody.

        :param str kind: of check
        :rtype: Finding
        """
        self.ensure_one()
        country = self.country_id
        if kind == "email":
            return check_email(self.email)
        if kind == "phone":
            return check_phone(self.phone, self._get_recouvrement_country().code or "")
        if kind == "address":
            needs_postcode = not country or country.zip_required
            home = (self.company_id or self.env.company).country_id.code or ""
            return check_address(self.street, self.zip, self.city, country.code or "", needs_postcode, home)
        if kind == "identity":
            return check_identity(
                self.company_registry, self.vat, self._is_recouvrement_vat_valid(), country.code or ""
            )
        return check_bank(self._get_recouvrement_bank().acc_number)

    def _get_recouvrement_bank(self):
        """The bank account that counts: the first that is wrong, else the first."""
        accounts = self.bank_ids
        wrong = accounts.filtered(lambda account: check_bank(account.acc_number).result == INVALID)
        return (wrong or accounts)[:1]

    def _get_recouvrement_country(self):
        """The country whose habits a contact follows: its own, that of its customer, else that of the company."""
        self.ensure_one()
        return (
            self.country_id or self.commercial_partner_id.country_id or (self.company_id or self.env.company).country_id
        )

    def _is_recouvrement_vat_valid(self):
        """What core thinks of the VAT number, wherever it came from: an import may skip its check."""
        vat = (self.vat or "").strip()
        if vat in ("", "/"):
            return False
        prefix, number = self._split_vat(vat)
        code = VAT_PREFIXES.get(prefix, prefix)
        if code and code == (self.country_id.code or code):
            return bool(self._check_vat_number(code, number))
        return not self.country_id or bool(self._check_vat_number(self.country_id.code, vat))

    # === FOR SEVERAL CUSTOMERS === #

    def _get_recouvrement_data(self, company):
        """What is known of customers, with who confirmed it.

        :param company: `res.company`
        :return: {customer: list of (:class:`~..tools.verification.Datum`, code, value, hint)}
        """
        months = company._get_recouvrement_policy()._get_verification_months()
        checks = self._get_recouvrement_checks(company)
        data = {}
        for customer, chosen in self._get_recouvrement_choice(company).items():
            data[customer] = []
            for kind, (contact, value, written) in chosen.items():
                kept = checks.get((customer.id, kind), [])
                said = [check for check in kept if check.user_id]
                same = [check for check in said if check.partner_id == contact and (check.value or "") == value]
                seen = [check for check in kept if not check.user_id]
                finding = self._weigh_recouvrement_finding(written, value, same, seen)
                confirmed_on = same[0].date if same and same[0].result == VALID else None
                datum = Datum(
                    kind,
                    finding.result,
                    confirmed_on,
                    any(check.result == VALID for check in said),
                    months[kind],
                    asks=kind in ("email", "phone", "address"),
                )
                data[customer].append((datum, finding.code, value, finding.hint))
        return data

    @api.model
    def _weigh_recouvrement_finding(self, finding, value, said, seen):
        """What is found in the end: what cannot be right stays so; else the last word counts, a person's or that of
        the machine that asked elsewhere.

        :param finding: from the value alone
        :param said: what people said of this value, the latest first
        :param seen: what machines saw, the latest first
        """
        if finding.result in (INVALID, MISSING):
            return finding
        if said and said[0].result == INVALID:
            return Finding(INVALID, "person")
        last = next((check for check in seen if check.value == value), None)
        if last and last.result == INVALID and not (said and said[0].date >= last.date):
            return Finding(INVALID, last.finding or "", last.hint or "")
        return finding

    def _get_recouvrement_checks(self, company):
        """The checks of customers, the latest first, in one query.

        :return: {(customer id, kind): list of `recouvrement.verification`}
        """
        checks = {}
        for check in (
            self.env["recouvrement.verification"]
            .sudo()
            .search(
                Domain("customer_id", "in", self.ids)
                & Domain("company_id", "in", (False, company.id))
                & Domain("kind", "!=", "solvency")
            )
        ):
            checks.setdefault((check.customer_id.id, check.kind), []).append(check)
        return checks

    def _get_recouvrement_choice(self, company):
        """For each thing that is known of customers, the contact that counts: the one whom reminders would reach, else
        one of whom something is known, else the customer.

        :param company: `res.company`
        :return: {customer: {kind: (contact, value, :class:`~..tools.verification.Finding`)}}
        """
        contacts = self.with_company(company)._get_recouvrement_contacts()
        refused, wrong = contacts._get_recouvrement_refused()
        by_customer = contacts.grouped("commercial_partner_id")
        choice = {}
        for customer in self:
            among = by_customer.get(customer, customer)
            choice[customer] = {
                kind: among._choose_recouvrement_contact(customer, kind, refused, wrong)
                for kind in ("email", "phone", "address")
            }
            if customer.is_company or (customer.vat or "/") != "/":
                choice[customer]["identity"] = (
                    customer,
                    customer._get_recouvrement_value("identity"),
                    customer._get_recouvrement_finding("identity"),
                )
            if customer.bank_ids:
                finding = customer._get_recouvrement_finding("bank")
                choice[customer]["bank"] = (customer, customer._get_recouvrement_value("bank"), finding)
        return choice

    def _get_recouvrement_contacts(self):
        """The contacts of customers whom reminders may be addressed to, best first."""
        contacts = self.sudo().search(
            Domain("commercial_partner_id", "in", self.ids)
            & (Domain("id", "in", self.ids) | Domain("type", "in", ("collections", "invoice")))
        )
        places = {"collections": 0, "invoice": 1}
        return contacts.sorted(
            lambda contact: (2 if contact == contact.commercial_partner_id else places.get(contact.type, 1), contact.id)
        )

    def _get_recouvrement_refused(self):
        """What is known to fail at contacts: their blacklisted addresses, the numbers at which somebody else answers."""
        addresses = [contact.email_normalized for contact in self if contact.email_normalized]
        refused = self.env["mail.blacklist"].sudo().search(Domain("email", "in", addresses)).mapped("email")
        answers = (
            self.env["recouvrement.contact"]
            .sudo()
            .search(Domain("contact_id", "in", self.ids) & Domain("outcome", "=", "wrong_number"))
        )
        return set(refused), {(answer.contact_id.id, answer.phone) for answer in answers}

    def _choose_recouvrement_contact(self, customer, kind, refused, wrong):
        """Of the contacts of a customer, the one that counts for a thing."""
        found = []
        for place, contact in enumerate(self):
            value = contact._get_recouvrement_value(kind)
            if value:
                finding = contact._get_recouvrement_finding(kind)
                if kind == "email" and contact.message_bounce:
                    finding = Finding(INVALID, "bounced")
                elif kind == "email" and contact.email_normalized in refused:
                    finding = Finding(INVALID, "blacklisted")
                elif kind == "phone" and (contact.id, contact.phone) in wrong:
                    finding = Finding(INVALID, "wrong_number")
                found.append((finding.result == INVALID, place, contact, value, finding))
        if found:
            return min(found, key=lambda entry: entry[:2])[2:]
        return customer, "", Finding(MISSING, "missing")
