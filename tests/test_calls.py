"""Calls: planned or by hand, never twice in a day, and what follows from how they end."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from .common import TODAY, CollectionCase


@tagged("post_install", "-at_install")
class TestCalls(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.levels["first"].channel = "call"
        cls.customer.phone = "+33 1 23 45 67 89"
        cls.collector = cls._new_user("collector", "recouvrement_preventif.group_user")
        cls.manager = cls._new_user("manager", "recouvrement_preventif.group_manager")
        cls.customer.user_id = cls.collector

    @classmethod
    def _new_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_ids=[(6, 0, cls.company.ids)],
            company_id=cls.company.id,
        )

    def call(self, outcome, user=None, case=None, **vals):
        """The call sheet filled in and recorded."""
        case = case or self.case()
        sheet = self.env["recouvrement.call"].with_user(user or self.collector).create({"case_id": case.id})
        with Form(sheet) as form:
            form.outcome = outcome
            for name, value in vals.items():
                form[name] = value
        sheet.action_record()
        self.env.invalidate_all()
        return case.exchange_ids.filtered(lambda exchange: not exchange.is_information)[:1]

    def planned_call(self):
        """An invoice of 300 is three days late, and the policy asks for a call."""
        invoice = self.invoice(-3, 300)
        reminder = self.run_cron()
        self.assertEqual((reminder.channel, reminder.state), ("call", "queued"))
        return invoice, reminder

    # === PLANNED BY THE POLICY === #

    def test_the_owner_is_asked_to_call(self):
        _invoice, reminder = self.planned_call()
        self.assertEqual(reminder.activity_id.user_id, self.collector)
        self.assertEqual(reminder.activity_id.date_deadline, TODAY)
        self.assertIn("300", reminder.activity_id.summary)
        self.assertFalse(self.run_cron(hour=12), "the next passage of the job asks for nothing more")

    def test_a_call_for_a_paid_invoice_is_taken_back(self):
        invoice, reminder = self.planned_call()
        self.pay(invoice)
        self.run_cron(hour=12)
        self.assertEqual((reminder.state, reminder.cancel_reason), ("cancelled", "paid"))
        self.assertFalse(self.case().activity_ids)

    def test_a_call_for_a_part_paid_invoice_says_what_is_left(self):
        invoice, reminder = self.planned_call()
        self.pay(invoice, 100)
        self.run_cron(hour=12)
        self.assertEqual(reminder.state, "queued")
        self.assertIn("200", reminder.activity_id.summary)

    def test_without_a_number_the_other_channel_is_used(self):
        self.levels["first"].write({"channel": "email", "fallback_channel": "call"})
        self.customer.write({"email": False})
        self.invoice(-3, 300)
        entry = self.plan()
        self.assertEqual((entry.outcome, entry.channel, entry.contact_id), ("send", "call", self.customer.id))
        self.customer.phone = False
        self.assertEqual(self.plan().reason, "unreachable")

    def test_a_customer_both_reach_is_written_to(self):
        self.levels["first"].write({"channel": "email", "fallback_channel": "call"})
        self.invoice(-3, 300)
        self.assertEqual(self.plan().channel, "email")

    # === HOW THEY END === #

    def test_promise_suspends_until_the_day_and_the_call_is_made(self):
        _invoice, reminder = self.planned_call()
        exchange = self.call("promise", date=TODAY + timedelta(days=6))
        self.assertRegex(exchange.summary, "Promises .*300.* for 12/01/2026")
        self.assertEqual(reminder.state, "sent")
        suspension = self.case().suspension_ids
        # Two days of grace for money in transit.
        self.assertEqual((suspension.date_to, suspension.user_id), (TODAY + timedelta(days=8), self.collector))
        self.assertEqual(self.plan(8).reason, "suspended")
        self.assertPlanned("second", day=9)

    def test_no_answer_is_tried_again_and_then_counts_as_made(self):
        _invoice, reminder = self.planned_call()
        self.call("no_answer")
        self.assertEqual(reminder.state, "queued")
        self.assertEqual(reminder.activity_id.date_deadline, TODAY + timedelta(days=1))
        for day, state in ((1, "queued"), (2, "sent")):
            with self.at(day):
                self.call("no_answer")
            self.assertEqual(reminder.state, state)
        self.assertEqual(reminder.date, self.day(2))
        self.assertEqual(reminder.line_ids.claim_id.reached_on, self.day(2))
        self.assertFalse(self.case().activity_ids)

    def test_no_answer_on_friday_is_tried_again_on_monday(self):
        self.planned_call()
        with self.at(2):
            self.call("no_answer")
        self.assertEqual(self.case().activity_ids.date_deadline, self.day(5))

    def test_call_back_moves_the_task(self):
        _invoice, reminder = self.planned_call()
        self.call("call_back", date=self.day(5))
        self.assertEqual(reminder.state, "queued")
        self.assertEqual(reminder.activity_id.date_deadline, self.day(5))

    def test_wrong_number_is_not_dialled_again(self):
        _invoice, reminder = self.planned_call()
        self.call("wrong_number")
        self.assertEqual(reminder.state, "cancelled")
        self.assertEqual(self.case().activity_ids.summary, "Find the telephone number of this customer.")
        self.assertEqual(self.plan(1).reason, "unreachable")
        self.customer.phone = "+33 1 98 76 54 32"
        self.assertPlanned("first", day=1)

    def test_dispute_needs_words_and_opens_one_for_its_owner(self):
        invoice, reminder = self.planned_call()
        reason = self.env.ref("recouvrement_preventif.dispute_reason_quality")
        with self.assertRaisesRegex(UserError, "what the customer contests"):
            self.call("dispute", note="   ", dispute_reason_id=reason)
        self.call("dispute", note="Two chairs were broken", dispute_reason_id=reason)
        exchange = self.case().exchange_ids.filtered(lambda exchange: exchange.kind == "call")
        dispute = self.case().dispute_ids
        self.assertEqual(
            (dispute.description, dispute.means, dispute.exchange_id), ("Two chairs were broken", "call", exchange)
        )
        self.assertEqual((dispute.line_ids.move_id, dispute.line_ids.amount), (invoice, 300))
        self.assertEqual(dispute.activity_ids.user_id, self.collector)
        self.assertEqual((reminder.state, self.plan(14).reason), ("sent", "suspended"))

    def test_refusal_goes_on_with_the_policy_and_tells_the_owner(self):
        self.planned_call()
        self.call("refuse")
        self.assertIn("refuses", self.case().activity_ids.summary)
        self.assertPlanned("second", day=7)

    def test_a_promise_without_day_or_in_the_past_is_told_and_loses_nothing(self):
        self.planned_call()
        sheet = self.env["recouvrement.call"].with_user(self.collector).create({"case_id": self.case().id})
        sheet.write({"outcome": "promise", "date": self.day(-1), "note": "He was in a hurry"})
        with self.assertRaisesRegex(UserError, "today or later"):
            sheet.action_record()
        self.assertFalse(self.case().exchange_ids)
        self.assertEqual(sheet.note, "He was in a hurry")
        sheet.outcome = False
        with self.assertRaisesRegex(UserError, "choose its outcome"):
            sheet.action_record()

    # === NEVER TWICE IN A DAY, WHOEVER ASKS === #

    def test_second_call_of_the_day_is_refused_and_a_manager_may_override(self):
        self.invoice(-3, 300)
        self.levels["first"].channel = "email"
        self.call("other")
        sheet = self.env["recouvrement.call"].with_user(self.manager).create({"case_id": self.case().id})
        self.assertIn("never twice in a day", sheet.problem)
        sheet.outcome = "other"
        with self.assertRaisesRegex(UserError, "never twice in a day"):
            sheet.action_record()
        sheet.override_reason = "He asked to be called back this afternoon"
        sheet.action_record()
        self.assertEqual(len(self.case().exchange_ids), 2)

    def test_a_collector_cannot_override(self):
        self.call("other")
        sheet = self.env["recouvrement.call"].with_user(self.collector).create({"case_id": self.case().id})
        sheet.write({"outcome": "other", "override_reason": "I insist"})
        with self.assertRaisesRegex(UserError, "Only a manager"):
            sheet.action_record()

    def test_a_call_by_hand_counts_for_the_messages(self):
        self.levels["first"].channel = "email"
        self.invoice(-3, 300)
        self.call("other")
        self.assertEqual(self.plan().reason, "minimum_gap")

    def test_a_statement_of_account_does_not_count(self):
        self.policy.write({"contact_limit": 1, "contact_window": 10})
        self.env["recouvrement.contact"].create(
            {"case_id": self.case().id, "kind": "email", "summary": "Statement of account", "is_information": True}
        )
        self.assertFalse(self.case()._get_contact_problem(TODAY))

    def test_the_limit_of_the_policy_holds_for_people(self):
        self.policy.write({"contact_limit": 1, "contact_window": 10})
        with self.at(-4):
            self.call("other")
        with self.assertRaisesRegex(UserError, "as often as the policy allows .1 times within 10 days.*12/01/2026"):
            self.call("other")

    def test_a_received_call_is_always_recorded(self):
        case = self.case()
        for summary in ("Asks for a copy", "Thanks for the copy"):
            self.env["recouvrement.contact"].with_user(self.collector).create(
                {"case_id": case.id, "direction": "in", "kind": "call", "summary": summary}
            )
        self.assertEqual(len(case.exchange_ids), 2)
        self.assertFalse(case._get_contact_problem(TODAY))

    def test_an_exchange_to_come_or_with_a_stranger_is_refused(self):
        values = {"case_id": self.case().id, "direction": "in", "summary": "Hello"}
        with self.assertRaisesRegex(UserError, "not taken place yet"):
            self.env["recouvrement.contact"].create({**values, "date": self.day(1)})
        stranger = self._make_customer("Stranger")
        with self.assertRaisesRegex(UserError, "Stranger is not a contact of Dupont"):
            self.env["recouvrement.contact"].create({**values, "direction": "out", "contact_id": stranger.id})
        self.assertTrue(self.env["recouvrement.contact"].create({**values, "contact_id": stranger.id}))

    def test_customers_who_were_called_the_same_day_are_merged(self):
        twin = self._make_customer("Dupond", phone="+33 1 98 76 54 32", user_id=self.collector.id)
        self.call("other")
        self.call("other", case=self.case(twin))
        self.case(twin)._merge_into(self.case())
        self.assertEqual(len(self.case().exchange_ids), 2)

    # === WHAT IS SHOWN === #

    def test_the_sheet_says_what_is_owed_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        invoice = self.invoice(-3, 1300)
        sheet = self.env["recouvrement.call"].with_user(self.collector).create({"case_id": self.case().id})
        self.assertIn(invoice.name, sheet.words)
        self.assertRegex(sheet.words, r"1\s300,00\s€")
        self.assertIn("22/11/2026", sheet.words)

    def test_the_history_tells_calls_and_messages_together(self):
        self.levels["second"].channel = "email"
        self.planned_call()
        self.call("refuse")
        email = self.run_cron(7)
        with self.at(7):
            history = self.case().history_ids
            self.assertEqual(
                [(line.means, line.direction, line.state or line.outcome) for line in history],
                [("email", "out", "queued"), ("call", "out", "refuse")],
            )
        self.assertEqual(history[0].action_open()["res_id"], email.id)
