from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class RecouvrementSubmission(models.Model):
    """Payment terms that are accepted on the customer's page."""

    _inherit = "recouvrement.submission"

    kind = fields.Selection(selection_add=[("terms", "Payment terms")], ondelete={"terms": "cascade"})
    terms_id = fields.Many2one(
        "recouvrement.terms", string="Payment Terms", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    def _handle_terms(self, values):
        """Record that the customer accepts the terms that it read.

        :param dict values: `terms_number` and `read_digest` of the text that was shown, `lang` in which it was
        :raise UserError: other terms are in force by now
        """
        self.ensure_one()
        case = self.case_id
        today = case.company_id._get_recouvrement_today()
        terms = case.partner_id._get_recouvrement_terms(case.company_id, today)
        text = terms._get_text(values["lang"]) if terms else None
        if not terms or terms.number != values["terms_number"] or text.digest != values["read_digest"]:
            raise UserError(
                self.env._("Our payment terms have changed since they were shown to you: please read them again.")
            )
        self.terms_id = terms
        self.env["recouvrement.terms.acceptance"]._record(
            case.partner_id,
            terms,
            today,
            "page" if self.access_id else "portal",
            signer=self.name,
            ip=self.ip_address,
            lang=text.lang,
            res_model=self._name,
            res_id=self.id,
        )
        self._set_done(self.env.user)

    def _describe_terms(self):
        """Which version was accepted, in a line; nothing as long as it is not known."""
        return self.terms_id and self.env._(
            "Accepts the payment terms no. %(number)s of %(date)s",
            number=self.terms_id.number,
            date=format_date(self.env, self.terms_id.published_on),
        )
