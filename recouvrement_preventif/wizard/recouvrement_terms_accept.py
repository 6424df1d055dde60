from base64 import b64decode

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.upload import RefusedFile, check_file


class RecouvrementTermsAccept(models.TransientModel):
    """Record that customers accepted payment terms: which version, when, who signed, and the paper itself."""

    _name = "recouvrement.terms.accept"
    _description = "Record an Acceptance of Payment Terms"
    _check_company_auto = True

    partner_ids = fields.Many2many("res.partner", string="Customers", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    terms_id = fields.Many2one(
        "recouvrement.terms",
        string="Version",
        compute="_compute_terms_id",
        precompute=True,
        store=True,
        readonly=False,
        domain="[('state', '!=', 'draft'), ('company_id', 'parent_of', company_id)]",
    )
    date = fields.Date(
        string="Accepted on",
        required=True,
        compute="_compute_date",
        precompute=True,
        store=True,
        readonly=False,
    )
    how = fields.Selection([("paper", "On paper"), ("other", "Otherwise")], required=True, default="paper")
    signer = fields.Char(string="Signed by", help="The person who signed for the customer.")
    note = fields.Char()
    document = fields.Binary(string="Signed document", attachment=False)
    document_name = fields.Char()

    @api.depends("partner_ids", "company_id")
    def _compute_terms_id(self):
        for wizard in self:
            today = wizard.company_id._get_recouvrement_today()
            customer = wizard.partner_ids[:1]
            terms = customer._get_recouvrement_terms(wizard.company_id, today) if customer else wizard.terms_id
            wizard.terms_id = terms.with_env(self.env)

    @api.depends("company_id")
    def _compute_date(self):
        for wizard in self:
            wizard.date = wizard.company_id._get_recouvrement_today()

    def action_record(self):
        """Record it for each customer; those who had accepted this version keep their acceptance.

        :return: what was done, in a notification
        """
        self.ensure_one()
        self.partner_ids.check_access("write")
        if self.date > self.company_id._get_recouvrement_today():
            raise UserError(self.env._("Nobody can have accepted anything on a day to come."))
        if not self.terms_id:
            raise UserError(self.env._("Choose the version that was accepted."))
        self._check_version()
        file = self._read_document()
        accepted = self.partner_ids._get_recouvrement_acceptance(self.company_id, self.date)
        known = self.partner_ids.filtered(lambda partner: accepted[partner].terms_id == self.terms_id)
        for partner in self.partner_ids - known:
            self._record(partner, file)
        return self._tell(known)

    def _record(self, partner, file):
        acceptance = self.env["recouvrement.terms.acceptance"]._record(
            partner, self.terms_id, self.date, self.how, signer=self.signer, note=self.note
        )
        if file:
            vals = {"name": file.name, "raw": file.content, "mimetype": file.mimetype}
            vals |= {"res_model": acceptance._name, "res_id": acceptance.id}
            # As it was signed: an image is not made smaller.
            attachments = self.env["ir.attachment"].sudo().with_context(image_no_postprocess=True)
            acceptance.document_ids = attachments.create(vals)

    def _check_version(self):
        published = self.terms_id.published_on
        if self.date < published:
            raise UserError(
                self.env._(
                    "%(terms)s was published on %(date)s only: nobody can have accepted it before.",
                    terms=self.terms_id.display_name,
                    date=format_date(self.env, published),
                )
            )

    def _read_document(self):
        """The file that was chosen, looked at; None when there is none.

        :raise UserError: it is of no kind that is kept
        """
        if not self.document:
            return None
        submissions = self.env["recouvrement.submission"]
        _number, size = submissions._get_file_limits()
        try:
            return check_file(self.document_name, b64decode(self.document), size)
        except RefusedFile as refusal:
            raise UserError(submissions._explain_refusal(refusal, size)) from refusal

    def _tell(self, known):
        """Close, and say for whom nothing was recorded again."""
        close = {"type": "ir.actions.act_window_close"}
        if not known:
            return close
        text = self.env._("Already accepted before, not recorded again: %s", ", ".join(known.mapped("display_name")))
        return self.env["recouvrement.reminder"]._notify(text, "info")
