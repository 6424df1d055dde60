"""Install on a database that lives, upgrade what people edited, uninstall with a history."""

import os
import subprocess
import sys
import unittest

import pytest

from .fault_data import an_open_timezone, finish, shell
from .live import CONF, ODOO_BIN, live
from .mailsink import smtp_sink

ADDON = "recouvrement_preventif"

LEDGER = """
from datetime import timedelta
from odoo import Command, fields
env.company.write({"email": "compta@example.com"})
env.company.partner_id.tz = "UTC"
env["ir.mail_server"].create({"name": "sink", "smtp_host": "127.0.0.1", "smtp_port": %(port)d, "smtp_encryption": "none"})
today = fields.Date.today()
customers = env["res.partner"].create([
    {
        "name": name, "is_company": True, "email": f"{name}@example.org" if name != "silent" else False,
        "country_id": env.ref("base.bv").id, "tz": "%(tz)s",
    }
    for name in ("sent", "queued", "held", "silent")
])
invoices = env["account.move"].create([
    {
        "move_type": "out_invoice", "partner_id": customer.id, "invoice_payment_term_id": False,
        "invoice_date": today - timedelta(days=35), "invoice_date_due": today - timedelta(days=5),
        "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 100, "tax_ids": []})],
    }
    for customer in customers
])
invoices.action_post()
env.cr.commit()
"""

# A reminder sent, one in the queue, a customer on hold, an activity, a collections contact.
HISTORY = """
from odoo import fields
company = env.company
partner = {partner.name: partner for partner in env["res.partner"].search([])}
contact = env["res.partner"].create({
    "name": "Accounts", "type": "collections", "parent_id": partner["sent"].id, "email": "accounts@example.org",
    "tz": partner["sent"].tz,
})
policy = env.ref("recouvrement_preventif.policy_france")
policy.write({"hour_from": 0, "hour_to": 24, "send_on_saturday": True})
company.write({"recouvrement_policy_id": policy.id, "recouvrement_mode": "live"})
partner["queued"].recouvrement_policy_id = env.ref("recouvrement_preventif.policy_good_payer")
partner["queued"].recouvrement_policy_id = policy
case = env["recouvrement.case"]._ensure(company, partner["held"].ids)
env["recouvrement.suspension"].create({
    "case_id": case.id, "date_from": fields.Date.today(), "date_to": "2100-01-01", "reason": "They called",
})
env["recouvrement.run"]._cron_run()
reminder = env["recouvrement.reminder"].search([("partner_id.name", "=", "sent")])
env["mail.mail"].process_email_queue(reminder.mail_mail_id.ids)
env.cr.commit()
print(sorted(env["recouvrement.reminder"].search([]).mapped(lambda r: (r.partner_id.name, r.state))))
print(sorted(env["recouvrement.case"].search([]).mapped(lambda c: (c.partner_id.name, c.withheld_reason, bool(c.activity_ids)))))
"""

# What an accountant does on any day.
DAILY_WORK = """
invoice = env["account.move"].search([("partner_id.name", "=", "sent")])
for model in ("account.move", "res.partner", "res.company", "mail.message", "mail.activity", "mail.template"):
    env[model].get_views([(False, "form"), (False, "list"), (False, "search")])
    env[model].with_context(active_test=False).search([]).read()
env["res.partner"].search([]).message_ids.read(["body", "record_name"])
env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create({}).action_create_payments()
assert invoice.payment_state in ("paid", "in_payment"), invoice.payment_state
copy = invoice.copy()
copy.action_post()
copy.partner_id.copy()
print(env["res.partner"].search([("name", "=", "Accounts")]).type)
env.cr.commit()
"""

EDIT = """
policy = env.ref("recouvrement_preventif.policy_france")
policy.write({"name": "Ours", "minimum_gap": 9, "hour_from": 9.5})
first = env.ref("recouvrement_preventif.level_france_first")
first.write({"name": "A word", "delay": 4})
env.ref("recouvrement_preventif.level_france_second").active = False
env.ref("recouvrement_preventif.level_good_payer_third").unlink()
template = env.ref("recouvrement_preventif.mail_template_first")
template.write({"subject": "Our subject", "body_html": "<p>Our words</p>"})
env.ref("recouvrement_preventif.ir_cron_run").interval_number = 2
env.cr.commit()
"""
EDITED = """
import sys
ref = lambda name: env.ref("recouvrement_preventif." + name, raise_if_not_found=False)
policy, first, template = ref("policy_france"), ref("level_france_first"), ref("mail_template_first")
print("EDITED", [
    policy.name, policy.minimum_gap, policy.hour_from, first.name, first.delay, ref("level_france_second").active,
    bool(ref("level_good_payer_third")), template.subject, str(template.body_html), ref("ir_cron_run").interval_number,
])
"""


def snapshot(db):
    """What a module must not leave behind."""
    out = {
        "column": db.sql(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        ),
        "constraint": db.sql("SELECT conname FROM pg_constraint"),
        "index": db.sql("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"),
        "field": db.sql("SELECT model, name FROM ir_model_fields"),
        "selection": db.sql("SELECT field_id, value FROM ir_model_fields_selection"),
        "model": db.sql("SELECT model FROM ir_model"),
        "parameter": db.sql("SELECT key FROM ir_config_parameter"),
        # Odoo itself forgets what mail.thread and mail.activity.mixin gave names to in their heirs,
        # and lists the modules that it finds.
        "xmlid": db.sql(
            """SELECT module, name FROM ir_model_data
                WHERE name NOT LIKE 'model!_inherit!_!_%%' ESCAPE '!' AND NOT starts_with(name, %s)
                  AND NOT (module = 'mail' AND name LIKE 'selection!_!_%%' ESCAPE '!')""",
            f"module_{ADDON}",
        ),
    }
    for table in (
        "ir_act_server",
        "ir_act_window",
        "ir_cron",
        "ir_model_access",
        "ir_rule",
        "ir_sequence",
        "ir_ui_menu",
        "ir_ui_view",
        "mail_activity_type",
        "mail_message_subtype",
        "mail_template",
        "res_groups",
        "res_groups_privilege",
    ):
        out[table] = db.sql(f"SELECT id FROM {table}")
    return {kind: set(rows) for kind, rows in out.items()}


def row_versions(db):
    """Which transaction wrote each row of the ledger."""
    return {
        table: dict(db.sql(f"SELECT id, xmin::text FROM {table} WHERE {condition}"))
        for table, condition in (
            ("account_move", "TRUE"),
            ("account_move_line", "TRUE"),
            # The users receive groups.
            ("res_partner", "id NOT IN (SELECT partner_id FROM res_users)"),
        )
    }


def cli(db, *args):
    """Run Odoo's command line; a warning in its log is an error."""
    run = subprocess.run(
        [sys.executable, ODOO_BIN, *args, "-c", CONF, "-d", db.db], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert not any(f" {level} " in run.stderr for level in ("WARNING", "ERROR", "CRITICAL")), run.stderr


@pytest.mark.live
class TestLifecycle(unittest.TestCase):
    def assertUnchanged(self, before, after):
        left = {kind: sorted(after[kind] - before[kind])[:10] for kind in before if after[kind] - before[kind]}
        lost = {kind: sorted(before[kind] - after[kind])[:10] for kind in before if before[kind] - after[kind]}
        self.assertFalse(left or lost, f"new: {left}, lost: {lost}")

    def test_install_uninstall_install(self):
        with smtp_sink() as sink, live(template=os.environ["TPL_DB"]) as db:
            finish(shell(db.db, LEDGER % {"port": sink.port, "tz": an_open_timezone()}))
            before, ledger = snapshot(db), row_versions(db)

            cli(db, "module", "install", ADDON)
            self.assertEqual(row_versions(db), ledger)

            history = finish(shell(db.db, HISTORY))
            self.assertIn("[('queued', 'queued'), ('sent', 'sent')]", history)
            self.assertIn("('held', 'suspended', False)", history)
            self.assertIn("('silent', 'unreachable', True)", history)
            self.assertEqual([recipients for _from, recipients, _msg in sink.messages], [["accounts@example.org"]])

            cli(db, "module", "uninstall", ADDON)
            self.assertUnchanged(before, snapshot(db))
            # Nobody would look at the ledger any more before it leaves.
            self.assertEqual(db.sql("SELECT count(*) FROM mail_mail WHERE state = 'outgoing'"), [(0,)])
            self.assertIn("other", finish(shell(db.db, DAILY_WORK)).splitlines())

            cli(db, "module", "install", ADDON)
            self.assertEqual(db.sql("SELECT count(*) FROM recouvrement_reminder"), [(0,)])
            self.assertTrue(db.sql("SELECT count(*) FROM recouvrement_level")[0][0])

    def test_upgrade_keeps_what_people_edited(self):
        with live() as db:
            finish(shell(db.db, EDIT))
            before = snapshot(db)
            cli(db, "module", "upgrade", ADDON)
            self.assertUnchanged(before, snapshot(db))
            self.assertIn(
                "EDITED ['Ours', 9, 9.5, 'A word', 4, False, False, 'Our subject', '<p>Our words</p>', 2]",
                finish(shell(db.db, EDITED)),
            )
