from odoo import fields, models


class RecouvrementVerificationConfirm(models.TransientModel):
    """What is known of a customer, confirmed with him in one click."""

    _name = "recouvrement.verification.confirm"
    _inherit = ["recouvrement.customer.data"]
    _description = "Confirm Customer Data"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, ondelete="cascade")
    how = fields.Selection(
        [
            ("visit", "At a visit"),
            ("call", "On the telephone"),
            ("quotation", "On a quotation"),
            ("order", "On an order"),
        ],
        string="On what occasion",
        required=True,
        default="visit",
    )

    def action_confirm(self):
        """Keep that the customer confirmed these data today, corrections included.

        :raise UserError: a correction cannot be right
        """
        self._confirm_data(self.how)
        return {"type": "ir.actions.act_window_close"}
