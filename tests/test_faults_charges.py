"""Two people invoice the charges of one customer at the same moment, on a real server."""

import contextlib

import pytest
from psycopg2.errors import SerializationFailure

from .fault_data import FaultCase


@pytest.mark.live
class TestChargesTwice(FaultCase):
    def setUp(self):
        super().setUp()
        [france] = self.call("res.country", "search", [("code", "=", "FR")])
        [company] = self.call("res.company", "search", [("name", "=", "Ateliers Martin")])
        self.call("res.company", "write", [company], {"country_id": france})

    def make_case(self, name):
        self.make_customers(name)
        [partner] = self.call("res.partner", "search", [("name", "=", name)])
        self.call("res.partner", "action_recouvrement_case", [partner])
        [case] = self.call("recouvrement.case", "search", [("partner_id", "=", partner)])
        return case

    def decide(self, case):
        return self.call("recouvrement.case", "action_charges", [case])["res_id"]

    def invoice(self, decision):
        return self.call("recouvrement.charge.decision", "action_invoice", [decision])

    def charges(self, case):
        return self.odoo.sql("SELECT kind FROM recouvrement_charge WHERE case_id = %s ORDER BY kind", case)

    def test_the_second_is_told_that_somebody_is_at_it(self):
        case = self.make_case("dubois")
        first, second = self.decide(case), self.decide(case)
        with contextlib.ExitStack() as stack:
            with self.gate("recouvrement_charge", "INSERT"):
                stack.enter_context(self.in_background(lambda: self.invoice(first)))
                self.wait_at_gate()
                with self.assertRaisesRegex(RuntimeError, "is at work on dubois at this moment"):
                    self.invoice(second)
        self.assertEqual(self.charges(case), [("fixed_sum",), ("interest",)])
        with self.assertRaisesRegex(RuntimeError, "changed meanwhile"):
            self.invoice(second)

    def test_who_began_before_and_comes_after_starts_again(self):
        case = self.make_case("lambert")
        decision = self.decide(case)
        with contextlib.closing(self.connect()) as connection:
            connection.set_session(isolation_level="REPEATABLE READ")
            with connection.cursor() as cr:
                cr.execute("SELECT count(*) FROM recouvrement_charge WHERE case_id = %s", [case])
                self.assertEqual(cr.fetchone(), (0,))
                self.invoice(decision)
                with self.assertRaises(SerializationFailure):
                    cr.execute("SELECT id FROM recouvrement_case WHERE id = %s FOR UPDATE SKIP LOCKED", [case])
        self.assertEqual(self.charges(case), [("fixed_sum",), ("interest",)])
