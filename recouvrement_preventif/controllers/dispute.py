from odoo import http
from odoo.http import content_disposition, request


class DisputeController(http.Controller):
    @http.route("/recouvrement/dispute/<int:line_id>/invoice", type="http", auth="user", methods=["GET"])
    def show_invoice(self, line_id):
        """The contested invoice (PDF), for whoever may see the dispute; otherwise not found."""
        line = request.env["recouvrement.dispute.line"].browse(line_id).exists()
        if not line or not line.has_access("read"):
            raise request.not_found()
        name, content = line.sudo()._get_invoice_document()
        return request.make_response(
            content,
            [
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name, disposition_type="inline")),
            ],
        )
