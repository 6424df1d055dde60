from odoo import http
from odoo.http import request

from .page import PageController

TEMPLATE = "recouvrement_preventif.page_promise"


class PagePromiseController(PageController):
    """Promises on the customer's page."""

    @http.route("/recouvrement/<int:case_id>/promise", type="http", auth="public", methods=["GET"], sitemap=False)
    def show_promise(self, case_id, currency=None, **kwargs):
        """The form of a promise; the page of the account when nothing can be promised."""
        visit = self._get_visit(case_id)
        form = visit.env["recouvrement.submission"]._prepare_promise_form(visit, currency)
        if not form:
            return self._protect(request.redirect(visit.url))
        return self._show_form(visit, "promise", TEMPLATE, form)

    @http.route("/recouvrement/<int:case_id>/promise", type="http", auth="public", methods=["POST"], sitemap=False)
    def send_promise(self, case_id, **post):
        """Take down a promise, or leave it to a person; the form again when something is wrong with it."""
        visit = self._get_visit(case_id)
        submissions = visit.env["recouvrement.submission"]
        form = submissions._prepare_promise_form(visit, post.get("currency"))
        entry = {**post, "move_ids": request.httprequest.form.getlist("move_ids")}
        values, errors = submissions._read_promise(visit.case, entry, visit.today)
        return self._send(visit, "promise", TEMPLATE, {**(form or {"currency": None}), **values}, post, errors)
