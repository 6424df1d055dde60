from base64 import b64encode

from odoo import api, models

from ..tools.qr_code import make_qr_code

# The size of the letters of a poster, in pixels, for texts of at most so many characters: one page, read from afar.
POSTER_SIZES = ((700, 28), (1000, 25), (1400, 21), (1900, 18), (2600, 15))
SMALLEST = 12


class ReportTerms(models.AbstractModel):
    _name = "report.recouvrement_preventif.report_terms"
    _description = "Payment Terms"

    @api.model
    def _get_report_values(self, docids, data=None):
        terms = self.env["recouvrement.terms"].browse(docids)
        terms.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": terms._name,
            "docs": terms,
            "documents": [self._prepare_document(each) for each in terms.sudo()],
        }

    @api.model
    def _prepare_document(self, terms):
        """What is printed of one version, in the language of the context or the nearest there is."""
        text = terms._get_text(self.env.lang)
        terms = terms.with_context(lang=text.lang or self.env.lang)
        length = len(text._get_words()) if text else 0
        return {
            "lang": text.lang or self.env.lang,
            "terms": terms,
            "text": text._get_page_body() if text else "",
            "digest": text.digest,
            "size": next((size for most, size in POSTER_SIZES if length <= most), SMALLEST),
            "address": terms._get_address(),
            "qr_code": b64encode(make_qr_code(terms._get_address())).decode(),
        }


class ReportTermsPoster(models.AbstractModel):
    _name = "report.recouvrement_preventif.report_terms_poster"
    _inherit = ["report.recouvrement_preventif.report_terms"]
    _description = "Payment Terms, Poster"
