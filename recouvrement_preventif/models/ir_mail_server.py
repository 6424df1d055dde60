from odoo import models


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    def _build_email__(self, *args, **kwargs):
        # EXTENDS 'base': an attachment that the text shows (cid:<its name>) becomes a part of the text.
        attachments = kwargs.get("attachments") or []
        shown = [item for item in attachments if f'"cid:{item[0]}"' in (kwargs.get("body") or "")]
        if not shown:
            return super()._build_email__(*args, **kwargs)
        kwargs["attachments"] = [item for item in attachments if item not in shown]
        message = super()._build_email__(*args, **kwargs)
        text = message.get_body(("html",))
        for name, content, mimetype in shown:
            text.add_related(content, *mimetype.split("/"), cid=f"<{name}>", filename=name, disposition="inline")
        return message
