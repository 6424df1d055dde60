"""What a mail server, a kill or an impatient user can do to a reminder that leaves."""

import os
import signal

import pytest

from .fault_data import FaultCase

FAILED = "Withheld: The last message failed"
UNCERTAIN = "Withheld: It is uncertain whether the last message was received"
LEAVING = "Withheld: A message is about to leave"
REPAIR = "The last message did not leave: see its reason."
ASK = "Find out whether the customer received the last message."


@pytest.mark.live
class TestSmtpFaults(FaultCase):
    def test_refused_recipient(self):
        self.make_customers("ra", "rb", "rc")
        self.sink.refuse["rb@example.org"] = "550 5.1.1 no such user here"
        self.plan()
        self.send()
        self.assertStates(ra="sent", rb="failed", rc="sent")
        self.assertReceived(ra=1, rb=0, rc=1)
        self.assertIn("no such user here", self.get_reminder("rb")["failure_reason"])
        self.assertEqual(self.get_case("rb"), (FAILED, REPAIR, False))
        self.pass_days(10, "rb")
        self.plan()
        self.send()
        self.assertEqual(self.get_case("rb"), (FAILED, REPAIR, "failed"))
        self.assertReceived(ra=1, rb=0, rc=1)

        self.sink.refuse.clear()
        self.call("recouvrement.reminder", "action_retry", [self.get_reminder("rb")["id"]])
        self.assertFalse(self.get_reminder("rb")["failure_reason"])
        self.send()
        self.assertStates(ra="sent", rb="sent", rc="sent")
        self.assertReceived(ra=1, rb=1, rc=1)

    def test_refused_for_now(self):
        self.make_customers("ta", "tb")
        self.sink.refuse["ta@example.org"] = "451 4.7.1 greylisted, try again in 540 seconds"
        self.plan()
        self.send()
        self.assertStates(ta="queued", tb="sent")
        reminder = self.get_reminder("ta")
        self.assertEqual(reminder["attempts"], 1)
        self.assertIn("greylisted, try again in 540 seconds", reminder["failure_reason"])
        self.assertEqual(self.get_case("ta"), (LEAVING, False, False))
        self.sink.refuse.clear()
        self.plan()
        self.send()
        self.assertReceived(ta=0, tb=1)
        self.pass_hours(1)
        self.send()
        self.assertStates(ta="sent", tb="sent")
        self.assertReceived(ta=1, tb=1)
        self.assertFalse(self.get_reminder("ta")["failure_reason"])

    def test_connection_lost_before_the_message(self):
        self.make_customers("ba", "bb", "bc")
        self.sink.hang_up_on_rcpt.add("bb@example.org")
        self.plan()
        self.send()
        self.send()
        self.assertStates(ba="sent", bb="queued", bc="sent")
        reminder = self.get_reminder("bb")
        self.assertEqual(reminder["attempts"], 1)
        self.assertTrue(reminder["failure_reason"])
        self.assertEqual(self.get_case("bb"), (LEAVING, False, False))
        self.sink.hang_up_on_rcpt.clear()
        self.pass_hours(1)
        self.send()
        self.assertStates(bb="sent")
        self.assertReceived(ba=1, bb=1, bc=1)

    def test_connection_lost_once_the_message_was_given(self):
        self.make_customers("da", "db", "dc")
        self.sink.hang_up_on_data.add("db@example.org")
        self.plan()
        self.send()
        self.send()
        self.assertStates(da="sent", db="uncertain", dc="sent")
        self.assertIn("may have received it or not", self.get_reminder("db")["failure_reason"])
        self.assertEqual(self.get_case("db"), (UNCERTAIN, ASK, False))
        self.sink.hang_up_on_data.clear()
        self.pass_days(10, "db")
        self.plan()
        self.send()
        self.assertEqual(self.get_case("db"), (UNCERTAIN, ASK, "uncertain"))
        self.assertStates(db="uncertain")
        self.assertReceived(da=1, db=1, dc=1)

    def test_server_down_for_a_day(self):
        self.make_customers("oa", "ob")
        self.plan()
        self.sink.down()
        self.addCleanup(lambda: self.sink.down() or self.sink.up())
        for attempt in (1, 2, 3):
            self.send()
            for name in ("oa", "ob"):
                reminder = self.get_reminder(name)
                self.assertEqual((reminder["state"], reminder["attempts"]), ("queued", attempt))
                self.assertIn("refused", reminder["failure_reason"])
                self.assertEqual(self.get_case(name), (LEAVING, False, False))
            self.pass_hours(8)
        self.sink.up()
        self.send()
        self.assertStates(oa="sent", ob="sent")
        self.send()
        self.assertReceived(oa=1, ob=1)

    def test_server_down_for_too_long(self):
        self.make_customers("la")
        self.plan()
        self.sink.down()
        self.addCleanup(lambda: self.sink.down() or self.sink.up())
        self.pass_hours(73)
        self.send()
        self.assertStates(la="failed")
        self.assertIn("refused", self.get_reminder("la")["failure_reason"])
        self.assertEqual(self.get_case("la"), (FAILED, REPAIR, False))
        self.sink.up()
        self.pass_hours(24)
        self.send()
        self.assertReceived(la=0)


@pytest.mark.live
class TestKilledWhileSending(FaultCase):
    def kill_server(self):
        os.killpg(self.get_server().pid, signal.SIGKILL)

    def send_and_die(self):
        with self.assertRaises(OSError):
            self.send()

    def start_again(self):
        for proc in self.odoo.procs:
            self.odoo.stop(proc, signal.SIGKILL)
        self.odoo.wait_for(
            """SELECT count(*) = 1 FROM pg_stat_activity
                WHERE datname = current_database() AND backend_type = 'client backend'"""
        )
        self.get_server()

    def test_killed_before_the_answer(self):
        self.make_customers("ka", "kb", "kc", "kd")
        self.plan()
        self.sink.on_message = lambda recipients: "kb@example.org" in recipients and self.kill_server()
        self.send_and_die()
        self.sink.on_message = None
        self.start_again()
        self.assertReceived(ka=1, kb=1, kc=0, kd=0)
        self.assertStates(ka="sent", kb="sending", kc="queued", kd="queued")
        self.send()
        self.assertStates(ka="sent", kb="uncertain", kc="sent", kd="sent")
        self.assertIn("may have received it or not", self.get_reminder("kb")["failure_reason"])
        self.assertEqual(self.get_case("kb"), (UNCERTAIN, ASK, False))
        self.pass_days(10, "kb")
        self.plan()
        self.send()
        self.assertEqual(self.get_case("kb"), (UNCERTAIN, ASK, "uncertain"))
        self.assertReceived(ka=1, kb=1, kc=1, kd=1)

        self.call("recouvrement.reminder", "action_mark_received", [self.get_reminder("kb")["id"]])
        self.assertStates(kb="sent")
        self.assertFalse(self.get_reminder("kb")["failure_reason"])
        self.send()
        self.assertReceived(kb=1)
        self.plan()
        self.send()
        self.assertReceived(kb=2)
        self.assertStates(kb="sent")

    def test_killed_after_the_answer(self):
        self.make_customers("pa", "pb", "pc")
        self.plan()
        with self.gate("mail_mail", "UPDATE", "NEW.state = 'sent' AND NEW.email_to LIKE '%pb@%'"):
            with self.in_background(self.send_and_die):
                self.wait_at_gate()
                self.kill_server()
        self.start_again()
        self.assertReceived(pa=1, pb=1, pc=0)
        # The hourly job finds it as well as the mail queue does.
        self.plan()
        self.assertStates(pa="sent", pb="uncertain", pc="queued")
        self.send()
        self.assertStates(pa="sent", pb="uncertain", pc="sent")
        self.assertEqual(self.get_case("pb"), (UNCERTAIN, ASK, False))
        self.assertReceived(pa=1, pb=1, pc=1)

        self.call("recouvrement.reminder", "action_retry", [self.get_reminder("pb")["id"]])
        self.send()
        self.assertStates(pb="sent")
        self.assertReceived(pa=1, pb=2, pc=1)

    def test_killed_before_the_message_was_given(self):
        self.make_customers("ma", "mb")
        self.plan()
        with self.gate("recouvrement_reminder", "UPDATE", "NEW.state = 'sending'"):
            with self.in_background(self.send_and_die):
                self.wait_at_gate()
                self.kill_server()
        self.start_again()
        self.assertStates(ma="queued", mb="queued")
        self.sink.on_rcpt = lambda address: address == "ma@example.org" and self.kill_server()
        self.send_and_die()
        self.sink.on_rcpt = None
        self.start_again()
        self.assertStates(ma="sending", mb="queued")
        self.send()
        self.assertStates(ma="uncertain", mb="sent")
        self.assertReceived(ma=0, mb=1)
        self.call("recouvrement.reminder", "action_retry", [self.get_reminder("ma")["id"]])
        self.send()
        self.assertStates(ma="sent", mb="sent")
        self.assertReceived(ma=1, mb=1)


@pytest.mark.live
class TestImpatientUser(FaultCase):
    def push(self, mail_id):
        """All that a user can do to an e-mail of the queue for it to leave."""
        self.call("mail.mail", "mark_outgoing", [mail_id])
        self.call("mail.mail", "action_retry", [mail_id])
        self.call("mail.mail", "write", [mail_id], {"state": "outgoing"})
        self.call("mail.mail", "send", [mail_id])
        self.send()
        self.send()

    def make_uncertain(self, name):
        self.make_customers(name)
        self.sink.hang_up_on_data.add(f"{name}@example.org")
        self.plan()
        self.send()
        self.sink.hang_up_on_data.clear()
        self.assertStates(**{name: "uncertain"})
        return self.get_reminder(name)

    def test_queued_email_sent_now(self):
        self.make_customers("qa")
        self.plan()
        mail_id = self.get_reminder("qa")["mail_mail_id"][0]
        self.push(mail_id)
        self.assertStates(qa="sent")
        self.assertReceived(qa=1)

    def test_uncertain_email_sent_now(self):
        reminder = self.make_uncertain("ua")
        self.push(reminder["mail_mail_id"][0])
        self.assertStates(ua="uncertain")
        self.assertEqual(self.get_case("ua")[0], UNCERTAIN)
        self.assertReceived(ua=1)

    def test_received_email_sent_again(self):
        reminder = self.make_uncertain("va")
        self.call("recouvrement.reminder", "action_mark_received", [reminder["id"]])
        if self.call("mail.mail", "search_count", [("id", "=", reminder["mail_mail_id"][0])]):
            self.push(reminder["mail_mail_id"][0])
        self.assertStates(va="sent")
        self.assertReceived(va=1)

    def test_former_email_of_a_message_sent_again(self):
        reminder = self.make_uncertain("wa")
        self.call("recouvrement.reminder", "action_retry", [reminder["id"]])
        self.send()
        self.assertStates(wa="sent")
        self.assertReceived(wa=2)
        if self.call("mail.mail", "search_count", [("id", "=", reminder["mail_mail_id"][0])]):
            self.push(reminder["mail_mail_id"][0])
        self.assertReceived(wa=2)
