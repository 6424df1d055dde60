from odoo import http

from .page import PageController

URL = "/recouvrement/<int:case_id>/correct"
TEMPLATE = "recouvrement_preventif.page_correct"


class PageCorrectController(PageController):
    """The form by which a customer corrects its contact details."""

    @http.route(URL, type="http", auth="public", methods=["GET"], sitemap=False)
    def show_correct(self, case_id):
        """The form, with what the company knows."""
        visit = self._get_visit(case_id)
        return self._show_form(visit, "correction", TEMPLATE, self._prepare_correct(visit))

    @http.route(URL, type="http", auth="public", methods=["POST"], sitemap=False)
    def send_correct(self, case_id, **post):
        """What is to be corrected."""
        visit = self._get_visit(case_id)
        entry = self._read_typed(post)
        values, errors = visit.env["recouvrement.submission"]._read_correction(visit.case, visit.contact, entry)
        return self._send(visit, "correction", TEMPLATE, {**self._prepare_correct(visit), **values}, post, errors)

    def _prepare_correct(self, visit):
        """What the form shows: the fields that can be corrected, and what they hold."""
        known = visit.env["recouvrement.submission"]._get_correctable(visit.case, visit.contact)
        return {"known": {field: partner[name] or "" for field, (partner, name) in known.items()}}
