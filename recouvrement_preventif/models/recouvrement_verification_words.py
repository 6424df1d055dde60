from odoo import api, models
from odoo.tools import format_date

from ..tools.verification import get_datum_state


class RecouvrementVerification(models.Model):
    """What was found, in words that show no amount: whoever sells reads them too."""

    _inherit = "recouvrement.verification"

    @api.model
    def _describe_finding(self, kind, code, value, hint):
        """One sentence on what is wrong with a value.

        :param str kind: of check
        :param str code: of :class:`~..tools.verification.Finding`
        :param str value: what was checked
        :param str hint: what it should rather be
        """
        describe = getattr(self, f"_describe_{kind}_finding", None)
        return describe and describe(value or "", hint or "").get(code)

    @api.model
    def _describe_email_finding(self, value, hint):
        return {
            "missing": self.env._("No e-mail address is known."),
            "syntax": self.env._("“%s” is not an e-mail address.", value),
            "typo": self.env._("The e-mail address %(address)s: is it not %(domain)s?", address=value, domain=hint),
            "domain": self.env._("No e-mail can arrive at %(domain)s (%(address)s).", domain=hint, address=value),
            "bounced": self.env._("Messages to %s come back.", value),
            "blacklisted": self.env._("%s is on the list of addresses that nothing may be sent to.", value),
            "person": self.env._("The e-mail address %s is said to be wrong.", value),
        }

    @api.model
    def _describe_phone_finding(self, value, hint):
        return {
            "missing": self.env._("No telephone number is known."),
            "number": self.env._("%s is not a telephone number of its country.", value),
            "prefix": self.env._("The telephone number %s has neither country nor prefix: +33, +32…", value),
            "wrong_number": self.env._("Somebody else answers at %s.", value),
            "person": self.env._("The telephone number %s is said to be wrong.", value),
        }

    @api.model
    def _describe_address_finding(self, value, hint):
        return {
            "missing": self.env._("No postal address is known."),
            "street": self.env._("The postal address has no street."),
            "city": self.env._("The postal address has no town."),
            "postcode": self.env._("The postal address has no postcode."),
            "country": self.env._("The postal address has no country."),
            "format": self.env._("“%s” is no postcode of the country.", hint),
            "person": self.env._("The postal address is said to be wrong: %s.", value),
        }

    @api.model
    def _describe_identity_finding(self, value, hint):
        return {
            "missing": self.env._("Neither registration number nor VAT number is known."),
            "vat": self.env._("The VAT number %s is wrong.", hint),
            "registration": self.env._("The registration number %s is wrong.", hint),
            "mismatch": self.env._("The VAT number and the registration number are not those of the same business."),
            "person": self.env._("The identity is said to be wrong: %s.", value),
        }

    @api.model
    def _describe_bank_finding(self, value, hint):
        return {
            "iban": self.env._("The IBAN %s is wrong.", value),
            "not_iban": self.env._("The bank account %s is no IBAN.", value),
            "person": self.env._("The bank account %s is said to be wrong.", value),
        }

    @api.model
    def _describe_data(self, found, today):
        """Why data cannot be relied upon today.

        :param found: (Datum, code, value, hint) per kind
        :return: tuple of sentences, the worst first
        """
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        states = {datum.kind: get_datum_state(datum, today) for datum, *_rest in found}
        sentences = [
            self._describe_finding(datum.kind, code, value, hint)
            for state in ("wrong", "missing", "doubtful")
            for datum, code, value, hint in found
            if states[datum.kind] == state
        ]
        if states.get("email") != "wrong" and self._reaches_nobody(found):
            sentences.insert(0, self.env._("No message can reach this customer: neither e-mail nor postal address."))
        for state, get_words in (
            ("changed", lambda names: self.env._("Changed since it was confirmed with the customer: %s.", names)),
            ("expired", lambda names: self.env._("Confirmed with the customer too long ago: %s.", names)),
            ("unchecked", lambda names: self.env._("Never confirmed with the customer: %s.", names)),
        ):
            names = ", ".join(kinds[datum.kind].lower() for datum, *_rest in found if states[datum.kind] == state)
            if names:
                sentences.append(get_words(names))
        return tuple(filter(None, sentences))

    @api.model
    def _reaches_nobody(self, found):
        return all(datum.result == "missing" for datum, *_rest in found if datum.kind in ("email", "address"))

    def _describe_solvency(self):
        """What a solvency check says, in a line, without the limit that it advises."""
        self.ensure_one()
        results = dict(self._fields["result"]._description_selection(self.env))
        parts = [self.score or results[self.result], self.source, format_date(self.env, self.date)]
        if self.is_expired:
            parts.append(self.env._("out of date"))
        return " · ".join(filter(None, parts))
