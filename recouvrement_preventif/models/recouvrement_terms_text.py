from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.agreement_text import get_digest, get_plain_text, strip_looks


class RecouvrementTermsText(models.Model):
    """The payment terms in one language: as the rules make them, or as a person wrote them."""

    _name = "recouvrement.terms.text"
    _description = "Text of Payment Terms"
    _order = "terms_id, lang, id"
    _rec_name = "lang"

    terms_id = fields.Many2one("recouvrement.terms", required=True, readonly=True, index=True, ondelete="cascade")
    state = fields.Selection(related="terms_id.state")
    company_id = fields.Many2one(related="terms_id.company_id", store=True, precompute=True, index=True)
    lang = fields.Selection(selection="_get_langs", string="Language", required=True)
    body = fields.Html(string="Text")
    generated = fields.Html(
        string="As the rules made it", readonly=True, sanitize=False, help="What the rules gave when it was written."
    )
    is_edited = fields.Boolean(string="Written by hand", compute="_compute_is_edited")
    digest = fields.Char(
        string="SHA-256", readonly=True, copy=False, help="The fingerprint of the words, kept when they were published."
    )

    _lang_unique = models.Constraint("UNIQUE(terms_id, lang)", "There is one text per language.")

    @api.model
    def _get_langs(self):
        return self.env["res.lang"].get_installed()

    @api.depends("body", "generated")
    def _compute_is_edited(self):
        for text in self:
            text.is_edited = get_plain_text(text.body or "") != get_plain_text(text.generated or "")

    def write(self, vals):
        self._check_draft()
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        texts = super().create(vals_list)
        texts._check_draft()
        return texts

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_draft()

    def _check_draft(self):
        if any(text.terms_id.state != "draft" for text in self):
            raise UserError(self.env._("A version that was published is not changed any more: prepare the next one."))

    def _get_words(self):
        """What it says, to the letter and without looks: what is fingerprinted and accepted.

        :rtype: str
        """
        self.ensure_one()
        return get_plain_text(self.body or "")

    def _get_digest(self):
        """The SHA-256 of the words, as they are now."""
        return get_digest(self._get_words())

    def _get_page_body(self):
        """The text for pages that forbid styles of their own.

        :rtype: Markup
        """
        self.ensure_one()
        return Markup(strip_looks(self.body or ""))
