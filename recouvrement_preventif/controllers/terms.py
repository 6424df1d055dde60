from odoo import http
from odoo.http import request
from odoo.tools.misc import get_lang

from .page import _get_static
from .page_documents import PageDocumentController

URL = "/recouvrement/conditions/<int:company_id>"


class TermsController(PageDocumentController):
    """The payment terms of a company, for everybody: only what was published."""

    @http.route(URL, type="http", auth="public", methods=["GET"], sitemap=False)
    def show_public_terms_in_force(self, company_id, lang=None):
        """The version in force, or the choice among them when there are several."""
        company = request.env["res.company"].sudo().browse(company_id).exists()
        if not company:
            return self._refuse()
        Terms = request.env["recouvrement.terms"].sudo()
        domain = Terms._get_published_domain(company.parent_ids, company._get_recouvrement_today())
        published = Terms.search(domain, order="customer_kind, number")
        if not published:
            return self._refuse()
        if len(published) == 1:
            suffix = f"?lang={lang}" if lang in dict(published.text_ids._get_langs()) else ""
            return self._protect(request.redirect(published._get_path() + suffix))
        env = self._get_public_env(lang, published.text_ids)
        return self._render_public_terms(
            env,
            "recouvrement_preventif.terms_list",
            {"company": company.with_env(env), "published": published.with_env(env)},
        )

    @http.route(f"{URL}/<int:number>", type="http", auth="public", methods=["GET"], sitemap=False)
    def show_public_terms(self, company_id, number, lang=None):
        """One version, in force or replaced since."""
        terms = self._get_public_terms(company_id, number)
        env = self._get_public_env(lang, terms.text_ids)
        terms = terms.with_env(env)
        today = terms.company_id._get_recouvrement_today()
        return self._render_public_terms(
            env,
            "recouvrement_preventif.terms_public",
            {
                "company": terms.company_id,
                "terms": terms,
                "text": terms._get_text(env.lang),
                "languages": terms._get_text_languages(),
                "current": terms._get_published(terms.company_id, terms.customer_kind, today, terms.country),
            },
        )

    @http.route(f"{URL}/<int:number>/pdf", type="http", auth="public", methods=["GET"], sitemap=False)
    def download_terms(self, company_id, number, lang=None):
        """One version as a document."""
        terms = self._get_public_terms(company_id, number)
        env = self._get_public_env(lang, terms.text_ids)
        return self._make_document(*terms.with_env(env)._print_terms())

    def _get_public_terms(self, company_id, number):
        """A version that was published, with all rights; for any other number, the answer of a page that is not there."""
        terms = (
            request.env["recouvrement.terms"].sudo().search([("company_id", "=", company_id), ("number", "=", number)])
        )
        today = terms.company_id._get_recouvrement_today() if terms else None
        if not terms or terms.state == "draft" or terms.published_on > today:
            self._refuse()
        return terms

    def _get_public_env(self, lang, texts):
        """The environment of the page, in the language that is asked for, else in the one of the browser."""
        env = request.env(su=True)
        codes = texts.mapped("lang")
        wanted = lang if lang in codes else get_lang(env, request.best_lang).code
        return env(context={**env.context, "lang": wanted})

    def _render_public_terms(self, env, template, values):
        return self._make_page(env, template, {"stylesheet": _get_static("page.css"), **values}, 200)
