"""Two years of a company's invoices, as they were issued, disputed and settled.

The file is not part of the repository: see `DATA`. A document made by the ORM is cloned
for every invoice; settling one sets what a reconciliation would set on it, no more.
"""

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from odoo.tools import SQL

DATA = Path(__file__).parents[2] / "shared" / "data" / "late_payment_histories.csv"


@dataclass(frozen=True)
class Invoice:
    number: str
    customer: str
    issued: date
    due: date
    settled: date
    amount: float
    disputed: bool

    def is_open(self, day):
        return self.issued <= day < self.settled

    def is_held(self, day):
        """Who disputes an invoice is left alone from its due date until the matter is settled."""
        return self.disputed and self.due <= day <= self.settled


def read_invoices():
    def day(text):
        return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007  a day has no time zone

    with DATA.open(newline="") as file:
        return [
            Invoice(
                number=row["invoiceNumber"],
                customer=row["customerID"],
                issued=day(row["InvoiceDate"]),
                due=day(row["DueDate"]),
                settled=day(row["SettledDate"]),
                amount=float(row["InvoiceAmount"]),
                disputed=row["Disputed"] == "Yes",
            )
            for row in csv.DictReader(file)
        ]


class Ledger:
    """The invoices in the database: drafts, posted on the day of issue, paid on the day of settlement."""

    def __init__(self, reference, invoices, partners):
        """
        :param reference: a posted invoice of one line, made by the ORM
        :param list invoices: :class:`Invoice`
        :param dict partners: the `res.partner` of each customer
        """
        self.env = reference.env
        self.invoices = invoices
        receivable = reference.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        product = reference.line_ids - receivable
        receivable.ensure_one()
        product.ensure_one()
        self.env.flush_all()
        self.move_ids = self._clone(
            reference,
            [self._prepare_move(invoice, partners[invoice.customer], rank) for rank, invoice in enumerate(invoices, 1)],
        )
        for line, sign in ((product, -1), (receivable, 1)):
            self.line_ids = self._clone(
                line,
                [
                    self._prepare_line(invoice, partners[invoice.customer], move_id, line, sign)
                    for invoice, move_id in zip(invoices, self.move_ids, strict=True)
                ],
            )
        self.issued, self.settled = defaultdict(list), defaultdict(list)
        for invoice, move_id in zip(invoices, self.move_ids, strict=True):
            self.issued[invoice.issued].append(move_id)
            self.settled[invoice.settled].append(move_id)
        self.env.cr.execute("ANALYZE account_move; ANALYZE account_move_line")
        self.env.invalidate_all()

    def _clone(self, record, overrides):
        """Copies of a row that differ by some columns; their ids."""
        query = SQL(
            """
            INSERT INTO %(table)s
            SELECT copy.*
              FROM %(table)s t
        CROSS JOIN jsonb_array_elements(%(overrides)s) WITH ORDINALITY v(value, place)
        CROSS JOIN LATERAL jsonb_populate_record(t, v.value || jsonb_build_object('id', nextval(%(sequence)s))) copy
             WHERE t.id = %(id)s
          ORDER BY v.place
         RETURNING id
            """,
            table=SQL.identifier(record._table),
            sequence=f"{record._table}_id_seq",
            overrides=json.dumps(overrides, default=str),
            id=record.id,
        )
        return [row[0] for row in self.env.execute_query(query)]

    def _prepare_move(self, invoice, partner, rank):
        amounts = ("amount_untaxed", "amount_total", "amount_residual")
        return {
            "name": f"INV/{invoice.number}",
            "payment_reference": f"INV/{invoice.number}",
            "sequence_prefix": "INV/REAL/",
            "sequence_number": rank,
            "partner_id": partner.id,
            "commercial_partner_id": partner.id,
            "partner_shipping_id": partner.id,
            "invoice_partner_display_name": partner.name,
            "state": "draft",
            "date": invoice.issued,
            "invoice_date": invoice.issued,
            "invoice_date_due": invoice.due,
            **{name + suffix: invoice.amount for name in amounts for suffix in ("", "_signed")},
            "amount_total_in_currency_signed": invoice.amount,
            "amount_untaxed_in_currency_signed": invoice.amount,
        }

    def _prepare_line(self, invoice, partner, move_id, line, sign):
        vals = {
            "move_id": move_id,
            "move_name": f"INV/{invoice.number}",
            "parent_state": "draft",
            "partner_id": partner.id,
            "date": invoice.issued,
            "invoice_date": invoice.issued,
            "balance": sign * invoice.amount,
            "amount_currency": sign * invoice.amount,
            "debit": invoice.amount if sign > 0 else 0,
            "credit": invoice.amount if sign < 0 else 0,
        }
        if sign > 0:
            residual = {"amount_residual": invoice.amount, "amount_residual_currency": invoice.amount}
            return {**vals, **residual, "name": f"INV/{invoice.number}", "date_maturity": invoice.due}
        return {**vals, "price_unit": invoice.amount, "price_subtotal": invoice.amount, "price_total": invoice.amount}

    def begin(self, day):
        """Issue the invoices of a day, and settle those that are paid on it."""
        if issued := self.issued[day]:
            self.env.cr.execute("UPDATE account_move SET state = 'posted' WHERE id = ANY(%s)", [issued])
            self.env.cr.execute(
                "UPDATE account_move_line SET parent_state = 'posted' WHERE move_id = ANY(%s)", [issued]
            )
        if settled := self.settled[day]:
            self.env.cr.execute(
                "UPDATE account_move SET payment_state = 'paid', amount_residual = 0, amount_residual_signed = 0"
                " WHERE id = ANY(%s)",
                [settled],
            )
            self.env.cr.execute(
                "UPDATE account_move_line SET reconciled = TRUE, amount_residual = 0, amount_residual_currency = 0"
                " WHERE move_id = ANY(%s) AND date_maturity IS NOT NULL",
                [settled],
            )
        self.env["account.move"].invalidate_model()
        self.env["account.move.line"].invalidate_model()
