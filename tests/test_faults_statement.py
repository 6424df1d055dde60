"""The monthly statements killed in the middle, or sent by two processes at once."""

import signal
from collections import Counter

import pytest

from .fault_data import FaultCase

MONTHLY = """
    UPDATE recouvrement_policy SET monthly_statement = TRUE,
           statement_day = LEAST(28, EXTRACT(day FROM now() AT TIME ZONE 'UTC'))
"""


@pytest.mark.live
class TestKilledStatements(FaultCase):
    def setUp(self):
        super().setUp()
        self.odoo.sql(MONTHLY)
        [[self.job]] = self.odoo.sql(
            "SELECT res_id FROM ir_model_data WHERE module = 'recouvrement_preventif' AND name = 'ir_cron_statement'"
        )
        self.crons["statement"] = self.job

    def test_killed_after_the_first_customer_and_run_twice(self):
        names = ["ka", "kb", "kc"]
        self.make_customers(*names)
        self.make_due("statement")
        server = self.odoo.start("--no-http", "--workers=0", "--max-cron-threads=1", wait=False)
        with self.gate("recouvrement_contact", "INSERT", "(SELECT count(*) FROM recouvrement_contact) = 1"):
            self.wait_at_gate()
            self.odoo.stop(server, signal.SIGKILL)
            # The first customer is settled; the second has left no trace.
            self.assertEqual(self.odoo.sql("SELECT count(*) FROM recouvrement_contact"), [(1,)])
            self.assertEqual(self.odoo.sql("SELECT count(*) FROM mail_mail WHERE state = 'outgoing'"), [(1,)])
        self.run_job("statement")
        self.run_job("statement")
        self.send()
        self.assertEqual(self.received(), Counter(names))
        self.assertEqual(
            self.odoo.sql("SELECT count(*), count(DISTINCT (case_id, statement_month)) FROM recouvrement_contact"),
            [(3, 3)],
        )
        for _from, _to, message in self.sink.messages:
            [attachment] = message.iter_attachments()
            self.assertTrue(attachment.get_content().startswith(b"%PDF"))
