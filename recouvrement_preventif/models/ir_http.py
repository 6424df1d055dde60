from werkzeug.exceptions import RequestEntityTooLarge

from odoo import models
from odoo.http import request

from ..controllers.page import PageController


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        # EXTENDS 'base': whoever sends too much from the customer's page is told so in its words.
        if isinstance(exception, RequestEntityTooLarge) and request.httprequest.path.startswith("/recouvrement/"):
            return PageController()._render_alone("recouvrement_preventif.page_too_large", status=413)
        return super()._handle_error(exception)
