"""Charges of several customers invoiced in one go; what it costs; who may."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import TODAY
from .invoicing import InvoicingCase


@tagged("post_install", "-at_install")
class TestChargesInvoiceBatch(InvoicingCase):
    def batch(self, cases, user=None):
        action = cases.with_user(user or self.env.user).action_invoice_charges()
        return cases.with_user(user or self.env.user).env[action["res_model"]].browse(action["res_id"])

    def test_several_customers_at_once(self):
        partners = [self._make_customer(name) for name in ("Durand", "Martin", "Petit")]
        for partner in partners[:2]:
            self.invoice(-30, 1000, partner=partner)
            self.invoice(-20, 500, partner=partner)
        cases = self.env["recouvrement.case"].union(*(self.case(partner) for partner in partners))
        collector = self._make_user("recouvrement_preventif.group_user")
        batch = self.batch(cases, collector)
        # 10.19 + 500 x 12.40 % x 20 / 365 + twice 40
        self.assertEqual(batch.line_ids.mapped("amount"), [93.59, 93.59])
        self.assertEqual((batch.line_ids.mapped("charge_count"), batch.nothing_count), ([4, 4], 1))
        action = batch.action_invoice()
        drafts = self.env["account.move"].search(action["domain"])
        self.assertEqual(drafts.partner_id, partners[0] + partners[1])
        self.assertEqual(set(drafts.mapped("state")), {"draft"})
        self.assertFalse(self.batch(cases).line_ids)

    def test_a_customer_whose_debts_changed_is_left_out_and_named(self):
        partners = [self._make_customer(name) for name in ("Durand", "Martin")]
        moves = [self.invoice(-30, 1000, partner=partner) for partner in partners]
        batch = self.batch(self.case(partners[0]) + self.case(partners[1]))
        self.pay(moves[0], 400, day=TODAY - timedelta(days=20))
        action = batch.action_invoice()
        self.assertIn("Durand", action["params"]["message"])
        self.assertEqual(self.case(partners[1]).charges_invoice_count, 1)
        self.assertEqual(self.case(partners[0]).charges_invoice_count, 0)

    def test_the_worklist_and_the_case_list_offer_it(self):
        self.invoice(-30, 1000)
        case = self.case()
        case.activity_schedule("mail.mail_activity_data_todo", user_id=self.env.user.id)
        rows = self.env["recouvrement.todo"].search([("case_id", "=", case.id)])
        for xmlid, records in (("action_invoice_charges_cases", case), ("action_invoice_charges_todo", rows)):
            with self.subTest(model=records._name):
                server = self.env.ref(f"recouvrement_preventif.{xmlid}")
                self.assertEqual(server.binding_model_id.model, records._name)
                action = server.with_context(active_model=records._name, active_ids=records.ids).run()
                batch = self.env[action["res_model"]].browse(action["res_id"])
                self.assertEqual(batch.line_ids.amount, 50.19)

    def test_queries_do_not_grow_with_the_charges_of_a_draft(self):
        def count(partner, invoices):
            for _number in range(invoices):
                self.invoice(-30, 1000, partner=partner)
            wizard = self.decide(self.case(partner))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_invoice()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(self._make_customer("Warm"), 2)
        few = count(self._make_customer("Few"), 2)
        many = count(self._make_customer("Many"), 20)
        # Core asks for the analytic distribution of each of the 36 lines more.
        self.assertLessEqual(many - few, 36)

    def test_queries_grow_with_customers_by_those_of_core_only(self):
        def count(name, number):
            cases = self.env["recouvrement.case"]
            for index in range(number):
                partner = self._make_customer(f"{name} {index}")
                self.invoice(-30, 1000, partner=partner)
                cases += self.case(partner)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.batch(cases).action_invoice()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count("Warm", 2)
        # Core asks for the journal and the fiscal position of each draft, and the analytic distribution of its two lines.
        self.assertLessEqual(count("Many", 12) - count("Few", 2), 4 * 10)

    def test_making_and_posting_an_invoice_asks_nothing_about_charges(self):
        def asks(action):
            self.env.flush_all()
            with self.assertLogs("odoo.sql_db", "DEBUG") as logs:
                result = action()
                self.env.flush_all()
            return result, any('"recouvrement_charge"' in line for line in logs.output)

        move, asked = asks(lambda: self.invoice(-30, 1000))
        self.assertFalse(asked)
        _result, asked = asks(move.button_cancel)
        self.assertTrue(asked)

    # === WHO === #

    def test_who_may(self):
        self.invoice(-30, 1000)
        case = self.case()
        with self.assertRaises(AccessError):
            case.with_user(self._make_user("account.group_account_invoice")).action_invoice_charges()
        collector = self._make_user("recouvrement_preventif.group_user")
        draft = self.invoice_charges(case, collector)
        self.assertEqual(draft.create_uid, collector)
        self.assertEqual(case.charge_ids.user_id, collector)
        auditor = self._make_user("account.group_account_readonly")
        self.assertEqual(draft.with_user(auditor).recouvrement_charged_move_ids.ids, case.charge_ids.move_id.ids)
        self.assertEqual(case.with_user(auditor).action_open_charges_invoices()["res_id"], draft.id)
        Form(draft.with_user(auditor))

    def test_a_clerk_who_is_no_collector_cancels_and_deletes(self):
        self.invoice(-30, 1000)
        clerk = self._make_user("account.group_account_invoice")
        draft = self.invoice_charges()
        draft.with_user(clerk).button_cancel()
        self.assertEqual(set(self.case().charge_ids.mapped("state")), {"cancelled"})
        draft.with_user(clerk).button_draft()
        draft.with_user(clerk).unlink()
        self.assertFalse(self.case().charge_ids)

    def test_a_salesperson_meets_no_access_error(self):
        self.invoice(-30, 1000)
        draft = self.invoice_charges()
        seller = self._make_user("sales_team.group_sale_salesman")
        view = draft.with_user(seller).get_view(view_type="form")
        self.assertNotIn("recouvrement_charged_move_ids", view["arch"])
        Form(draft.partner_id.with_user(seller))
        product = self.env.ref("recouvrement_preventif.product_late_interest").with_user(seller)
        self.assertFalse(product.sale_ok)
        Form(product)
