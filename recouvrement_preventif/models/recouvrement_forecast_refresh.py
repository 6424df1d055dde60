import json
from datetime import timedelta
from itertools import pairwise
from operator import itemgetter

from odoo import api, models
from odoo.tools import SQL, groupby

from ..tools.forecast import LATEST, Payment, learn
from ..tools.refresh import begin_refresh

# The company's habits are learnt from its latest instalments: more of them would tell the same.
SAMPLE = 20_000
# The latest instalments of a customer; and how far back anything is looked for, in days: it would count for a sixtieth.
OWN, LOOK_BACK = 60, 3 * 365
# Customers estimated at a time.
CHUNK = 1_000
WEEKS = 13


class RecouvrementForecast(models.Model):
    """How the forecasts are made: see :mod:`~..tools.forecast`."""

    _inherit = "recouvrement.forecast"

    @api.model
    def _refresh(self, company, today):
        """Estimate anew when each open instalment of a company will be paid. Two at a time do the work once.

        :param company: `res.company`
        :param date today: the company's date; what came in later is not seen
        :return: whether it was done; False while another process does it
        :rtype: bool
        """
        if not begin_refresh(self, company):
            return False
        habits = learn(self._fetch_sample(company, today), today)
        customers = self._get_customers(company)
        for start in range(0, len(customers), CHUNK):
            chunk = customers[start : start + CHUNK]
            payments = self._fetch_payments(company, today, chunk)
            self._store(
                company, today, list(self._estimate(habits, today, self._fetch_debts(company, chunk), payments))
            )
        self.env.cr.execute(
            SQL(
                """DELETE FROM %(table)s f
                    WHERE f.company_id = %(company)s
                      AND NOT EXISTS (SELECT FROM (%(view)s) r WHERE r.id = f.line_id AND r.company_id = %(company)s)""",
                table=SQL.identifier(self._table),
                company=company.id,
                view=self.env["recouvrement.receivable"]._table_query,
            )
        )
        self.invalidate_model()
        return True

    # === WHAT IS KNOWN === #

    @api.model
    def _get_known_query(self, company, today, partners=None):
        """The instalments that tell how customers pay, as SQL: those paid by money, and those still open."""
        return SQL(
            """
            SELECT h.partner_id, h.invoice_date, h.date_due, h.settled_on, p.country_id, p.is_company
              FROM (%s) h
              JOIN account_move_line l ON l.id = h.line_id
              JOIN res_partner p ON p.id = h.partner_id
             WHERE h.invoice_date > %s
                   -- What a credit note or a write-off closed was never paid, and never will be.
               AND (h.settled_on IS NOT NULL OR l.reconciled IS NOT TRUE)
            """,
            self.env["recouvrement.payment.history"]._get_query(company, today, partners),
            today - timedelta(days=LOOK_BACK),
        )

    @api.model
    def _fetch_sample(self, company, today):
        rows = self.env.execute_query(
            SQL(
                "%s ORDER BY h.invoice_date DESC, h.line_id DESC LIMIT %s",
                self._get_known_query(company, today),
                SAMPLE,
            )
        )
        return [Payment(*row[:4], row[4:]) for row in rows]

    @api.model
    def _fetch_payments(self, company, today, customers):
        """What is known of some customers: {partner id: [:class:`~..tools.forecast.Payment`]}."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, invoice_date, date_due, settled_on, country_id, is_company
                  FROM (SELECT k.*, ROW_NUMBER() OVER (PARTITION BY partner_id ORDER BY invoice_date DESC, date_due DESC) AS rank
                          FROM (%s) k) k
                 WHERE rank <= %s ORDER BY partner_id
                """,
                self._get_known_query(company, today, customers),
                OWN,
            )
        )
        return {
            partner_id: [Payment(*row[:4], row[4:]) for row in group]
            for partner_id, group in groupby(rows, key=itemgetter(0))
        }

    @api.model
    def _get_customers(self, company):
        """The customers that owe something to a company."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT r.partner_id FROM (%s) r WHERE r.company_id = %s ORDER BY 1",
                self.env["recouvrement.receivable"]._table_query,
                company.id,
            )
        )
        return self.env["res.partner"].browse(partner_id for (partner_id,) in rows)

    @api.model
    def _fetch_debts(self, company, customers):
        """What some customers owe: {partner id: [(journal item, invoice, due date, segment)]}."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.partner_id, r.id, r.move_id, r.date_due, p.country_id, p.is_company
                  FROM (%s) r JOIN res_partner p ON p.id = r.partner_id
                 WHERE r.company_id = %s AND r.partner_id = ANY(%s)
              ORDER BY r.partner_id, r.id
                """,
                self.env["recouvrement.receivable"]._table_query,
                company.id,
                customers.ids,
            )
        )
        return {
            partner_id: [(*row[1:4], row[4:]) for row in group]
            for partner_id, group in groupby(rows, key=itemgetter(0))
        }

    # === WHAT FOLLOWS FROM IT === #

    @api.model
    def _estimate(self, habits, today, debts, payments):
        """The values of the forecasts of some debts, as dicts."""
        for partner_id, owed in debts.items():
            known = payments.get(partner_id, [])
            usual = habits.expect(known, owed[0][-1])
            count = sum(payment.settled_on is not None for payment in known)
            for line_id, move_id, date_due, _segment in owed:
                yield {
                    "line_id": line_id,
                    "move_id": move_id,
                    "partner_id": partner_id,
                    "payment_count": count,
                    # It may still be paid today.
                    **self._prepare_days(usual.after((today - date_due).days - 1), date_due, today),
                }

    @api.model
    def _prepare_days(self, distribution, date_due, today):
        """The days and chances of an instalment.

        :param distribution: :class:`~..tools.forecast.Distribution` of what is to come; None when nothing can be told
        """
        if not distribution:
            return {"chance_month": 0.0, "week_chances": [0.0] * WEEKS + [1.0]}

        def get_day(chance):
            late = distribution.get_day(chance)
            return (date_due + timedelta(days=late)).isoformat() if late < LATEST else None

        def get_chance(day):
            late = (day - date_due).days
            return distribution.get_chance(min(late, LATEST - 1))

        sunday = today + timedelta(days=6 - today.weekday())
        reached = [0.0, *(get_chance(sunday + timedelta(weeks=week)) for week in range(WEEKS)), 1.0]
        return {
            "early_on": get_day(0.1),
            "expected_on": get_day(0.5),
            "likely_on": get_day(0.8),
            "late_on": get_day(0.9),
            "chance_month": round(get_chance(today + timedelta(days=30)), 4),
            # Rounded before they are told apart: they still add up to one.
            "week_chances": [round(upto - since, 6) for since, upto in pairwise(round(each, 6) for each in reached)],
        }

    @api.model
    def _store(self, company, today, values):
        """Write forecasts by one statement."""
        columns = ("early_on", "expected_on", "likely_on", "late_on", "chance_month", "payment_count", "week_chances")
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO %(table)s (line_id, move_id, partner_id, company_id, told_on, %(columns)s,
                                       create_uid, write_uid, create_date, write_date)
                SELECT v.line_id, v.move_id, v.partner_id, %(company)s, %(today)s, %(values)s,
                       %(user)s, %(user)s, NOW() AT TIME ZONE 'UTC', NOW() AT TIME ZONE 'UTC'
                  FROM jsonb_to_recordset(%(rows)s) AS v(
                       line_id int, move_id int, partner_id int, early_on date, expected_on date, likely_on date,
                       late_on date, chance_month float8, payment_count int, week_chances jsonb)
                    ON CONFLICT (line_id) DO UPDATE
                   SET (move_id, partner_id, company_id, told_on, %(columns)s, write_date)
                     = (EXCLUDED.move_id, EXCLUDED.partner_id, EXCLUDED.company_id, EXCLUDED.told_on, %(excluded)s,
                        EXCLUDED.write_date)
                """,
                table=SQL.identifier(self._table),
                columns=SQL(", ").join(map(SQL.identifier, columns)),
                values=SQL(", ").join(SQL.identifier("v", column) for column in columns),
                excluded=SQL(", ").join(SQL.identifier("excluded", column) for column in columns),
                company=company.id,
                today=today,
                user=self.env.uid,
                rows=json.dumps(values),
            )
        )
