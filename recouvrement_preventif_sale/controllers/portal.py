from odoo import http
from odoo.http import request

from odoo.addons.sale.controllers.portal import CustomerPortal


class SalePortal(CustomerPortal):
    @http.route()
    def portal_quote_accept(self, order_id, access_token=None, name=None, signature=None):
        # EXTENDS 'sale': the signed document is the proof that the terms were accepted.
        result = super().portal_quote_accept(order_id, access_token=access_token, name=name, signature=signature)
        if result.get("redirect_url"):
            request.env["sale.order"].sudo().browse(order_id)._recouvrement_keep_document()
        return result
