from odoo import models
from odoo.fields import Domain
from odoo.http import Stream

# What the files of visitors are kept with.
KEPT_WITH = ("recouvrement.case", "recouvrement.dispute")


class VisitorStream(Stream):
    """A file of somebody unknown: a browser saves it as what it was found to be, whatever the address asks for."""

    def get_response(self, **kwargs):
        # EXTENDS 'http'
        return super().get_response(**{**kwargs, "as_attachment": True, **self.checked})


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _to_http_stream(self):
        # EXTENDS 'base': what a visitor of the customer's page sent is never shown by a browser.
        stream = super()._to_http_stream()
        if self.res_model not in KEPT_WITH or not self._is_from_visitor():
            return stream
        return VisitorStream(**vars(stream), checked={"download_name": self.name, "mimetype": self.mimetype})

    def _is_from_visitor(self):
        self.ensure_one()
        sent = Domain("document_ids", "in", self.ids)
        return bool(self.env["recouvrement.submission"].sudo().search_count(sent, limit=1))
