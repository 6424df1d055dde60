from odoo import http
from odoo.http import request


class QrController(http.Controller):
    @http.route("/recouvrement/qr/<int:reminder_id>", type="http", auth="user", methods=["GET"], readonly=True)
    def show_qr(self, reminder_id):
        """The QR code of a reminder, for users who may read it; otherwise not found."""
        reminder = request.env["recouvrement.reminder"].browse(reminder_id).exists()
        png = reminder.sudo()._make_qr_code() if reminder and reminder.has_access("read") else None
        if not png:
            raise request.not_found()
        return request.make_response(
            png, [("Content-Type", "image/png"), ("Content-Length", len(png)), ("Cache-Control", "private, no-cache")]
        )
