from odoo import api, models
from odoo.tools import format_amount

from ..tools import entry as entries
from ..tools.plain_text import clean_line, clean_text

# More than anybody writes by hand.
MOST_CHARACTERS = 10_000


class RecouvrementSubmission(models.Model):
    """What a visitor typed, read and checked: values, and what is wrong with each field in words for him."""

    _inherit = "recouvrement.submission"

    @api.model
    def _read_text(self, errors, text, problem=None):
        """What was written in words, as plain text.

        :param dict errors: {field: problem}, added to
        :param str problem: what to say where nothing was written; None when it may stay empty
        """
        text = clean_text(text)
        if len(text) > MOST_CHARACTERS:
            errors["text"] = self.env._(
                "This text is too long: %(count)s characters, %(most)s at most. Send the rest as a file.",
                count=len(text),
                most=MOST_CHARACTERS,
            )
        elif not text and problem:
            errors["text"] = problem
        return text

    @api.model
    def _read_line(self, errors, field, text, most):
        """What was typed in a field of one line.

        :param int most: its length
        """
        text = clean_line(text)
        if len(text) > most:
            errors[field] = self.env._("This is too long: %s characters at most.", most)
        return text

    @api.model
    def _read_contested_amount(self, errors, field, text, move, most):
        """The part of an invoice that is contested, or None where what was typed is none.

        :param float most: what can be contested of it
        """
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        currency = move.currency_id
        try:
            amount = entries.read_amount(text, currency.decimal_places, lang.decimal_point or ".")
        except entries.EntryError as error:
            errors[field] = self._explain_amount(error.reason, move)
            return None
        if currency.compare_amounts(amount, most) > 0:
            errors[field] = self.env._(
                "%(amount)s at most can be contested on %(invoice)s.",
                amount=format_amount(self.env, most, currency),
                invoice=move.name,
            )
            return None
        return amount

    @api.model
    def _explain_amount(self, reason, move):
        if reason == entries.NOT_POSITIVE:
            return self.env._("Type an amount above zero for %s, or leave it empty to contest the whole.", move.name)
        if reason == entries.TOO_PRECISE:
            return self.env._("The amount for %s has too many decimals.", move.name)
        return self.env._("The amount for %s is not one: type digits only, such as 1234.50 or 1 234,50.", move.name)
