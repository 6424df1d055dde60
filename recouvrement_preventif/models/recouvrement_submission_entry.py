from datetime import timedelta

from odoo import api, models
from odoo.tools import format_date

from ..tools import entry as entries
from ..tools.plain_text import clean_line, clean_text

# More than anybody writes by hand.
MOST_CHARACTERS = 10_000
# Nobody answers for a day further away than that.
FURTHEST = timedelta(days=731)


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
    def _read_entry(self, errors, field, read, *args, **kwargs):
        """What was typed in a field, or None once `errors` says in words what is wrong with it.

        :param dict errors: {field: problem}, added to
        :param read: a reader of ``tools/entry.py`` and its arguments
        """
        try:
            return read(*args, **kwargs)
        except entries.EntryError as error:
            errors[field] = self._explain_entry(error, field)
            return None

    @api.model
    def _explain_entry(self, error, field):
        if error.reason == entries.MISSING:
            if field.startswith("amount"):
                return self.env._("Type an amount.")
            return self.env._("Type the number of instalments.") if field == "count" else self.env._("Choose a day.")
        return {
            entries.NOT_AN_AMOUNT: self.env._("This is not an amount: type digits only, such as 1234.50 or 1 234,50."),
            entries.NOT_POSITIVE: self.env._("Type an amount above zero."),
            entries.TOO_PRECISE: self.env._("This amount has too many decimals."),
            entries.TOO_LARGE: self.env._("This amount is too large."),
            entries.NOT_A_DAY: self.env._("This is not a date: type it as 31/12/2026."),
            entries.NO_SUCH_DAY: self.env._("This day does not exist in the calendar."),
            entries.NOT_A_NUMBER: self.env._("This is not one of the numbers that can be chosen."),
        }[error.reason]

    @api.model
    def _read_day(self, errors, field, text, today):
        """A day to come, or None as :meth:`_read_entry`."""
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        month_first = (lang.date_format or "").startswith(("%m", "%b", "%B"))
        day = self._read_entry(errors, field, entries.read_day, text, month_first=month_first)
        if day and day < today:
            errors[field] = self.env._("This day has passed: choose today or a later day.")
        elif day and day > today + FURTHEST:
            errors[field] = self.env._(
                "This day is too far away: choose one until %(date)s.", date=format_date(self.env, today + FURTHEST)
            )
        return day if field not in errors else None

    @api.model
    def _read_amount(self, errors, field, text, currency):
        """An amount in a currency, or None as :meth:`_read_entry`."""
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        point = lang.decimal_point or "."
        return self._read_entry(errors, field, entries.read_amount, text, currency.decimal_places, point)
