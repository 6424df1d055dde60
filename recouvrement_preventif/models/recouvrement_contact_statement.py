from odoo import fields, models


class RecouvrementContact(models.Model):
    """Information sent to a customer, which asks for nothing."""

    _inherit = "recouvrement.contact"

    is_information = fields.Boolean(
        string="For information", readonly=True, help="Does not count among the messages that the policy limits."
    )
    statement_month = fields.Date(readonly=True, help="The first day of the month whose statement it is.")
    message_id = fields.Many2one("mail.message", readonly=True, index="btree_not_null", ondelete="set null")

    _statement_month_unique = models.UniqueIndex(
        "(case_id, statement_month) WHERE statement_month IS NOT NULL",
        "The customer has already received the statement of this month.",
    )

    def _get_undelivered_text(self):
        """What to tell a person of information that did not reach the customer."""
        self.ensure_one()
        return self.env._("%s could not be delivered.", self.summary)
