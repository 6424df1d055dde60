"""How well it tells when invoices are paid, on two years of a real company, as `bin/bench forecast` prints it."""

import unittest
from datetime import timedelta

from odoo.tests import tagged

from bench import forecast as bench

from .real_data import DATA


@tagged("post_install", "-at_install")
@unittest.skipUnless(DATA.exists(), f"the payment histories are not on this machine ({DATA.name})")
class TestForecastMeasured(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoices = bench.read(DATA)
        cls.judged_from = bench.get_periods(cls.invoices)[2]
        cls.told = bench.tell(cls.invoices, cls.judged_from, cls.invoices[-1].issued + timedelta(days=1))

    def test_it_beats_the_due_date_and_the_plain_average(self):
        scores = bench.score(self.told)
        ours = scores.pop("forecast")
        for name, baseline in scores.items():
            for measure in ("mae", "mae_late"):
                self.assertLess(ours[measure], baseline[measure], f"{measure} against the {name}")
            self.assertGreater(ours["auc"], baseline["auc"], name)

    def test_eighty_in_a_hundred_are_paid_when_it_says_so(self):
        self.assertTrue(0.75 <= bench.get_coverage(self.told, 0.8) <= 0.85)
        _told, came_true, _number = bench.get_reliability(self.told, 0.75, 0.85)
        self.assertTrue(0.75 <= came_true <= 0.85)

    def test_what_happens_later_changes_nothing_of_what_was_told(self):
        """No look-ahead: invoices still open when they were told of could end in any other way."""
        middle = self.judged_from + timedelta(days=90)
        changed = [
            invoice._replace(settled=invoice.settled + timedelta(days=300)) if invoice.settled >= middle else invoice
            for invoice in self.invoices
            if invoice.issued <= middle
        ]
        end = middle + timedelta(days=1)
        before = [each for each in self.told if each.invoice.issued < end]
        after = bench.tell(changed, self.judged_from, end)
        self.assertEqual([each.distribution.reached for each in before], [each.distribution.reached for each in after])
