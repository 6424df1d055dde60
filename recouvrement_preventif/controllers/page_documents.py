from odoo import http
from odoo.http import request

from .page import PageController


class PageDocumentController(PageController):
    """What a customer can take away from its page."""

    @http.route(
        "/recouvrement/<int:case_id>/invoice/<int:move_id>", type="http", auth="public", methods=["GET"], sitemap=False
    )
    def show_invoice(self, case_id, move_id):
        """An invoice of the customer (PDF)."""
        visit = self._get_visit(case_id)
        move = visit.case._get_page_moves().browse(move_id)._filter_shown_on_page(visit.case)
        if not move:
            self._refuse()
        return self._make_document(*move._get_page_document())

    @http.route("/recouvrement/<int:case_id>/statement", type="http", auth="public", methods=["GET"], sitemap=False)
    def show_statement(self, case_id):
        """The statement of account of the customer (PDF)."""
        visit = self._get_visit(case_id)
        content, _type = visit.env["ir.actions.report"]._render_qweb_pdf(
            "recouvrement_preventif.report_statement", visit.case.ids
        )
        return self._make_document(f"{visit.case._get_statement_filename()}.pdf", content)

    def _make_document(self, name, content):
        """A file that the browser saves."""
        return self._protect(
            request.make_response(
                content,
                [
                    ("Content-Type", "application/pdf"),
                    ("Content-Length", len(content)),
                    ("Content-Disposition", http.content_disposition(name)),
                ],
            )
        )
