"""Who may record a promise and take it back, what the policy accepts, and who sees what."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import TODAY
from .promises import PromiseCase


@tagged("post_install", "-at_install")
class TestPromiseRules(PromiseCase):
    # === WHAT THE POLICY ACCEPTS === #

    def test_wrong_input_is_told(self):
        self.invoice(-10, 300)
        with self.assertRaisesRegex(UserError, "the amount that was promised"):
            self.promise(0, 6)
        with self.assertRaisesRegex(UserError, "the day, today or later"):
            self.promise(100, -1)

    def test_too_far_ahead_is_for_a_manager(self):
        self.invoice(-10, 300)
        self.policy.promise_max_days = 15
        with self.assertRaisesRegex(UserError, "12/10/2026 at the latest.*\n.*Only a manager"):
            self.promise(300, 16)
        self.assertTrue(self.promise(300, 16, user=self.manager))
        self.assertIn("accepted by manager", self.case().message_ids.mapped("body")[0])

    def test_too_often_is_for_a_manager(self):
        self.policy.promise_limit = 2
        self.invoice(-10, 1000)
        for day in (5, 6):
            self.promise(100, day)
        with self.assertRaisesRegex(UserError, "as often as the policy accepts .2 times"):
            self.promise(100, 7)
        self.assertTrue(self.promise(100, 7, user=self.manager))

    def test_a_promise_after_a_broken_one_is_for_a_manager(self):
        self.invoice(-10, 300)
        self.promise(300, 5)
        with self.at(9):
            with self.assertRaisesRegex(UserError, "earlier promise on this debt was not kept.*11/30/2026"):
                self.promise(300, 15)
            self.assertTrue(self.promise(300, 15, user=self.manager))
            self.assertIn("not kept", self.case().message_ids.mapped("body")[0])

    def test_a_promise_on_another_debt_is_not(self):
        self.invoice(-10, 300)
        self.promise(300, 5)
        other = self.invoice(-5, 200)
        with self.at(9):
            self.assertTrue(self.promise(200, 15, moves=other))

    # === TAKEN BACK === #

    def test_a_cancelled_promise_leaves_nothing_alone(self):
        self.invoice(-10, 300)
        promise = self.promise(300, 6)
        cancel = self.env["recouvrement.promise.cancel"].with_user(self.collector)
        cancel.create({"promise_id": promise.id, "reason": "Said by another customer"}).action_cancel()
        self.env.invalidate_all()
        self.assertEqual((promise.state, self.chased()), ("cancelled", 300))
        self.assertEqual(self.outcome(promise, 9)[0], "cancelled")
        self.assertIn("Said by another customer", self.case().message_ids[0].body)

    def test_a_collector_cannot_make_a_broken_promise_disappear(self):
        self.invoice(-10, 300)
        cancel = self.env["recouvrement.promise.cancel"].create(
            {"promise_id": self.promise(300, 5).id, "reason": "To have it out of the way"}
        )
        with self.at(9):
            with self.assertRaisesRegex(UserError, "only a manager"):
                cancel.with_user(self.collector).action_cancel()
            cancel.with_user(self.manager).action_cancel()
        self.assertEqual(cancel.promise_id.state, "cancelled")

    # === WHO, AND WHERE === #

    def test_what_was_said_does_not_change(self):
        self.invoice(-10, 300)
        promise = self.promise(300, 6)
        with self.assertRaises(AccessError):
            promise.with_user(self.manager).date = TODAY + timedelta(days=60)

    def test_a_billing_clerk_reads_and_records_nothing(self):
        invoice = self.invoice(-10, 300)
        promise = self.promise(300, 6)
        clerk = self._new_user("clerk", "account.group_account_invoice")
        self.assertEqual(promise.with_user(clerk).state, "pending")
        with self.assertRaises(AccessError):
            invoice.with_user(clerk).action_recouvrement_promise()

    def test_employees_and_portal_users_see_nothing(self):
        self.invoice(-10, 300)
        promise = self.promise(300, 6)
        for login, group in (("employee", "base.group_user"), ("visitor", "base.group_portal")):
            with self.assertRaises(AccessError):
                promise.with_user(self._new_user(login, group)).read(["amount"])

    def test_another_company_sees_nothing(self):
        self.invoice(-10, 300)
        promise = self.promise(300, 6)
        other = self._make_company("Autre Maison")
        stranger = self._new_user("stranger", "recouvrement_preventif.group_manager")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        for model in ("recouvrement.promise", "recouvrement.promise.line", "recouvrement.promise.report"):
            self.assertFalse(env[model].search([]))
        with self.assertRaises(AccessError):
            promise.with_env(env).read(["amount"])

    def test_from_the_invoice_with_the_e_mail_in_which_it_was_said(self):
        invoice = self.invoice(-10, 300)
        self.invoice(-30, 500)
        exchange = self.env["recouvrement.contact"].create(
            {"case_id": self.case().id, "kind": "email", "direction": "in", "summary": "Re: your reminder"}
        )
        action = invoice.with_user(self.collector).action_recouvrement_promise()
        record = self.env[action["res_model"]].with_user(self.collector).with_context(**action["context"])
        with Form(record) as form:
            self.assertEqual(form.amount, 300)
            self.assertIn(invoice.name, form.coverage)
            form.date = self.day(6)
            form.exchange_id = exchange
        form.record.action_record()
        promise = self.case().promise_ids
        self.assertEqual((promise.line_ids.move_id, promise.exchange_id, promise.means), (invoice, exchange, "email"))
        self.assertEqual(exchange.outcome, "promise")

    def test_a_letter_becomes_an_exchange_of_the_case(self):
        self.invoice(-10, 300)
        action = self.case().with_user(self.collector).action_promise()
        record = self.env[action["res_model"]].with_user(self.collector).with_context(**action["context"])
        with Form(record) as form:
            form.date = self.day(40)
            self.assertIn("at the latest", form.objection)
            form.date = self.day(6)
            self.assertFalse(form.objection)
            form.means = "letter"
        form.record.action_record()
        self.env.invalidate_all()
        exchange = self.case().promise_ids.exchange_id
        self.assertEqual((exchange.kind, exchange.direction, exchange.outcome), ("letter", "in", "promise"))
        self.assertIn(
            (exchange._name, exchange.id), self.case().history_ids.mapped(lambda line: (line.res_model, line.res_id))
        )

    def test_customers_that_are_merged_keep_their_promises(self):
        twin = self._make_customer("Dupond")
        self.invoice(-10, 300, partner=twin)
        promise = self.promise(300, 6, case=self.case(twin))
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.customer + twin).ids, self.customer, extra_checks=False)
        self.env.invalidate_all()
        self.assertEqual((promise.case_id, promise.partner_id), (self.case(), self.customer))
        self.assertEqual(self.case().suspension_ids.line_id, promise.line_ids.move_line_id)

    def test_the_analysis_counts_by_customer_and_by_collector(self):
        invoice = self.invoice(-10, 300)
        self.invoice(-9, 200)
        self.promise(300, 1, moves=invoice)
        self.pay(invoice)
        self.promise(200, 2, user=self.manager)
        Report = self.env["recouvrement.promise.report"].with_user(self.collector)
        with self.at(9):
            [(customer, count, due, received, rate)] = Report._read_group(
                [], ["partner_id"], ["__count", "amount_due:sum", "amount_received:sum", "kept_rate:avg"]
            )
            self.assertEqual((customer, count, due, received, rate), (self.customer, 2, 500, 300, 50))
            by_collector = {user: rate for user, rate in Report._read_group([], ["user_id"], ["kept_rate:avg"])}
            self.assertEqual(by_collector, {self.collector: 100, self.manager: 0})
