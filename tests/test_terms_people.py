"""People and payment terms: recorded on paper, cancelled, watched, and shown on the screens in French."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import TODAY, CollectionCase
from .test_screens import ScreenCase

PDF = base64.b64encode(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")


class TestPaper(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.terms = cls.publish_terms()
        cls.manager, cls.collector, cls.seller = (
            cls._new_user(login, groups)
            for login, groups in (
                ("manager", "recouvrement_preventif.group_manager"),
                ("collector", "recouvrement_preventif.group_user,base.group_partner_manager"),
                ("seller", "sales_team.group_sale_salesman,base.group_partner_manager"),
            )
        )

    @classmethod
    def _new_user(cls, login, groups):
        user = new_test_user(cls.env, login, groups=groups)
        user.write({"company_ids": [(6, 0, cls.company.ids)], "company_id": cls.company.id})
        return user

    def wizard(self, user, partners=None, **vals):
        action = (partners or self.customer).with_user(user).action_recouvrement_accept_terms()
        wizard = self.env["recouvrement.terms.accept"].with_user(user).browse(action["res_id"])
        wizard.write(vals)
        return wizard

    def acceptance(self, partner=None):
        partner = partner or self.customer
        return partner._get_recouvrement_acceptance(self.company, TODAY)[partner]

    def test_a_collector_and_a_salesperson_record_the_paper_that_was_signed(self):
        other = self._make_customer("Durand")
        for user, partner in ((self.collector, self.customer), (self.seller, other)):
            wizard = self.wizard(
                user,
                partner,
                signer="Anne Dupont",
                date=self.day(-3),
                document=PDF,
                document_name="contrat.pdf",
            )
            self.assertEqual(wizard.terms_id, self.terms)
            wizard.action_record()
            acceptance = self.acceptance(partner)
            self.assertRecordValues(
                acceptance,
                [{"how": "paper", "signer": "Anne Dupont", "date": self.day(-3), "user_id": user.id}],
            )
            self.assertEqual(acceptance.document_ids.name, "contrat.pdf")
            self.assertEqual(acceptance.document_ids.with_user(user).raw, base64.b64decode(PDF))
            with Form(partner.with_user(user)) as form:
                self.assertIn("accepted on", form.recouvrement_terms_summary)

    def test_a_wrong_file_or_day_is_refused_in_words(self):
        page = base64.b64encode(b"<html><script>alert(1)</script></html>")
        wizard = self.wizard(self.collector, document=page, document_name="contrat.pdf")
        with self.assertRaisesRegex(UserError, "contrat.*was not taken"):
            wizard.action_record()
        wizard.write({"document": False, "date": self.day(1)})
        with self.assertRaisesRegex(UserError, "day to come"):
            wizard.action_record()
        wizard.date = self.day(-500)
        with self.assertRaisesRegex(UserError, "nobody can have accepted it before"):
            wizard.action_record()
        self.assertFalse(self.acceptance())

    def test_many_customers_at_once_and_those_who_had_accepted_are_told(self):
        other = self._make_customer("Durand")
        self.accept_terms(terms=self.terms)
        action = self.wizard(self.collector, self.customer + other).action_record()
        self.assertIn("Dupont", action["params"]["message"])
        self.assertNotIn("Durand", action["params"]["message"])
        self.assertTrue(self.acceptance(other))

    def test_where_nothing_is_published_it_is_said_at_once(self):
        self.terms.action_withdraw()
        with self.assertRaisesRegex(UserError, "No payment terms are published"):
            self.wizard(self.collector)

    def test_a_customer_of_another_kind_has_its_version_chosen_by_hand(self):
        self.customer.is_company = False
        self.customer.recouvrement_customer_kind = "consumer"
        wizard = self.wizard(self.collector)
        with self.assertRaisesRegex(UserError, "Choose the version"):
            wizard.action_record()

    def test_versions_are_found_by_their_number(self):
        following = self.publish_terms(day=-10)
        Terms = self.env["recouvrement.terms"].with_user(self.seller)
        self.assertEqual(Terms.name_search("2")[0][0], following.id)
        self.assertEqual([each[0] for each in Terms.name_search("no. 1")], self.terms.ids)
        self.assertFalse(Terms.name_search("nothing"))

    def test_a_document_that_one_may_not_read_is_said_so(self):
        invoice = self.invoice(0, 100)
        acceptance = self.accept_terms(terms=self.terms, res_model=invoice._name, res_id=invoice.id)
        self.assertEqual(acceptance.with_user(self.collector).action_open_document()["res_id"], invoice.id)
        employee = self._new_user("employee", "base.group_user")
        with self.assertRaisesRegex(UserError, "not yours to read"):
            acceptance.with_user(employee).action_open_document()

    def test_the_case_tells_it(self):
        case = self.case()
        self.assertIn("not accepted", case.terms_summary)
        case.with_user(self.collector).action_accept_terms()
        self.wizard(self.collector).action_record()
        self.env.invalidate_all()
        self.assertIn("accepted on", case.terms_summary)
        self.assertEqual(case.terms_acceptance_ids, self.acceptance())
        self.assertIn("Payment terms accepted", case.message_ids[0].body)

    def test_a_manager_cancels_an_acceptance_and_says_why(self):
        acceptance = self.accept_terms(terms=self.terms)
        wizard = self.env["recouvrement.terms.cancel"].create(
            {"acceptance_id": acceptance.id, "reason": "Signed by an intern"}
        )
        with self.assertRaises(AccessError):
            wizard.with_user(self.collector).action_cancel()
        wizard.with_user(self.manager).action_cancel()
        self.assertFalse(self.acceptance())
        self.assertEqual((acceptance.cancelled_by, acceptance.cancel_reason), (self.manager, "Signed by an intern"))
        with self.assertRaisesRegex(UserError, "already been cancelled"):
            wizard.with_user(self.manager).action_cancel()

    def test_everybody_opens_the_forms(self):
        acceptance = self.accept_terms(terms=self.terms)
        reader = self._new_user("reader", "account.group_account_readonly")
        for user in (self.seller, self.collector, reader, self._new_user("employee", "base.group_user")):
            for record in (self.terms, acceptance):
                with self.subTest(f"{user.login} {record._name}"):
                    Form(record.with_user(user))


class TestOutdated(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.terms = cls.publish_terms()
        cls.manager = new_test_user(cls.env, "manager", groups="recouvrement_preventif.group_manager")
        cls.manager.write({"company_ids": [(6, 0, cls.company.ids)], "company_id": cls.company.id})
        cls.company.recouvrement_user_id = cls.manager

    def warn(self, day=0):
        with self.at(day), self.enter_registry_test_mode():
            self.env.ref("recouvrement_preventif.ir_cron_terms").method_direct_trigger()
        self.env.invalidate_all()
        return self.terms.activity_ids

    def test_as_long_as_the_rules_say_the_same_nobody_is_told(self):
        self.assertFalse(self.warn())
        self.assertFalse(self.terms.outdated_notice)
        # The rate of the next half-year is not known: the sentence is a formula all the same.
        self.assertFalse(self.warn(60))

    def test_a_manager_is_told_once_and_again_when_something_else_changes(self):
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 12})
        [activity] = self.warn()
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("says something else", activity.summary)
        self.assertEqual(self.warn(1), activity)
        activity.action_feedback(feedback="Later")
        self.assertFalse(self.warn(2))
        self.policy.contract_rate = 13
        self.assertTrue(self.warn(3))

    def test_it_is_over_when_the_rules_come_back_or_another_version_is_published(self):
        self.company.email = "autre@example.com"
        self.assertTrue(self.warn())
        self.company.email = "compta@example.com"
        self.assertFalse(self.warn(1))
        self.company.email = "autre@example.com"
        self.assertTrue(self.warn(2))
        self.publish_terms(day=2)
        self.assertFalse(self.warn(3))

    def test_what_changed_is_shown_sentence_by_sentence(self):
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 12})
        self.env.invalidate_all()
        self.assertTrue(self.terms.outdated_notice)
        [english] = [each for each in self.terms._prepare_changes() if "English" in each["language"]]
        self.assertIn("increased by 10 percentage points", " ".join(english["removed"]))
        self.assertIn("12%", " ".join(english["added"]))
        changes = self.env["recouvrement.terms.changes"].browse(self.terms.action_show_changes()["res_id"])
        self.assertIn("12%", changes.changes)
        following = self.terms.browse(changes.with_user(self.manager).action_prepare_next()["res_id"])
        self.assertEqual((following.number, following.state), (2, "draft"))
        self.assertIn("12%", following._get_text("en_US").body)

    def test_the_next_version_takes_over_what_was_written_by_hand(self):
        terms = self.env["recouvrement.terms"].create({"company_id": self.company.id, "customer_kind": "consumer"})
        terms._get_text("en_US").body = "<p>Ours</p>"
        terms._publish(TODAY)
        following = self.terms.browse(terms.action_prepare_next()["res_id"])
        self.assertIn("Ours", following._get_text("en_US").body)


@tagged("post_install", "-at_install")
class TestTermsScreens(ScreenCase):
    def test_an_accountant_writes_publishes_and_prints_terms(self):
        with self.open("comptable") as page:
            page.goto("/odoo/recouvrement-terms")
            page.locator(".o_list_button_add").first.click()
            page.locator(".o_form_button_save").click()
            page.locator(".o_field_widget[name=text_ids] .o_data_row").first.wait_for()
            self.shot(page, "terms_draft")
            page.locator("button[name=action_publish]").click()
            page.locator(".modal-footer .btn-primary").click()
            page.locator("button[name=action_prepare_next]").wait_for()
            self.shot(page, "terms_published")
            page.locator("button[name=action_show_changes]").click()
            page.locator(".modal-dialog .o_field_widget[name=changes]").wait_for()
            self.shot(page, "terms_changes")
        terms = self.env["recouvrement.terms"].search([("company_id", "=", self.company.id)])
        self.assertEqual((terms.state, terms.published_on), ("published", self.real_today))

    def test_a_salesman_records_a_signed_paper_on_the_customer(self):
        self.publish_terms(day=self.real_today)
        with self.open("vendeur") as page:
            page.goto(f"/odoo/res.partner/{self.customer.id}")
            page.locator(".o_notebook .nav-link[name=sales_purchases]").click()
            page.locator(".o_field_widget[name=recouvrement_terms_summary]").wait_for()
            self.shot(page, "terms_partner")
            page.locator("button[name=action_recouvrement_accept_terms]").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_field_widget[name=signer] input").fill("Anne Dupont")
            dialog.locator(".o_field_widget[name=document] input[type=file]").set_input_files(
                {"name": "contrat.pdf", "mimeType": "application/pdf", "buffer": base64.b64decode(PDF)}
            )
            self.shot(page, "terms_accept")
            dialog.locator("button[name=action_record]").click()
            dialog.wait_for(state="hidden")
            page.locator(".o_field_widget[name=recouvrement_terms_summary]", has_text="Dupont").or_(
                page.locator(".o_field_widget[name=recouvrement_terms_summary]", has_text="1")
            ).first.wait_for()
            self.shot(page, "terms_partner_accepted")
        acceptance = self.customer.recouvrement_acceptance_ids
        self.assertEqual((acceptance.signer, acceptance.document_ids.name), ("Anne Dupont", "contrat.pdf"))

    def test_an_accountant_sees_on_the_case_what_was_accepted(self):
        self.late_invoice(10, 300)
        self.accept_terms(terms=self.publish_terms(day=self.real_today), day=self.real_today, signer="Anne Dupont")
        case = self.case()
        with self.open("comptable") as page:
            page.goto(f"/odoo/recouvrement/{case.id}")
            page.locator(".o_notebook .nav-link[name=terms]").click()
            page.locator(".o_field_widget[name=terms_acceptance_ids] .o_data_row").wait_for()
            self.shot(page, "terms_case")
            page.locator(".o_field_widget[name=terms_acceptance_ids] .o_data_cell").first.click()
            page.locator(".o_form_view .o_field_widget[name=digest]").wait_for()
            self.shot(page, "terms_acceptance")
