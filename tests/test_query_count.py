"""Whatever the number of customers, the work grows by chunks, not by customers."""

from odoo import Command, fields

from .common import TODAY, CollectionCase


class TestQueryCount(CollectionCase):
    def _execute(self, count):
        """Plan and execute a number of customers; the queries it took."""
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Customer {index}",
                    "is_company": True,
                    "email": f"c{index}@example.org",
                    "country_id": self.company.country_id.id,
                    "lang": "en_US",
                }
                for index in range(count)
            ]
        )
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": self.day(-40),
                    "invoice_date_due": self.day(-10),
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create({"product_id": self.product.id, "price_unit": 100, "tax_ids": []})
                    ],
                }
                for partner in partners
            ]
        )
        # PostgreSQL would otherwise plan core's own queries for tables it believes empty.
        self.env.flush_all()
        self.env.cr.execute("ANALYZE account_move, account_move_line, account_partial_reconcile, account_payment")
        moves.action_post()
        self.env.flush_all()
        self.env.invalidate_all()
        run = self.env["recouvrement.run"].create({"company_id": self.company.id, "date": TODAY})
        run.flush_recordset()
        before = self.env.cr.sql_log_count
        run._execute(self.company, partners.ids, fields.Datetime.now())
        self.env.flush_all()
        self.assertEqual(len(run.reminder_ids), count)
        return self.env.cr.sql_log_count - before

    def test_the_same_queries_for_fifty_and_five_hundred_customers(self):
        self._execute(2)
        few, many = self._execute(50), self._execute(500)
        # The ORM inserts and updates a hundred rows at a time, in five tables.
        self.assertLessEqual(many - few, 450 / 100 * 2 * 5, f"{few} queries for 50 customers, {many} for 500")

    def test_planning_is_one_statement(self):
        for index in range(5):
            self.invoice(-10, 100, partner=self._make_customer(f"Planned {index}"))
        self.plan()
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.planner.plan(self.company, TODAY)
        few = self.env.cr.sql_log_count - before
        for index in range(20):
            self.invoice(-10, 100, partner=self._make_customer(f"More {index}"))
        self.plan()
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.planner.plan(self.company, TODAY)
        self.assertEqual(self.env.cr.sql_log_count - before, few)
