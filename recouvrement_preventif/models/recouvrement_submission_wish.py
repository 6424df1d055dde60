from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ..tools import entry as entries
from ..tools.business_days import add_open_days

# Nobody answers for a day further away than that.
FURTHEST = timedelta(days=731)


class RecouvrementSubmission(models.Model):
    """What a customer wishes to pay, and when: kept as he put it where somebody has to decide."""

    _inherit = "recouvrement.submission"

    wish_currency_id = fields.Many2one("res.currency", readonly=True)
    wish_amount = fields.Monetary(string="Wishes to pay", currency_field="wish_currency_id", readonly=True)
    wish_date = fields.Date(string="Wished day", readonly=True, help="The day, or that of the first instalment.")
    wish_number = fields.Integer(string="In instalments", readonly=True)
    wish_move_ids = fields.Many2many(
        "account.move", "recouvrement_submission_wish_rel", string="For the invoices", readonly=True
    )
    wish_invoice_names = fields.Char(string="Invoices", compute="_compute_wish_invoice_names", compute_sudo=True)
    has_wish = fields.Boolean(compute="_compute_has_wish")
    objections = fields.Text(string="Beyond the limits", readonly=True, help="Why the policy left this to a person.")
    answer_by = fields.Date(
        string="Answer by", readonly=True, help="The day by which the page told the customer to expect an answer."
    )

    @api.depends("wish_move_ids.name")
    def _compute_wish_invoice_names(self):
        for submission in self:
            submission.wish_invoice_names = ", ".join(submission.wish_move_ids.mapped("name"))

    @api.depends("answer_by", "state")
    def _compute_has_wish(self):
        """Whether the customer still awaits an answer to what he wishes."""
        for submission in self:
            submission.has_wish = bool(submission.answer_by) and submission.state == "new"

    def _check_allowed(self, switch):
        """Refuse what the policy has taken off the page since it was shown.

        :param str switch: name of a field of the policy
        """
        if not self.case_id.policy_id[switch]:
            raise UserError(self.env._("This cannot be arranged on this page any more: please write to us."))

    def _ask_person(self, objections, **wish):
        """Leave a wish to the owner of the case, who answers by the day that the page tells.

        :param list objections: why, in sentences for the company
        :param wish: the values of the fields that keep it
        """
        self.ensure_one()
        company = self.case_id.company_id
        days = self.case_id.policy_id.page_answer_days or 1
        today = company._get_recouvrement_today()
        self.write(
            {
                **wish,
                "objections": "\n".join(objections),
                "answer_by": add_open_days(today, days, company.country_id.code),
            }
        )

    def _get_pause_days(self):
        # EXTENDS 'recouvrement_preventif': what runs by itself is not chased anyway, and the rest goes on.
        return super()._get_pause_days() if self._is_left_to_person() else 0

    def _get_next_steps(self):
        # EXTENDS 'recouvrement_preventif'
        self.ensure_one()
        if not self.answer_by or self.state == "done":
            return super()._get_next_steps()
        return [
            self.env._("This goes beyond what can be agreed to without a person: nothing is agreed yet.")
            if self.objections
            else self.env._("Nothing is agreed yet."),
            self.env._(
                "%(company)s will answer you by %(date)s.",
                company=self.company_id.name,
                date=format_date(self.env, self.answer_by, date_format="EEEE d MMMM y"),
            ),
        ]

    def _is_left_to_person(self):
        """Whether a person has to do something before the customer's wish is followed. Extend it for a kind."""
        self.ensure_one()
        return True

    # === WHAT WAS TYPED === #

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
            is_count = field == "count"
            return self.env._("Type the number of instalments.") if is_count else self.env._("Choose a day.")
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
    def _read_amount(self, errors, field, text, currency, most):
        """An amount in a currency, at most what is free, or None as :meth:`_read_entry`."""
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        amount = self._read_entry(
            errors, field, entries.read_amount, text, currency.decimal_places, lang.decimal_point or "."
        )
        if amount and currency.compare_amounts(amount, most) > 0:
            errors[field] = self.env._(
                "At most %(amount)s can be promised here.", amount=format_amount(self.env, most, currency)
            )
        return amount if field not in errors else None
