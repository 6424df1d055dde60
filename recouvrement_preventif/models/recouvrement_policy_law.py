from odoo import fields, models


class RecouvrementPolicy(models.Model):
    """Which law rules what the customers of the policy owe, and what they owe it for."""

    _inherit = "recouvrement.policy"

    business_law = fields.Selection(
        [("seller", "Of our country"), ("customer", "Of the customer's country")],
        string="Law between Businesses",
        required=True,
        default="seller",
        tracking=True,
        help="Without a choice in the contract, a sale follows the law of the seller's country. Choose the customer's "
        "when your contracts do. Consumers always keep the law of their own country.",
    )
    debt_nature = fields.Selection(
        [
            ("general", "Goods and services"),
            ("carriage", "Carriage of goods"),
            ("periodic", "Periodic supplies: energy, telecommunications, rent"),
        ],
        string="What Is Sold",
        required=True,
        default="general",
        tracking=True,
        help="Decides how long one may go to court: one year for a carriage in France, for instance.",
    )
