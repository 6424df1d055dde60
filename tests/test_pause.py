"""Pauses of a company and of a policy: what is planned meanwhile, what waits, how it goes on."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user

from .smtp import SmtpCase


class TestPause(SmtpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._new_user("manager", "recouvrement_preventif.group_manager")

    @classmethod
    def _new_user(cls, login, groups):
        user = new_test_user(cls.env, login, groups=groups)
        user.write({"company_ids": [(6, 0, cls.company.ids)], "company_id": cls.company.id})
        return user

    def pause_form(self, user=None, **vals):
        Pause = self.env["recouvrement.pause"].with_user(user or self.manager).with_company(self.company)
        return Pause.create({"reason": "Statements are late", **vals})

    def test_withheld_until_the_day_after_then_goes_on_by_itself(self):
        self.invoice(-10, 300)
        self.pause_form(date_to=self.day(1)).action_pause()
        entry = self.plan()
        self.assertEqual((entry.reason, entry.until), ("paused", self.day(2)))
        self.assertFalse(self.run_cron())
        self.assertEqual(self.case().withheld_reason, "paused")
        self.assertFalse(self.run_cron(1))
        [reminder] = self.run_cron(2)
        self.send_queue(2)
        self.assertEqual(reminder.state, "sent")

    def test_queued_messages_wait_for_the_end(self):
        self.invoice(-10, 300)
        [reminder] = self.run_cron()
        self.pause_form(date_to=self.day(1)).action_pause()
        self.send_queue()
        self.send_queue(1, 16)
        self.assertEqual(reminder.state, "queued")
        self.send_queue(2)
        self.assertEqual(reminder.state, "sent")

    def test_one_policy_is_paused_the_others_go_on(self):
        other = self._make_customer("Good payer")
        other.with_company(self.company).recouvrement_policy_id = self.env.ref(
            "recouvrement_preventif.policy_good_payer"
        )
        self.invoice(-10, 300)
        self.invoice(-10, 300, partner=other)
        self.pause_form(policy_id=self.policy.id, date_to=self.day(1)).action_pause()
        self.assertEqual(self.plan().reason, "paused")
        self.assertTrue(self.plan(partner=other).is_sent)
        self.assertIn("Statements are late", self.policy.message_ids[0].body)
        self.assertFalse(self.company.recouvrement_paused_until)

    def test_resumed_now_what_was_put_off_leaves_now(self):
        self.invoice(-10, 300)
        [reminder] = self.run_cron()
        self.pause_form(date_to=self.day(20)).action_pause()
        self.send_queue()
        self.assertGreater(reminder.scheduled_at.date(), self.day(20))
        with self.at(1):
            form = self.pause_form()
            self.assertEqual(form.paused_until, self.day(20))
            form.action_resume()
        self.send_queue(1)
        self.assertEqual(reminder.state, "sent")
        notes = self.company.partner_id.message_ids.mapped("body")
        self.assertIn("resumed", notes[0])
        self.assertIn("Statements are late", notes[1])

    def test_a_policy_resumed_now(self):
        self.invoice(-10, 300)
        [reminder] = self.run_cron()
        self.pause_form(policy_id=self.policy.id, date_to=self.day(20)).action_pause()
        self.send_queue()
        with self.at(1):
            self.pause_form(policy_id=self.policy.id).action_resume()
        self.send_queue(1)
        self.assertEqual(reminder.state, "sent")

    def test_a_pause_that_is_over_is_not_shown(self):
        self.company.recouvrement_paused_until = self.day(-1)
        self.assertFalse(self.pause_form().paused_until)

    def test_a_pause_needs_a_day_to_come(self):
        with self.assertRaises(ValidationError):
            self.pause_form().action_pause()
        with self.assertRaises(ValidationError):
            self.pause_form(date_to=self.day(-1)).action_pause()
        self.assertFalse(self.company.recouvrement_paused_until)

    def test_only_managers_of_the_company_pause_it(self):
        form = self.pause_form(date_to=self.day(3))
        collector = self._new_user("collector", "recouvrement_preventif.group_user")
        with self.assertRaises(AccessError):
            form.with_user(collector).action_pause()
        form.sudo().company_id = self._make_company("Elsewhere")
        with self.assertRaises(AccessError):
            form.action_pause()

    def test_the_run_says_that_it_is_paused(self):
        self.invoice(-10, 300)
        self.pause_form(date_to=self.day(1)).action_pause()
        self.run_cron()
        run = self.env["recouvrement.run"].search([("company_id", "=", self.company.id)], limit=1)
        self.assertEqual(run.paused_until, self.day(1))
        with self.at(2):
            self.assertFalse(run.paused_until)
