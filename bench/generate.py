"""Posted, part-paid and paid customer invoices by the hundred thousand.

A handful of documents is made by Odoo itself (see `reference`); all others are copies of
their rows, every column as it is, with the amounts multiplied and the ids, dates, names
and customers changed. `verify` compares some of the copies with documents made by Odoo.

Of the invoices 30 % are paid, 40 % not due yet, 28 % late by 1 to 180 days, 2 % late and
part paid; 5 % are in euros (the company's currency is the dollar). One customer in five has an
invoice contact, one in twenty no e-mail address, one in fifty an unmatched payment.
"""

from odoo.tools import SQL

from .database import analyze, clone, get_columns, get_next_id
from .reference import COMING, CREDIT, LATE, PAID, PART_PAID, UNIT_PRICE, Reference

MONEY = {
    "account_move": ("amount_",),
    "account_move_line": (
        "amount_currency", "amount_residual", "balance", "credit", "debit", "discount_amount_currency",
        "discount_balance", "price_", "tax_base_amount",
    ),
    "account_partial_reconcile": ("amount", "credit_amount", "debit_amount"),
}  # fmt: skip


def generate(env, day, invoices, customers):
    """Fill a database.

    :param date day: the day that the benchmark takes for today
    :param int invoices: how many
    :param int customers: how many
    """
    reference = Reference(env, day)
    reference.company.email = "accounts@example.com"
    env["res.lang"]._activate_lang("fr_FR")
    models = reference.make_customers()
    env.cr.execute("CREATE TABLE bench_reference (shape int, currency varchar, invoice_id int, entry_id int)")
    for code in UNIT_PRICE:
        for shape in (PAID, COMING, LATE, PART_PAID, CREDIT):
            invoice, entry = reference.make(shape, reference.get_currency(code), models[0])
            env.cr.execute(
                SQL(
                    "INSERT INTO bench_reference VALUES (%s, %s, %s, %s)",
                    shape,
                    code,
                    invoice.id or None,
                    entry.id or None,
                )
            )
    env.flush_all()
    # The tracking messages of the references are written by hooks of the commit.
    env.cr.commit()
    # No trigger (foreign keys) fires for the copies.
    env.cr.execute("SET session_replication_role = replica")
    first_customer = _copy_customers(env, models, customers)
    _draw(env, day, invoices, customers, first_customer)
    _name(env)
    _copy_documents(env, invoices)
    env.cr.execute("SET session_replication_role = origin")
    env.cr.execute(SQL("CREATE TABLE bench_day AS SELECT %s::date AS day", day))
    env.cr.commit()
    analyze(env)


def _copy_customers(env, models, customers):
    """Customers, then the invoice contact of every fifth: customer n has the id first + n,
    its contact, if any, first + customers + n.

    :return: first
    """
    company, contact = models
    first = get_next_id(env, "res_partner")
    number = SQL("generate_series(0, %s) AS g(i)", customers - 1)
    name = SQL("'Customer ' || LPAD(g.i::text, 6, '0')")
    lang = SQL("CASE WHEN g.i %% 2 = 0 THEN 'fr_FR' ELSE 'en_US' END")

    def email(prefix):
        return SQL("CASE WHEN g.i %% 20 = 7 THEN NULL ELSE %s || g.i || '@example.com' END", prefix)

    clone(
        env, "res_partner", SQL("res_partner t, %s", number), SQL("t.id = %s", company.id),
        id=SQL("%s + g.i", first), commercial_partner_id=SQL("%s + g.i", first),
        name=name, complete_name=name, commercial_company_name=name,
        email=email("customer"), email_normalized=email("customer"), lang=lang,
    )  # fmt: skip
    clone(
        env, "res_partner", SQL("res_partner t, %s", number), SQL("t.id = %s AND g.i %% 5 = 0", contact.id),
        id=SQL("%s + g.i", first + customers), parent_id=SQL("%s + g.i", first),
        commercial_partner_id=SQL("%s + g.i", first), commercial_company_name=name,
        name=SQL("'Billing ' || g.i"), complete_name=SQL("%s || ', Billing ' || g.i", name),
        email=email("billing"), email_normalized=email("billing"), lang=lang,
    )  # fmt: skip
    return first


def _draw(env, day, invoices, customers, first_customer):
    """Draw what each copy is, always the same for the same day: the table ``bench_plan``."""
    env.cr.execute("SELECT setseed(0.42)")
    env.cr.execute(
        SQL(
            """
            CREATE TABLE bench_plan AS
            WITH draw AS MATERIALIZED (
                SELECT i, i %% %(customers)s AS n, RANDOM() AS a, RANDOM() AS b, RANDOM() AS c, RANDOM() AS d, RANDOM() AS e
                  FROM generate_series(0, %(last)s) AS i
            ), shaped AS (
                SELECT *, CASE WHEN i < %(credits)s THEN %(credit)s WHEN a < 0.30 THEN %(paid)s WHEN a < 0.70 THEN %(coming)s
                               WHEN a < 0.98 THEN %(late)s ELSE %(part_paid)s END AS shape
                  FROM draw
            ), dated AS (
                SELECT *, CASE shape WHEN %(paid)s THEN %(day)s::date + 30 - (c * 395)::int
                                     WHEN %(coming)s THEN %(day)s::date + 1 + FLOOR(c * 60)::int
                                     ELSE %(day)s::date - 1 - FLOOR(c * 180)::int END AS due
                  FROM shaped
            )
            SELECT i, shape, CASE WHEN b < 0.05 THEN 'EUR' ELSE 'USD' END AS currency, 1 + FLOOR(d * 200)::int AS factor,
                   %(first)s + n AS commercial_id,
                   %(first)s + n + CASE WHEN n %% 5 = 0 THEN %(customers)s ELSE 0 END AS partner_id,
                   due, due - 30 AS invoiced, LEAST(%(day)s::date, due + (e * 20)::int - 5) AS received
              FROM dated
            """,
            customers=customers,
            credits=customers // 50,
            last=invoices - 1,
            day=day,
            first=first_customer,
            paid=PAID,
            coming=COMING,
            late=LATE,
            part_paid=PART_PAID,
            credit=CREDIT,
        )
    )


def _name(env):
    """Number the documents as their journals would, after those that exist."""
    env.cr.execute(
        "ALTER TABLE bench_plan ADD prefix varchar, ADD number int, ADD entry_prefix varchar, ADD entry_number int"
    )
    for prefix, number, code, day, shapes in (
        ("prefix", "number", "INV", "invoiced", (PAID, COMING, LATE, PART_PAID)),
        ("entry_prefix", "entry_number", "BNK1", "received", (PAID, PART_PAID, CREDIT)),
    ):
        env.cr.execute(
            SQL(
                """
                WITH named AS (
                    SELECT i, %(code)s || '/' || EXTRACT(year FROM %(day)s) || '/' AS prefix,
                           ROW_NUMBER() OVER (PARTITION BY EXTRACT(year FROM %(day)s) ORDER BY %(day)s, i) AS number
                      FROM bench_plan WHERE shape IN %(shapes)s
                )
                UPDATE bench_plan p
                   SET %(prefix)s = n.prefix,
                       %(number)s = n.number + COALESCE(
                           (SELECT MAX(sequence_number) FROM account_move WHERE sequence_prefix = n.prefix), 0)
                  FROM named n WHERE n.i = p.i
                """,
                code=code,
                day=SQL.identifier(day),
                shapes=shapes,
                prefix=SQL.identifier(prefix),
                number=SQL.identifier(number),
            )
        )
    env.cr.execute("ANALYZE bench_plan")


def _scale(env, table):
    """The amounts of a row, multiplied by the factor of its copy."""
    return {
        column: SQL("%s * p.factor", SQL.identifier("t", column))
        for column in get_columns(env, table)
        if column.startswith(MONEY[table]) and not column.endswith("_id")
    }


def _join(reference, source="bench_reference"):
    return SQL(
        "bench_plan p JOIN %s r ON r.shape = p.shape AND r.currency = p.currency JOIN %s",
        SQL.identifier(source),
        reference,
    )


def _padded(prefix, number):
    prefix, number = SQL.identifier("p", prefix), SQL.identifier("p", number)
    return SQL("%s || LPAD(%s::text, GREATEST(5, LENGTH(%s::text)), '0')", prefix, number, number)


def _copy_documents(env, invoices):
    name, entry_name = _padded("prefix", "number"), _padded("entry_prefix", "entry_number")
    first_move = get_next_id(env, "account_move")
    partner_name = SQL("(SELECT c.complete_name FROM res_partner c WHERE c.id = p.partner_id)")
    clone(
        env, "account_move", _join(SQL("account_move t ON t.id = r.invoice_id")), **_scale(env, "account_move"),
        id=SQL("%s + p.i", first_move), name=name, payment_reference=name,
        sequence_prefix=SQL("p.prefix"), sequence_number=SQL("p.number"),
        partner_id=SQL("p.partner_id"), commercial_partner_id=SQL("p.commercial_id"),
        partner_shipping_id=SQL("p.commercial_id"), invoice_partner_display_name=partner_name,
        date=SQL("p.invoiced"), invoice_date=SQL("p.invoiced"), invoice_date_due=SQL("p.due"),
    )  # fmt: skip
    clone(
        env, "account_move", _join(SQL("account_move t ON t.id = r.entry_id")), **_scale(env, "account_move"),
        id=SQL("%s + p.i", first_move + invoices), name=entry_name,
        sequence_prefix=SQL("p.entry_prefix"), sequence_number=SQL("p.entry_number"), date=SQL("p.received"),
    )  # fmt: skip
    _copy_lines(env, first_move, invoices, name, entry_name)


def _copy_lines(env, first_move, invoices, name, entry_name):
    """Journal items and their matching: item n of document i has the id first + 5 i + n,
    those of the bank entry starting at 3."""
    first, first_partial, first_full = (
        get_next_id(env, table)
        for table in ("account_move_line", "account_partial_reconcile", "account_full_reconcile")
    )
    env.cr.execute(
        """
        CREATE TEMP TABLE bench_line AS
        SELECT r.shape, r.currency, l.id AS line_id, COALESCE(l.move_id = r.entry_id, FALSE) AS is_entry,
               CASE WHEN l.move_id = r.entry_id THEN 3 ELSE 0 END
               + ROW_NUMBER() OVER (PARTITION BY l.move_id ORDER BY l.id) - 1 AS place
          FROM bench_reference r JOIN account_move_line l ON l.move_id IN (r.invoice_id, r.entry_id)
        """
    )
    lines = _join(SQL("account_move_line t ON t.id = r.line_id"), "bench_line")
    line_id = SQL("%s + p.i * 5 + r.place", first)
    clone(
        env, "account_move_line", lines, **_scale(env, "account_move_line"), id=line_id,
        move_id=SQL("%s + p.i + CASE WHEN r.is_entry THEN %s ELSE 0 END", first_move, invoices),
        move_name=SQL("CASE WHEN r.is_entry THEN %s ELSE %s END", entry_name, name),
        name=SQL("CASE WHEN t.display_type = 'payment_term' THEN %s ELSE t.name END", name),
        # Odoo keeps the commercial partner on the items of an invoice.
        partner_id=SQL("p.commercial_id"),
        date=SQL("CASE WHEN r.is_entry THEN p.received ELSE p.invoiced END"),
        invoice_date=SQL("CASE WHEN r.is_entry THEN t.invoice_date ELSE p.invoiced END"),
        date_maturity=SQL("CASE WHEN t.date_maturity IS NULL THEN NULL WHEN r.is_entry THEN p.received ELSE p.due END"),
        full_reconcile_id=SQL("CASE WHEN t.full_reconcile_id IS NOT NULL THEN %s + p.i END", first_full),
        matching_number=SQL(
            """CASE WHEN t.full_reconcile_id IS NOT NULL THEN (%s + p.i)::text
                    WHEN t.matching_number IS NOT NULL THEN 'P' || (%s + p.i) END""",
            first_full,
            first_partial,
        ),
    )  # fmt: skip
    for table in ("account_move_line_account_tax_rel", "account_account_tag_account_move_line_rel"):
        source = _join(SQL("%s t ON t.account_move_line_id = r.line_id", SQL.identifier(table)), "bench_line")
        clone(env, table, source, account_move_line_id=line_id)
    clone(
        env, "account_full_reconcile",
        _join(
            SQL(
                """account_full_reconcile t ON t.id = (SELECT l.full_reconcile_id FROM account_move_line l
                     WHERE l.move_id = r.invoice_id AND l.full_reconcile_id IS NOT NULL)"""
            )
        ),
        id=SQL("%s + p.i", first_full),
    )  # fmt: skip

    def item(column):
        place = SQL("(SELECT b.place FROM bench_line b WHERE b.line_id = %s)", SQL.identifier("t", column))
        return SQL("%s + p.i * 5 + %s", first, place)

    clone(
        env, "account_partial_reconcile",
        _join(SQL("account_partial_reconcile t ON t.debit_move_id = r.line_id"), "bench_line"),
        **_scale(env, "account_partial_reconcile"), id=SQL("%s + p.i", first_partial),
        debit_move_id=item("debit_move_id"), credit_move_id=item("credit_move_id"),
        full_reconcile_id=SQL("CASE WHEN t.full_reconcile_id IS NOT NULL THEN %s + p.i END", first_full),
        max_date=SQL("GREATEST(p.received, p.invoiced)"),
    )  # fmt: skip
