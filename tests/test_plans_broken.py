"""An instalment that was missed ends the plan, once; what customers hear of their plans, and nothing twice."""

from odoo.tests import tagged

from .plans import PlanCase


@tagged("post_install", "-at_install")
class TestBrokenPlans(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.plan_reminder_days = 0

    # === MISSED === #

    def test_missed_beyond_the_grace_it_breaks_once(self):
        self.invoice(-10, 600)
        plan = self.agree((7, 200), (37, 200), (68, 200))
        self.watch_plans(12)
        self.assertEqual(self.standing(plan, 12)[2], ["late", "pending", "pending"])
        self.assertFalse(plan.broken_on or self.plan_tasks())
        # Three days after Wednesday: a Saturday, no bank moves money before Monday.
        self.watch_plans(13)
        self.assertEqual((plan.broken_on, plan.broken_line_id), (self.day(13), plan.line_ids[0]))
        self.assertEqual(self.standing(plan, 13), ("broken", 600, ["missed", "closed", "closed"]))
        task = self.plan_tasks()
        self.assertEqual(task.user_id, self.collector)
        self.assertRegex(task.summary, f"{plan.reference} broken off: 600.00.* due again, the instalment of 12/02/2026")
        self.assertEqual(self.chased(13), 600)
        said = len(self.case().message_ids)
        self.watch_plans(13, hour=11)
        self.watch_plans(14)
        self.assertEqual((self.plan_tasks(), len(self.case().message_ids)), (task, said))

    def test_paid_in_part_is_not_paid(self):
        invoice = self.invoice(-10, 600)
        plan = self.agree((7, 300), (37, 300))
        self.pay(invoice, 299, day=self.day(7))
        self.watch_plans(13)
        self.assertEqual(self.standing(plan, 13)[:2], ("broken", 301))

    def test_paid_within_the_grace_it_goes_on(self):
        invoice = self.invoice(-10, 600)
        plan = self.agree((7, 300), (37, 300))
        self.pay(invoice, 300, day=self.day(12))
        self.watch_plans(13)
        self.assertEqual(self.standing(plan, 13)[2], ["kept", "pending"])

    def test_a_payment_that_the_bank_has_not_confirmed_is_waited_for(self):
        invoice = self.invoice(-10, 600)
        plan = self.agree((7, 300), (37, 300))
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move SET payment_state = 'in_payment' WHERE id = %s", [invoice.id])
        self.env.invalidate_all()
        self.watch_plans(13)
        self.assertFalse(plan.broken_on)

    def test_nothing_is_missed_on_a_debt_that_is_contested(self):
        invoice = self.invoice(-10, 600)
        plan = self.agree((7, 300), (37, 300))
        dispute = self.suspend(invoice, 200, until=400)
        dispute.write({"kind": "dispute", "move_id": invoice.id, "line_id": False})
        self.assertEqual((self.held(invoice), self.chased()), (400, 0))
        self.watch_plans(13)
        self.assertFalse(plan.broken_on)
        dispute.released_on = self.day(14)
        self.watch_plans(14)
        self.assertTrue(plan.broken_on)

    def test_a_statement_that_comes_late_resumes_it(self):
        invoice = self.invoice(-10, 600)
        plan = self.agree((7, 300), (37, 300))
        self.watch_plans(13)
        self.assertEqual(self.chased(13), 600)
        self.pay(invoice, 300, day=self.day(10))
        self.watch_plans(15)
        self.assertEqual(self.standing(plan, 15), ("running", 300, ["kept", "pending"]))
        self.assertEqual(self.chased(15), 0)
        self.assertIn("paid in time", self.case().message_ids.mapped("body")[0])
        # The customer was told the contrary: somebody sets it right.
        self.assertIn("told otherwise", self.plan_tasks().summary)
        self.watch_plans(47)
        self.assertEqual(self.standing(plan, 47)[0], "broken")
        self.assertEqual(len(self.notices(plan)), 2, "broken again, told again")

    def test_paid_too_late_it_stays_broken(self):
        invoice = self.invoice(-10, 600)
        plan = self.agree((7, 300), (37, 300))
        self.watch_plans(13)
        self.pay(invoice, 300, day=self.day(14))
        self.watch_plans(15)
        self.assertEqual(self.standing(plan, 15)[:2], ("broken", 300))
        self.pay(invoice, day=self.day(16))
        self.watch_plans(17)
        self.assertEqual(self.standing(plan, 17)[0], "broken")
        self.assertFalse(self.plan_tasks(), "nothing is left to do")

    def test_the_follow_up_goes_on_at_its_own_pace_or_one_step_ahead(self):
        self.policy.write({"minimum_gap": 0, "contact_limit": 10})
        invoice = self.invoice(-3, 600)
        self.run_cron()._set_sent()
        self.assertEqual(invoice.recouvrement_level_id, self.levels["first"])
        plan = self.agree((1, 300), (30, 300))
        self.assertEqual(plan.line_ids[0].deadline, self.day(5))
        # Before anybody may be told of it.
        self.watch_plans(6, hour=4)
        self.assertEqual(plan.broken_on, self.day(6))
        self.assertPlanned(None, 6)
        self.policy.plan_step_ahead = True
        self.assertPlanned("second", 6)

    # === RENEGOTIATED === #

    def test_a_broken_plan_can_be_renegotiated_by_a_manager(self):
        invoice = self.invoice(-10, 600)
        plan = self.agree((7, 300), (37, 300))
        self.watch_plans(13)
        with self.at(14):
            version = self.propose((20, 300), (50, 300), previous=plan)
            self.assertEqual(version.state, "to_approve")
            self.assertIn(plan.reference, version.objections)
            version.with_user(self.manager).action_approve()
            self.assertFalse(self.plan_tasks())
            self.accept(version, 14)
        self.assertEqual((self.standing(plan, 15)[0], self.standing(version, 15)[0]), ("broken", "running"))
        self.pay(invoice, 300, day=self.day(9))
        self.watch_plans(15)
        self.assertTrue(plan.broken_on, "another version runs")
        self.assertEqual(self.chased(15), 0)

    # === IN THE WORKLIST === #

    def todo(self, day):
        with self.at(day):
            row = self.env["recouvrement.todo"].with_user(self.collector).search([])
            return row.kind, row.reason

    def test_at_risk_then_broken(self):
        self.invoice(-10, 600)
        plan = self.agree((7, 300), (37, 300))
        self.assertEqual(self.todo(7), (False, False))
        kind, reason = self.todo(9)
        self.assertEqual(kind, "plan")
        self.assertRegex(reason, f"{plan.reference} at risk: 300.00.* of 12/02/2026 awaited until 12/07/2026")
        self.watch_plans(13)
        kind, reason = self.todo(13)
        self.assertEqual(kind, "plan")
        self.assertIn("due again", reason)
        with self.at(13):
            self.plan_tasks().action_feedback(feedback="He pays all of it on Friday")
        self.assertEqual(self.todo(13), (False, False))

    def test_a_proposal_without_an_answer(self):
        self.invoice(-10, 600)
        self.propose((20, 300), (50, 300))
        self.assertEqual(self.todo(10), (False, False))
        self.assertIn("has not been accepted by 12/05/2026", self.todo(11)[1])

    # === WHAT CUSTOMERS HEAR === #

    def notices(self, plan):
        return self.env["recouvrement.contact"].search(
            [("plan_id", "=", plan.id), ("direction", "=", "out"), ("is_information", "=", False)]
        )

    def information(self, plan):
        return self.env["recouvrement.contact"].search(
            [("plan_id", "=", plan.id), ("direction", "=", "out"), ("is_information", "=", True)], order="id"
        )

    def test_it_is_proposed_in_the_language_of_the_customer_with_the_agreement(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        invoice = self.invoice(-10, 1500)
        plan = self.propose((7, 750), (37, 750))
        message = self.information(plan).message_id
        self.assertEqual((message.model, message.res_id), ("recouvrement.case", self.case().id))
        self.assertEqual(message.notified_partner_ids, self.customer)
        self.assertEqual(message.mail_ids.state, "outgoing")
        self.assertIn(plan.reference, message.body)
        self.assertIn("1 500,00 €", message.body.replace("&nbsp;", " ").replace("\xa0", " ").replace("\u202f", " "))
        self.assertIn("02/12/2026", message.body)
        self.assertEqual(len(message.attachment_ids), 1)
        html, _type = self.env["ir.actions.report"]._render_qweb_html("recouvrement_preventif.report_plan", plan.ids)
        text = html.decode()
        for said in (invoice.name, plan.reference, "903 500 007", "02/12/2026", "750,00"):
            self.assertIn(said, text.replace("\xa0", " ").replace("\u202f", " "), said)

    def test_nothing_leaves_in_test_or_without_an_address_and_the_plan_says_so(self):
        first, second = self.invoice(-10, 300), self.invoice(-10, 300)
        self.customer.email = False
        plan = self.propose((7, 300), moves=first)
        self.assertIn("no usable e-mail address", plan.message_problem)
        self.company.recouvrement_mode = "test"
        again = self.propose((7, 300), moves=second)
        self.assertIn("not active", again.message_problem)
        self.assertFalse(self.information(plan) | self.information(again))
        self.assertEqual((plan.state, self.chased()), ("proposed", 0))

    def test_each_instalment_is_announced_once_in_the_hours_of_the_customer(self):
        self.policy.plan_reminder_days = 3
        invoice = self.invoice(-10, 600)
        plan = self.agree((7, 200), (14, 200), (21, 200))
        before = len(self.information(plan))
        self.watch_plans(3)
        self.watch_plans(4)
        self.assertEqual(len(self.information(plan)), before, "a Sunday")
        self.watch_plans(5, hour=4)
        self.assertEqual(len(self.information(plan)), before, "before eight")
        self.watch_plans(5)
        said = self.information(plan)[before:]
        self.assertEqual((len(said), plan.line_ids[0].reminded_on), (1, self.day(5)))
        self.assertIn("200.00", said.message_id.body)
        self.assertIn("12/02/2026", said.message_id.subject)
        self.watch_plans(5, hour=11)
        self.watch_plans(6)
        self.assertEqual(len(self.information(plan)), before + 1)
        self.pay(invoice, 400, day=self.day(7))
        self.watch_plans(12)
        self.assertEqual(len(self.information(plan)), before + 1, "the second one is paid already")

    def test_an_announcement_counts_in_no_limit(self):
        self.policy.write({"plan_reminder_days": 3, "contact_limit": 1, "contact_window": 30})
        self.invoice(-10, 600)
        self.agree((2, 300), (37, 300))
        self.watch_plans(0)
        self.invoice(-5, 100)
        self.assertPlanned("first", 1)

    def test_the_customer_is_told_that_it_is_broken_in_his_hours_and_before_the_reminders(self):
        self.invoice(-10, 600)
        plan = self.agree((7, 300), (37, 300))
        self.watch_plans(13, hour=4)
        self.assertTrue(plan.broken_on)
        self.assertFalse(self.notices(plan))
        self.watch_plans(13)
        notice = self.notices(plan)
        self.assertEqual(plan.broken_told_on, self.day(13))
        self.assertIn("600.00", notice.message_id.subject)
        self.assertIn("12/02/2026", notice.message_id.body)
        # Two messages on the same day would be rude.
        self.assertPlanned("minimum_gap", 13)
        self.watch_plans(13, hour=11)
        self.watch_plans(14)
        self.assertEqual(self.notices(plan), notice)

    def test_a_customer_who_cannot_be_told_is_shown(self):
        self.invoice(-10, 600)
        plan = self.agree((7, 300), (37, 300))
        self.customer.email = False
        self.watch_plans(13)
        self.assertIn("no usable e-mail address", plan.message_problem)
        self.assertTrue(self.plan_tasks())

    def test_a_message_that_could_not_be_delivered_is_given_to_a_person(self):
        self.invoice(-10, 600)
        plan = self.propose((7, 300), (37, 300))
        mail = self.information(plan).message_id.mail_ids
        mail._postprocess_sent_message([], [], failure_reason="Unknown user", failure_type="mail_email_invalid")
        self.assertIn(plan.reference, self.case().activity_ids.summary)

    # === COUNTED === #

    def test_the_analysis_counts_by_customer(self):
        other = self._make_customer("Durand")
        kept, broken = self.invoice(-10, 600), self.invoice(-10, 300, partner=other)
        self.agree((7, 600))
        self.agree((7, 300), case=self.case(other))
        self.pay(kept, day=self.day(5))
        self.pay(broken, 100, day=self.day(5))
        self.watch_plans(13)
        Report = self.env["recouvrement.plan.report"].with_user(self.collector)
        with self.at(13):
            rows = Report._read_group([], ["partner_id"], ["amount_due:sum", "amount_received:sum", "kept_rate:avg"])
        self.assertEqual(
            {partner: values for partner, *values in rows}, {self.customer: [600, 600, 100], other: [300, 100, 0]}
        )
