"""An environment on a database, and SQL helpers on it."""

from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL, config


def configure(path):
    config.parse_config(["-c", path, "--log-level=error", "--no-http"], setup_logging=True)


@contextmanager
def environment(name):
    """An environment of the superuser on a database; what is not committed is undone."""
    with Registry(name).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        cr.postcommit.clear()
        cr.rollback()


def get_columns(env, table):
    rows = env.execute_query(
        SQL(
            """SELECT column_name FROM information_schema.columns
                WHERE table_schema = current_schema AND table_name = %s ORDER BY ordinal_position""",
            table,
        )
    )
    return [name for (name,) in rows]


def get_next_id(env, table):
    [[highest]] = env.execute_query(SQL("SELECT COALESCE(MAX(id), 0) FROM %s", SQL.identifier(table)))
    return highest + 1


def clone(env, table, source, where=None, **changes):
    """Insert copies of existing rows, every column as it is but for the changes.

    :param str table: the table that is read and written
    :param SQL source: FROM clause, in which ``t`` is the row that is copied
    :param SQL where: condition, if any
    :param changes: SQL expression of each column that differs
    :return: the number of copies
    """
    columns = get_columns(env, table)
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s WHERE %s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(changes.get(column, SQL.identifier("t", column)) for column in columns),
            source,
            where or SQL("TRUE"),
        )
    )
    copies = env.cr.rowcount
    if "id" in columns:
        env.cr.execute(
            SQL(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT MAX(id) FROM %s))", table, SQL.identifier(table)
            )
        )
    return copies


def analyze(env):
    """Bring the planner's statistics up to date, as autovacuum would have done by itself."""
    env.cr.execute("ANALYZE")
    env.cr.commit()
