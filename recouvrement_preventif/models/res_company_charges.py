from odoo import fields, models
from odoo.fields import Domain

# The accounts of late interest and of indemnities in the charts, by the beginning of their codes, the best first.
ACCOUNT_PREFIXES = {
    "be": {"interest": ("751", "756"), "indemnity": ("743",)},
    "ch": {"interest": ("6950",), "indemnity": ("3600",)},
    "de_skr03": {"interest": ("8650", "2650"), "indemnity": ("8603", "2705")},
    "de_skr04": {"interest": ("7110", "7100"), "indemnity": ("4830",)},
    "fr": {"interest": ("7631", "763", "768"), "indemnity": ("7581", "758")},
    "lu": {"interest": ("7553",), "indemnity": ("7488",)},
    "nl": {"interest": ("4795",), "indemnity": ("4950",)},
}
# A Swiss or a Dutch chart holds its financial income in a class of expenses.
INCOME_DOMAIN = "[('account_type', 'in', ('income', 'income_other', 'expense', 'expense_other'))]"


class ResCompany(models.Model):
    """Where late interest and indemnities are booked."""

    _inherit = "res.company"

    recouvrement_interest_account_id = fields.Many2one(
        "account.account",
        string="Account of Late Interest",
        check_company=True,
        domain=INCOME_DOMAIN,
        help="Leave empty to have it found in the chart of accounts.",
    )
    recouvrement_indemnity_account_id = fields.Many2one(
        "account.account",
        string="Account of Indemnities",
        check_company=True,
        domain=INCOME_DOMAIN,
        help="Leave empty to have it found in the chart of accounts.",
    )

    def _get_recouvrement_charge_account(self, kind):
        """The income account of charges: that of the settings, else of the product, of the chart, of its category.

        :param str kind: `interest` or `indemnity`
        :return: `account.account`, empty when none is known
        """
        self.ensure_one()
        company = self.sudo()
        if account := company[f"recouvrement_{kind}_account_id"]:
            return account
        products = self.env["product.product"]._get_recouvrement_charge_products().with_company(self)
        product = products.filtered(lambda product: product.recouvrement_charge_kind == kind)[:1]
        return (
            product.property_account_income_id
            or company._find_recouvrement_charge_account(kind)
            or product.categ_id.property_account_income_categ_id
            or company.income_account_id
        )

    def _find_recouvrement_charge_account(self, kind):
        """The account of a kind of charges in a chart whose codes are known."""
        chart = self.root_id.chart_template or self.account_fiscal_country_id.code or ""
        prefixes = next((kinds[kind] for key, kinds in ACCOUNT_PREFIXES.items() if chart.lower().startswith(key)), ())
        accounts = self.env["account.account"].sudo().with_company(self)
        found = accounts.search(
            # Stored fields are computed without the filter on archived records.
            Domain("active", "=", True)
            & Domain(accounts._check_company_domain(self))
            & Domain.OR(Domain("code", "=like", f"{prefix}%") for prefix in prefixes)
        )
        return min(
            found,
            key=lambda account: (
                next(rank for rank, prefix in enumerate(prefixes) if account.code.startswith(prefix)),
                account.code,
            ),
            default=accounts,
        )
