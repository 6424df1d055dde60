"""The same reminder twice: each test is a way in which other products send it."""

from psycopg2.errors import UniqueViolation

from odoo.tools import mute_logger

from .smtp import SmtpCase


class TestTrapDuplicates(SmtpCase):
    def test_cron_run_every_hour(self):
        self.invoice(-10, 500)
        made = [len(self.run_cron(0, hour)) for hour in (8, 9, 10, 11, 12)]
        self.send_queue(0, 12)
        made += [len(self.run_cron(0, hour)) for hour in (13, 14, 15)]
        self.send_queue(0, 15)
        self.assertEqual(sum(made), 1)
        self.assertEqual(len(self.received()), 1)

    def test_a_second_run_the_same_day_writes_nothing(self):
        self.invoice(-12, 100)
        self.bank_entry(100)
        self.invoice(-10, 500)
        self.invoice(-10, 5, partner=self._make_customer("Small"))
        self.run_cron()
        runs = self.env["recouvrement.run"].search([])
        self.run_cron(0, 11)
        self.assertEqual(self.env["recouvrement.run"].search([]), runs)

    def test_five_invoices_at_five_levels_one_mail(self):
        for days in (-40, -30, -20, -10, 3):
            self.invoice(days, 100)
        for day in (0, 7, 14):
            self.assertEqual(len(self.run_cron(day)), 1)
            self.send_queue(day)
        self.assertEqual(len(self.received()), 3)
        [last] = self.env["recouvrement.reminder"].search([("date", "=", self.day(14))])
        self.assertEqual(len(last.line_ids), 5)

    def test_the_database_refuses_a_level_twice(self):
        self.invoice(-10, 500)
        [reminder] = self.run_cron()
        line = reminder.line_ids
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            line.copy({"reminder_id": reminder.id})
            line.flush_recordset()

    def test_the_database_refuses_two_messages_leaving_at_once(self):
        self.invoice(-10, 500)
        [reminder] = self.run_cron()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            reminder.copy({"state": "queued"}).flush_recordset()

    def test_removing_one_invoice_does_not_mark_the_others(self):
        kept, dropped = self.invoice(-60, 500), self.invoice(-60, 300)
        self._climb_to("third", -40)
        [notice] = self.run_cron()
        notice.line_ids.filtered(lambda line: line.move_id == dropped).action_drop()
        self.assertEqual(self.live_lines(notice), [(kept.name, "Formal notice", 500)])
        with self.at():
            notice.action_approve()
        self.send_queue()
        self.assertEqual(kept.recouvrement_level_id, self.levels["notice"])
        self.assertEqual(dropped.recouvrement_level_id, self.levels["third"])

    def _climb_to(self, level, start):
        """Let the customer's reminders leave until the invoices reach a level."""
        for day in range(start, 0, 7):
            for reminder in self.run_cron(day):
                self.send_queue(day)
                if reminder.level_id == self.levels[level]:
                    return
        self.fail(f"level {level} was not reached")
