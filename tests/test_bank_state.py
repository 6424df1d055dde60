"""What the bank knows and the ledger does not, before anything is sent in bulk."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .smtp import SmtpCase


class TestBankState(SmtpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.collector = new_test_user(cls.env, "collector", groups="recouvrement_preventif.group_user")
        cls.collector.write({"company_ids": [(6, 0, cls.company.ids)], "company_id": cls.company.id})

    def statement_line(self, amount, day=-2, **vals):
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.journal.id,
                "date": self.day(day),
                "amount": amount,
                "payment_ref": "VIR RECU",
                **vals,
            }
        )

    def state(self):
        [state] = self.company.with_user(self.collector)._get_recouvrement_bank_state()
        return state

    def notice(self):
        confirm = self.env["recouvrement.confirm"].create(
            {"kind": "run", "company_ids": self.company.ids, "summary": "Three messages"}
        )
        return str(confirm.bank_notice)

    def waiting(self, count):
        self.levels["first"].requires_approval = True
        for index in range(count):
            self.invoice(-10, 300, partner=self._make_customer(f"Waiting {index}"))
        return self.run_cron().with_user(self.collector)

    def test_no_statement_yet(self):
        state = self.state()
        self.assertEqual((state.journal, state.last_date, state.receipt_count), (self.journal, None, 0))
        self.assertIn("no statement yet", self.notice())
        self.assertIn("alert-warning", self.notice())

    def test_receipts_not_matched_are_counted(self):
        self.statement_line(500, day=-12)
        self.statement_line(730)
        self.statement_line(-80)
        state = self.state()
        self.assertEqual((state.last_date, state.receipt_count, state.receipt_amount), (self.day(-2), 2, 1230))
        self.assertIn("receipts not matched: 2", self.notice())
        self.assertIn("11/23/2026", self.notice())

    def test_a_matched_receipt_is_not_counted(self):
        invoice = self.invoice(-10, 300)
        line = self.statement_line(300)
        _liquidity, suspense, _other = line._seek_for_lines()
        suspense.account_id = self.receivable_lines(invoice).account_id
        (suspense + self.receivable_lines(invoice)).reconcile()
        self.assertEqual(self.state().receipt_count, 0)
        self.assertIn("up to date", self.notice())
        self.assertIn("alert-info", self.notice())

    def test_a_bank_without_news_for_a_week_is_told(self):
        self.statement_line(-80, day=-8)
        self.assertIn("not up to date", self.notice())

    def test_a_payment_recorded_on_no_invoice_is_counted(self):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "amount": 250,
                "journal_id": self.journal.id,
            }
        )
        payment.action_post()
        state = self.state()
        self.assertEqual((state.payment_count, state.payment_amount), (1, 250))
        self.assertIn("payments not matched: 1", self.notice())

    def test_running_now_asks_first(self):
        self.invoice(-10, 300)
        Run = self.env["recouvrement.run"].with_user(self.collector)
        trigger = self.env["ir.cron.trigger"].sudo()
        before = trigger.search_count([])
        confirm = self.env["recouvrement.confirm"].with_user(self.collector).browse(Run.action_confirm_run()["res_id"])
        self.assertIn("1, asking for", confirm.summary)
        self.assertEqual(trigger.search_count([]), before)
        confirm.action_confirm()
        self.assertEqual(trigger.search_count([]), before + 1)

    def test_in_test_nothing_is_asked(self):
        self.company.recouvrement_mode = "test"
        action = self.env["recouvrement.run"].with_user(self.collector).action_confirm_run()
        self.assertEqual(action["tag"], "display_notification")

    def test_several_approvals_ask_first(self):
        reminders = self.waiting(2)
        action = reminders.action_confirm_approve()
        confirm = self.env["recouvrement.confirm"].with_user(self.collector).browse(action["res_id"])
        self.assertIn("2, asking for", confirm.summary)
        self.assertIn("600.00", confirm.summary)
        self.assertEqual(set(reminders.mapped("state")), {"to_approve"})
        confirm.action_confirm()
        self.assertEqual(set(reminders.mapped("state")), {"queued"})
        self.assertEqual(reminders.approved_by_id, self.collector)

    def test_one_approval_does_not_ask(self):
        reminder = self.waiting(1)
        self.assertFalse(reminder.action_confirm_approve())
        self.assertEqual(reminder.state, "queued")

    def test_readers_approve_nothing(self):
        reminders = self.waiting(2)
        reader = new_test_user(self.env, "reader", groups="account.group_account_readonly")
        reader.write({"company_ids": [(6, 0, self.company.ids)], "company_id": self.company.id})
        with self.assertRaises(AccessError):
            reminders.with_user(reader).action_confirm_approve()

    def test_a_pause_is_told_before_approving(self):
        reminders = self.waiting(2)
        self.company.recouvrement_paused_until = self.day(3)
        confirm = self.env["recouvrement.confirm"].browse(reminders.action_confirm_approve()["res_id"])
        self.assertIn("paused until", confirm.waiting)
        self.company.write({"recouvrement_paused_until": False, "recouvrement_mode": "test"})
        confirm = self.env["recouvrement.confirm"].browse(reminders.action_confirm_approve()["res_id"])
        self.assertIn("not active", confirm.waiting)
