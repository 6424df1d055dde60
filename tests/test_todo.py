"""The worklist: who needs a person today, in which order, and why."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import TODAY, CollectionCase


@tagged("post_install", "-at_install")
class TestTodo(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._new_user("collector", "recouvrement_preventif.group_user")

    @classmethod
    def _new_user(cls, login, groups):
        return new_test_user(
            cls.env, login, groups=groups, company_ids=[(6, 0, cls.company.ids)], company_id=cls.company.id
        )

    def todo(self, user=None):
        self.env.invalidate_all()
        self.env.flush_all()
        return self.env["recouvrement.todo"].with_user(user or self.collector).search([])

    def row(self):
        rows = self.todo()
        self.assertEqual(len(rows), 1, rows.mapped("kind"))
        return rows

    def waiting(self, *customers, late=10, amount=300):
        """Customers whose first reminder waits for approval."""
        self.levels["first"].requires_approval = True
        for customer in customers or [self.customer]:
            self.invoice(-late, amount, partner=customer)
        return self.run_cron()

    # === WHO, AND WHY === #

    def test_what_the_machine_does_alone_is_not_listed(self):
        self.invoice(-3, 300)
        self.run_cron()
        self.assertFalse(self.todo())

    def test_a_message_to_approve(self):
        self.waiting()
        row = self.row()
        self.assertEqual((row.kind, row.amount_overdue, row.days_late), ("approve", 300, 10))
        self.assertIn("300", row.reason)
        row.action_approve()
        self.assertFalse(self.todo())

    def test_a_failed_message_comes_before_anything_else(self):
        reminder = self.waiting()
        reminder.action_approve()
        reminder._set_failed("The server said no")
        self.assertEqual(self.row().kind, "settle")
        self.assertIn("The server said no", self.row().reason)

    def test_an_unreachable_customer(self):
        self.customer.email = False
        self.invoice(-3, 300)
        self.run_cron()
        self.assertEqual(self.row().kind, "unreachable")
        self.assertIn("no usable e-mail address", self.row().reason)
        self.customer.email = "found@example.org"
        self.run_cron(hour=12)
        self.assertFalse(self.todo(), "nobody looks for the address any more")

    def test_a_call_until_its_day_and_again_on_it(self):
        self.levels["first"].channel = "call"
        self.customer.phone = "+33 1 23 45 67 89"
        self.invoice(-3, 300)
        reminder = self.run_cron()
        self.assertEqual(self.row().kind, "call")
        reminder.activity_id.date_deadline = self.day(3)
        self.assertFalse(self.todo())
        with self.at(3):
            self.assertEqual(self.row().kind, "call")

    def test_a_hold_is_listed_three_days_before_its_end(self):
        self.invoice(-3, 300)
        self.hold(self.day(10), reason="A credit note is on its way")
        self.assertFalse(self.todo())
        with self.at(7):
            self.assertEqual(self.row().kind, "hold_ending")
            self.assertIn("A credit note is on its way", self.row().reason)
        with self.at(11):
            self.assertFalse(self.todo())

    def test_any_task_that_is_due(self):
        self.case().activity_schedule(
            "mail.mail_activity_data_todo", self.day(2), summary="Ask for the order form", user_id=self.collector.id
        )
        self.assertFalse(self.todo())
        with self.at(2):
            self.assertEqual((self.row().kind, self.row().reason), ("task", "Ask for the order form"))

    def test_one_row_for_several_reasons(self):
        self.waiting()
        self.case().activity_schedule("mail.mail_activity_data_todo", TODAY, summary="Call the warehouse")
        self.assertEqual(self.row().kind, "approve")

    # === IN WHICH ORDER === #

    def test_old_debts_and_bad_payers_first(self):
        recent, old, trusted = (self._make_customer(name) for name in ("Recent", "Old", "Trusted"))
        self.invoice(-100, 100, partner=old)
        self.invoice(-100, 100, partner=trusted)
        self.waiting(recent, late=10, amount=400)
        trusted.with_company(self.company).trust = "good"
        for customer in (recent, old, trusted):
            self.case(customer).activity_schedule("mail.mail_activity_data_todo", TODAY)
        rows = self.todo()
        self.assertEqual(
            [(row.partner_id.name, row.amount_at_risk) for row in rows],
            [("Old", 50.0), ("Trusted", 25.0), ("Recent", 20.0)],
        )

    def test_the_amounts_of_other_companies_do_not_count(self):
        other = self._make_company("Elsewhere")
        self.invoice(-10, 5000, company=other)
        self.waiting()
        self.assertEqual(self.row().amount_overdue, 300)

    # === SNOOZED === #

    def test_snoozed_customers_come_back_on_their_day(self):
        customers = [self._make_customer(name) for name in ("One", "Two")]
        self.waiting(*customers)
        awake = ["|", ("snoozed_until", "=", False), ("snoozed_until", "<=", "today")]
        Todo = self.env["recouvrement.todo"].with_user(self.collector)
        action = Todo.search([]).action_snooze()
        wizard = (
            self.env["recouvrement.snooze"]
            .with_user(self.collector)
            .with_context(**action["context"])
            .create({"date": self.day(2), "reason": "The salesman visits them tomorrow"})
        )
        wizard.action_snooze()
        self.env.invalidate_all()
        self.assertFalse(Todo.search(awake))
        self.assertIn("The salesman visits them tomorrow", self.case(customers[0]).message_ids[:1].body)
        with self.at(2):
            self.assertEqual(len(Todo.search(awake)), 2)

    def test_snoozing_until_yesterday_is_told(self):
        self.waiting()
        wizard = self.env["recouvrement.snooze"].create({"case_ids": self.case().ids, "date": TODAY, "reason": "Later"})
        with self.assertRaisesRegex(UserError, "a day to come"):
            wizard.action_snooze()

    # === SEND NOW === #

    def test_send_now_does_not_wait_for_the_job(self):
        self.invoice(-3, 300)
        action = self.case().with_user(self.collector).action_send_now()
        reminder = self.env["recouvrement.reminder"].browse(action["res_id"])
        self.assertEqual((reminder.state, reminder.level_id), ("queued", self.levels["first"]))
        self.assertFalse(self.run_cron(hour=11), "the job does not send it again")
        with self.assertRaisesRegex(UserError, "Nothing is to be sent today"):
            self.case().with_user(self.collector).action_send_now()

    def test_send_now_at_night_waits_for_the_morning(self):
        self.invoice(-3, 300)
        with self.at(0, hour=22):
            action = self.case().with_user(self.collector).action_send_now()
            reminder = self.env["recouvrement.reminder"].browse(action["res_id"])
            self.assertEqual(reminder.scheduled_at.date(), self.day(1))
            self.assertEqual(reminder.mail_mail_id.scheduled_date, reminder.scheduled_at)

    def test_send_now_says_why_not(self):
        self.invoice(-3, 300)
        self.hold(self.day(10), reason="They called")
        with self.assertRaisesRegex(UserError, "They called"):
            self.case().with_user(self.collector).action_send_now()
        self.company.recouvrement_mode = "test"
        with self.assertRaisesRegex(UserError, "not active"):
            self.case().with_user(self.collector).action_send_now()

    # === THE CASE === #

    def test_the_case_tells_what_is_owed_by_age_and_currency(self):
        dollars = self.env.ref("base.USD")
        dollars.active = True
        for late, amount in ((-5, 10), (20, 20), (45, 30), (75, 40), (200, 50)):
            self.invoice(-late, amount)
        self.invoice(-20, 70, currency=dollars)
        rows = self.case()._prepare_ageing(self.case().receivable_ids)
        by_total = {row[-1]: row[:-1] for row in rows}
        self.assertEqual(len(rows), 2)
        euros = next(cells for total, cells in by_total.items() if "150" in total)
        self.assertEqual(
            [cell.strip("€\N{NO-BREAK SPACE} ").split(".")[0] for cell in euros], ["10", "20", "30", "40", "50"]
        )

    def test_the_case_tells_how_the_customer_is_reached(self):
        self.customer.write({"phone": "+33 1 23 45 67 89", "street": "1 rue Haute", "city": "Lille"})
        person = self._make_customer("Anne", parent_id=self.customer.id, type="collections", is_company=False)
        self.assertIn("Anne (E-mail)", self.case().reach_summary)
        self.assertIn("Dupont (Letter, Formal notice, Telephone)", self.case().reach_summary)
        self.assertIn(person, self.case().contact_ids)

    def test_the_case_tells_why_a_debt_is_not_chased(self):
        held, free = self.invoice(-3, 300), self.invoice(-3, 200)
        self.hold(self.day(10), move=held, reason="A delivery is missing")
        by_move = {debt.move_id: debt.standing for debt in self.case().receivable_ids}
        self.assertIn("A delivery is missing", by_move[held])
        self.assertFalse(by_move[free])

    # === FOR EVERYBODY === #

    def test_a_reader_sees_and_cannot_act(self):
        self.waiting()
        reader = self._new_user("reader", "account.group_account_invoice")
        row = self.todo(reader)
        self.assertTrue(row.reason)
        self.assertTrue(row.next_action)
        with self.assertRaises(UserError):
            row.action_approve()

    def test_opening_the_list_takes_the_same_queries_for_any_number(self):
        names = (
            "partner_id",
            "kind",
            "reason",
            "amount_at_risk",
            "amount_overdue",
            "level_id",
            "next_action",
            "user_id",
        )
        counts = []
        for customers in range(2):
            self.waiting(
                *[self._make_customer(f"Customer {customers} {number}") for number in range(2 + 10 * customers)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            rows = self.env["recouvrement.todo"].with_user(self.collector)
            before = self.env.cr.sql_log_count
            rows.search([]).read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)

    def test_opening_a_case_takes_the_same_queries_for_any_number_of_debts(self):
        counts = []
        case = self.case().with_user(self.collector)
        names = [name for name in self.env["recouvrement.case"]._fields if name != "__last_update"]
        for invoices in (2, 20):
            for _number in range(invoices):
                self.invoice(-10, 100)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            case.web_read(
                {
                    **{name: {} for name in names},
                    "receivable_ids": {"fields": {"move_id": {"fields": {"display_name": {}}}, "standing": {}}},
                }
            )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)
        self.assertEqual(case.receivable_ids[0].date_due, TODAY - timedelta(days=10))
