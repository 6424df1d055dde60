"""Databases, environments on them, and SQL helpers."""

from contextlib import closing, contextmanager

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

ADDON = "recouvrement_preventif"


def configure(path, addons_path=None):
    args = ["-c", path, "--log-level=error", "--no-http"]
    if addons_path:
        args.append(f"--addons-path={addons_path}")
    config.parse_config(args, setup_logging=True)


@contextmanager
def environment(name):
    """An environment of the superuser on a database; what is not committed is undone."""
    with Registry(name).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        cr.postcommit.clear()
        cr.rollback()


# === DATABASES === #


def _administer(*statements):
    with closing(sql_db.db_connect("postgres").cursor()) as cr:
        # Databases are not made inside a transaction.
        cr._cnx.autocommit = True
        for statement in statements:
            cr.execute(statement)


def exists(name):
    with closing(sql_db.db_connect("postgres").cursor()) as cr:
        cr.execute(SQL("SELECT 1 FROM pg_database WHERE datname = %s", name))
        return bool(cr.fetchone())


def drop(name):
    sql_db.close_db(name)
    _administer(SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", SQL.identifier(name)))


def copy(source, target):
    """Copy a database as it is on disk, over any that has the name."""
    drop(target)
    sql_db.close_db(source)
    _administer(SQL("CREATE DATABASE %s TEMPLATE %s", SQL.identifier(target), SQL.identifier(source)))


def get_written_rows(name, tables=None):
    """How many rows were inserted, updated or deleted since the database was copied:
    {table: (inserted, updated, deleted)}; in all tables by default."""
    # A session reports what it wrote when it ends.
    sql_db.close_db(name)
    with closing(sql_db.db_connect(name).cursor()) as cr:
        cr.execute("SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables")
        return {table: tuple(counts) for table, *counts in cr.fetchall() if not tables or table in tables}


# === ROWS === #


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
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT MAX(id) FROM %s))",
                table,
                SQL.identifier(table),
            )
        )
    return copies


def analyze(env):
    """Bring the planner's statistics up to date, as autovacuum would have done by itself."""
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()


def get_day(env):
    """The day on which the database was generated: the benchmark's today."""
    [[day]] = env.execute_query(SQL("SELECT day FROM bench_day"))
    return day
