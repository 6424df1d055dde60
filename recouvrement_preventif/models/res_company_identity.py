from odoo import fields, models

from ..tools.identity import find_registration_number, format_registration_number, is_number_in


class ResCompany(models.Model):
    """Who the creditor is in the eyes of the law, as its letters must say it."""

    _inherit = "res.company"

    recouvrement_legal_mention = fields.Char(
        string="Legal mention",
        help="Legal form, share capital, register and its town, registration number: what the law asks the company's "
        "letters to carry. Printed as it is written here.",
    )

    def _get_recouvrement_registration_number(self, mention=None):
        """The number under which the company is registered, from what was entered; None when there is none.

        :param str mention: a legal mention in the place of the company's
        """
        self.ensure_one()
        company = self.sudo()
        if mention is None:
            mention = company.recouvrement_legal_mention
        return find_registration_number(company.country_id.code, company.company_registry, company.vat, mention)

    def _get_recouvrement_seat(self):
        """The registered office in a line."""
        self.ensure_one()
        company = self.sudo()
        town = " ".join(filter(None, (company.zip, company.city)))
        return ", ".join(filter(None, (company.street, company.street2, town)))

    def _get_recouvrement_identity(self, mention=None):
        """Who the company is, as its letters say it, in the language of the context (C. com. R123-237, R123-238).

        :param str mention: a legal mention in the place of the company's
        :return: list of lines of text: the name, the legal mention, the seat, the numbers that the mention does not give
        """
        self.ensure_one()
        company = self.sudo()
        if mention is None:
            mention = company.recouvrement_legal_mention
        number = company._get_recouvrement_registration_number(mention)
        lines = [company.name, mention, company._get_recouvrement_seat()]
        if number and not is_number_in(number, mention):
            lines.append(company._format_recouvrement_registration(number))
        if company.vat and company.vat != number and not is_number_in(company.vat, mention):
            lines.append(self.env._("VAT %(number)s", number=company.vat))
        return [line for line in lines if line]

    def _format_recouvrement_registration(self, number):
        country = self.country_id.code
        number = format_registration_number(country, number)
        if country == "FR":
            return self.env._("SIREN %(number)s", number=number)
        if country == "BE":
            return self.env._("Enterprise number %(number)s", number=number)
        return self.env._("Registration number %(number)s", number=number)

    def _get_recouvrement_identity_problem(self):
        """What keeps the company from sending a formal notice, in words; None when nothing does."""
        self.ensure_one()
        if self._get_recouvrement_registration_number():
            return None
        return self.env._(
            "A formal notice says who sends it: no valid registration number of %(company)s is known. A manager fills it "
            "in under Collection > Configuration > Legal Identity; the message can then be sent again.",
            company=self.name,
        )
