from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.business_days import add_open_days


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
