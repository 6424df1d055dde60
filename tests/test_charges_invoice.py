"""Charges that are invoiced: the draft, the account, the words; never twice, whoever asks and whatever becomes of the draft."""

import csv
from datetime import date, timedelta

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import file_open, mute_logger

from odoo.addons.recouvrement_preventif.models.res_company_charges import ACCOUNT_PREFIXES

from . import test_charges
from .common import TODAY, CollectionCase
from .smtp import SmtpCase

# Where the charts whose name is not that of their addon are.
CHART_ADDONS = {"de_skr03": "de", "de_skr04": "de", "fr": "fr_account"}


class InvoicingCase(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.recouvrement_start_date = date(2026, 1, 1)

    _make_user = test_charges.TestCharges._make_user

    def due(self, partner=None, today=TODAY, company=None):
        entries = self.env["recouvrement.charge"]._get_due(company or self.company, today, partner or self.customer)
        moves = self.env["account.move"]
        return {(moves.browse(entry.move_id), entry.kind): float(entry.amount) for entry in entries}

    def decide(self, case=None, user=None):
        case = (case or self.case()).with_user(user or self.env.user)
        action = case.action_charges()
        return case.env["recouvrement.charge.decision"].browse(action["res_id"])

    def invoice_charges(self, case=None, user=None, kinds=None):
        """The draft of what is due to a customer."""
        wizard = self.decide(case, user)
        for line in wizard.line_ids:
            line.is_selected = kinds is None or line.kind in kinds
        action = wizard.action_invoice()
        moves = self.env["account.move"]
        return moves.browse(action["res_id"]) if action.get("res_id") else moves.search(action["domain"], order="id")

    def charged(self, draft):
        return draft.invoice_line_ids.filtered(lambda line: line.display_type == "product").sorted("sequence")


@tagged("post_install", "-at_install")
class TestChargesInvoice(InvoicingCase):
    # === THE DRAFT === #

    def test_a_draft_with_a_line_per_invoice_and_kind_and_no_tax(self):
        move = self.invoice(-30, 1000)
        draft = self.invoice_charges()
        self.assertEqual((draft.state, draft.move_type, draft.partner_id), ("draft", "out_invoice", self.customer))
        interest, fixed_sum = self.charged(draft)
        self.assertEqual((interest.price_subtotal, fixed_sum.price_subtotal, draft.amount_tax), (10.19, 40, 0))
        self.assertEqual(draft.amount_total, 50.19)
        self.assertFalse((interest + fixed_sum).tax_ids)
        for words in (move.name, "10/27/2026", "11/25/2026", "12.40%"):
            self.assertIn(words, interest.name)
        self.assertIn(move.name, fixed_sum.name)
        notes = draft.invoice_line_ids.filtered(lambda line: line.display_type == "line_note").sorted("sequence")
        self.assertIn("30 days / 365", notes[0].name)
        self.assertIn("D441-5", notes[1].name)
        self.assertEqual(draft.invoice_origin, move.name)
        self.assertEqual(draft.recouvrement_charged_move_ids, move)

    def test_the_accounts_of_the_french_chart(self):
        self.invoice(-30, 1000)
        interest, fixed_sum = self.charged(self.invoice_charges())
        self.assertEqual((interest.account_id.code, fixed_sum.account_id.code), ("763100", "758100"))
        self.assertEqual(
            [line.product_id for line in interest + fixed_sum],
            [
                self.env.ref("recouvrement_preventif.product_late_interest"),
                self.env.ref("recouvrement_preventif.product_indemnity"),
            ],
        )

    def test_the_accounts_exist_in_each_chart(self):
        for chart, kinds in ACCOUNT_PREFIXES.items():
            with file_open(f"l10n_{CHART_ADDONS.get(chart, chart)}/data/template/account.account-{chart}.csv") as file:
                codes = [row["code"] for row in csv.DictReader(file)]
            for kind, prefixes in kinds.items():
                with self.subTest(chart=chart, kind=kind):
                    self.assertTrue([code for code in codes if code.startswith(prefixes[0])])

    def test_the_settings_go_before_the_chart(self):
        account = self.env["account.account"].search(
            [("code", "=", "708800"), ("company_ids", "in", self.company.ids)], limit=1
        )
        self.company.recouvrement_interest_account_id = account
        self.invoice(-30, 1000)
        self.assertEqual(self.charged(self.invoice_charges()).account_id[:1], account)

    def test_the_account_is_chosen_in_the_window_by_a_collector(self):
        self.invoice(-30, 1000)
        collector = self._make_user("recouvrement_preventif.group_user")
        wizard = self.decide(user=collector)
        account = self.env["account.account"].search(
            [("code", "=", "708800"), ("company_ids", "in", self.company.ids)], limit=1
        )
        with Form(wizard) as form:
            form.indemnity_account_id = account
        wizard.action_invoice()
        self.assertEqual(
            self.case().charge_ids.filtered(lambda c: c.kind == "fixed_sum").invoice_line_id.account_id, account
        )

    def test_a_manager_keeps_the_accounts_for_the_next_time(self):
        account = self.env["account.account"].search(
            [("code", "=", "708800"), ("company_ids", "in", self.company.ids)], limit=1
        )
        self.invoice(-30, 1000)
        wizard = self.decide(user=self._make_user("recouvrement_preventif.group_manager"))
        with Form(wizard) as form:
            form.interest_account_id = account
            form.keeps_accounts = True
        wizard.action_invoice()
        self.assertEqual(self.company.recouvrement_interest_account_id, account)
        self.assertEqual(self.company.recouvrement_indemnity_account_id.code, "758100")

    def test_no_account_is_said(self):
        company = self.company
        found = self.env["account.account"].search(
            [("company_ids", "in", company.ids), "|", ("code", "=like", "763%"), ("code", "=like", "768%")]
        )
        found.active = False
        company.income_account_id = False
        self.env["ir.default"].search([("field_id.name", "=", "property_account_income_categ_id")]).unlink()
        self.env["product.product"]._get_recouvrement_charge_products().categ_id.with_company(
            company
        ).property_account_income_categ_id = False
        self.invoice(-30, 1000)
        wizard = self.decide()
        self.assertFalse(wizard.interest_account_id)
        with self.assertRaisesRegex(UserError, "No income account is known in Ateliers Martin for: Late interest"):
            wizard.action_invoice()
        self.assertFalse(self.case().charge_ids)

    def test_in_the_language_and_to_the_invoice_contact_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        contact = self.env["res.partner"].create(
            {"name": "Comptabilité", "type": "invoice", "parent_id": self.customer.id, "lang": "fr_FR"}
        )
        self.invoice(-30, 1000)
        draft = self.invoice_charges()
        self.assertEqual(draft.partner_id, contact)
        self.assertIn("27/10/2026", self.charged(draft)[0].name)

    def test_payable_when_the_policy_says(self):
        self.invoice(-30, 1000)
        draft = self.invoice_charges()
        draft.action_post()
        self.assertEqual((draft.invoice_date, draft.invoice_date_due), (TODAY, self.day(15)))

    def test_payable_at_once(self):
        self.policy.charges_payment_term_id = False
        self.invoice(-30, 1000)
        draft = self.invoice_charges()
        draft.action_post()
        self.assertEqual(draft.invoice_date_due, TODAY)

    def test_no_fiscal_position_and_no_new_company_adds_a_tax(self):
        other = self._make_company("Filiale", "be", "be_comp")
        products = self.env["product.product"]._get_recouvrement_charge_products()
        self.assertFalse(products.with_company(other).taxes_id)
        products.product_tmpl_id._force_default_tax(other)
        self.assertFalse(products.taxes_id)
        tax = self.company.account_sale_tax_id
        self.customer.with_company(self.company).property_account_position_id = self.env[
            "account.fiscal.position"
        ].create({"name": "Everything taxed", "company_id": self.company.id})
        self.invoice(-30, 1000)
        draft = self.invoice_charges()
        draft.action_update_fpos_values()
        self.assertTrue(tax)
        self.assertFalse(draft.line_ids.tax_ids)
        draft.action_post()
        self.assertFalse(draft.line_ids.tax_ids)

    def test_the_taxes_that_an_accountant_put_on_the_product(self):
        tax = self.env["account.tax"].create(
            {
                "name": "Hors champ",
                "amount": 0,
                "type_tax_use": "sale",
                "company_id": self.company.id,
                "country_id": self.company.account_fiscal_country_id.id,
            }
        )
        product = self.env.ref("recouvrement_preventif.product_late_interest")
        product.taxes_id = tax
        self.invoice(-30, 1000)
        interest, fixed_sum = self.charged(self.invoice_charges())
        self.assertEqual((interest.tax_ids, fixed_sum.tax_ids), (tax, self.env["account.tax"]))

    def test_a_draft_per_currency(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.invoice(-30, 1000, currency=dollar)
        drafts = self.invoice_charges()
        self.assertEqual(
            {(draft.currency_id.name, draft.amount_total) for draft in drafts}, {("USD", 10.19), ("EUR", 40)}
        )
        self.assertFalse([amount for amount in self.due().values() if amount])

    def test_a_belgian_company(self):
        company = self._make_company("Atelier Peeters", "be", "be_comp")
        company.write(
            {
                "recouvrement_policy_id": self.policy.id,
                "recouvrement_mode": "live",
                "recouvrement_start_date": date(2026, 1, 1),
            }
        )
        customer = self._make_customer("Janssens", country_id=self.env.ref("base.be").id)
        self.env = self.env(context={**self.env.context, "allowed_company_ids": company.ids})
        move = self.invoice(-30, 1000, partner=customer, company=company.with_env(self.env))
        case = self.case(customer, company.with_env(self.env))
        draft = self.invoice_charges(case)
        # 1 000 x 10.50 % x 30 / 365
        self.assertEqual(
            [(line.price_subtotal, line.account_id.code[:3]) for line in self.charged(draft)],
            [(8.63, "751"), (40, "743")],
        )
        self.assertEqual((draft.company_id, draft.journal_id.company_id, draft.amount_tax), (company, company, 0))
        self.assertEqual(draft.recouvrement_charged_move_ids, move)

    # === NEVER TWICE === #

    def test_what_was_invoiced_is_not_due_any_more(self):
        move = self.invoice(-30, 1000)
        self.invoice_charges()
        self.assertEqual(self.due(), {(move, "interest"): 0, (move, "fixed_sum"): 0})
        self.assertFalse(self.decide().line_ids)
        # Ten days later: only the interest of these days.
        later = self.due(today=self.day(10))
        self.assertEqual(later, {(move, "interest"): 3.4, (move, "fixed_sum"): 0})

    def test_the_rest_of_the_interest_says_its_own_days(self):
        self.invoice(-30, 1000)
        self.invoice_charges().action_post()
        with self.at(10):
            [line] = self.charged(self.invoice_charges())
        self.assertEqual(line.price_subtotal, 3.4)
        self.assertIn("from 11/26/2026 to 12/05/2026", line.name)

    def test_two_windows_open_at_once(self):
        self.invoice(-30, 1000)
        first, second = self.decide(), self.decide()
        first.action_invoice()
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            second.action_invoice()

    def test_the_database_refuses_a_second_time(self):
        self.invoice(-30, 1000)
        draft = self.invoice_charges()
        for charge in self.case().charge_ids:
            with self.subTest(kind=charge.kind), mute_logger("odoo.sql_db"):
                with self.assertRaises(UniqueViolation), self.cr.savepoint():
                    charge.copy({"state": "invoiced", "invoice_line_id": draft.invoice_line_ids[:1].id})
                    self.env.flush_all()

    def test_interest_invoiced_after_the_invoice_was_paid(self):
        move = self.invoice(-60, 1000)
        self.pay(move, day=TODAY - timedelta(days=30))
        draft = self.invoice_charges()
        self.assertEqual(draft.amount_total, 50.19)
        self.assertFalse([amount for amount in self.due(today=self.day(30)).values() if amount])

    def test_the_rest_can_be_waived(self):
        move = self.invoice(-30, 1000)
        self.invoice_charges()
        with self.at(10):
            wizard = self.decide()
            wizard.reason = "Enough"
            wizard.action_waive()
        self.assertEqual(self.due(today=self.day(40))[move, "interest"], 0)

    # === WHAT BECOMES OF THE DRAFT === #

    def test_what_the_accountant_writes_is_what_counts(self):
        move = self.invoice(-30, 1000)
        draft = self.invoice_charges()
        interest, fixed_sum = self.charged(draft)
        draft.invoice_line_ids = [
            Command.update(interest.id, {"price_unit": 4}),
            Command.update(fixed_sum.id, {"price_unit": 30}),
        ]
        self.assertEqual(self.case().charge_ids.sorted("id").mapped("amount"), [4, 30])
        # The rest of the interest stays due; a fixed sum is invoiced once.
        self.assertEqual(self.due(), {(move, "interest"): 6.19, (move, "fixed_sum"): 0})

    def test_a_line_that_is_removed_is_due_again(self):
        move = self.invoice(-30, 1000)
        draft = self.invoice_charges()
        draft.invoice_line_ids = [Command.delete(self.charged(draft)[1].id)]
        self.assertEqual(self.due(), {(move, "interest"): 0, (move, "fixed_sum"): 40})

    def test_a_deleted_draft_frees_its_charges(self):
        move = self.invoice(-30, 1000)
        self.invoice_charges().unlink()
        self.assertEqual(self.due(), {(move, "interest"): 10.19, (move, "fixed_sum"): 40})
        self.assertFalse(self.case().charge_ids)
        self.assertIn("cancelled or deleted", self.case().message_ids[0].body)

    def test_a_cancelled_invoice_frees_its_charges(self):
        move = self.invoice(-30, 1000)
        draft = self.invoice_charges()
        draft.action_post()
        draft.button_cancel()
        self.assertEqual(set(self.case().charge_ids.mapped("state")), {"cancelled"})
        self.assertEqual(self.due(), {(move, "interest"): 10.19, (move, "fixed_sum"): 40})
        draft.button_draft()
        self.assertEqual(self.due(), {(move, "interest"): 0, (move, "fixed_sum"): 0})

    def test_a_cancelled_invoice_does_not_come_back_beside_another(self):
        self.invoice(-30, 1000)
        draft = self.invoice_charges(kinds=("interest",))
        draft.button_cancel()
        self.invoice_charges()
        with self.assertRaisesRegex(UserError, "leave it cancelled"):
            draft.button_draft()

    def test_reset_to_draft_keeps_its_charges(self):
        move = self.invoice(-30, 1000)
        draft = self.invoice_charges()
        draft.action_post()
        draft.button_draft()
        self.assertEqual(self.due(), {(move, "interest"): 0, (move, "fixed_sum"): 0})

    def test_a_credit_note_gives_nothing_back(self):
        move = self.invoice(-30, 1000)
        draft = self.invoice_charges()
        draft.action_post()
        draft._reverse_moves([{"invoice_date": TODAY}], cancel=True)
        self.assertEqual(draft.payment_state, "reversed")
        self.assertEqual(self.due(), {(move, "interest"): 0, (move, "fixed_sum"): 0})

    def test_merged_customers_keep_what_was_decided(self):
        move = self.invoice(-30, 1000)
        self.invoice_charges()
        kept = self._make_customer("Dupont et fils")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + kept).ids, kept)
        self.assertEqual(len(self.case(kept).charge_ids), 2)
        self.assertEqual(self.due(kept), {(move, "interest"): 0, (move, "fixed_sum"): 0})

    # === FOLLOWED LIKE ANY OTHER, WITHOUT CHARGES ON CHARGES === #

    def test_no_charges_on_charges(self):
        self.policy.charges_payment_term_id = False
        move = self.invoice(-30, 1000)
        draft = self.invoice_charges()
        draft.action_post()
        twin = draft.copy({"invoice_date": TODAY})
        twin.action_post()
        self.pay(move)
        self.assertFalse({key for key in self.due(today=self.day(60)) if key[0] in draft + twin})

    def test_an_invoice_of_charges_is_reminded_like_another(self):
        self.policy.charges_payment_term_id = False
        move = self.invoice(-30, 1000)
        draft = self.invoice_charges()
        draft.action_post()
        self.pay(move)
        reminder = self.run_cron(5)
        self.assertEqual(self.live_lines(reminder), [(draft.name, "First reminder", 50.19)])
        self.assertFalse(reminder.charge_ids)

    # === SEVERAL CUSTOMERS === #

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


@tagged("post_install", "-at_install")
class TestChargesInvoiceSending(SmtpCase, InvoicingCase):
    def test_a_queued_reminder_does_not_ask_twice(self):
        self.levels["first"].states_charges = True
        move = self.invoice(-30, 1000)
        reminder = self.run_cron()
        self.assertEqual(sum(reminder.charge_ids.mapped("amount")), 50.19)
        draft = self.invoice_charges()
        draft.action_post()
        self.send_queue(hour=11)
        self.assertEqual(reminder.state, "sent")
        self.assertFalse(reminder.charge_ids)
        self.assertEqual([line[0] for line in self.live_lines(reminder)], [move.name])
        self.assertNotIn("50.19", reminder.mail_mail_id.body_html or reminder.body)
