"""Belgian law: businesses as of right; consumers after a free first reminder and the days it leaves (CEL Book XIX)."""

from datetime import date

from odoo import Command

from .common import TODAY
from .smtp import SmtpCase


class BelgianCase(SmtpCase):
    country, chart = "be", "be_comp"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        belgium = cls.env.ref("base.be")
        cls.customer.write({"country_id": belgium.id, "lang": "en_US"})
        cls.policy = cls.env["recouvrement.policy"].create(
            {
                "name": "Belgium",
                "company_id": cls.company.id,
                "minimum_gap": 1,
                "contact_limit": 20,
                "grace_days": 0,
                "level_ids": [
                    Command.create(
                        {
                            "name": name,
                            "delay": delay,
                            "minimum_gap": 1,
                            "states_charges": charges,
                            "template_id": cls.env.ref("recouvrement_preventif.mail_template_first").id,
                        }
                    )
                    for name, delay, charges in (("Free", 5, False), ("Charged", 10, True), ("Last", 60, True))
                ],
            }
        )
        cls.company.recouvrement_policy_id = cls.policy
        cls.levels = {level.name: level for level in cls.policy.level_ids}

    def get_due(self, day=0):
        entries = self.env["recouvrement.charge"]._get_due(self.company, self.day(day), self.customer)
        return {entry.kind: float(entry.amount) for entry in entries}

    def explain(self, day=0):
        entries = self.env["recouvrement.charge"]._get_due(self.company, self.day(day), self.customer)
        return " ".join(line for entry in entries for line in self.env["recouvrement.legal.wording"]._explain(entry))


class TestBelgianBusiness(BelgianCase):
    def test_interest_rounded_up_and_forty_euros(self):
        self.invoice(-30, 1000)
        # 10.40 % rounded up to 10.50 %: 1 000 x 10.50 % x 30 / 365
        self.assertEqual(self.get_due(), {"interest": 8.63, "fixed_sum": 40.0})
        self.assertIn("law of 2 August 2002, art. 5", self.explain())

    def test_a_clause_that_excludes_interest_is_void(self):
        self.customer.with_company(self.company).write({"recouvrement_rate_kind": "fixed", "recouvrement_rate": 0})
        self.invoice(-30, 1000)
        self.assertEqual(self.get_due()["interest"], 0)
        self.assertIn("excludes late interest is void", self.explain())

    def test_no_wait_is_imposed(self):
        self.invoice(-5, 1000)
        self.run_cron()
        self.send_queue()
        self.assertPlanned("Charged", 6)


class TestBelgianConsumer(BelgianCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.is_company = False
        cls.policy.write(
            {"consumer_indemnity_kind": "scale", "contract_rate_kind": "over_reference", "contract_rate": 8}
        )
        cls.accept_terms()

    def first_reminder(self, due=-5, amount=1000):
        move = self.invoice(due, amount)
        reminder = self.run_cron()
        self.assertEqual(reminder.level_id, self.levels["Free"])
        return move, reminder

    def claim(self, move):
        return self.env["recouvrement.claim"].search([("line_id", "in", self.receivable_lines(move).ids)])

    def test_the_first_reminder_is_free_and_has_its_four_mentions(self):
        move, reminder = self.first_reminder()
        self.send_queue()
        self.assertFalse(reminder.charge_ids)
        [(_to, _subject, text)] = self.received()
        for mention in (
            # What is left, and the indemnity to come: 65 + 5 % of 500.
            "14 calendar days to pay",
            "1,000.00",
            "90.00",
            "10.40%",
            # Who asks, for what, due when.
            "Ateliers Martin, enterprise number 0999999922",
            f"{move.name}, due on 11/20/2026: Work",
            # And how to contest.
            "supporting documents",
            "free of charge",
        ):
            self.assertIn(mention, text)

    def test_the_days_to_pay_begin_when_it_leaves(self):
        move, _reminder = self.first_reminder()
        self.assertFalse(self.claim(move).chargeable_from)
        self.send_queue()
        claim = self.claim(move)
        # Sent on Wednesday 25 November: 26 November to 9 December.
        self.assertRecordValues(
            claim,
            [
                {
                    "first_reminder_on": TODAY,
                    "first_reminder_by_post": False,
                    "chargeable_from": date(2026, 12, 10),
                }
            ],
        )

    def test_a_level_that_charges_waits_until_the_day_it_is_legal(self):
        self.first_reminder()
        self.send_queue()
        entry = self.plan(6)
        self.assertEqual((entry.reason, entry.until), ("legal_wait", date(2026, 12, 10)))
        self.assertPlanned("legal_wait", 14)
        self.assertPlanned("Charged", 15)

    def test_the_wait_is_shown_on_the_case(self):
        self.first_reminder()
        self.send_queue()
        self.run_cron(6)
        with self.at(6):
            case = self.case()
            self.assertEqual((case.withheld_reason, case.withheld_until), ("legal_wait", date(2026, 12, 10)))
            self.assertIn("until 12/10/2026", case.next_action)
            self.assertIn("has until 12/09/2026 to pay", case.charges_table)

    def test_what_comes_next_names_the_first_legal_day(self):
        self.first_reminder()
        self.send_queue()
        entry = self.plan(1, upcoming=True)
        self.assertEqual((entry.next_date, entry.next_level_id), (date(2026, 12, 10), self.levels["Charged"].id))

    def test_after_the_wait_the_clause_and_the_scale_hold(self):
        self.first_reminder()
        self.send_queue()
        self.assertEqual(self.get_due(14), {"interest": 0.0, "indemnity": 0.0})
        # Interest from the end of the days: 1 000 x 10.40 % x 1 / 365.
        self.assertEqual(self.get_due(15), {"interest": 0.28, "indemnity": 90.0})

    def test_a_small_enterprise_counts_interest_from_the_reminder(self):
        self.company.recouvrement_is_small = True
        self.first_reminder()
        self.send_queue()
        self.assertEqual(self.get_due(14)["interest"], 0)
        # 26 November to 10 December: 15 days.
        self.assertEqual(self.get_due(15)["interest"], 4.27)

    def test_the_second_reminder_states_what_is_due(self):
        self.first_reminder()
        self.send_queue()
        reminder = self.run_cron(15)
        self.assertEqual(
            [(charge.kind, charge.amount) for charge in reminder.charge_ids], [("interest", 0.28), ("indemnity", 90.0)]
        )
        self.assertNotIn("free of charge", reminder.mail_mail_id.body_html)

    def test_by_post_three_working_days_more(self):
        self.customer.write({"street": "Rue Neuve 1", "zip": "1000", "city": "Bruxelles"})
        self.levels["Free"].channel = "letter"
        move, reminder = self.first_reminder()
        self.assertIn("third working day", reminder.legal_mentions)
        reminder.printed_at = reminder.create_date
        reminder._set_posted(TODAY)
        # Posted on Wednesday 25 November; third working day: Monday 30; fourteen days to Sunday 13 December, extended
        # to Monday 14.
        self.assertEqual(self.claim(move).chargeable_from, date(2026, 12, 15))

    def test_a_telephone_call_is_no_first_reminder(self):
        self.levels["Free"].write({"channel": "call", "template_id": False})
        self.customer.phone = "+32 2 555 12 12"
        move, reminder = self.first_reminder()
        reminder._set_sent()
        self.assertEqual(reminder.state, "sent")
        self.assertFalse(self.claim(move).first_reminder_on)

    def test_a_reminder_that_bounced_opens_no_delay(self):
        move, reminder = self.first_reminder()
        self.send_queue()
        reminder._set_bounced("No such mailbox")
        self.assertFalse(self.claim(move).chargeable_from)

    def test_without_a_clause_nothing_is_charged_ever(self):
        self.policy.write({"consumer_indemnity_kind": False, "contract_rate_kind": False})
        self.accept_terms(day=-300)
        self.first_reminder()
        self.send_queue()
        [(_to, _subject, text)] = self.received()
        self.assertIn("neither interest nor an indemnity is added", text)
        self.assertEqual(self.get_due(40), {"interest": 0.0, "indemnity": 0.0})
        self.assertIn("no indemnity clause", self.explain(40))

    def test_a_clause_above_the_scale_is_void(self):
        self.policy.write({"consumer_indemnity_kind": "fixed", "consumer_indemnity": 150})
        self.accept_terms(day=-300)
        self.first_reminder()
        self.send_queue()
        self.assertEqual(self.get_due(40)["indemnity"], 0)
        self.assertIn("exceeds the maximum of the law", self.explain(40))

    def test_two_invoices_never_bear_more_than_the_scale_of_their_sum(self):
        self.invoice(-5, 300)
        self.first_reminder(amount=300)
        self.send_queue()
        entries = self.env["recouvrement.charge"]._get_due(self.company, self.day(40), self.customer)
        # 65 + 5 % of what exceeds 500
        self.assertEqual(sum(float(entry.amount) for entry in entries if entry.kind == "indemnity"), 70)

    def test_without_an_enterprise_number_the_first_reminder_waits_for_it(self):
        self.company.write({"company_registry": False, "vat": False})
        _move, reminder = self.first_reminder()
        self.assertEqual(reminder.state, "failed")
        self.assertIn("enterprise number", reminder.failure_reason)
        self.company.company_registry = "0999999922"
        reminder.action_retry()
        self.assertEqual(reminder.state, "queued")

    def test_a_new_invoice_has_its_own_first_reminder(self):
        self.first_reminder()
        self.send_queue()
        second = self.invoice(self.day(2), 200)
        reminder = self.run_cron(8)
        self.assertEqual(reminder.level_id, self.levels["Free"])
        self.send_queue(8)
        self.assertEqual(self.claim(second).first_reminder_on, self.day(8))
        # The first one can be charged, the second one cannot yet.
        entries = self.env["recouvrement.charge"]._get_due(self.company, self.day(15), self.customer)
        self.assertEqual([float(entry.amount) for entry in entries if entry.kind == "indemnity"], [90, 0])
