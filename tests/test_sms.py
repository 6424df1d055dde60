"""Reminders by SMS, through Odoo's SMS queue and a gateway that answers as it is told to."""

from unittest.mock import patch

from requests.exceptions import ConnectionError as RequestsConnectionError
from urllib3.exceptions import MaxRetryError, NewConnectionError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.sms.tests.common import SMSCase
from odoo.addons.sms.tools.sms_api import SmsApi

from odoo.addons.recouvrement_preventif_sms.hooks import uninstall_hook
from odoo.addons.recouvrement_preventif_sms.tools.sms_text import measure, simplify

from .common import CollectionCase

MOBILE = "+33612345678"


@tagged("post_install", "-at_install")
class TestSms(CollectionCase, SMSCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.phone = "06 12 34 56 78"
        cls.levels["first"].write({"channel": "sms", "fallback_channel": "email"})

    def setUp(self):
        super().setUp()
        self.due = self.invoice(-10, 300)

    def send_sms(self, day=0, hour=10, **gateway):
        """The SMS queue passes at a moment; what the gateway accepted."""
        self.pass_queue(day, hour, **gateway)
        return [(sms["number"], sms["body"]) for sms in self._sms]

    def pass_queue(self, day=0, hour=10, **gateway):
        with self.mockSMSGateway(**gateway), self.at(day, hour), self.enter_registry_test_mode():
            self.env.ref("sms.ir_cron_sms_scheduler_action").method_direct_trigger()
        self.env.invalidate_all()

    def deliver(self, reminder, status):
        """The gateway reports on an SMS."""
        with self.at(0, 12):
            trackers = self.env["sms.tracker"].search([("recouvrement_reminder_id", "=", reminder.id)])
            self._make_report(trackers.mapped("sms_uuid"), status)

    def _make_report(self, uuids, status):
        self.make_jsonrpc_request("/sms/status", {"message_statuses": [{"uuids": uuids, "sms_status": status}]})
        self.env.invalidate_all()

    # === WHAT LEAVES === #

    def test_an_sms_leaves_and_the_level_is_reached(self):
        [reminder] = self.run_cron()
        self.assertEqual((reminder.channel, reminder.state, reminder.sms_number), ("sms", "queued", MOBILE))
        [(number, text)] = self.send_sms()
        self.assertEqual(number, MOBILE)
        for said in ("Ateliers Martin", "300.00", self.due.name, "11/15/2026"):
            self.assertIn(said, text)
        self.assertEqual(reminder.state, "sent")
        self.assertEqual(self.due.recouvrement_level_id, self.levels["first"])
        self.assertIn("300.00", self.case().message_ids[0].body)
        self.assertFalse(self.send_sms())

    def test_in_the_language_of_the_customer_with_the_characters_of_an_sms(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        self.levels["first"].with_context(lang="en_US").sms_text = "Due: {{ object.amounts }}"
        self.levels["first"].with_context(
            lang="fr_FR"
        ).sms_text = "À régler : {{object.amounts}} \N{EN DASH} d\N{RIGHT SINGLE QUOTATION MARK}ici peu"
        self.run_cron()
        [(_number, text)] = self.send_sms()
        self.assertEqual(text, "À régler : 300,00 € - d'ici peu")

    def test_paid_meanwhile(self):
        [reminder] = self.run_cron()
        self.pay(self.due)
        self.assertFalse(self.send_sms())
        self.assertEqual((reminder.state, reminder.cancel_reason), ("cancelled", "paid"))

    def test_paid_in_part_meanwhile(self):
        [reminder] = self.run_cron()
        self.pay(self.due, 100)
        [(_number, text)] = self.send_sms()
        self.assertIn("200.00", text)
        self.assertEqual(reminder.sms_text, text)

    def test_not_at_night(self):
        [reminder] = self.run_cron()
        self.assertFalse(self.send_sms(0, 22))
        self.assertEqual(reminder.state, "queued")
        self.assertFalse(reminder.sms_id)
        self.run_cron(1, 8)
        self.assertEqual(len(self.send_sms(1, 8)), 1)
        self.assertEqual(reminder.state, "sent")

    def test_nothing_leaves_from_a_company_that_is_no_longer_active(self):
        [reminder] = self.run_cron()
        self.company.recouvrement_mode = "test"
        self.assertFalse(self.send_sms())
        self.assertEqual(reminder.state, "queued")

    def test_each_company_in_one_pass(self):
        other = self._make_company("Ateliers Nord")
        other.write({"recouvrement_policy_id": self.policy.id, "recouvrement_mode": "live"})
        self.invoice(-10, 500, company=other)
        self.run_cron()
        texts = [text for _number, text in self.send_sms()]
        self.assertEqual(len(texts), 2)
        self.assertTrue(any("Ateliers Nord" in text and "500.00" in text for text in texts))

    def test_sent_by_a_user_it_leaves_by_the_queue_all_the_same(self):
        [reminder] = self.run_cron()
        with self.mockSMSGateway(), self.at():
            reminder.sms_id.send()
        self.assertFalse(self._sms)
        self.assertEqual(reminder.state, "queued")
        self.assertEqual(len(self.send_sms()), 1)

    # === WHOM IT REACHES === #

    def test_a_number_that_no_sms_reaches_gives_way_to_the_other_channel(self):
        for phone in ("02 40 12 34 56", "+32 2 123 45 67", False):
            self.customer.phone = phone
            self.assertEqual(self.plan().channel, "email", phone)
        for phone in ("07 60 12 34 56", "+32 470 12 34 56", "+352 621 123 456"):
            self.customer.phone = phone
            self.assertEqual(self.plan().channel, "sms", phone)

    def test_a_blacklisted_number_gets_nothing(self):
        [reminder] = self.run_cron()
        self.env["phone.blacklist"]._add([MOBILE])
        self.assertFalse(self.send_sms())
        self.assertEqual((reminder.state, reminder.cancel_reason), ("cancelled", "unreachable"))
        self.assertEqual(self.plan().channel, "email")

    # === WHAT BECAME OF IT === #

    def test_a_number_that_is_refused_gives_way_to_the_other_channel(self):
        [reminder] = self.run_cron()
        self.assertFalse(self.send_sms(sim_error="wrong_number_format"))
        self.assertEqual(reminder.state, "bounced")
        self.assertFalse(self.due.recouvrement_level_id)
        self.assertEqual(self.plan().channel, "email")
        self.customer.phone = "06 98 76 54 32"
        self.assertEqual(self.plan().channel, "sms")

    def test_a_number_that_does_not_exist_is_known_later(self):
        [reminder] = self.run_cron()
        self.send_sms()
        self.deliver(reminder, "invalid_destination")
        self.assertEqual(reminder.state, "bounced")
        self.assertEqual(self.plan(1).channel, "email")

    def test_an_sms_that_was_not_delivered_waits_for_a_person(self):
        [reminder] = self.run_cron()
        self.send_sms()
        self.deliver(reminder, "not_delivered")
        self.assertEqual(reminder.state, "failed")
        self.assertTrue(self.case().activity_ids)
        with self.at(1):
            reminder.action_retry()
        self.assertEqual(len(self.send_sms(1)), 1)
        self.assertEqual(reminder.state, "sent")

    def test_a_delivered_sms_stays_sent(self):
        [reminder] = self.run_cron()
        self.send_sms()
        self.deliver(reminder, "delivered")
        self.assertEqual(reminder.state, "sent")

    def test_without_credit_it_waits_for_a_person(self):
        [reminder] = self.run_cron()
        self.send_sms(sim_error="credit")
        self.assertEqual(reminder.state, "failed")
        self.assertIn("Credit", reminder.failure_reason)
        reminder.sms_id.resend_failed()
        self.assertFalse(self.send_sms())
        self.assertEqual(reminder.state, "failed")

    def test_a_gateway_in_trouble_is_tried_again(self):
        [reminder] = self.run_cron()
        self.send_sms(sim_error="server_error")
        self.assertEqual((reminder.state, reminder.attempts), ("queued", 1))
        self.assertFalse(self.send_sms(0, 10))
        self.run_cron(0, 11)
        self.assertEqual(len(self.send_sms(0, 11)), 1)
        self.assertEqual(reminder.state, "sent")

    def _fail_with(self, cause):
        def contact(*args, **kwargs):
            raise AccessError("The gateway cannot be reached") from cause

        with patch.object(SmsApi, "_contact_iap", contact), self.at(), self.enter_registry_test_mode():
            self.env.ref("sms.ir_cron_sms_scheduler_action").method_direct_trigger()
        self.env.invalidate_all()

    def test_no_connection_is_tried_again(self):
        [reminder] = self.run_cron()
        refused = NewConnectionError(None, "Connection refused")
        self._fail_with(RequestsConnectionError(MaxRetryError(None, "/", refused)))
        self.assertEqual((reminder.state, reminder.attempts), ("queued", 1))

    def test_no_answer_is_uncertain_and_never_sent_again_by_itself(self):
        [reminder] = self.run_cron()
        self._fail_with(None)
        self.assertEqual(reminder.state, "uncertain")
        self.assertFalse(self.send_sms(0, 11))
        self.run_cron(10)
        self.assertFalse(self.send_sms(10))
        self.assertEqual(reminder.state, "uncertain")

    def test_killed_while_the_gateway_was_asked(self):
        [reminder] = self.run_cron()
        reminder._set_sending()
        reminder.sms_id.state = "process"
        self.run_cron(0, 11)
        self.assertEqual(reminder.state, "uncertain")
        self.assertFalse(self.send_sms(0, 11))

    # === THE TEXT AND ITS COST === #

    def test_what_waits_for_approval_shows_its_text_and_what_it_costs(self):
        self.levels["first"].write({"requires_approval": True, "sms_text": "x" * 150 + "{{ object.amounts }}"})
        [reminder] = self.run_cron()
        self.assertIn("300.00", reminder.body)
        self.assertEqual(reminder.sms_parts, 1)
        self.levels["first"].sms_text = "x" * 155 + "{{ object.amounts }}"
        self.env.invalidate_all()
        self.assertEqual(reminder.sms_parts, 2)
        with self.at():
            reminder.action_edit_message()
            reminder.custom_body = "<p>Please call us</p>"
            self.assertEqual(reminder.sms_parts, 1)
            reminder.action_approve()
        self.assertEqual(self.send_sms(), [(MOBILE, "Please call us")])

    def test_approved_at_night_leaves_in_the_morning(self):
        self.levels["first"].requires_approval = True
        [reminder] = self.run_cron()
        with self.at(0, 22):
            reminder.action_approve()
        self.assertFalse(self.send_sms(0, 22))
        self.run_cron(1, 8)
        self.assertEqual(len(self.send_sms(1, 8)), 1)

    def test_a_text_uses_known_placeholders_only(self):
        for text in ("{{ object.amount }}", "{{ object.partner_id.name }}", "{{ 1 + 1 }}", "Hello {{ object.amounts }"):
            with self.assertRaises(ValidationError):
                self.levels["first"].sms_text = text

    def test_the_length_of_the_example_is_shown(self):
        level = self.levels["first"]
        level.sms_text = "{{ object.company_name }}: " + "x" * 200
        self.assertEqual(level.with_company(self.company).sms_size, "217 characters, 2 SMS")

    def test_how_many_sms_a_text_takes(self):
        cases = {"": 0, "a" * 160: 1, "a" * 161: 2, "a" * 306: 2, "a" * 307: 3, "€" * 80: 1, "€" * 81: 2}
        cases |= {"ê" * 70: 1, "ê" * 71: 2, "ê" * 134: 2, "ê" * 135: 3, "😀" * 35: 1, "😀" * 36: 2, "é" * 160: 1}
        for text, parts in cases.items():
            self.assertEqual(measure(text).parts, parts, text)
        typeset = "1\N{NARROW NO-BREAK SPACE}234,56\N{NO-BREAK SPACE}€ à l\N{RIGHT SINGLE QUOTATION MARK}échéance…"
        self.assertEqual(simplify(typeset), "1 234,56 € à l'échéance...")

    def test_the_usual_texts_take_one_sms(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        for lang in ("en_US", "fr_FR"):
            for level in (self.levels["first"], self.levels["preventive"]):
                example = level.with_company(self.company).with_context(lang=lang).sms_example
                self.assertEqual(measure(example).parts, 1, example)
                self.assertIn("Ateliers Martin", example)

    def test_without_sms_levels_go_by_another_channel(self):
        [reminder] = self.run_cron()
        uninstall_hook(self.env)
        self.assertEqual(self.levels["first"].channel, "email")
        self.assertEqual(reminder.state, "cancelled")
        self.assertEqual(self.plan().channel, "email")
