from odoo import fields, models


class ProductTemplate(models.Model):
    """What late interest and indemnities are invoiced with."""

    _inherit = "product.template"

    recouvrement_charge_kind = fields.Selection(
        [("interest", "Late interest"), ("indemnity", "Indemnity")],
        string="Charge on Late Invoices",
        readonly=True,
        copy=False,
    )

    def _force_default_sale_tax(self, companies):
        # EXTENDS 'account': charges are outside of VAT, until an accountant says otherwise on the product.
        return super(
            ProductTemplate, self.filtered(lambda product: not product.recouvrement_charge_kind)
        )._force_default_sale_tax(companies)
