from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date


class RecouvrementLetterPost(models.TransientModel):
    _name = "recouvrement.letter.post"
    _description = "Post Letters"

    letter_ids = fields.Many2many("recouvrement.reminder", string="Letters", required=True)
    date = fields.Date(
        string="Day of posting", required=True, default=lambda self: self.env.company._get_recouvrement_today()
    )
    posted_ids = fields.Many2many(
        "recouvrement.reminder",
        "recouvrement_letter_post_posted_rel",
        string="Letters posted",
        compute="_compute_posted_ids",
        store=True,
        readonly=False,
        domain="[('id', 'in', letter_ids)]",
    )
    outdated_summary = fields.Html(compute="_compute_outdated_summary", sanitize=False)

    def _get_outdated(self):
        self.ensure_one()
        outdated = {}
        letters = self.letter_ids._origin._as_collector()
        for company, group in letters.grouped("company_id").items():
            outdated |= group._get_outdated(company._get_recouvrement_today())
        return outdated

    @api.depends("letter_ids")
    def _compute_posted_ids(self):
        """All but those that the ledger contradicts: whoever posted them all the same adds them."""
        for wizard in self:
            outdated = {letter.id for letter in wizard._get_outdated()}
            wizard.posted_ids = wizard.letter_ids.filtered(
                lambda letter, outdated=outdated: letter._origin.id not in outdated
            )

    @api.depends("letter_ids")
    def _compute_outdated_summary(self):
        for wizard in self:
            wizard.outdated_summary = self.env["recouvrement.letter.batch"]._describe_outdated(wizard._get_outdated())

    def action_post(self):
        """Record that the letters were given to the post on the day."""
        self.ensure_one()
        letters = self.posted_ids._as_collector()
        letters = letters.filtered_domain(letters._get_to_post_domain())
        if not letters:
            raise UserError(self.env._("No letter is left to post: close this window, or add the letters you posted."))
        for company, group in letters.grouped("company_id").items():
            self._check_date(company, group)
        letters._set_posted(self.date)
        return {"type": "ir.actions.act_window_close"}

    def _check_date(self, company, letters):
        printed_on = company._get_recouvrement_today(max(letters.mapped("printed_at")))
        if self.date > company._get_recouvrement_today():
            raise ValidationError(self.env._("The letters cannot have been posted on a day to come."))
        if self.date < printed_on:
            raise ValidationError(
                self.env._(
                    "The letters were printed on %(date)s: they cannot have been posted before.",
                    date=format_date(self.env, printed_on),
                )
            )
