"""Rules that surprise, money, access: each test is a way in which other products do."""

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

from .smtp import SmtpCase


class TestTrapRules(SmtpCase):
    def test_a_minimum_gap_says_so(self):
        self.invoice(-10, 300)
        self.run_cron(0)
        self.send_queue(0)
        self.invoice(-1, 200)
        self.policy.minimum_gap = 10
        self.assertPlanned("minimum_gap", 5)
        self.assertEqual(self.plan(5).until, self.day(10))
        self.run_cron(5)
        case = self.case()
        self.assertEqual((case.withheld_reason, case.withheld_until), ("minimum_gap", self.day(10)))
        with self.at(5):
            self.assertIn("12/05/2026", case.next_action)

    def test_contact_limit_over_a_rolling_window(self):
        self.policy.write({"contact_limit": 2, "contact_window": 40, "minimum_gap": 1})
        for days in (-3, 2, 7):
            self.invoice(days, 300)
        self.levels["preventive"].active = False
        self.assertTrue(self.run_cron(0))
        self.send_queue(0)
        self.assertTrue(self.run_cron(5))
        self.send_queue(5)
        self.assertFalse(self.run_cron(14))
        case = self.case()
        self.assertEqual((case.withheld_reason, case.withheld_until), ("contact_limit", self.day(40)))
        self.assertTrue(self.run_cron(40))

    def test_a_notice_before_the_due_date_is_not_suppressed_by_a_late_invoice(self):
        self.invoice(-10, 300)
        self.run_cron(0)
        self.send_queue(0)
        coming = self.invoice(8, 150)
        [notice] = self.run_cron(1)
        self.assertEqual(notice.level_id, self.levels["preventive"])
        steps = notice.line_ids.filtered("level_id")
        self.assertEqual(steps.move_id, coming)

    def test_the_oldest_paid_does_not_make_the_escalation_jump(self):
        old = self.invoice(-30, 300)
        self.run_cron(0)
        self.send_queue(0)
        recent = self.invoice(-4, 200)
        self.pay(old)
        self.run_cron(7)
        self.assertEqual(recent.recouvrement_level_id, self.levels["first"])

    def test_first_run_on_an_old_database_is_no_formal_notice(self):
        for index, days in enumerate((-400, -200, -50)):
            self.invoice(days, 300, partner=self._make_customer(f"Old {index}"))
        reminders = self.run_cron(0)
        self.assertEqual(len(reminders), 3)
        self.assertEqual(reminders.level_id, self.levels["first"])

    def test_a_level_is_never_skipped_after_a_silence(self):
        invoice = self.invoice(-4, 300)
        self.run_cron(0)
        self.send_queue(0)
        [next_one] = self.run_cron(100)
        self.assertEqual(next_one.level_id, self.levels["second"])
        self.assertEqual(invoice.recouvrement_level_id, self.levels["second"])

    def test_hold_until_a_date_with_a_reason(self):
        held, other = self.invoice(-10, 300), self.invoice(-4, 200)
        self.hold(self.day(5), move=held)
        [reminder] = self.run_cron(0)
        self.assertEqual(reminder.line_ids.move_id, other)
        with self.at(0):
            self.assertIn("They called", held.recouvrement_hold)
            self.assertFalse(other.recouvrement_hold)
        self.send_queue(0)
        self.assertPlanned("suspended", 5)
        steps = {step.line_id: step.level_id for step in self.plan(6).steps}
        self.assertEqual(steps[self.receivable_lines(held).id], self.levels["first"].id)

    def test_customer_on_hold_then_released(self):
        self.invoice(-10, 300)
        hold = self.hold(self.day(20))
        self.assertPlanned("suspended")
        self.run_cron(0)
        case = self.case()
        self.assertEqual(case.withheld_reason, "suspended")
        with self.at(1):
            self.assertIn("They called", case.next_action)
            hold.action_release()
            self.assertRaises(UserError, hold.action_release)
        self.assertPlanned("first", 1)
        self.assertTrue(self.run_cron(1))
        self.assertFalse(case.withheld_reason)

    def test_hold_put_between_queueing_and_sending(self):
        self.invoice(-10, 300)
        [reminder] = self.run_cron(0)
        self.hold(self.day(20))
        self.send_queue(0)
        self.assertFalse(self.received())
        self.assertEqual((reminder.state, reminder.cancel_reason), ("cancelled", "suspended"))

    def test_part_of_an_instalment_suspended(self):
        invoice = self.invoice(-10, 300)
        self.env["recouvrement.suspension"].create(
            {
                "case_id": self.case().id,
                "line_id": self.receivable_lines(invoice).id,
                "amount": 120,
                "reason": "Part contested",
                "date_to": self.day(30),
            }
        )
        [reminder] = self.run_cron(0)
        self.assertEqual((reminder.line_ids.residual, reminder.line_ids.amount), (300, 180))
        self.assertIn("180.00", reminder.body)

    def test_no_sunday_no_holiday_no_night(self):
        belgian = self._make_customer("Bruxelles", country_id=self.env.ref("base.be").id)
        for partner in (self.customer, belgian):
            self.invoice(-40, 300, partner=partner)
        self.assertPlanned("closed_day", 4)
        # 14 July is a holiday in France, 21 July in Belgium.
        self.assertPlanned("closed_day", self.day(0).replace(year=2027, month=7, day=14))
        self.assertPlanned("first", self.day(0).replace(year=2027, month=7, day=14), partner=belgian)
        self.assertPlanned("closed_day", self.day(0).replace(year=2027, month=7, day=21), partner=belgian)
        self.assertFalse(self.run_cron(0, 5))
        self.assertEqual(self.case().withheld_reason, "closed_hours")
        self.assertEqual(len(self.run_cron(0, 8)), 2)

    def test_queue_that_passes_at_night_waits_for_the_morning(self):
        self.invoice(-10, 300)
        [reminder] = self.run_cron(0, 16)
        self.send_queue(0, 22)
        self.assertEqual((reminder.state, self.received()), ("queued", []))
        self.assertEqual(str(reminder.scheduled_at), "2026-11-26 07:00:00")
        self.send_queue(1, 7)
        self.assertEqual(reminder.state, "sent")

    def test_policy_of_the_customer_comes_first(self):
        good_payer = self.env.ref("recouvrement_preventif.policy_good_payer")
        self.customer.recouvrement_policy_id = good_payer
        self.invoice(-4, 300)
        self.assertPlanned(None)
        self.invoice(-9, 300)
        self.assertEqual(self.plan().level_id, good_payer.level_ids[0].id)

    def test_change_of_policy_goes_on_from_the_level_reached(self):
        self.invoice(-11, 300)
        self.run_cron(0)
        self.send_queue(0)
        good_payer = self.env.ref("recouvrement_preventif.policy_good_payer")
        self.customer.recouvrement_policy_id = good_payer
        entry = self.plan(15)
        self.assertEqual(entry.level_id, good_payer.level_ids[0].id)

    def test_single_reminder_fifteen_days_after_the_invoice(self):
        self.company.recouvrement_policy_id = self.env.ref("recouvrement_preventif.policy_belgium")
        invoice = self.invoice(10, 300, invoice_date=self.day(-15))
        [reminder] = self.run_cron(0)
        self.assertEqual(reminder.line_ids.move_id, invoice)
        self.send_queue(0)
        self.assertPlanned(None, 60)

    def test_bad_input_is_told_where_it_is(self):
        with self.assertRaisesRegex(ValidationError, "choose its message"):
            self.levels["first"].template_id = False
        other = self.env["mail.template"].search([("model", "!=", "recouvrement.reminder")], limit=1)
        with self.assertRaisesRegex(ValidationError, "written for reminders"):
            self.levels["first"].template_id = other
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.levels["first"].delay = 10
            self.levels["first"].flush_recordset()
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.cr.savepoint():
            self.policy.write({"hour_from": 19, "hour_to": 8})
            self.policy.flush_recordset()
        with self.assertRaisesRegex(ValidationError, "not an invoice of"):
            self.hold(self.day(5), move=self.invoice(-10, 10, partner=self._make_customer("Somebody else")))

    def test_a_level_in_use_cannot_be_deleted(self):
        self.invoice(-10, 300)
        self.run_cron()
        with self.assertRaisesRegex(UserError, "archive it"):
            self.levels["first"].unlink()
        with self.assertRaisesRegex(UserError, "archive it"):
            self.policy.unlink()
        self.levels["first"].active = False
        self.send_queue()
        self.assertPlanned("second", 7)

    def test_reminders_cannot_be_activated_without_what_they_need(self):
        company = self._make_company("Nobody", email=False)
        with self.assertRaisesRegex(ValidationError, "Choose the collection policy"):
            company.recouvrement_mode = "live"
        company.write({"recouvrement_mode": "off", "recouvrement_policy_id": self.policy.id})
        with self.assertRaisesRegex(ValidationError, "e-mail address"):
            company.recouvrement_mode = "live"

    def test_nothing_leaves_before_activation(self):
        self.company.recouvrement_mode = "off"
        self.invoice(-10, 300)
        self.assertFalse(self.run_cron())

    def test_users_without_accounting_rights_meet_no_access_error(self):
        invoice = self.invoice(-10, 300)
        self.run_cron()
        for groups in (
            "base.group_user",
            "sales_team.group_sale_salesman",
            "base.group_user,base.group_partner_manager",
        ):
            user = new_test_user(self.env, f"user_{groups}", groups=groups, company_ids=[(4, self.company.id)])
            user.company_id = self.company
            partner = self.customer.with_user(user)
            Form(partner)
            self.assertNotIn("recouvrement_amount_overdue", partner.fields_get())
            with self.assertRaises(AccessError):
                self.case().with_user(user).read(["amount_overdue"])
        invoicing = new_test_user(self.env, "invoicing", groups="account.group_account_invoice")
        invoicing.write({"company_ids": [(4, self.company.id)], "company_id": self.company.id})
        with Form(invoice.with_user(invoicing)):
            pass
        case = self.case().with_user(invoicing)
        self.assertEqual(case.amount_overdue, 300)
        self.assertTrue(case.receivable_ids)
        with self.assertRaises(AccessError):
            case.reminder_ids.action_approve()

    def test_other_companys_cases_are_not_seen(self):
        self.invoice(-10, 300)
        self.run_cron()
        elsewhere = self._make_company("Elsewhere")
        user = new_test_user(self.env, "elsewhere", groups="recouvrement_preventif.group_manager")
        user.write({"company_ids": [(6, 0, elsewhere.ids)], "company_id": elsewhere.id})
        theirs = self.env(user=user, context={"allowed_company_ids": elsewhere.ids})
        self.assertFalse(theirs["recouvrement.case"].search([]))
        self.assertFalse(theirs["recouvrement.receivable"].search([]))
