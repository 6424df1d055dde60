"""The addon's own work: installing, planning, a run until the mails are queued, a second run."""

import threading
from datetime import datetime, time
from unittest.mock import patch

from odoo.modules.registry import Registry

from .database import ADDON, environment, get_day, get_written_rows
from .floors import get_floors
from .measure import measure, median

# Ten o'clock UTC: working hours for the debtors, all in France.
HOUR = time(10)


def install(name):
    """Install the addon on a database with invoices, and let it send.

    :return: figures, with the rows of the ledger that were written
    """
    cost, _registry = measure(lambda: Registry.new(name, update_module=True, install_modules=[ADDON]))
    written = get_written_rows(name, ("account_move", "account_move_line"))
    with environment(name) as env:
        company = env["res.company"].search([], order="id", limit=1)
        policy = env.ref(f"{ADDON}.policy_france")
        company.write({"recouvrement_policy_id": policy.id, "recouvrement_mode": "live"})
        # No ANALYZE: the new tables are empty, and in production nothing would say so to PostgreSQL,
        # which would then read them whole, row after row, while they grow.
        env.cr.commit()
    return {"install": {**cost.as_dict(), "ledger_rows_updated": sum(updated for _i, updated, _d in written.values())}}


def plan(name, repetitions):
    """The planner, in turn with what one would write by hand."""
    with environment(name) as env:
        company, moment = _get_company(env)
        planner = env["recouvrement.planner"]
        floors = get_floors(env)
        # A first time each, for the caches of either.
        planner.plan(company, moment.date(), moment=moment)
        costs = {floor: [] for floor in (*floors, "plan")}
        rows = {}
        for _repetition in range(repetitions):
            for floor, query in floors.items():
                cost, fetched = measure(lambda query=query: env.execute_query(query))
                costs[floor].append(cost)
                rows[floor] = len(fetched)
            cost, planned = measure(lambda: planner.plan(company, moment.date(), moment=moment))
            costs["plan"].append(cost)
            rows["plan"] = len(planned)
    return {key: {**median(values).as_dict(), "rows": rows[key]} for key, values in costs.items()}


def run(name):
    """The whole run, committing as the scheduled job does, on a database that nobody has run yet."""
    chunks = []
    with environment(name) as env:
        company, moment = _get_company(env)
        job = env["recouvrement.run"].with_company(company)
        job = job.with_context(allowed_company_ids=company.ids, lang=company.partner_id.lang)
        execute = type(job)._execute

        def counted(self, company, partner_ids, now):
            thread = threading.current_thread()
            before = thread.query_count
            execute(self, company, partner_ids, now)
            chunks.append((len(partner_ids), thread.query_count - before))

        with patch.object(type(job), "_execute", counted):
            cost, _done = measure(lambda: job._run(company.with_env(job.env), moment))
        queued = env["recouvrement.reminder"].search_count([("state", "=", "queued")])
        mails = env["mail.mail"].search_count([("state", "=", "outgoing")])
    full = [queries for size, queries in chunks[1:-1] if size == max(size for size, _queries in chunks)]
    return {
        "run": {
            **cost.as_dict(),
            "messages": queued,
            "mails": mails,
            "queries_per_chunk": (min(full), max(full)) if full else None,
        }
    }


def run_again(name):
    """The same run once more on the same day: it must find nothing to do."""
    before = get_written_rows(name)
    with environment(name) as env:
        company, moment = _get_company(env)
        job = env["recouvrement.run"].with_company(company)
        cost, _done = measure(lambda: job._run(company, moment))
    after = get_written_rows(name)
    changed = {table: counts for table, counts in after.items() if counts != before.get(table)}
    return {"again": {**cost.as_dict(), "tables_written": sorted(changed)}}


def _get_company(env):
    company = env["res.company"].search([("recouvrement_mode", "=", "live")], limit=1)
    return company, datetime.combine(get_day(env), HOUR)
