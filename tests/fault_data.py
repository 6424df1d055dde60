"""Real servers that break at a chosen moment, on a ledger whose customers are made by SQL.

The fault tests run on the real clock: it may be night, a Sunday or a holiday. Their
customers live where it is none of these."""

import atexit
import contextlib
import functools
import os
import subprocess
import sys
import threading
import unittest
from collections import Counter
from datetime import datetime, timedelta, timezone

import psycopg2
import pytz

from .live import CONF, ODOO_BIN, TEMPLATE, drop, live
from .mailsink import smtp_sink

PREPARE = """
from datetime import timedelta
from odoo import Command, fields
company = env.company
company.partner_id.tz = "UTC"
env.user.browse(2).email = "us@example.com"
env.ref("recouvrement_preventif.policy_france").write({"hour_from": 0, "hour_to": 24, "send_on_saturday": True})
company.write({
    "name": "Ateliers Martin",
    "email": "compta@example.com",
    "recouvrement_policy_id": env.ref("recouvrement_preventif.policy_france").id,
    "recouvrement_user_id": 2,
    "recouvrement_mode": "live",
})
customer = env["res.partner"].create({
    "name": "Model", "is_company": True, "lang": "en_US", "country_id": env.ref("base.bv").id, "tz": "%(tz)s",
})
far = fields.Date.today() + timedelta(days=365)
invoice = env["account.move"].create({
    "move_type": "out_invoice", "partner_id": customer.id, "ref": "model",
    "invoice_date": fields.Date.today() - timedelta(days=35), "invoice_date_due": far,
    "invoice_payment_term_id": False,
    "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 100, "tax_ids": []})],
})
invoice.action_post()
env["ir.cron"].search([]).active = False
env["ir.mail_server"].create({"name": "sink", "smtp_host": "127.0.0.1", "smtp_port": 1, "smtp_encryption": "none"})
env.cr.commit()
"""

# A customer like the model, with an invoice that is five days late.
MAKE_CUSTOMER = """
CREATE FUNCTION make_customer(who text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    model account_move := (SELECT m FROM account_move m WHERE ref = 'model');
    customer int := nextval('res_partner_id_seq');
    invoice int := nextval('account_move_id_seq');
    due date := (now() AT TIME ZONE 'UTC')::date - 5;
BEGIN
    INSERT INTO res_partner SELECT (jsonb_populate_record(p, jsonb_build_object(
        'id', customer, 'commercial_partner_id', customer, 'name', who, 'complete_name', who,
        'email', who || '@example.org', 'email_normalized', who || '@example.org'))).*
      FROM res_partner p WHERE id = model.partner_id;
    INSERT INTO account_move SELECT (jsonb_populate_record(model, jsonb_build_object(
        'id', invoice, 'partner_id', customer, 'commercial_partner_id', customer, 'partner_shipping_id', customer,
        'name', 'F/' || invoice, 'sequence_number', invoice, 'ref', NULL, 'invoice_date_due', due))).*;
    INSERT INTO account_move_line SELECT (jsonb_populate_record(l, jsonb_build_object(
        'id', nextval('account_move_line_id_seq'), 'move_id', invoice, 'partner_id', customer,
        'move_name', 'F/' || invoice,
        'date_maturity', CASE WHEN l.date_maturity IS NOT NULL THEN due END))).*
      FROM account_move_line l WHERE move_id = model.id;
    RETURN customer;
END $$
"""

# What a process waits for at a gate, and who holds it or waits for it.
GATE = 4242
GATE_LOCKS = f"""
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = {GATE}
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def an_open_timezone():
    """A time zone in which today is not a Sunday, nor in an hour."""
    now = datetime.now(timezone.utc)
    for name in ("UTC", "Etc/GMT+12", "Pacific/Kiritimati"):
        zone = pytz.timezone(name)
        if all(moment.astimezone(zone).weekday() != 6 for moment in (now, now + timedelta(hours=1))):
            return name
    raise AssertionError("it is Sunday everywhere")


def shell(db, script):
    """A process that runs a script with `env`, started."""
    process = subprocess.Popen(
        [sys.executable, ODOO_BIN, "shell", "-c", CONF, "-d", db, "--no-http", "--log-level=warn"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    process.stdin.write(script)
    process.stdin.close()
    return process


def finish(process):
    """Wait for a script's end; what it printed."""
    output = process.stdout.read()
    process.stdout.close()
    assert process.wait(60) == 0, output
    return output


@functools.cache
def fault_template():
    """The database that the fault tests start from, made once."""
    name = f"{TEMPLATE}_faults_{os.getpid()}"
    with live() as prepared:
        finish(shell(prepared.db, PREPARE % {"tz": an_open_timezone()}))
        prepared.sql(MAKE_CUSTOMER)
        prepared.copy_to(name)
    atexit.register(drop, name)
    return name


class FaultCase(unittest.TestCase):
    """A database, a mail server, and an Odoo server that is started when it is called."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sink = cls.enterClassContext(smtp_sink())
        cls.odoo = cls.enterClassContext(live(template=fault_template()))
        cls.odoo.sql("UPDATE ir_mail_server SET smtp_port = %s", cls.sink.port)
        cls.crons = {
            module: cls.odoo.sql("SELECT res_id FROM ir_model_data WHERE module = %s AND name = %s", module, name)[0][0]
            for module, name in (
                ("recouvrement_preventif", "ir_cron_run"),
                ("mail", "ir_cron_mail_scheduler_action"),
            )
        }

    def setUp(self):
        self.sink.messages.clear()
        self.sink.refuse.clear()
        self.sink.hang_up_on_rcpt.clear()
        self.sink.hang_up_on_data.clear()
        self.sink.refuse_data = self.sink.on_rcpt = self.sink.on_message = None

    # === THE LEDGER === #

    def make_customers(self, *names):
        """Customers who owe one invoice; their addresses begin with their names."""
        for name in names:
            self.odoo.sql("SELECT make_customer(%s)", name)

    def make_many(self, count):
        self.odoo.sql("SELECT count(make_customer('c' || i)) FROM generate_series(1, %s) i", count)
        return [f"c{i}" for i in range(1, count + 1)]

    # === THE SERVER === #

    def get_server(self):
        """The server that answers calls; its jobs run when a test says so."""
        alive = [proc for proc in self.odoo.procs if proc.poll() is None]
        return alive[-1] if alive else self.odoo.start("--max-cron-threads=0")

    def call(self, model, method, *args, **kwargs):
        return self.odoo.call(model, method, *args, proc=self.get_server(), **kwargs)

    def run_job(self, module):
        """A scheduled job passes, in the server."""
        self.assertIs(self.call("ir.cron", "method_direct_trigger", [self.crons[module]]), True)

    def plan(self):
        self.run_job("recouvrement_preventif")

    def send(self):
        self.run_job("mail")

    def make_due(self, module):
        """Let the servers' own threads run a job, now and from now on."""
        self.odoo.sql(
            "UPDATE ir_cron SET active = TRUE, nextcall = now() AT TIME ZONE 'UTC' - interval '1 minute' WHERE id = %s",
            self.crons[module],
        )

    def pass_hours(self, hours):
        """Let time pass for what is queued."""
        interval = f"{hours} hours"
        self.odoo.sql(
            """UPDATE recouvrement_reminder SET queued_at = queued_at - %s::interval,
                                                scheduled_at = scheduled_at - %s::interval WHERE state = 'queued'""",
            interval,
            interval,
        )
        self.odoo.sql("UPDATE mail_mail SET scheduled_date = scheduled_date - %s::interval", interval)

    def pass_days(self, days, name):
        """Let time pass for what a customer owes and received."""
        self.odoo.sql(
            """
            WITH customer AS (SELECT id FROM res_partner WHERE name = %s),
                 claims AS (UPDATE recouvrement_claim SET reached_on = reached_on - %s WHERE line_id IN (
                     SELECT l.id FROM account_move_line l JOIN customer c ON c.id = l.partner_id)),
                 reminders AS (UPDATE recouvrement_reminder SET date = date - %s WHERE partner_id IN (SELECT id FROM customer))
            UPDATE account_move_line SET date_maturity = date_maturity - %s WHERE partner_id IN (SELECT id FROM customer)
            """,
            name,
            days,
            days,
            days,
        )
        self.pass_hours(24 * days)

    # === FAULTS === #

    @contextlib.contextmanager
    def gate(self, table, operation, condition="TRUE"):
        """No process gets past a statement on a table while the block lasts.

        :param str operation: INSERT or UPDATE
        :param str condition: SQL on NEW, for the rows that do not get through
        """
        self.odoo.sql(
            f"""CREATE OR REPLACE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    IF {condition} THEN PERFORM pg_advisory_xact_lock({GATE}); END IF;
                    RETURN NEW;
                END $$"""
        )
        self.odoo.sql(f"CREATE TRIGGER gate BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION gate()")
        with contextlib.closing(self.connect()) as keeper:
            keeper.cursor().execute("SELECT pg_advisory_lock(%s)", [GATE])
            yield
        self.odoo.wait_for(f"SELECT NOT EXISTS ({GATE_LOCKS})", wake=False)
        self.odoo.sql(f"DROP TRIGGER gate ON {table}")

    def wait_at_gate(self, processes=1):
        """Wait for processes to be stopped by the gate."""
        self.odoo.wait_for(f"SELECT count(*) = %s FROM ({GATE_LOCKS} AND NOT granted) waiting", processes, timeout=60)

    def wait_for_lock(self, processes=1):
        """Wait for processes to be stopped by another transaction."""
        self.odoo.wait_for(
            """SELECT count(*) = %s FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'""",
            processes,
        )

    def connect(self):
        """A second connection to the database, in a transaction when it is not told to commit."""
        return psycopg2.connect(dbname=self.odoo.db)

    @contextlib.contextmanager
    def in_background(self, function):
        """A call that goes on beside the block, and ends after it."""
        errors = []

        def target():
            try:
                function()
            except Exception as error:
                errors.append(error)

        thread = threading.Thread(target=target)
        thread.start()
        try:
            yield
        finally:
            thread.join(60)
        self.assertFalse(thread.is_alive(), "the call never ended")
        self.assertFalse(errors, errors)

    # === WHAT CAME OF IT === #

    def received(self):
        """How many messages each customer got."""
        return Counter(
            recipient.removesuffix("@example.org")
            for _from, recipients, _msg in self.sink.messages
            for recipient in recipients
        )

    def get_reminder(self, name):
        """The last reminder to a customer, as the screen shows it."""
        domain = [("partner_id.name", "=", name)]
        fields = ["state", "failure_reason", "attempts", "mail_mail_id", "case_id", "scheduled_at"]
        return self.call("recouvrement.reminder", "search_read", domain, fields, order="id desc", limit=1)[0]

    def get_case(self, name):
        """The case of a customer, as the screen shows it: what happens next, what is to do, why nothing was sent."""
        [case] = self.call(
            "recouvrement.case",
            "search_read",
            [("partner_id.name", "=", name)],
            ["next_action", "activity_summary", "withheld_reason"],
        )
        return case["next_action"], case["activity_summary"], case["withheld_reason"]

    def assertStates(self, **states):
        self.assertEqual({name: self.get_reminder(name)["state"] for name in states}, states)

    def assertReceived(self, **counts):
        self.assertEqual({name: self.received()[name] for name in counts}, counts)

    def assertAllReceivedOnce(self, names):
        self.assertEqual(self.received(), Counter(names))
        self.assertEqual(
            self.odoo.sql("SELECT state, count(*), count(DISTINCT case_id) FROM recouvrement_reminder GROUP BY state"),
            [("sent", len(names), len(names))],
        )
        self.assertEqual(
            self.odoo.sql("SELECT count(*), count(DISTINCT (claim_id, level_id)) FROM recouvrement_reminder_line"),
            [(len(names), len(names))],
        )
        self.assertEqual(self.odoo.sql("SELECT count(*) FROM recouvrement_claim"), [(len(names),)])
