"""The demonstration: what its visitor finds in it."""

import re
import smtplib
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from .live import free_port


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mails_before = cls.env["mail.mail"].search([])
        cls.companies = cls.env["recouvrement.demo"]._generate()
        cls.french, cls.belgian = cls.companies
        cls.today = cls.french._get_recouvrement_today()
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.companies.ids})
        cls.cases = cls.env["recouvrement.case"].search([("company_id", "in", cls.companies.ids)])
        cls.reminders = cls.env["recouvrement.reminder"].search([("company_id", "in", cls.companies.ids)])
        cls.invoices = cls.env["account.move"].search(
            [("company_id", "in", cls.companies.ids), ("move_type", "=", "out_invoice")]
        )

    def case(self, name):
        return self.cases.filtered(lambda case: case.partner_id.name == name)

    def last_reminder(self, name):
        return self.case(name).reminder_ids.sorted("id")[-1:]

    def test_two_companies_follow_their_country_s_policy(self):
        self.assertEqual(self.companies.mapped("country_code"), ["FR", "BE"])
        self.assertEqual(
            self.companies.recouvrement_policy_id,
            self.env.ref("recouvrement_preventif.policy_france")
            + self.env.ref("recouvrement_preventif.policy_belgium"),
        )
        self.assertEqual(self.companies.mapped("recouvrement_mode"), ["live", "live"])
        for company in self.companies:
            self.assertTrue(company.email and company.phone and company.chart_template)
            self.assertEqual(company.bank_ids.acc_type, "iban")
        self.assertEqual(self.french.chart_template, "fr")
        self.assertTrue(self.belgian.chart_template.startswith("be"))

    def test_an_answer_a_call_and_letters_wait_for_the_visitor(self):
        todo = self.env["recouvrement.todo"].search([("company_id", "=", self.french.id)])
        kinds = {row.partner_id.name: row.kind for row in todo}
        self.assertEqual(kinds["Garage Morel"], "answer")
        self.assertEqual(kinds["Bâtiment Rousseau"], "call")
        self.assertEqual(kinds["Transports Girard"], "approve")
        plan = self.env["recouvrement.planner"].plan(self.french, self.today)
        self.assertIn("letter", {entry.channel for entry in plan})

    def test_what_customers_said_is_followed_up(self):
        todo = self.env["recouvrement.todo"].with_context(lang="fr_FR").search([("company_id", "=", self.french.id)])
        kinds = {row.partner_id.name: (row.kind, row.reason) for row in todo}
        for name, kind, reason in (
            ("Pépinières Garnier", "dispute", "À examiner"),
            ("Hôtel Bellevue", "dispute", "Aurait dû être tranché"),
            ("Plomberie Dumas", "promise", "rien reçu"),
            ("Coiffure Élégance", "promise", "384,00\xa0€ reçu"),
            ("Camping des Pins", "plan", "rompu"),
            ("Fromagerie Bonnet", "settlement", "avoir à comptabiliser"),
        ):
            self.assertEqual(kinds[name][0], kind)
            self.assertIn(reason, kinds[name][1])

    def test_promises_are_kept_broken_and_awaited(self):
        promises = self.cases.promise_ids
        self.assertEqual(
            Counter(promises.mapped("state")), Counter({"kept": 1, "pending": 1, "partly": 1, "broken": 1})
        )
        self.assertTrue(all(promise.made_on < self.today for promise in promises))
        self.assertEqual(promises.mapped("means"), ["call"] * 4)
        pending = promises.filtered(lambda promise: promise.state == "pending")
        self.assertTrue(pending.line_ids.suspension_ids.is_running)
        self.assertRegex(pending.case_id.promise_reliability, "^1 ")

    def test_one_payment_plan_runs_and_another_is_broken(self):
        plans = {plan.partner_id.name: plan for plan in self.cases.plan_ids}
        running, broken = plans["Charpentes du Jura"], plans["Camping des Pins"]
        self.assertEqual((running.state, broken.state), ("running", "broken"))
        self.assertEqual(running.line_ids.mapped("state"), ["kept", "kept", "pending", "pending", "pending"])
        self.assertEqual(broken.line_ids.mapped("state"), ["kept", "kept", "missed", "closed"])
        self.assertEqual(running.amount_left, running.amount * 3 / 5)
        self.assertFalse(running.case_id.reminder_ids.filtered(lambda reminder: reminder.date > running.accepted_on))
        self.assertEqual((running.case_id.withheld_reason, running.message_problem), ("suspended", False))

    def test_a_discount_is_offered_by_letter_and_another_was_paid(self):
        offers = {offer.partner_id.name: offer for offer in self.cases.settlement_ids}
        offered, paid = offers["Carrelages Fontaine"], offers["Fromagerie Bonnet"]
        self.assertEqual((offered.state, paid.state, paid.credit_move_ids.state), ("offered", "accepted", "draft"))
        self.assertEqual(paid.credit_move_ids.amount_total, paid.discount)
        self.assertEqual(offered.case_id.history_ids[0].means, "letter")

    def test_disputes_are_new_late_and_settled(self):
        disputes = {dispute.partner_id.name: dispute for dispute in self.cases.dispute_ids}
        self.assertEqual(
            {name: (dispute.state, dispute.is_late) for name, dispute in disputes.items()},
            {
                "Pépinières Garnier": ("new", False),
                "Hôtel Bellevue": ("examining", True),
                "Studio Lumen": ("accepted", False),
            },
        )
        settled = disputes["Studio Lumen"]
        self.assertEqual(settled.line_ids.credit_move_id.payment_state, "paid")
        self.assertFalse(settled.is_suspended or settled.line_ids.move_id.amount_residual)
        self.assertGreater(settled.days_to_solve, 5)
        steps = settled.step_ids
        self.assertEqual(steps.mapped("state"), ["new", "examining", "accepted"])
        self.assertEqual(steps[:2].mapped("left_at"), steps[1:].mapped("entered_at"))
        asked = settled.case_id.reminder_ids.line_ids.filtered(
            lambda line: settled.opened_on < line.reminder_id.date < settled.solved_on
        )
        # On which days a reminder left in between depends on the day of the demonstration.
        self.assertLessEqual(set(asked.mapped("amount")), {720})

    def test_terms_are_published_and_accepted(self):
        terms = self.env["recouvrement.terms"].search([("company_id", "in", self.companies.ids)])
        self.assertEqual(
            Counter(terms.mapped("customer_kind")), Counter({"business": len(self.companies), "consumer": 2})
        )
        self.assertEqual(set(terms.mapped("state")), {"published"})
        girard = self.case("Transports Girard").partner_id
        acceptance = girard._get_recouvrement_acceptance(self.french, self.today)[girard]
        self.assertEqual((acceptance.how, acceptance.signer), ("signature", "Paul Girard"))

    def test_it_is_known_who_pays_how(self):
        behaviours = self.env["recouvrement.behaviour"].search([("company_id", "in", self.companies.ids)])
        self.assertEqual(behaviours.company_id, self.companies)
        self.assertLessEqual({"good", "occasional", "habitual"}, set(behaviours.mapped("profile")))
        forecasts = self.env["recouvrement.forecast"].search([("company_id", "=", self.french.id)])
        self.assertTrue(all(forecast.expected_on >= self.today for forecast in forecasts if forecast.expected_on))
        self.assertGreater(len(forecasts), 20)

    def test_customer_data_are_fresh_out_of_date_and_unchecked(self):
        customers = self.cases.filtered(lambda case: case.company_id == self.french).partner_id
        freshness = customers._get_recouvrement_freshness(self.french, self.today)
        self.assertLessEqual({"fresh", "stale"}, {each.state for each in freshness.values()})
        solvency = self.env["recouvrement.verification"].search([("kind", "=", "solvency")])
        self.assertLessEqual({"valid", "doubtful"}, set(solvency.mapped("result")))

    def test_the_accountant_works_in_both_companies_without_the_settings(self):
        accountant = self.env["res.users"].search([("login", "=", "comptable")])
        for user in accountant + self.env.ref("base.user_admin"):
            self.assertEqual((user.company_id, user.lang), (self.french, "fr_FR"))
            self.assertLessEqual(self.companies, user.company_ids)
        self.assertTrue(accountant.has_group("account.group_account_manager"))
        self.assertTrue(accountant.has_group("recouvrement_preventif.group_manager"))
        self.assertFalse(accountant.has_group("base.group_system"))
        visible = self.env["recouvrement.case"].with_user(accountant).search([("company_id", "in", self.companies.ids)])
        self.assertEqual(visible.sudo(), self.cases)

    def test_sixty_customers_write_from_addresses_that_belong_to_nobody(self):
        customers = self.invoices.commercial_partner_id
        self.assertEqual(len(customers), 60)
        self.assertEqual(set(customers.mapped("lang")), {"fr_FR", "nl_BE", "en_US"})
        self.assertEqual(set(customers.mapped("is_company")), {True, False})
        emails = filter(None, (customers + customers.child_ids + self.companies.partner_id).mapped("email"))
        self.assertEqual([email for email in emails if not re.search(r"@example\.(com|org)$", email)], [])

    def test_two_years_of_ledger_up_to_yesterday(self):
        self.assertLess(min(self.invoices.mapped("invoice_date")), self.today - timedelta(days=640))
        self.assertLess(max(self.invoices.mapped("invoice_date")), self.today)
        states = Counter(self.invoices.mapped("payment_state"))
        self.assertGreater(states["paid"], 300)
        self.assertGreater(states["not_paid"], 20)
        self.assertTrue(states["partial"] and states["blocked"])
        self.assertIn("USD", self.invoices.currency_id.mapped("name"))
        credits = self.env["account.move"].search(
            [("company_id", "in", self.companies.ids), ("move_type", "=", "out_refund")]
        )
        self.assertTrue(credits.filtered(lambda move: move.payment_state == "paid"))
        still_open = credits.filtered(lambda move: move.state == "posted" and move.amount_residual)
        self.assertEqual(still_open.partner_id.name, "Clinique des Tilleuls")

    def test_past_reminders_were_sent_on_working_days_of_the_past(self):
        sent = self.reminders.filtered(lambda reminder: reminder.state == "sent")
        self.assertEqual(len(sent.level_id), 6)
        self.assertLess(max(sent.mapped("date")), self.today)
        self.assertEqual([reminder for reminder in sent if reminder.sent_at.date() != reminder.date], [])
        self.assertEqual([reminder for reminder in sent if reminder.date.weekday() > 4], [])
        self.assertEqual([reminder for reminder in sent if reminder.message_id.date != reminder.sent_at], [])

    def test_no_reminder_was_made_for_what_was_paid_that_day(self):
        for line in self.reminders.line_ids:
            paid = line.move_line_id.matched_credit_ids.filtered(
                lambda match, day=line.reminder_id.date: match.credit_move_id.date <= day
            )
            open_then = line.move_line_id.amount_currency - sum(paid.mapped("debit_amount_currency"))
            self.assertAlmostEqual(line.residual, open_then, 2, f"{line.name}, {line.reminder_id.date}")

    def test_nothing_leaves_by_itself(self):
        left = (self.env["mail.mail"].search([]) - self.mails_before).filtered(lambda mail: mail.state == "outgoing")
        self.assertFalse(left)
        self.assertFalse(self.reminders.filtered(lambda reminder: reminder.state in ("queued", "sending")))

    def test_each_story_ends_where_it_should(self):
        expected = {
            "Bâtiment Rousseau": "sent",
            "Transports Girard": "to_approve",
            "Boulangerie Petit": "failed",
            "Cabinet Meunier": "uncertain",
        }
        self.assertEqual({name: self.last_reminder(name).state for name in expected}, expected)
        notice = self.env.ref("recouvrement_preventif.level_france_notice")
        self.assertEqual(self.case("Bâtiment Rousseau").level_id, notice)
        self.assertTrue(self.last_reminder("Boulangerie Petit").failure_reason)
        self.assertEqual(self.case("Hôtel Bellevue").suspension_ids.is_running, True)

    def test_the_withheld_say_why(self):
        expected = {
            "Fleurs de Provence": "unreachable",
            "Hélène Caron": "unreachable",
            "Friterie Chez Lucien": "unreachable",
            "Clinique des Tilleuls": "credit",
            "Julien Fabre": "minimum_amount",
            "Mairie de Saint-Aubin": "no_followup",
            "Imprimerie du Rhône": "blocked",
            "Transports Girard": "to_approve",
            "Roger Vasseur": "suspended",
            "Hotel Oud Brugge": "suspended",
        }
        self.assertEqual({name: self.case(name).withheld_reason for name in expected}, expected)

    def test_asking_again_makes_nothing_twice(self):
        self.assertEqual(self.env["recouvrement.demo"]._generate(), self.companies)


@tagged("post_install", "-at_install")
class TestMailCatcher(TransactionCase):
    def test_a_message_is_shown_and_can_do_nothing(self):
        smtp, http = free_port(), free_port()
        script = Path(__file__).parent.parent / "dev" / "mailcatcher.py"
        catcher = subprocess.Popen([sys.executable, script, "--smtp", str(smtp), "--http", str(http)])
        self.addCleanup(catcher.wait)
        self.addCleanup(catcher.kill)
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = (
            "a@example.com",
            "b@example.com",
            "Relance <b>1</b> à payer",
        )
        message.set_content("Bonjour")
        message.add_alternative("<p>Bonjour<script>alert(1)</script></p>", subtype="html")
        for attempt in range(100):
            try:
                with smtplib.SMTP("127.0.0.1", smtp) as server:
                    server.send_message(message)
                break
            except OSError:
                self.assertLess(attempt, 99, "the catcher never listened")
                time.sleep(0.1)
        page = urllib.request.urlopen(f"http://127.0.0.1:{http}/").read().decode()
        self.assertIn("Relance &lt;b&gt;1&lt;/b&gt; à payer", page)
        self.assertIn("b@example.com", page)
        shown = urllib.request.urlopen(f"http://127.0.0.1:{http}/message/1").read().decode()
        self.assertIn("<iframe sandbox ", shown)
        body = urllib.request.urlopen(f"http://127.0.0.1:{http}/message/1/body")
        self.assertIn("default-src 'none'", body.headers["Content-Security-Policy"])
        self.assertIn("<p>Bonjour", body.read().decode())
