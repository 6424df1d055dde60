"""How long it takes to count how all customers pay, against the bare SQL. Run by `bin/bench behaviour`."""

import argparse
import os
import sys

from odoo.tools import SQL

from . import database, engine
from .__main__ import CUSTOMERS_PER_INVOICE, _get_working_day, _say, _step
from .measure import measure, median

TARGET = 1.5

# What a person would write by hand: the paid instalments of three years and the late ones, a row per customer, kept in
# a table. No promise, dispute or call, no average of all customers, no profile, no intent.
BARE = """
    INSERT INTO bench_behaviour
    SELECT partner_id, COUNT(paid_on), SUM(weight * days) / SUM(weight), SUM(recency) FILTER (WHERE days > 3) / SUM(recency),
           SQRT(GREATEST(SUM(weight * days * days) / SUM(weight) - POWER(SUM(weight * days) / SUM(weight), 2), 0)),
           MAX(days), COUNT(*) FILTER (WHERE paid_on IS NULL),
           AVG(days) FILTER (WHERE rank * 2 <= number) - AVG(days) FILTER (WHERE rank * 2 > number)
      FROM (
            SELECT ROW_NUMBER() OVER (PARTITION BY partner_id ORDER BY paid_on DESC NULLS LAST) AS rank,
                   COUNT(paid_on) OVER (PARTITION BY partner_id) AS number, partner_id, paid_on, paid_on - due AS days, POWER(0.5::float8, (%(today)s - paid_on) / 180.0::float8) AS recency,
                   balance::float8 * POWER(0.5::float8, (%(today)s - paid_on) / 180.0::float8) AS weight
              FROM (
                    SELECT p.commercial_partner_id AS partner_id, COALESCE(l.date_maturity, l.date) AS due, l.balance,
                           CASE WHEN l.reconciled THEN money.last_on END AS paid_on
                      FROM account_move_line l
                      JOIN account_move m ON m.id = l.move_id AND m.move_type = 'out_invoice'
                      JOIN res_partner p ON p.id = l.partner_id
                 LEFT JOIN (
                        SELECT r.debit_move_id, MAX(receipt.date) AS last_on
                          FROM account_partial_reconcile r
                          JOIN account_move_line receipt ON receipt.id = r.credit_move_id
                          JOIN account_journal j ON j.id = receipt.journal_id AND j.type IN ('bank', 'cash')
                      GROUP BY r.debit_move_id
                      ) money ON money.debit_move_id = l.id
                     WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.balance > 0
                       AND l.account_id = ANY(%(accounts)s)
              ) paid
             WHERE paid_on > %(today)s - 1095 OR paid_on IS NULL AND due < %(today)s - 3
      ) h
  GROUP BY partner_id
        ON CONFLICT (partner_id) DO UPDATE
       SET count = EXCLUDED.count, days = EXCLUDED.days, share = EXCLUDED.share, dispersion = EXCLUDED.dispersion,
           longest = EXCLUDED.longest, late = EXCLUDED.late, trend = EXCLUDED.trend
"""


def main():
    parser = argparse.ArgumentParser(prog="bin/bench behaviour")
    parser.add_argument("--sizes", default="500k", help="numbers of invoices (default: 500k; ten per customer)")
    parser.add_argument("--repetitions", type=int, default=5)
    options = parser.parse_args()
    database.configure(os.environ["ODOO_RC"])
    lines = ["| invoices | customers | bare SQL | addon | ratio | target | first night | processor time of Python |"]
    lines.append("|---|---|---|---|---|---|---|---|")
    for label in options.sizes.split(","):
        lines.append(f"| {' | '.join(_measure(label, options.repetitions))} |")
    sys.stdout.write("\n".join(lines) + "\n")


def _measure(label, repetitions):
    invoices = int(label.removesuffix("k")) * 1000
    base, name = f"bench_{label}", f"bench_{label}_behaviour"
    if not database.exists(base):
        _say(f"{label}: generating {invoices} invoices")
        database.copy(os.environ["TPL_DB"], base)
        _step("generate", base, _get_working_day().isoformat(), invoices, invoices // CUSTOMERS_PER_INVOICE)
    _say(f"{label}: installing the addon")
    database.copy(base, name)
    engine.install(name)
    _say(f"{label}: counting")
    first, bare, ours, rows = _count(name, repetitions)
    database.drop(name)
    return (
        str(invoices),
        str(rows),
        f"{bare.seconds:.2f} s",
        f"{ours.seconds:.2f} s",
        f"{ours.seconds / bare.seconds:.2f}",
        f"≤ {TARGET}: {'yes' if ours.seconds / bare.seconds <= TARGET else 'no'}",
        f"{first.seconds:.2f} s",
        f"{ours.cpu:.2f} s",
    )


def _count(name, repetitions):
    """The first night, then both in turn, each writing over the rows of the night before.

    :return: (the first night, the bare SQL, the addon, how many customers)
    """
    with database.environment(name) as env:
        company, today = engine._get_company(env)[0], database.get_day(env)
        behaviour = env["recouvrement.behaviour"]
        env.cr.execute("SET LOCAL jit = off")
        env.cr.execute(
            """CREATE TABLE bench_behaviour (partner_id int PRIMARY KEY, count int, days float8, share float8,
                                             dispersion float8, longest int, late int, trend float8)"""
        )
        accounts = env["account.account"].search([("account_type", "=", "asset_receivable")]).ids
        statement = SQL(BARE, company=company.id, today=today, accounts=accounts)
        env.cr.execute(statement)
        first, _done = measure(lambda: behaviour._refresh(company, today))
        bare, ours = [], []
        for _repetition in range(repetitions):
            bare.append(measure(lambda: env.cr.execute(statement))[0])
            ours.append(measure(lambda: behaviour._refresh(company, today))[0])
        rows = behaviour.search_count([("company_id", "=", company.id)])
        [[expected]] = env.execute_query(SQL("SELECT COUNT(*) FROM bench_behaviour"))
        if rows != expected:
            raise RuntimeError(f"{rows} customers counted, {expected} by the bare SQL: the two do not compare")
        return first, median(bare), median(ours), rows


if __name__ == "__main__":
    main()
