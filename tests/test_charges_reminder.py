"""Reminders that ask for the charges: exact, up to date, and only where the level says so."""

from datetime import timedelta

from odoo.exceptions import ValidationError

from .common import TODAY
from .smtp import SmtpCase


class TestChargesInReminders(SmtpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.levels["second"].states_charges = True

    def remind_twice(self, amount=1000, **vals):
        """The second reminder of an invoice, ten days late and more, as it leaves."""
        move = self.invoice(-12, amount, **vals)
        self.send_first(move)
        return move, self.run_cron()

    def send_first(self, move):
        claim = self.env["recouvrement.claim"].create(
            {"line_id": self.receivable_lines(move).id, "level_id": self.levels["first"].id}
        )
        claim.reached_on = TODAY - timedelta(days=9)

    def test_the_message_asks_for_principal_interest_and_indemnity(self):
        move, reminder = self.remind_twice()
        self.assertEqual(reminder.state, "queued")
        # 1 000 x 12.40 % x 12 / 365 = 4.08
        self.assertEqual(
            [(c.name, c.kind, c.amount) for c in reminder.charge_ids],
            [(move.name, "interest", 4.08), (move.name, "fixed_sum", 40.0)],
        )
        body = reminder.mail_mail_id.body_html
        for words in ("1,000.00", "4.08", "40.00", "44.08", "1,044.08", "computed to", "12.40%", "L441-10 II"):
            self.assertIn(words, body)
        self.assertIn("1,044.08", reminder.mail_mail_id.subject)

    def test_the_levels_that_do_not_say_so_ask_for_the_principal_only(self):
        self.invoice(-5, 1000)
        reminder = self.run_cron()
        self.assertEqual((reminder.level_id, reminder.charge_ids.ids), (self.levels["first"], []))
        self.assertNotIn("Penalties", reminder.mail_mail_id.body_html)

    def test_the_qr_code_pays_everything_that_is_asked(self):
        _move, reminder = self.remind_twice()
        amount, currency = reminder._get_qr_amount()
        self.assertEqual((round(amount, 2), currency.name), (1044.08, "EUR"))

    def test_what_was_waived_since_is_not_asked_for(self):
        _move, reminder = self.remind_twice()
        wizard = self.env["recouvrement.charge.decision"].browse(self.case().action_charges()["res_id"])
        wizard.reason = "Agreed"
        wizard.action_waive()
        self.send_queue()
        self.assertEqual((reminder.state, reminder.charge_ids.ids), ("sent", []))
        self.assertNotIn("44.08", reminder.message_id.body)

    def test_a_part_payment_before_it_leaves_corrects_everything(self):
        move, reminder = self.remind_twice()
        self.pay(move, 600, day=TODAY)
        self.send_queue()
        body = reminder.message_id.body
        # Paid today: today still counts.
        self.assertIn("444.08", body)
        self.assertNotIn("1,044.08", body)

    def test_only_what_is_chased_bears_interest_in_a_message(self):
        move = self.invoice(-12, 1000)
        self.send_first(move)
        line = self.receivable_lines(move)
        suspension = self.hold(self.day(10), move=move)
        suspension.write({"move_id": False, "line_id": line.id, "amount": 400})
        reminder = self.run_cron()
        # 600 x 12.40 % x 12 / 365
        self.assertEqual(reminder.charge_ids.filtered(lambda c: c.kind == "interest").amount, 2.45)

    def test_a_text_that_a_person_corrected_keeps_its_amounts(self):
        self.levels["second"].requires_approval = True
        _move, reminder = self.remind_twice()
        reminder.action_edit_message()
        with self.at(1):
            reminder.action_approve()
        self.assertEqual((reminder.state, reminder.charges_date), ("queued", TODAY))

    def test_approved_later_interest_is_counted_to_that_day(self):
        self.levels["second"].requires_approval = True
        _move, reminder = self.remind_twice()
        self.assertEqual(reminder.charge_ids[0].amount, 4.08)
        with self.at(2):
            reminder.action_approve()
        self.assertEqual((reminder.charges_date, reminder.charge_ids[0].amount), (self.day(2), 4.76))
        self.assertIn("4.76", reminder.mail_mail_id.body_html)

    def test_a_policy_that_claims_nothing_states_nothing(self):
        self.policy.write({"claims_interest": False, "claims_indemnity": False})
        _move, reminder = self.remind_twice()
        self.assertEqual((reminder.state, reminder.charge_ids.ids), ("queued", []))

    def test_a_level_before_the_due_date_cannot_charge(self):
        with self.assertRaisesRegex(ValidationError, "before the due date"):
            self.levels["preventive"].states_charges = True

    def test_in_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        _move, reminder = self.remind_twice()
        body = reminder.mail_mail_id.body_html
        for words in ("Pénalités et indemnités", "12,40", "taux directeur de la BCE", "Intérêts de retard"):
            self.assertIn(words, body)


class TestFrenchConsumer(SmtpCase):
    """No forty euros, no fee, and interest from the formal notice only (CPCE L111-8, C. civ. 1231-6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.is_company = False
        for level in cls.policy.level_ids - cls.levels["preventive"]:
            level.states_charges = True

    def notice(self, move, channel="email"):
        """A formal notice that left today."""
        level = self.levels["notice"]
        level.write({"channel": "notice", "fallback_channel": "email"})
        line = self.receivable_lines(move)
        claim = self.env["recouvrement.claim"].create({"line_id": line.id, "level_id": self.levels["third"].id})
        claim.reached_on = TODAY - timedelta(days=10)
        if channel == "notice":
            self.customer.write({"street": "1 rue Haute", "city": "Lyon", "zip": "69001"})
        reminder = self.run_cron()
        self.assertEqual((reminder.level_id, reminder.channel, reminder.charge_ids.ids), (level, channel, []))
        reminder.action_approve()
        return claim, reminder

    def test_nothing_is_charged_before_the_notice(self):
        self.invoice(-12, 1000)
        self.assertEqual([e.amount for e in self.get_due()], [0])
        self.assertIn("formal notice", self.env["recouvrement.legal.wording"]._explain(self.get_due()[0])[0])

    def get_due(self, day=0):
        return self.env["recouvrement.charge"]._get_due(self.company, self.day(day), self.customer)

    def test_interest_at_the_legal_rate_from_the_notice_by_email(self):
        move = self.invoice(-40, 1000)
        claim, _reminder = self.notice(move)
        self.assertFalse(claim.notice_on)
        self.send_queue()
        self.assertEqual(claim.notice_on, TODAY)
        [interest] = self.get_due(day=30)
        # 1 000 x 2.75 % x 30 / 365
        self.assertEqual((interest.kind, float(interest.amount)), ("interest", 2.26))

    def test_a_registered_notice_counts_from_its_presentation(self):
        move = self.invoice(-40, 1000)
        claim, reminder = self.notice(move, channel="notice")
        reminder.printed_at = reminder.create_date
        reminder._set_posted(TODAY)
        self.assertFalse(claim.notice_on)
        with self.at(3):
            reminder.presented_on = self.day(2)
            self.assertEqual(claim.notice_on, self.day(2))
            reminder.presented_on = False
            self.assertFalse(claim.notice_on)

    def test_a_notice_that_bounced_opens_nothing(self):
        move = self.invoice(-40, 1000)
        claim, reminder = self.notice(move)
        self.send_queue()
        reminder._set_bounced("No such mailbox")
        self.assertFalse(claim.notice_on)
        self.assertEqual(claim.level_id, self.levels["third"])

    def test_a_contract_rate_holds_against_a_consumer_too(self):
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 4})
        self.accept_terms()
        move = self.invoice(-40, 1000)
        self.notice(move)
        self.send_queue()
        # 1 000 x 4 % x 30 / 365
        self.assertEqual(float(self.get_due(day=30)[0].amount), 3.29)
