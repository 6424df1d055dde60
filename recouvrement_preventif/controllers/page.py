import functools
import hashlib

import werkzeug.exceptions
from markupsafe import Markup

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import email_normalize, file_open
from odoo.tools.misc import get_lang

from ..tools.plain_text import clean_line, clean_text
from ..tools.visit import Visit
from . import access_log

access_log.install()

SESSION_KEY = "recouvrement_access"
# How many cases one browser may have opened by links; the oldest is forgotten first.
SESSION_LIMIT = 20
# What a page may load, and from where: nothing from elsewhere, nothing written in the page itself.
CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "img-src": "'self' data:",
    "script-src": "'self'",
    "style-src": "'self'",
}


class PageController(http.Controller):
    """The customer's page: what is owed and agreed, for whoever has a personal link or logged in for the customer.

    Each form is a controller of its own that inherits this one: it takes its visitor from `_get_visit`, shows its
    form by `_show_form` and sends what was typed by `_send`."""

    # === COMING IN === #

    @http.route("/recouvrement/l/<string:token>", type="http", auth="public", methods=["GET"], sitemap=False)
    def follow_link(self, token):
        """Let in whoever has a link, and take its secret out of the address."""
        access = request.env["recouvrement.access"]._find(token)
        if not access:
            return self._refuse_link()
        known = request.session.get(SESSION_KEY) or {}
        case_key = str(access.case_id.id)
        if known.get(case_key) != access.id:
            others = [(key, id_) for key, id_ in known.items() if key != case_key]
            request.session[SESSION_KEY] = dict([*others[1 - SESSION_LIMIT :], (case_key, access.id)])
            # Who may have known the session before does not know what it opens now.
            request.session.should_rotate = True
        return self._protect(request.redirect(f"/recouvrement/{case_key}"))

    def _refuse_link(self):
        """What a link gets that opens nothing. A link that does open the page is never refused for the wrong ones
        tried from the same place: behind one address there may be a whole office."""
        if request.env["recouvrement.access.attempt"]._record(request.httprequest.remote_addr):
            return self._render_alone("recouvrement_preventif.page_too_many", status=429)
        return self._render_alone("recouvrement_preventif.page_refused", status=404)

    # === WHO IS THERE === #

    def _get_visit(self, case_id):
        """Who looks at the page of a case, as far as the session tells and the database still allows.

        :rtype: :class:`~..tools.visit.Visit`
        :raise HTTPException: the answer of one who may not, the same whatever the reason
        """
        case = request.env["recouvrement.case"].sudo().browse(case_id).exists()
        user, access = request.env.user, self._get_session_access(case_id)
        if case and self._may_preview(case, user):
            return self._make_visit(case, case.env["res.partner"], user=user, is_preview=True)
        if access:
            return self._make_visit(case, access.contact_id, access=access)
        is_own = not user._is_public() and user.partner_id.commercial_partner_id == case.partner_id
        if case and is_own and case._has_page():
            return self._make_visit(case, user.partner_id, user=user)
        return self._refuse()

    def _may_preview(self, case, user):
        """Whether somebody works at the case: he sees what the customer sees, and sends nothing in its name,
        whatever links he followed."""
        if not user._is_internal():
            return False
        own = case.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
        return own.has_access("read")

    @http.route("/recouvrement/open/<int:case_id>", type="http", auth="user", methods=["GET"], sitemap=False)
    def open_preview(self, case_id):
        """What the customer of a case sees, for those who may read the case."""
        return self._protect(request.redirect(self._get_visit(case_id).url))

    def _refuse(self):
        """Answer one who may not see something, the same whatever it is and whatever the reason."""
        raise werkzeug.exceptions.HTTPException(
            response=self._render_alone("recouvrement_preventif.page_refused", status=404)
        )

    def _get_session_access(self, case_id):
        """The link by which the session was let in to a case, if it still opens the page."""
        access_id = (request.session.get(SESSION_KEY) or {}).get(str(case_id))
        access = request.env["recouvrement.access"].sudo().browse(access_id or 0).exists()
        return access.filtered(lambda each: each.case_id.id == case_id)._filter_usable()

    def _make_visit(self, case, contact, access=None, user=None, is_preview=False):
        case = case.sudo()
        case = case.with_company(case.company_id).with_context(lang=case._get_page_lang(contact.sudo(), case))
        return Visit(
            case=case,
            contact=contact.with_env(case.env),
            access=access and access.with_env(case.env),
            user=user and user.with_env(case.env),
            today=case.company_id._get_recouvrement_today(),
            ip_address=request.httprequest.remote_addr or "",
            is_preview=is_preview,
        )

    # === SHOWING === #

    def _render(self, visit, template, values=None, status=200, policy=None):
        """A page for a visitor, in his language.

        :param visit: :class:`~..tools.visit.Visit`
        :param str template: external id, of a view that calls `recouvrement_preventif.page_layout`
        :param dict policy: directives of the content security policy that differ
        """
        values = {
            "visit": visit,
            "case": visit.case,
            "company": visit.company,
            "actions": [] if visit.is_preview else visit.case._get_page_actions(visit),
            "csrf_token": request.csrf_token,
            "timezone": visit.company._get_recouvrement_timezone().zone,
            **(values or {}),
        }
        return self._make_page(visit.env, template, values, status, policy)

    def _render_alone(self, template, values=None, status=200):
        """A page of no case, in the language of who logged in, else the one that the browser asks for."""
        env = request.env(su=True)
        wanted = request.best_lang if env.user._is_public() else env.user.lang
        env = env(context={**env.context, "lang": get_lang(env, wanted or None).code})
        return self._make_page(env, template, {"visit": None, **(values or {})}, status)

    def _make_page(self, env, template, values, status, policy=None):
        values = {"lang": env.lang, "stylesheet": _get_static("page.css"), "script": _get_static("seen.js"), **values}
        html = env["ir.qweb"]._render(template, values, minimal_qcontext=True)
        return self._protect(request.make_response(Markup("<!DOCTYPE html>\n") + html, status=status), policy)

    def _protect(self, response, policy=None):
        """Have the browser keep no trace of an answer, send its address to nobody, and take nothing in it for more
        than it is."""
        directives = {**CONTENT_SECURITY_POLICY, **(policy or {})}
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Security-Policy"] = "; ".join(map(" ".join, directives.items()))
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    @http.route("/recouvrement/<int:case_id>", type="http", auth="public", methods=["GET"], sitemap=False)
    def show_page(self, case_id):
        """What the customer owes, and what it can do about it."""
        visit = self._get_visit(case_id)
        return self._render(visit, "recouvrement_preventif.page_debts", visit.case._prepare_page(visit))

    @http.route("/recouvrement/<int:case_id>/seen", type="http", auth="public", methods=["POST"], sitemap=False)
    def note_visit(self, case_id):
        """The page itself tells that somebody has it open: programs that follow the links of e-mails do not."""
        visit = self._get_visit(case_id)
        if visit.access:
            visit.access._note_visit()
        return self._protect(request.make_response("", status=204))

    # === FORMS === #

    def _show_form(self, visit, kind, template, values=None, errors=None, number=None):
        """A form, empty or as it was typed.

        :param visit: :class:`~..tools.visit.Visit`
        :param str kind: of the submission that it makes
        :param str template: external id; it finds `typed`, `errors`, `number` and `kind` beside its own values
        :param dict values: what the template needs; `typed` in it is what was typed, by field
        :param dict errors: what is wrong, in words: {field, or "" for the whole: message}
        :param int number: that the form carried when it was sent
        """
        if number is None:
            number = request.env["recouvrement.submission"]._get_next_number(visit, kind)
        typed = {"name": visit.contact.name or "", "email": visit.contact.email or ""}
        return self._render(
            visit,
            template,
            {
                "kind": kind,
                "number": number,
                **(values or {}),
                "typed": typed | (values or {}).get("typed", {}),
                "errors": {field: message for field, message in (errors or {}).items() if message},
            },
        )

    def _send(self, visit, kind, template, values, post, errors=None):
        """Receive a form, and show what was received; where something is wrong, the form as it was typed.

        :param visit: :class:`~..tools.visit.Visit`
        :param str kind: of the submission
        :param str template: of the form, see :meth:`_show_form`
        :param dict values: what `_handle_<kind>` needs, and what the template needs to show the form again
        :param dict post: what was sent, as it was typed
        :param dict errors: what is wrong already, by field
        """
        post = typed = self._read_typed(post)
        number = self._read_number(post)
        errors = {**self._check_visitor(visit, post), **(errors or {})}
        # What was sent twice is told so, even where it could not be asked for any more.
        if not any(errors.values()) or visit.env["recouvrement.submission"]._is_sent(visit, kind, number):
            try:
                submission, is_again = visit.env["recouvrement.submission"]._submit(
                    visit, kind, number, {**values, **self._read_visitor(post)}
                )
            except UserError as error:
                errors = {"": str(error)}
            else:
                done = f"{visit.url}/done/{submission.id}"
                return self._protect(request.redirect(f"{done}?again=1" if is_again else done))
        return self._show_form(visit, kind, template, {**values, "typed": typed}, errors, number)

    def _read_typed(self, post):
        """What was typed in a form: its fields without its files."""
        return {field: value for field, value in post.items() if isinstance(value, str)}

    def _read_number(self, post):
        number = post.get("number", "")
        return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else -1

    def _read_visitor(self, post):
        """Who sends a form and what he says, in plain text of a bearable length."""
        return {
            "name": clean_line(post.get("name"))[:100],
            "email": clean_line(post.get("email"))[:254],
            "text": clean_text(post.get("text"))[:10000],
        }

    def _check_visitor(self, visit, post):
        """What is wrong with who sends a form: {field: message}."""
        visitor = self._read_visitor(post)
        errors = {}
        if not visitor["name"]:
            errors["name"] = visit.env._("Write your name, so that we know whom to answer.")
        if visitor["email"] and not email_normalize(visitor["email"]):
            errors["email"] = visit.env._("Write an e-mail address like name@example.com, or leave it empty.")
        return errors

    @http.route(
        "/recouvrement/<int:case_id>/done/<int:submission_id>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def show_done(self, case_id, submission_id, again=None):
        """What was received, for whoever sent it."""
        visit = self._get_visit(case_id)
        submission = visit.env["recouvrement.submission"].browse(submission_id).exists()
        if not submission or not submission._is_of(visit):
            return self._protect(request.redirect(visit.url))
        return self._render(
            visit, "recouvrement_preventif.page_done", {"submission": submission, "is_again": bool(again)}
        )


@functools.cache
def _get_static(name):
    """The address of a file of the page; browsers keep it for long, and ask again when it changed."""
    path = f"recouvrement_preventif/static/src/page/{name}"
    with file_open(path, "rb") as file:
        return f"/{path}?{hashlib.sha256(file.read()).hexdigest()[:8]}"
