from odoo import http

from .page_documents import PageDocumentController

URL = "/recouvrement/<int:case_id>/terms"
TEMPLATE = "recouvrement_preventif.page_terms"


class PageTermsController(PageDocumentController):
    """The payment terms on the customer's page: read, and accepted."""

    @http.route(URL, type="http", auth="public", methods=["GET"], sitemap=False)
    def show_terms(self, case_id):
        """The terms in force, with the form that accepts them."""
        visit = self._get_visit(case_id)
        values = visit.case._prepare_page_terms(visit)
        if not values:
            return self._protect(http.request.redirect(visit.url))
        return self._show_form(visit, "terms", TEMPLATE, values)

    @http.route(URL, type="http", auth="public", methods=["POST"], sitemap=False)
    def accept_terms(self, case_id, **post):
        """Accept the terms that were read."""
        visit = self._get_visit(case_id)
        shown = visit.case._prepare_page_terms(visit)
        if not shown:
            return self._protect(http.request.redirect(visit.url))
        errors = {}
        if not post.get("accept"):
            errors["accept"] = visit.env._("Tick this box to accept the payment terms.")
        number = post.get("terms", "")
        values = {
            **shown,
            "terms_number": int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0,
            "read_digest": post.get("digest", ""),
            "lang": post.get("text_lang", ""),
        }
        return self._send(visit, "terms", TEMPLATE, values, post, errors)
