from odoo import api, models
from odoo.fields import Domain


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model
    def _get_recouvrement_charge_products(self):
        """The products of late interest and indemnities, archived ones included, in sudo mode."""
        products = self.sudo().with_context(active_test=False)
        return products.search(Domain("recouvrement_charge_kind", "!=", False), order="active desc, id")
