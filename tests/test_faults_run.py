"""The run killed between any two commits, run twice at once, or crossed by somebody else."""

import contextlib
import signal
import threading

import psutil
import pytest

from .fault_data import GATE, FaultCase, finish, shell

CUSTOMERS = 230
# Two chunks of customers, then a dozen batches of e-mails.
RUN_AND_SEND = f"""
from time import sleep
env.cr.execute("SELECT pg_advisory_xact_lock_shared({GATE})")
env.cr.commit()
env["recouvrement.run"]._cron_run()
env.cr.commit()
while env["recouvrement.reminder"].search_count([]) < {CUSTOMERS}:
    env.cr.rollback()
    sleep(0.05)
for _pass in range(20):
    if not env["mail.mail"].search_count([("state", "=", "outgoing")]):
        break
    env["mail.mail"].process_email_queue()
    env.cr.rollback()
"""


@pytest.mark.live
class TestKilledRun(FaultCase):
    def start_servers(self):
        return self.odoo.start("--no-http", "--workers=1", "--max-cron-threads=1", wait=False)

    def count(self, table):
        return self.odoo.sql(f"SELECT count(*) FROM {table}")[0][0]

    def test_killed_between_any_two_commits(self):
        customers = self.make_many(410)
        self.make_due("recouvrement_preventif")
        job = self.crons["recouvrement_preventif"]
        server = self.start_servers()
        # After some deaths without progress in a row, Odoo lets a job wait for an hour.
        for gated, operation, condition, done in (
            ("recouvrement_run", "INSERT", "TRUE", 0),
            ("mail_mail", "INSERT", "(SELECT count(*) FROM mail_mail) = 199", 0),
            ("recouvrement_reminder", "INSERT", "(SELECT count(*) FROM recouvrement_reminder) = 200", 200),
            ("recouvrement_claim", "INSERT", "(SELECT count(*) FROM recouvrement_claim) = 400", 400),
            ("recouvrement_run", "UPDATE", "NEW.ended_at IS NOT NULL", 410),
            ("ir_cron", "UPDATE", f"NEW.id = {job} AND NEW.nextcall != OLD.nextcall", 410),
        ):
            with self.gate(gated, operation, condition):
                self.wait_at_gate()
                if gated == "recouvrement_claim":
                    self.odoo.stop(server, signal.SIGKILL)
                    server = self.start_servers()
                else:
                    # Its master starts another one.
                    [worker] = psutil.Process(server.pid).children()
                    worker.kill()
            for table in ("recouvrement_reminder", "recouvrement_claim", "mail_mail"):
                self.assertEqual(self.count(table), done, f"{table} after the kill at {gated}")
        self.odoo.wait_for("SELECT nextcall > now() AT TIME ZONE 'UTC' FROM ir_cron WHERE id = %s", job)
        self.assertEqual(self.count("recouvrement_reminder"), 410)
        # The screen tells the runs that did not end.
        self.assertEqual(
            self.odoo.sql("SELECT ended_at IS NOT NULL, sum(queued_count) FROM recouvrement_run GROUP BY 1 ORDER BY 1"),
            [(False, 410)],
        )
        self.make_due("mail")
        self.odoo.wait_for("SELECT NOT EXISTS (SELECT FROM recouvrement_reminder WHERE state != 'sent')", timeout=90)
        self.assertAllReceivedOnce(customers)


@pytest.mark.live
class TestTwoAtOnce(FaultCase):
    def test_two_processes(self):
        customers = self.make_many(CUSTOMERS)
        with contextlib.closing(self.connect()) as keeper:
            keeper.cursor().execute("SELECT pg_advisory_lock(%s)", [GATE])
            processes = [shell(self.odoo.db, RUN_AND_SEND) for _i in range(2)]
            self.wait_at_gate(processes=2)
        for process in processes:
            finish(process)
        self.assertAllReceivedOnce(customers)
        self.assertEqual(
            self.odoo.sql("SELECT count(*) FROM mail_activity WHERE res_model = 'recouvrement.case'"), [(0,)]
        )
        self.assertEqual(
            self.odoo.sql("SELECT sum(queued_count), sum(failed_count) FROM recouvrement_run"), [(CUSTOMERS, 0)]
        )


@pytest.mark.live
class TestCrossedRun(FaultCase):
    """Other transactions that end between the moment the run looks and the moment it writes."""

    def make_cases(self, *names):
        self.make_customers(*names)
        for name in names:
            [partner] = self.call("res.partner", "search", [("name", "=", name)])
            self.call("res.partner", "action_recouvrement_case", [partner])

    @contextlib.contextmanager
    def other_transaction(self):
        """A transaction beside the run's, committed after the block: its cursor."""
        with contextlib.closing(self.connect()) as connection:
            with connection.cursor() as cr:
                yield cr
            connection.commit()

    def assign(self, cr, name):
        """A user takes a case."""
        cr.execute(
            "UPDATE recouvrement_case SET user_id = 2 WHERE partner_id = (SELECT id FROM res_partner WHERE name = %s)",
            [name],
        )

    def send_elsewhere(self, cr, name):
        """Another process sends the first reminder to a customer."""
        cr.execute(
            """
            WITH debt AS (
                SELECT l.*, c.id AS case_id, d.res_id AS level_id
                  FROM account_move_line l
                  JOIN res_partner p ON p.id = l.partner_id
                  JOIN recouvrement_case c ON c.partner_id = p.id
                  JOIN ir_model_data d ON d.name = 'level_france_first'
                 WHERE p.name = %s AND l.date_maturity IS NOT NULL
            ), claim AS (
                INSERT INTO recouvrement_claim (line_id, company_id, level_id, reached_on)
                SELECT id, company_id, level_id, CURRENT_DATE FROM debt RETURNING id
            ), reminder AS (
                INSERT INTO recouvrement_reminder (case_id, company_id, partner_id, level_id, channel, contact_id, state, date)
                SELECT case_id, company_id, partner_id, level_id, 'email', partner_id, 'sent', CURRENT_DATE FROM debt RETURNING id
            )
            INSERT INTO recouvrement_reminder_line
                   (reminder_id, company_id, move_line_id, claim_id, level_id, name, date_due, currency_id, amount, residual)
            SELECT reminder.id, company_id, debt.id, claim.id, level_id, move_name, date_maturity, currency_id,
                   amount_residual, amount_residual
              FROM debt, claim, reminder
            """,
            [name],
        )

    def assertReminders(self, **states):
        """The reminders of each customer, and nobody is troubled with any of them."""
        rows = self.odoo.sql(
            """SELECT p.name, ARRAY_AGG(concat_ws(': ', r.state, r.failure_reason)) FROM recouvrement_reminder r JOIN res_partner p ON p.id = r.partner_id
                WHERE p.name = ANY(%s) GROUP BY 1""",
            list(states),
        )
        self.assertEqual(dict(rows), {name: [state] for name, state in states.items()})
        for name in states:
            self.assertEqual(self.get_case(name)[1:], (False, False))

    def test_case_changed_before_it_is_locked(self):
        self.make_cases("a1", "a2")
        with self.in_background(self.plan), self.other_transaction() as cr:
            cr.execute("LOCK TABLE recouvrement_case IN EXCLUSIVE MODE")
            self.wait_for_lock()
            self.assign(cr, "a1")
        self.assertReminders(a1="queued", a2="queued")
        self.send()
        self.assertReceived(a1=1, a2=1)

    def test_sent_elsewhere_before_the_case_is_locked(self):
        self.make_cases("b1", "b2")
        with self.in_background(self.plan), self.other_transaction() as cr:
            cr.execute("LOCK TABLE recouvrement_case IN EXCLUSIVE MODE")
            self.wait_for_lock()
            self.send_elsewhere(cr, "b1")
        self.assertReminders(b1="sent", b2="queued")
        self.send()
        self.assertReceived(b1=0, b2=1)

    def test_sent_elsewhere_while_customers_are_taken_one_by_one(self):
        self.make_cases("c1", "c2")
        with contextlib.ExitStack() as stack:
            stack.enter_context(self.in_background(self.plan))
            with self.other_transaction() as second:
                with self.other_transaction() as first:
                    first.execute("LOCK TABLE recouvrement_case IN EXCLUSIVE MODE")
                    self.wait_for_lock()
                    lock = threading.Thread(
                        target=second.execute, args=["LOCK TABLE recouvrement_case IN EXCLUSIVE MODE"]
                    )
                    lock.start()
                    self.wait_for_lock(processes=2)
                    self.assign(first, "c1")
                lock.join(30)
                self.wait_for_lock()
                self.send_elsewhere(second, "c1")
        self.assertReminders(c1="sent", c2="queued")
        self.send()
        self.assertReceived(c1=0, c2=1)

    def test_case_changed_while_its_reason_is_written(self):
        self.make_cases("d1", "d2")
        self.odoo.sql("UPDATE res_partner SET email = NULL, email_normalized = NULL WHERE name = 'd1'")
        with self.in_background(self.plan), self.other_transaction() as cr:
            self.assign(cr, "d1")
            self.wait_for_lock()
        self.assertReminders(d2="queued")
        self.plan()
        self.assertEqual(self.get_case("d1")[2], "unreachable")
        self.send()
        self.assertReceived(d2=1)

    def test_message_that_left_while_the_run_looked_for_lost_ones(self):
        self.make_cases("e1", "e2")
        self.plan()
        self.make_customers("e3")
        self.odoo.sql("UPDATE recouvrement_reminder SET state = 'sending' WHERE id = %s", self.get_reminder("e1")["id"])
        with self.in_background(self.plan), self.other_transaction() as cr:
            cr.execute("LOCK TABLE recouvrement_reminder IN ACCESS EXCLUSIVE MODE")
            self.wait_for_lock()
            cr.execute("UPDATE recouvrement_reminder SET state = 'sent' WHERE state = 'sending'")
        self.assertReminders(e1="sent", e2="queued", e3="queued")
        self.send()
        self.assertReceived(e1=0, e2=1, e3=1)
