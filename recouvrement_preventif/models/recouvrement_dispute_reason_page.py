from odoo import api, fields, models
from odoo.fields import Domain


class RecouvrementDisputeReason(models.Model):
    """The reasons among which a customer chooses on its page, in words of its own side."""

    _inherit = "recouvrement.dispute.reason"

    is_public = fields.Boolean(
        string="Shown to customers", help="Customers can choose this reason when they contest an invoice on their page."
    )
    public_name = fields.Char(
        string="In the Customer's Words",
        translate=True,
        help="How the reason reads on the customer's page. Leave empty to show its name.",
    )

    @api.model
    def _get_public(self, company):
        """The reasons that customers of a company can choose: those shown to customers, else all.

        :param company: `res.company`
        """
        own = Domain(self._check_company_domain(company))
        return self.search(own & Domain("is_public", "=", True)) or self.search(own)

    def _get_public_name(self):
        """The reason in the customer's words, in the language of the context."""
        self.ensure_one()
        return self.public_name or self.name
