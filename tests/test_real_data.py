"""Two years of a real company, day after day."""

import unittest
from collections import Counter, defaultdict
from datetime import datetime, time, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .common import CollectionCase
from .real_data import DATA, Ledger, read_invoices

LEVELS = ("preventive", "first", "second", "third", "notice")


@tagged("post_install", "-at_install")
@unittest.skipUnless(DATA.exists(), f"the payment histories are not on this machine ({DATA.name})")
class TestRealData(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        invoices = read_invoices()
        partners = {
            customer: cls._make_customer(f"Customer {customer}") for customer in sorted({i.customer for i in invoices})
        }
        reference = cls.invoice(cls, 0, 100)
        cls.ledger = Ledger(reference, invoices, partners)
        cls.by_line = dict(zip(cls.ledger.line_ids, invoices, strict=True))
        cls.by_customer = {partners[customer].id: customer for customer in partners}
        cls.partners = partners
        reference.button_draft()

    def test_two_years_day_by_day(self):
        invoices = self.ledger.invoices
        day, last = min(i.issued for i in invoices), max(i.settled for i in invoices)
        # What each customer received: the days of all messages, those of the reminders of late
        # invoices; and the levels that each invoice reached, with their days.
        self.messages, self.late_messages = defaultdict(list), defaultdict(list)
        self.reached = defaultdict(list)
        self.withheld = Counter()
        with freeze_time(day) as clock:
            while day <= last:
                clock.move_to(datetime.combine(day, time(10)))
                self.ledger.begin(day)
                self._hold_disputed(day)
                self._approve(day)
                self._run_day(day)
                day += timedelta(1)
        self._check_history()
        self._check_facts()

    # === A DAY === #

    def _hold_disputed(self, day):
        for invoice, move_id in zip(self.ledger.invoices, self.ledger.move_ids, strict=True):
            if invoice.due == day and invoice.is_held(day) and invoice.is_open(day):
                move = self.env["account.move"].browse(move_id)
                self.hold(invoice.settled, move=move, partner=self.partners[invoice.customer], day=day)

    def _approve(self, day):
        """Every working day, the accountant approves what has waited since the day before."""
        waiting = self.env["recouvrement.reminder"].search([("state", "=", "to_approve")])
        if day.weekday() < 5 and waiting:
            waiting.action_approve()
            self._receive(waiting.filtered(lambda reminder: reminder.state == "queued"), day)

    def _run_day(self, day):
        now = datetime.combine(day, time(10))
        plan = self.planner.plan(self.company, day, moment=now)
        self._check_nobody_is_forgotten(plan, day)
        if not plan:
            return
        run = self.env["recouvrement.run"]._start(self.company, day, plan)
        sent = [entry.partner_id for entry in plan if entry.is_sent]
        self._check_reasons([entry for entry in plan if not entry.is_sent])
        if not sent:
            return
        run._execute(self.company, sent, now)
        self.assertEqual(sorted(run.reminder_ids.partner_id.ids), sorted(sent))
        self.assertEqual(len(run.reminder_ids), len(sent), "one message for a customer")
        self.assertFalse(run.failed_count, run.reminder_ids.mapped("failure_reason"))
        self._receive(run.reminder_ids.filtered(lambda reminder: reminder.state == "queued"), day)

    def _receive(self, reminders, day):
        """The messages reach their customers; what they say is true on that day."""
        self.assertEqual(reminders._set_sending()._set_sent(), reminders)
        for reminder in reminders:
            self.assertEqual(reminder.date, day)
            is_late = not reminder.level_id._is_preventive()
            customer = reminder.partner_id.id
            lines = reminder.line_ids.filtered(lambda line: not line.is_cancelled)
            self.assertTrue(lines.level_id)
            for line in lines:
                invoice = self.by_line[line.move_line_id.id]
                self.assertEqual(invoice.customer, self.by_customer[customer])
                self.assertTrue(invoice.is_open(day), f"{invoice} is paid, or not issued, on {day}")
                self.assertFalse(invoice.is_held(day), f"{invoice} is disputed on {day}")
                self.assertEqual(line.amount, invoice.amount)
                if line.level_id:
                    self.reached[invoice].append((line.level_id, day))
            late = {invoice for invoice in self._late_invoices(customer, day) if not invoice.is_held(day)}
            self.assertLessEqual(late, {self.by_line[line.move_line_id.id] for line in lines}, "a late one is missing")
            self._check_rhythm(customer, day, is_late)
            self.messages[customer].append(day)
            if is_late:
                self.late_messages[customer].append(day)

    def _late_invoices(self, customer, day):
        name = self.by_customer[customer]
        return [i for i in self.ledger.invoices if i.customer == name and i.is_open(day) and i.due < day]

    # === WHAT MUST HOLD EVERY DAY === #

    def _check_rhythm(self, customer, day, is_late):
        self.assertNotIn(day, self.messages[customer], "two messages on one day")
        self.assertLess(day.weekday(), 5)
        window = timedelta(self.policy.contact_window)
        recent = [other for other in self.messages[customer] if other + window > day]
        self.assertLess(len(recent), self.policy.contact_limit, f"too many messages to {customer} on {day}: {recent}")
        if is_late and self.late_messages[customer]:
            gap = (day - self.late_messages[customer][-1]).days
            self.assertGreaterEqual(gap, self.policy.minimum_gap)

    def _check_reasons(self, withheld):
        cases = self.env["recouvrement.case"]._ensure(self.company, [entry.partner_id for entry in withheld])
        stored = {case.partner_id.id: case.withheld_reason for case in cases}
        for entry in withheld:
            self.assertTrue(entry.reason)
            self.assertEqual(stored[entry.partner_id], entry.reason)
            self.withheld[entry.reason] += 1

    def _check_nobody_is_forgotten(self, plan, day):
        """Whoever should hear of an invoice for the first time is planned, or withheld with a reason."""
        planned = {self.by_customer[entry.partner_id] for entry in plan}
        first = self.levels["first"]
        for invoice in self.ledger.invoices:
            announced = [day + timedelta(first.minimum_gap) for _level, day in self.reached[invoice]]
            if invoice.is_open(day) and day >= max([invoice.due + timedelta(first.delay), *announced]):
                if not [level for level, _day in self.reached[invoice] if not level._is_preventive()]:
                    self.assertIn(invoice.customer, planned, f"{invoice} on {day}")

    # === WHAT MUST HOLD IN THE END === #

    def _check_history(self):
        ladder = [self.levels[name] for name in LEVELS]
        for invoice, history in self.reached.items():
            levels = [level for level, _day in history]
            self.assertEqual(len(levels), len(set(levels)), f"{invoice} reached a level twice")
            reminders = [level for level in levels if level != self.levels["preventive"]]
            self.assertEqual(reminders, ladder[1 : len(reminders) + 1], f"{invoice} skipped a level")
            for level, day in history:
                self.assertGreaterEqual(day, invoice.due + timedelta(level.delay))
                if level == self.levels["preventive"]:
                    self.assertLessEqual(day, invoice.due)

    def _check_facts(self):
        """What the company would have lived through, in figures that the file lets expect."""
        invoices = self.ledger.invoices
        reached = Counter(level for history in self.reached.values() for level, _day in history)
        early = [i for i in invoices if i.settled <= i.due + timedelta(self.levels["preventive"].delay)]
        late = [i for i in invoices if not i.disputed and i.settled > i.due + timedelta(self.levels["first"].delay)]
        self.assertEqual((len(invoices), len(early), len(late)), (1362, 592, 152))
        self.assertFalse([i for i in early if self.reached[i]], "who pays early hears nothing")
        untouched = len([i for i in invoices if not self.reached[i]]) / len(invoices)
        self.assertTrue(0.44 < untouched < 0.52, untouched)
        # Nearly every other invoice is announced before its due date, and most late ones are asked for.
        self.assertGreater(reached[self.levels["preventive"]], 0.9 * (len(invoices) - len(early)))
        self.assertTrue(0.6 * len(late) < reached[self.levels["first"]] <= len(late), reached)
        self.assertGreater(reached[self.levels["second"]], 20)
        # Instalments that come together are announced together.
        self.assertLess(sum(map(len, self.messages.values())), reached.total())
        self.assertLessEqual({"suspended", "closed_day", "minimum_gap", "contact_limit"}, set(self.withheld))
