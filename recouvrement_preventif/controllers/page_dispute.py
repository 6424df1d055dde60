from odoo import http
from odoo.http import request
from odoo.tools import format_amount, format_date

from .page_files import PageFilesController, get_request_size

URL = "/recouvrement/<int:case_id>/dispute"
TEMPLATE = "recouvrement_preventif.page_dispute"


class PageDisputeController(PageFilesController):
    """The form by which a customer contests invoices."""

    @http.route(URL, type="http", auth="public", methods=["GET"], sitemap=False)
    def show_dispute(self, case_id, invoice=None):
        """The form, with one invoice chosen where the visitor comes from it."""
        visit = self._get_visit(case_id)
        contestable = visit.env["recouvrement.submission"]._get_contestable(visit.case)
        chosen = [move.id for move in contestable if str(move.id) == invoice or len(contestable) == 1]
        return self._show_form(visit, "dispute", TEMPLATE, self._prepare_dispute(visit, chosen))

    @http.route(URL, type="http", auth="public", methods=["POST"], sitemap=False, max_content_length=get_request_size)
    def send_dispute(self, case_id, **post):
        """What the customer contests."""
        visit = self._get_visit(case_id)
        entry = {**self._read_typed(post), "move_ids": request.httprequest.form.getlist("move_ids")}
        values, errors = visit.env["recouvrement.submission"]._read_dispute(visit.case, entry)
        files, errors["files"] = self._read_files(visit)
        shown = self._prepare_dispute(visit, list(values["amounts"]))
        return self._send(visit, "dispute", TEMPLATE, {**shown, **values, "sent_files": files}, post, errors)

    def _prepare_dispute(self, visit, chosen):
        """What the form shows.

        :param list chosen: the ids of the invoices that are ticked
        """
        contestable = visit.env["recouvrement.submission"]._get_contestable(visit.case)
        reasons = visit.env["recouvrement.dispute.reason"]._get_public(visit.company)
        return {
            **self._prepare_files(visit),
            "invoices": [
                self._prepare_invoice(visit, move, dispute, move.id in chosen) for move, dispute in contestable.items()
            ],
            "reasons": [(str(reason.id), reason._get_public_name()) for reason in reasons],
        }

    def _prepare_invoice(self, visit, move, dispute, is_chosen):
        return {
            "id": str(move.id),
            "field": f"amount_{move.id}",
            "is_chosen": is_chosen,
            "name": move.name,
            "line": visit.env._(
                "%(amount)s, due on %(date)s",
                amount=format_amount(visit.env, move.amount_residual, move.currency_id),
                date=format_date(visit.env, move.invoice_date_due),
            ),
            "known": dispute and visit.env._("Contested already (%s): what you write is added to it.", dispute.name),
            "label": visit.env._(
                "Amount contested on %(invoice)s (%(currency)s)", invoice=move.name, currency=move.currency_id.symbol
            ),
        }
