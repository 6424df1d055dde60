from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from .page import PageController


class PagePortalController(PageController):
    """The pages of a customer that logged in."""

    @http.route("/my/recouvrement", type="http", auth="user", methods=["GET"], sitemap=False)
    def show_own_pages(self):
        """The page of the user's company, or the choice among the companies it buys from."""
        cases = request.env["recouvrement.case"]._get_portal_cases(request.env.user)
        if len(cases) == 1:
            return self._protect(request.redirect(f"/recouvrement/{cases.id}"))
        return self._render_alone("recouvrement_preventif.page_cases", values={"cases": cases})


class PortalHome(CustomerPortal):
    """The card of these pages among what a customer finds in *My account*."""

    def _prepare_home_portal_values(self, counters):
        # EXTENDS 'portal'
        values = super()._prepare_home_portal_values(counters)
        if "recouvrement_count" in counters:
            values["recouvrement_count"] = len(request.env["recouvrement.case"]._get_portal_cases(request.env.user))
        return values
