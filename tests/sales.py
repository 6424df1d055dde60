"""A company that sells on quotations, and people who sell, who manage, and who buy."""

from odoo import Command
from odoo.tests import new_test_user

from .common import CollectionCase

KEYS = ("late", "limit", "intent", "terms", "data", "new")


class SaleCase(CollectionCase):
    """The policy says nothing before the sale but what a test asks for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller_user = cls._new_user("seller", "sales_team.group_sale_salesman")
        cls.manager = cls._new_user("manager", "recouvrement_preventif.group_manager")
        cls.company.recouvrement_user_id = cls.manager
        cls.policy.write({f"sale_{key}_reaction": "nothing" for key in KEYS})
        cls.days_30 = cls.env.ref("account.account_payment_term_30days")
        cls.days_15 = cls.env.ref("account.account_payment_term_15days")
        cls.advance = cls.env.ref("account.account_payment_term_advance_60days")
        cls.policy.sale_deposit_term_id = cls.advance

    @classmethod
    def _new_user(cls, login, groups):
        return new_test_user(
            cls.env, login, groups=groups, company_ids=[(6, 0, cls.company.ids)], company_id=cls.company.id
        )

    def react(self, **reactions):
        """What the policy does before the sale: react(late="stop")."""
        self.policy.write({f"sale_{key}_reaction": reaction for key, reaction in reactions.items()})

    def quotation(self, amount=1000, partner=None, user=None, **vals):
        """A quotation that a salesperson made."""
        user = user or self.seller_user
        order = (
            self.env["sale.order"]
            .with_user(user)
            .create(
                {
                    "partner_id": (partner or self.customer).id,
                    "company_id": self.company.id,
                    "payment_term_id": self.days_30.id,
                    "order_line": [
                        Command.create({"product_id": self.product.id, "price_unit": amount, "tax_ids": []})
                    ],
                    **vals,
                }
            )
        )
        return order

    def concerns(self, order):
        """What is said of the customer: {key: reaction}."""
        found = order._get_recouvrement_concerns(self.company._get_recouvrement_today())[order]
        return {concern.key: concern.reaction for concern in found}

    def check(self, order, user=None):
        """The dialog that opens when a person confirms an order; None when it is simply confirmed."""
        action = order.with_user(user or self.seller_user).action_recouvrement_check()
        if action is True:
            return None
        self.assertEqual(action["res_model"], "recouvrement.sale.check")
        return self.env[action["res_model"]].with_user(user or self.seller_user).create({"order_id": order.id})

    def decide(self, order, reason="They are good people", user=None):
        """The dialog in which a manager decides."""
        action = order.with_user(user or self.manager).action_recouvrement_decide()
        return (
            self.env[action["res_model"]]
            .with_user(user or self.manager)
            .create({"order_id": order.id, "reason": reason})
        )

    def last_message(self, order):
        return order.sudo().message_ids.sorted("id")[-1]
