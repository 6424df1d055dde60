"""Disputes that a test can write in a line."""

from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .common import CollectionCase


class DisputeCase(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reasons = {
            name: cls.env.ref(f"recouvrement_preventif.dispute_reason_{name}")
            for name in ("quality", "price", "document", "duplicate", "other")
        }
        cls.collector = cls._new_user("collector", "recouvrement_preventif.group_user")
        cls.manager = cls._new_user("manager", "recouvrement_preventif.group_manager")
        cls.seller = cls._new_user("seller", "base.group_user")
        cls.company.recouvrement_user_id = cls.collector

    @classmethod
    def _new_user(cls, login, groups):
        return new_test_user(
            cls.env, login, groups=groups, company_ids=[(6, 0, cls.company.ids)], company_id=cls.company.id
        )

    def dispute(self, moves, amount=None, reason="quality", user=None, partner=None, **vals):
        """Somebody records that a customer contests invoices: the whole of each, or an amount of the first."""
        lines = [Command.create({"move_id": move.id, **({"amount": amount} if amount else {})}) for move in moves]
        dispute = (
            self.env["recouvrement.dispute"]
            .with_user(user or self.collector)
            .create(
                {
                    "case_id": self.case(partner).id,
                    "reason_id": self.reasons[reason].id,
                    "description": "Two chairs arrived broken",
                    "line_ids": lines,
                    **vals,
                }
            )
        )
        return dispute.with_env(self.env)

    def decide(self, dispute, decision, answer=None, user=None, **amounts):
        """A collector decides; amounts by invoice name are what is accepted of each, when partly."""
        dispute = dispute.with_user(user or self.collector)
        wizard = self.env["recouvrement.dispute.decide"].with_user(user or self.collector)
        wizard = wizard.browse(dispute.action_decide()["res_id"])
        wizard.write({"decision": decision, "answer": answer})
        for line in wizard.line_ids:
            line.amount_accepted = amounts.get(line.move_name, amounts.get("amount", line.amount_accepted))
        wizard.action_decide()
        self.env.invalidate_all()
        return dispute.line_ids.credit_move_id.with_env(self.env)

    def chased(self, day=0, partner=None):
        """What may be chased of each open instalment: [amount, ...] oldest first."""
        day = self.day(day) if isinstance(day, int) else day
        open_debts = self.planner.get_open_instalments(self.company, day, partner or self.customer)
        return [debt.amount for debt in open_debts]

    def follow(self, day=0, hour=10):
        """The job that follows the disputes passes."""
        with self.at(day, hour), self.enter_registry_test_mode():
            self.env.ref("recouvrement_preventif.ir_cron_dispute").method_direct_trigger()
        self.env.invalidate_all()

    @contextmanager
    def refused(self, words, error=UserError):
        """What is done is refused with some words, and leaves nothing behind."""
        with self.assertRaisesRegex(error, words), self.cr.savepoint():
            yield

    def mails(self, record):
        """The e-mails to the customer, not those that give somebody a task."""
        domain = [("model", "=", record._name), ("res_id", "=", record.id), ("message_type", "=", "auto_comment")]
        return self.env["mail.mail"].search(domain, order="id")
