from odoo import api, fields, models
from odoo.exceptions import UserError


class RecouvrementLetterSnailmail(models.TransientModel):
    """The last word before letters leave by Odoo's postal service: how many, and which do not."""

    _name = "recouvrement.letter.snailmail"
    _description = "Send Letters by Post"

    letter_ids = fields.Many2many("recouvrement.reminder", string="Letters", required=True)
    sent_ids = fields.Many2many(
        "recouvrement.reminder",
        "recouvrement_letter_snailmail_sent_rel",
        string="Letters to send",
        compute="_compute_sent_ids",
        store=True,
        readonly=False,
        domain="[('id', 'in', letter_ids)]",
    )
    left_out_summary = fields.Html(compute="_compute_left_out_summary", sanitize=False)
    summary = fields.Char(compute="_compute_summary")
    color = fields.Boolean(string="In color", compute="_compute_options", store=True, readonly=False)
    duplex = fields.Boolean(string="On both sides", compute="_compute_options", store=True, readonly=False)

    def _get_left_out(self):
        return self.letter_ids._origin._as_collector()._get_left_out()

    @api.depends("letter_ids")
    def _compute_sent_ids(self):
        for wizard in self:
            left_out = {letter.id for letter in wizard._get_left_out()}
            wizard.sent_ids = wizard.letter_ids.filtered(
                lambda letter, left_out=left_out: letter._origin.id not in left_out
            )

    @api.depends("letter_ids")
    def _compute_left_out_summary(self):
        for wizard in self:
            wizard.left_out_summary = self.env["recouvrement.letter.batch"]._describe_outdated(wizard._get_left_out())

    @api.depends("letter_ids")
    def _compute_options(self):
        for wizard in self:
            company = wizard.letter_ids.company_id[:1]
            wizard.color = company.snailmail_color
            wizard.duplex = company.snailmail_duplex

    @api.depends("sent_ids")
    @api.depends_context("lang")
    def _compute_summary(self):
        for wizard in self:
            letters = wizard.sent_ids._origin
            pages = wizard._count_pages(letters)
            if pages:
                wizard.summary = self.env._(
                    "Letters to send: %(letters)s, %(pages)s pages with those of the addresses.",
                    letters=len(letters),
                    pages=pages,
                )
            else:
                wizard.summary = self.env._("Letters to send: %(letters)s.", letters=len(letters))

    @api.model
    def _count_pages(self, letters):
        """How many pages are printed, one with the address before each letter; 0 when a PDF does not tell."""
        count = self.env["snailmail.letter"]._count_pages_pdf
        pages = [count(letter.letter_id.raw or b"") for letter in letters._as_collector()]
        return sum(pages) + len(pages) if all(pages) else 0

    def action_send(self):
        """Hand the letters to the postal service, but those that the ledger contradicts meanwhile."""
        self.ensure_one()
        letters = self.sent_ids._as_collector()
        letters = letters.filtered_domain(letters._get_to_post_domain())
        self._check_not_held(letters)
        left_out = letters._get_left_out()
        letters -= self.env["recouvrement.reminder"].union(*left_out)
        if not letters:
            raise UserError(self.env._("No letter is left to send: close this window."))
        handed = letters._hand_to_service(self.color, self.duplex)
        text = self.env._("Handed to the postal service: %(count)s.", count=len(handed))
        if not left_out:
            return handed._notify(text, "success")
        names = ", ".join(letter.partner_id.display_name for letter in left_out)
        return handed._notify(self.env._("%(text)s Left out: %(names)s.", text=text, names=names), "warning")

    @api.model
    def _check_not_held(self, letters):
        held = letters.filtered(lambda letter: letter._is_held(letter.company_id._get_recouvrement_today()))
        if held:
            raise UserError(
                self.env._(
                    "The reminders of %(company)s are paused or not active: its letters wait.",
                    company=", ".join(held.company_id.mapped("name")),
                )
            )
