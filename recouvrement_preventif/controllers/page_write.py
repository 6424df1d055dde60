from odoo import http

from .page_files import PageFilesController, get_request_size

URL = "/recouvrement/<int:case_id>/write"
TEMPLATE = "recouvrement_preventif.page_write"


class PageWriteController(PageFilesController):
    """The form by which a customer writes to whoever looks after it."""

    @http.route(URL, type="http", auth="public", methods=["GET"], sitemap=False)
    def show_write(self, case_id):
        """The form."""
        visit = self._get_visit(case_id)
        return self._show_form(visit, "message", TEMPLATE, self._prepare_files(visit))

    @http.route(URL, type="http", auth="public", methods=["POST"], sitemap=False, max_content_length=get_request_size)
    def send_write(self, case_id, **post):
        """What the customer writes."""
        visit = self._get_visit(case_id)
        values, errors = visit.env["recouvrement.submission"]._read_message(self._read_typed(post))
        files, errors["files"] = self._read_files(visit)
        shown = self._prepare_files(visit)
        return self._send(visit, "message", TEMPLATE, {**shown, **values, "sent_files": files}, post, errors)
