"""Who would get what on a day, with the message as it would be read; two policies side by side."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user

from .common import TODAY, CollectionCase


class TestPreview(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = new_test_user(cls.env, "reader", groups="account.group_account_readonly")
        cls.reader.write({"company_ids": [(6, 0, cls.company.ids)], "company_id": cls.company.id})

    def preview(self, day=0, policy=None, user=None, **vals):
        """The lines of a preview, by customer name."""
        Preview = self.env["recouvrement.preview"].with_user(user or self.reader).with_company(self.company)
        preview = Preview.create({"date": self.day(day), "policy_id": policy and policy.id, **vals})
        self.action = preview.action_show()
        lines = preview.env["recouvrement.preview.line"].search(self.action["domain"])
        return {line.partner_id.name: line for line in lines}

    def test_who_would_get_what_on_another_day(self):
        self.invoice(-10, 300)
        self.invoice(2, 200, partner=self._make_customer("Soon"))
        self.invoice(40, 200, partner=self._make_customer("Much later"))
        self.hold(self.day(30), partner=self._make_customer("Held"), reason="Waits for a credit note")
        self.invoice(-10, 150, partner=self.env["res.partner"].search([("name", "=", "Held")]))
        lines = self.preview(7)
        self.assertEqual(set(lines), {"Dupont", "Soon", "Held"})
        line = lines["Dupont"]
        self.assertEqual((line.outcome, line.summary, line.amount), ("send", "First reminder", 300))
        self.assertEqual((line.contact_id, line.channel), (self.customer, "email"))
        self.assertEqual(lines["Soon"].summary, "First reminder")
        self.assertEqual(
            (lines["Held"].outcome, lines["Held"].summary, lines["Held"].detail),
            ("withheld", "Withheld: Suspended", "Waits for a credit note"),
        )

    def test_what_waits_for_a_person_says_so(self):
        self.levels["first"].requires_approval = True
        self.invoice(-10, 300)
        self.assertEqual(self.preview()["Dupont"].summary, "First reminder, once approved")

    def test_withheld_until_a_day(self):
        self.invoice(-10, 300)
        line = self.preview(4)["Dupont"]
        self.assertEqual((line.reason, line.until), ("closed_day", self.day(5)))

    def test_the_message_is_the_one_that_leaves_and_nothing_remains(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        self.invoice(-10, 300)
        self.case()  # the address of its page is in the message
        models = ("case", "claim", "reminder", "reminder.line", "run")
        counts = [self.env[f"recouvrement.{model}"].search_count([]) for model in models]
        line = self.preview()["Dupont"]
        line.action_open()
        self.assertEqual([self.env[f"recouvrement.{model}"].search_count([]) for model in models], counts)
        [reminder] = self.run_cron()
        self.assertEqual((line.subject, line.body), (reminder.subject, reminder.body))
        self.assertIn("300,00", line.body)

    def test_on_another_day_the_message_counts_the_days_from_then(self):
        self.invoice(-10, 300)
        line = self.preview(7)["Dupont"]
        line.action_open()
        self.assertIn(">17<", line.body.replace(" ", "").replace("\n", ""))

    def test_whoever_gets_nothing_has_no_message(self):
        self.invoice(-10, 300)
        self.hold(self.day(30))
        line = self.preview()["Dupont"]
        self.assertEqual(line.action_open()["res_id"], line.id)
        self.assertFalse(line.body)

    def test_two_policies_side_by_side_changes_first(self):
        good_payer = self.env.ref("recouvrement_preventif.policy_good_payer")
        self.invoice(-9, 300)
        self.invoice(-6, 900, partner=self._make_customer("Spared"))
        own = self._make_customer("Own policy")
        own.with_company(self.company).recouvrement_policy_id = good_payer
        self.invoice(-9, 100, partner=own)
        lines = self.preview(policy=good_payer)
        spared = lines["Spared"]
        self.assertEqual((spared.summary, spared.other_summary), ("First reminder", "Nothing due"))
        self.assertEqual((spared.other_outcome, spared.is_changed), ("nothing", True))
        self.assertEqual(lines["Dupont"].other_summary, "A small oversight")
        self.assertFalse(lines["Own policy"].is_changed)
        self.assertEqual(list(lines)[-1], "Own policy")
        self.assertIn("2 of 3", self.action["name"])
        lines["Dupont"].action_open()
        self.assertNotEqual(lines["Dupont"].body, lines["Dupont"].other_body)
        self.assertTrue(lines["Dupont"].other_subject)
        spared.action_open()
        self.assertTrue(spared.body)
        self.assertFalse(spared.other_body)

    def test_a_copy_of_the_policy_is_tried_from_its_form(self):
        self.invoice(-10, 300)
        copy = self.policy.copy()
        copy.level_ids.filtered(lambda level: level.delay == 3).delay = 9
        copy.minimum_amount = 1000
        action = copy.action_compare()
        [line] = self.env["recouvrement.preview.line"].search(action["domain"])
        self.assertEqual(line.other_summary, "Withheld: Below the minimum amount")
        with self.assertRaisesRegex(UserError, "duplicate"):
            self.policy.action_compare()

    def test_shown_again_the_lines_are_those_of_now(self):
        invoice = self.invoice(-10, 300)
        preview = self.env["recouvrement.preview"].create({"date": TODAY})
        preview.action_show()
        self.pay(invoice)
        preview.action_show()
        self.assertFalse(preview.line_ids)

    def test_not_in_the_past_nor_in_another_company(self):
        with self.assertRaises(ValidationError):
            self.preview(-1)
        other = self._make_company("Elsewhere")
        with self.assertRaises(AccessError):
            self.preview(company_id=other.id)

    def test_the_same_queries_for_ten_customers_and_a_hundred(self):
        def show(count):
            for index in range(count):
                self.invoice(-10, 100, partner=self._make_customer(f"Customer {count} {index}"))
            preview = self.env["recouvrement.preview"].create({"date": TODAY})
            preview.flush_recordset()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            preview.action_show()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        show(1)
        self.assertLessEqual(show(100) - show(10), 4)
