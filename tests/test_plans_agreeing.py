"""How a payment plan is simulated, approved, proposed, accepted and replaced; who may do it, and what is refused."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .plans import PlanCase


@tagged("post_install", "-at_install")
class TestPlansAgreeing(PlanCase):
    # === WHO DECIDES === #

    def test_beyond_the_limits_a_manager_approves(self):
        self.invoice(-10, 1000)
        self.policy.write({"plan_max_months": 2, "plan_min_instalment": 100})
        plan = self.propose((7, 90), (70, 510))
        self.assertEqual(plan.state, "to_approve")
        self.assertRegex(plan.objections, "until 01/25/2027.*\n.*100.00")
        self.assertEqual(self.chased(), 1000, "nobody agreed to anything yet")
        with self.assertRaisesRegex(UserError, "Only a manager"):
            plan.with_user(self.collector).action_approve()
        row = self.env["recouvrement.todo"].with_user(self.manager).search([])
        self.assertEqual(row.kind, "plan")
        self.assertIn("to approve", row.reason)
        plan.with_user(self.manager).action_approve()
        self.assertEqual((plan.state, plan.approved_by_id), ("proposed", self.manager))
        self.assertEqual(self.chased(), 400)
        self.assertIn("allowed by manager", self.case().message_ids.mapped("body")[1])

    def test_only_the_last_instalment_may_be_small(self):
        self.invoice(-10, 1000)
        self.assertEqual(self.propose((7, 300), (37, 10)).state, "proposed")

    def test_a_manager_proposes_beyond_the_limits_at_once(self):
        self.invoice(-10, 1000)
        self.policy.plan_max_months = 1
        plan = self.propose((7, 500), (90, 500), user=self.manager)
        self.assertEqual((plan.state, plan.approved_by_id), ("proposed", self.manager))

    def test_wrong_input_is_told(self):
        self.invoice(-10, 300)
        with self.assertRaisesRegex(UserError, "today or later"):
            self.draft((-1, 100), (30, 200))
        with self.assertRaisesRegex(UserError, "Give the amount"):
            self.draft()
        with self.assertRaisesRegex(UserError, "at most .*300"):
            self.draft((7, 301))
        with self.assertRaisesRegex(UserError, "same working day"):
            self.draft((7, 100), (7, 100))

    def test_what_was_paid_before_it_was_proposed_is_told(self):
        invoice = self.invoice(-10, 600)
        plan = self.draft((7, 300), (37, 300))
        self.pay(invoice, 100)
        with self.assertRaisesRegex(UserError, "simulate it again"):
            plan.action_submit()
        self.assertEqual(plan.stage, "draft")

    def test_an_acceptance_that_comes_late_is_looked_at_again(self):
        invoice = self.invoice(-10, 600)
        plan = self.propose((30, 300), (60, 300))
        self.pay(invoice, 100, day=self.day(3))
        with self.at(20):
            self.accept(plan, 20)
        self.assertEqual(self.standing(plan, 20)[:2], ("running", 500), "what was paid since counts")
        other = self.invoice(-10, 600)
        again = self.propose((30, 300), (60, 300), moves=other)
        with self.at(20):
            self.promise(200, 25, moves=other)
            with self.assertRaisesRegex(UserError, "simulate it again"):
                self.accept(again, 20)
        with self.at(34), self.assertRaisesRegex(UserError, "already overdue"):
            self.accept(again, 34)

    def test_who_accepted_when_and_how_with_the_signed_agreement(self):
        self.invoice(-10, 600)
        plan = self.propose((7, 300), (37, 300))
        lucie = self._make_customer("Lucie", parent_id=self.customer.id, is_company=False)
        wizard = self.env["recouvrement.plan.accept"].with_user(self.collector).with_context(default_plan_id=plan.id)
        with Form(wizard) as form:
            form.contact_id = lucie
            form.means = "letter"
            form.document = "c2lnbmVk"
        form.record.action_accept()
        self.env.invalidate_all()
        self.assertEqual(
            (plan.state, plan.accepted_by_id, plan.accepted_on, plan.accepted_means),
            ("running", lucie, self.day(0), "letter"),
        )
        clerk = self._new_user("clerk", "account.group_account_invoice")
        self.assertEqual(plan.document_ids.with_user(clerk).raw, b"signed")
        self.assertIn(plan.reference, self.case().history_ids.mapped("summary")[0])
        with self.assertRaisesRegex(UserError, "Only a plan that was proposed"):
            self.accept(plan)

    def test_a_proposal_that_no_e_mail_told_is_in_the_history_once(self):
        self.invoice(-10, 600)
        self.customer.email = False
        plan = self.propose((7, 300), (37, 300))
        [line] = self.case().with_user(self.collector).history_ids
        self.assertEqual((line.means, line.direction, line.state), ("email", "out", "failed"))
        self.assertIn(plan.reference, line.summary)
        self.assertEqual(line.action_open()["res_id"], plan.id)
        self.accept(plan)
        self.assertEqual(len(self.case().history_ids), 2)

    # === TAKEN BACK, REPLACED === #

    def test_what_a_cancelled_plan_covered_is_chased_again(self):
        self.invoice(-10, 600)
        plan = self.propose((7, 300), (37, 300))
        cancel = self.env["recouvrement.plan.cancel"].with_user(self.collector)
        cancel.create({"plan_id": plan.id, "reason": "He refuses"}).action_cancel()
        self.assertEqual((plan.state, self.chased()), ("cancelled", 600))
        plan = self.agree((7, 300), (37, 300))
        with self.assertRaisesRegex(UserError, "ask a manager"):
            cancel.create({"plan_id": plan.id, "reason": "x"}).action_cancel()
        cancel.with_user(self.manager).create({"plan_id": plan.id, "reason": "x"}).action_cancel()
        self.assertEqual(self.chased(), 600)

    def test_another_version_takes_its_place_when_it_is_accepted(self):
        invoice = self.invoice(-10, 600)
        plan = self.agree((7, 300), (37, 300))
        self.pay(invoice, 100, day=self.day(5))
        with self.at(6):
            version = self.propose((20, 250), (50, 250), previous=plan)
            self.assertEqual((version.reference, version.version), (f"{plan.reference}-2", 2))
            self.assertEqual((plan.state, self.chased(6)), ("running", 0))
            self.assertEqual(self.held(invoice), 500, "held once")
            self.accept(version, 6)
        self.assertEqual(self.standing(plan, 6), ("replaced", 500, ["closed", "closed"]))
        self.assertEqual(self.standing(version, 8), ("running", 500, ["pending", "pending"]))
        self.assertEqual(self.chased(8), 0)
        with self.at(8):
            self.assertEqual(self.held(invoice), 500)

    def test_another_proposal_takes_the_place_of_the_first(self):
        invoice = self.invoice(-10, 600)
        plan = self.propose((7, 300), (37, 300))
        version = self.propose((10, 200), (40, 400), previous=plan)
        self.assertEqual((plan.state, version.state), ("replaced", "proposed"))
        self.assertEqual(self.held(invoice), 600)

    def test_a_plan_of_another_customer_or_that_has_ended_is_not_replaced(self):
        other = self._make_customer("Durand")
        self.invoice(-10, 600, partner=other)
        plan = self.agree((7, 300), (37, 300), case=self.case(other))
        invoice = self.invoice(-10, 600)
        with self.assertRaisesRegex(UserError, "cannot be renegotiated"):
            self.propose((10, 300), previous=plan)
        done = self.agree((7, 300), (37, 300))
        self.pay(invoice)
        self.invoice(-10, 600)
        with self.assertRaisesRegex(UserError, "cannot be renegotiated"):
            self.propose((10, 300), previous=done)
        self.assertEqual(self.standing(plan)[0], "running")

    def test_two_plans_never_share_a_debt(self):
        self.invoice(-10, 1000)
        self.propose((7, 150), (37, 150))
        with self.assertRaisesRegex(UserError, "at most .*0.00"):
            self.draft((7, 300))

    # === SIMULATED === #

    def simulate(self, **context):
        action = self.case().with_user(self.collector).action_simulate_plan()
        wizard = self.env[action["res_model"]].with_user(self.collector)
        return Form(wizard.with_context(**action["context"], **context))

    def test_the_table_is_shown_at_once(self):
        late = self.invoice(-10, 1000)
        self.invoice(20, 500)
        with self.simulate() as form:
            self.assertEqual(form.amount, 1000)
            form.number = 3
            self.assertIn("333.34", form.schedule)
            self.assertEqual(form.schedule.count("333.33"), 2)
            self.assertIn(late.name, form.coverage)
            form.split = "size"
            form.size = 400
            self.assertEqual(form.schedule.count("400.00"), 2)
            self.assertIn("200.00", form.schedule)
            form.size = 30
            self.assertIn("50.00", form.objection)
            form.size = 500
            self.assertFalse(form.objection)
        form.record.action_propose()
        plan = self.case().plan_ids
        self.assertEqual((plan.state, plan.line_ids.mapped("amount")), ("proposed", [500, 500]))
        self.assertEqual(plan.debt_ids.move_id, late)

    def test_the_end_of_the_month_stays_the_end_of_the_month(self):
        self.invoice(-10, 1200)
        with self.simulate() as form:
            form.first_date = "2027-01-31"
            form.number = 4
        form.record.action_save()
        plan = self.case().plan_ids
        self.assertEqual(
            [line.date.isoformat() for line in plan.line_ids], ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]
        )

    def test_working_days_and_weeks(self):
        self.invoice(-10, 300)
        with self.simulate() as form:
            form.first_date = "2026-12-11"
            form.frequency = "fortnight"
            form.only_open_days = True
        form.record.action_save()
        # The 25th of December is a Friday, and everybody is at home.
        self.assertEqual(
            [line.date.isoformat() for line in self.case().plan_ids.line_ids],
            ["2026-12-11", "2026-12-28", "2027-01-08"],
        )

    def test_chosen_invoices_and_too_many_instalments(self):
        self.invoice(-10, 300)
        coming = self.invoice(20, 700)
        with self.simulate() as form:
            form.move_ids.add(coming)
            self.assertEqual(form.amount, 700)
            form.number = 500
        with self.assertRaisesRegex(UserError, "at most 120 instalments"):
            form.record.action_save()
        form.record.number = 2
        form.record.action_save()
        self.assertEqual(self.case().plan_ids.debt_ids.move_id, coming)

    def test_renegotiated_in_the_simulator(self):
        self.invoice(-10, 600)
        plan = self.agree((7, 300), (37, 300))
        action = plan.with_user(self.collector).action_renegotiate()
        with Form(self.env[action["res_model"]].with_user(self.collector).with_context(**action["context"])) as form:
            self.assertEqual(form.amount, 600)
            form.number = 6
        form.record.action_propose()
        version = plan.replacement_ids
        self.assertEqual((version.state, len(version.line_ids)), ("proposed", 6))

    def test_a_call_that_leads_to_a_plan_opens_the_simulator(self):
        self.customer.phone = "+33 1 23 45 67 89"
        self.invoice(-10, 600)
        sheet = self.env["recouvrement.call"].with_user(self.collector).create({"case_id": self.case().id})
        sheet.outcome = "plan"
        action = sheet.action_record()
        self.assertEqual(action["res_model"], "recouvrement.plan.simulation")
        self.assertEqual(self.case().exchange_ids.outcome, "plan")

    # === WHO, AND WHERE === #

    def test_what_was_agreed_does_not_change(self):
        self.invoice(-10, 300)
        plan = self.agree((7, 300))
        for record in (plan, plan.line_ids, plan.debt_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.manager).amount = 1

    def test_a_billing_clerk_reads_and_agrees_to_nothing(self):
        self.invoice(-10, 300)
        plan = self.propose((7, 300))
        clerk = self._new_user("clerk", "account.group_account_invoice")
        self.assertEqual((plan.with_user(clerk).state, plan.line_ids.with_user(clerk).state), ("proposed", "pending"))
        for action in ("action_accept", "action_submit", "action_cancel"):
            with self.assertRaises(AccessError):
                getattr(plan.with_user(clerk), action)()
        with self.assertRaisesRegex(UserError, "Only a manager"):
            plan.with_user(clerk).action_approve()
        with self.assertRaises(AccessError):
            plan.with_user(clerk)._accept(plan.partner_id, self.day(0))

    def test_another_company_sees_nothing(self):
        self.invoice(-10, 300)
        plan = self.agree((7, 300))
        other = self._make_company("Autre Maison")
        stranger = self._new_user("stranger", "recouvrement_preventif.group_manager")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        for model in ("plan", "plan.line", "plan.debt", "plan.report"):
            self.assertFalse(env[f"recouvrement.{model}"].search([]))
        with self.assertRaises(AccessError):
            plan.with_env(env).read(["amount"])

    def test_customers_that_are_merged_keep_their_plans(self):
        twin = self._make_customer("Dupond")
        self.invoice(-10, 300, partner=twin)
        plan = self.agree((7, 300), case=self.case(twin))
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.customer + twin).ids, self.customer, extra_checks=False)
        self.env.invalidate_all()
        self.assertEqual((plan.case_id, plan.partner_id), (self.case(), self.customer))
        self.assertEqual(self.chased(), 0)

    def test_the_list_is_searched_by_what_became_of_the_plans(self):
        customers = [self._make_customer(name) for name in ("Done", "Late", "Gone", "New")]
        invoices = [self.invoice(-10, 300, partner=customer) for customer in customers]
        plans = [
            self.agree((day, 300), case=self.case(customer))
            for day, customer in zip((2, 7, 3, 30), customers, strict=True)
        ]
        self.pay(invoices[0])
        Plan = self.env["recouvrement.plan"].with_user(self.collector)
        with self.at(9):
            for plan, state in zip(plans, ("completed", "running", "broken", "running"), strict=True):
                self.assertIn(plan, Plan.search([("state", "=", state)]))
                self.assertNotIn(plan, Plan.search([("state", "!=", state)]))
            self.assertEqual(Plan.search([("is_late", "=", True)]), plans[1])
            lines = self.env["recouvrement.plan.line"].with_user(self.collector)
            self.assertEqual(lines.search([("state", "=", "missed")]).plan_id, plans[2])

    def test_many_plans_are_read_at_once(self):
        def count(number):
            for index in range(number):
                customer = self._make_customer(f"Customer {number} {index}")
                self.invoice(-10, 300, partner=customer)
                self.agree((7, 100), (37, 200), case=self.case(customer))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            plans = self.env["recouvrement.plan"].search([("state", "=", "running")])
            plans.mapped("amount_received")
            plans.line_ids.mapped("state")
            plans.mapped("display_name")
            return self.env.cr.sql_log_count - before

        few = count(3)
        self.assertLessEqual(count(20), few)
