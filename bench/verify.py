"""Are the generated documents what Odoo would have made?"""

from odoo.tools import SQL

from .database import get_day
from .reference import COMING, LATE, PAID, PART_PAID, UNIT_PRICE, Reference

# What two documents never share.
OWN = {
    "access_token", "create_date", "create_uid", "credit_move_id", "debit_move_id", "full_reconcile_id", "id",
    "made_sequence_gap", "matching_number", "move_id", "move_name", "name", "payment_reference", "sequence_number",
    "write_date", "write_uid",
}  # fmt: skip
TOLERANCE = 0.005


def verify(env):
    """Make some documents again by the ORM, and compare them column by column.

    :return: {"compared": columns, "different": [(table, column, generated, made by Odoo)]}
    """
    reference = Reference(env, get_day(env))
    compared, different = 0, []
    for code in UNIT_PRICE:
        for shape in (PAID, COMING, LATE, PART_PAID):
            for twin in _get_pairs(env, reference, shape, code):
                for table, generated, made in twin:
                    for column, value in generated.items():
                        if column in OWN:
                            continue
                        compared += 1
                        if not _is_same(value, made[column]):
                            different.append((table, column, str(value), str(made[column])))
    return {"compared": compared, "different": different}


def _get_pairs(env, reference, shape, code, count=2):
    rows = env.execute_query(
        SQL(
            """
            SELECT p.factor, p.partner_id, p.invoiced, p.due, p.received, m.id, e.id
              FROM bench_plan p
              JOIN account_move m ON m.sequence_prefix = p.prefix AND m.sequence_number = p.number
         LEFT JOIN account_move e ON e.sequence_prefix = p.entry_prefix AND e.sequence_number = p.entry_number
             WHERE p.shape = %s AND p.currency = %s ORDER BY md5(p.i::text) LIMIT %s
            """,
            shape,
            code,
            count,
        )
    )
    for factor, partner_id, invoiced, due, received, invoice_id, entry_id in rows:
        made = reference.make(
            shape,
            reference.get_currency(code),
            env["res.partner"].browse(partner_id),
            factor=factor,
            invoiced=invoiced,
            due=due,
            received=received,
        )
        env.flush_all()
        generated = env["account.move"].browse(invoice_id), env["account.move"].browse(entry_id or [])
        yield [
            pair
            for one, other in zip(generated, made, strict=True)
            for pair in (
                *_pair(env, "account_move", one, other),
                *_pair(env, "account_move_line", one.line_ids.sorted("id"), other.line_ids.sorted("id")),
                *_pair(
                    env,
                    "account_partial_reconcile",
                    one.line_ids.matched_credit_ids,
                    other.line_ids.matched_credit_ids,
                ),
            )
        ]


def _pair(env, table, generated, made):
    def read(records):
        env.cr.execute(SQL("SELECT * FROM %s WHERE id = ANY(%s) ORDER BY id", SQL.identifier(table), records.ids))
        return env.cr.dictfetchall()

    return [(table, one, other) for one, other in zip(read(generated), read(made), strict=True)]


def _is_same(one, other):
    if one == other:
        return True
    try:
        return abs(float(one or 0) - float(other or 0)) <= TOLERANCE
    except (TypeError, ValueError):
        return False
