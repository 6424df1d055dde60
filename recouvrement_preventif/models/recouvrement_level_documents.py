from odoo import fields, models


class RecouvrementLevel(models.Model):
    """What the e-mails of a level carry besides their text."""

    _inherit = "recouvrement.level"

    attach_statement = fields.Boolean(
        string="Attach the statement", help="The statement of account, as it is when the e-mail leaves."
    )
    attach_invoices = fields.Boolean(
        help="The PDF of each invoice that the e-mail lists, the twenty oldest at most. Those that Odoo has already made "
        "are sent as they are; the others are made when the e-mail leaves.",
    )
    show_qr = fields.Boolean(
        string="QR code to pay",
        help="A code to scan with a banking application, which prepares the transfer. It needs an account with an IBAN of "
        "the SEPA zone, and amounts in euros.",
    )

    def _has_documents(self):
        """Whether an e-mail of this level carries documents."""
        self.ensure_one()
        return self.attach_statement or self.attach_invoices
