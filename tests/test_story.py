"""A year of an accountant, told in order."""

from .smtp import SmtpCase


class TestStory(SmtpCase):
    def test_from_before_the_due_date_to_the_formal_notice(self):
        invoice = self.invoice(0, 500)
        self.assertPlanned(None, -8)
        [notice] = self.run_cron(-7)
        self.assertEqual(notice.level_id, self.levels["preventive"])
        self.assertEqual(notice.state, "queued")
        self.send_queue(-7)
        self.assertEqual(notice.state, "sent")
        self.assertPlanned(None, 1)
        self.assertPlanned("closed_day", 3)
        [first] = self.run_cron(5)
        self.assertEqual(first.level_id, self.levels["first"])
        self.send_queue(5)
        self.assertPlanned(None, 9)
        [second] = self.run_cron(12)
        self.assertEqual(second.level_id, self.levels["second"])
        self.send_queue(12)
        [third] = self.run_cron(20)
        self.assertEqual(third.level_id, self.levels["third"])
        self.send_queue(20)
        [notice] = self.run_cron(35)
        self.assertEqual((notice.level_id, notice.state), (self.levels["notice"], "to_approve"))
        self.assertEqual(invoice.recouvrement_level_id, self.levels["third"])
        with self.at(36):
            notice.action_approve()
        self.assertEqual(notice.state, "queued")
        self.send_queue(36)
        self.assertEqual(notice.state, "sent")
        self.assertEqual(invoice.recouvrement_level_id, self.levels["notice"])
        self.assertFalse(self.run_cron(60))
