from odoo import http
from odoo.http import request

from .page_documents import PageDocumentController

SIMULATION, ANSWER, REFUSAL = (
    "recouvrement_preventif.page_plan",
    "recouvrement_preventif.page_plan_answer",
    "recouvrement_preventif.page_plan_refusal",
)


class PagePlanController(PageDocumentController):
    """Instalments on the customer's page: simulated, asked for, accepted or refused."""

    # === ASKED FOR === #

    @http.route("/recouvrement/<int:case_id>/plan", type="http", auth="public", methods=["GET"], sitemap=False)
    def show_plan(self, case_id, currency=None, **typed):
        """The simulator, with the schedule once the number of instalments and the first day are typed."""
        visit = self._get_visit(case_id)
        submissions = visit.env["recouvrement.submission"]
        form = submissions._prepare_plan_form(visit, currency)
        if not form:
            return self._protect(request.redirect(visit.url))
        if "count" not in typed:
            return self._show_form(visit, "plan", SIMULATION, form)
        values, errors = submissions._read_plan_wish(visit.case, {**typed, "currency": currency}, visit.today)
        schedule = submissions._prepare_schedule(visit, values) if not errors else {}
        return self._show_form(visit, "plan", SIMULATION, {**form, **schedule, "typed": typed}, errors)

    @http.route("/recouvrement/<int:case_id>/plan", type="http", auth="public", methods=["POST"], sitemap=False)
    def send_plan(self, case_id, **post):
        """Ask for the instalments; the form again when something is wrong with them."""
        visit = self._get_visit(case_id)
        submissions = visit.env["recouvrement.submission"]
        form = submissions._prepare_plan_form(visit, post.get("currency"))
        values, errors = submissions._read_plan_wish(visit.case, post, visit.today)
        schedule = submissions._prepare_schedule(visit, values) if form and not errors else {}
        return self._send(
            visit, "plan", SIMULATION, {**(form or {"currency": None}), **schedule, **values}, post, errors
        )

    # === ANSWERED === #

    @http.route(
        "/recouvrement/<int:case_id>/plan/<int:plan_id>", type="http", auth="public", methods=["GET"], sitemap=False
    )
    def show_agreement(self, case_id, plan_id):
        """The agreement to read, and to accept as long as it is proposed."""
        visit = self._get_visit(case_id)
        return self._show_form(visit, "plan", ANSWER, self._prepare_answer(visit, plan_id))

    @http.route(
        "/recouvrement/<int:case_id>/plan/<int:plan_id>", type="http", auth="public", methods=["POST"], sitemap=False
    )
    def accept_plan(self, case_id, plan_id, **post):
        """Accept the agreement that was read."""
        visit = self._get_visit(case_id)
        form = self._prepare_answer(visit, plan_id)
        errors = {}
        if not post.get("accept"):
            errors["accept"] = visit.env._("Tick this box to accept the agreement.")
        values = {**form, "answer": "accepted", "plan_id": plan_id, "read_digest": post.get("digest", "")}
        return self._send(visit, "plan", ANSWER, values, post, errors)

    @http.route(
        "/recouvrement/<int:case_id>/plan/<int:plan_id>/refuse",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def show_refusal(self, case_id, plan_id):
        """The form by which a proposed plan is refused."""
        visit = self._get_visit(case_id)
        form = self._prepare_answer(visit, plan_id)
        if not form["can_answer"]:
            return self._protect(request.redirect(f"{visit.url}/plan/{plan_id}"))
        return self._show_form(visit, "plan", REFUSAL, form)

    @http.route(
        "/recouvrement/<int:case_id>/plan/<int:plan_id>/refuse",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def refuse_plan(self, case_id, plan_id, **post):
        """Refuse a proposed plan, and say why."""
        visit = self._get_visit(case_id)
        form = self._prepare_answer(visit, plan_id)
        errors = {}
        if not post.get("text", "").strip():
            errors["text"] = visit.env._("Tell us what does not suit you, so that we can propose something else.")
        return self._send(visit, "plan", REFUSAL, {**form, "answer": "refused", "plan_id": plan_id}, post, errors)

    @http.route(
        "/recouvrement/<int:case_id>/plan/<int:plan_id>/agreement",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def download_agreement(self, case_id, plan_id):
        """The agreement as a document."""
        visit = self._get_visit(case_id)
        return self._make_document(*self._get_plan(visit, plan_id)._get_agreement_document())

    def _get_plan(self, visit, plan_id):
        """A plan that the customer was told of; for any other id, the answer of who may not see it."""
        plan = visit.env["recouvrement.plan"].browse(plan_id).exists()
        if plan.case_id != visit.case or plan.stage in ("draft", "to_approve"):
            self._refuse()
        return plan

    def _prepare_answer(self, visit, plan_id):
        return self._get_plan(visit, plan_id)._prepare_page(visit)
