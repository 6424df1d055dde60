"""What is known of a customer: what a machine sees in it, who confirmed it, and how long that is good for."""

import doctest
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.recouvrement_preventif.tools import verification
from odoo.addons.recouvrement_preventif.tools.verification import Finding

from .common import TODAY, CollectionCase

DIRECTORY = "odoo.addons.recouvrement_preventif.models.recouvrement_verification_machine.check_domain"
PARIS = {"street": "1 rue de la Paix", "zip": "75002", "city": "Paris", "phone": "+33 1 44 55 66 77"}


class VerificationCase(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({**PARIS, "company_registry": "903 500 007", "customer_rank": 1})

    def freshness(self, partner=None, day=0, company=None):
        partner = partner or self.customer
        return partner._get_recouvrement_freshness(company or self.company, self.day(day))[partner]

    def confirm(self, day=0, how="quotation", partner=None):
        with self.at(day):
            return (partner or self.customer)._confirm_recouvrement_data(self.company, self.day(day), how)

    def checks(self, kind, partner=None):
        return self.env["recouvrement.verification"].search(
            [("partner_id", "=", (partner or self.customer).id), ("kind", "=", kind)]
        )


@tagged("post_install", "-at_install")
class TestFreshness(VerificationCase):
    def test_the_rules_say_what_their_examples_say(self):
        self.assertFalse(doctest.testmod(verification).failed)

    def test_what_nobody_confirmed_is_asked_for_once_confirmed_it_is_fresh(self):
        before = self.freshness()
        self.assertEqual((before.state, before.checked_on), ("unchecked", None))
        self.assertEqual(
            before.reasons, ("Never confirmed with the customer: e-mail address, telephone number, postal address.",)
        )
        checks = self.confirm()
        self.assertEqual(set(checks.mapped("kind")), {"email", "phone", "address", "identity"})
        self.assertEqual(set(checks.mapped("how")), {"quotation"})
        self.assertEqual(checks.user_id, self.env.user)
        self.assertEqual(self.freshness(), ("fresh", (), TODAY))

    def test_confirmed_twice_the_same_day_it_is_kept_once(self):
        self.confirm()
        self.assertFalse(self.confirm())

    def test_a_confirmation_is_good_for_the_months_of_the_policy(self):
        self.policy.verification_months_phone = 6
        self.confirm()
        with self.at(self.day(0).replace(year=2027, month=5)):
            self.assertEqual(self.freshness(day=(self.day(0).replace(year=2027, month=5) - TODAY).days).state, "fresh")
        late = self.freshness(day=182)
        self.assertEqual(late.state, "stale")
        self.assertEqual(late.reasons, ("Confirmed with the customer too long ago: telephone number.",))
        self.policy.verification_months_phone = 0
        self.assertEqual(self.freshness(day=182).state, "fresh")

    def test_a_value_that_changes_is_not_confirmed_any_more(self):
        self.confirm()
        self.customer.phone = "+33 1 44 55 66 78"
        self.assertEqual(
            self.freshness(), ("stale", ("Changed since it was confirmed with the customer: telephone number.",), TODAY)
        )
        self.customer.phone = PARIS["phone"]
        self.assertEqual(self.freshness().state, "fresh")

    def test_what_cannot_be_right_stays_wrong_whoever_confirms_it(self):
        self.customer.with_context(no_vat_validation=True).phone = "01 44"
        checks = self.confirm()
        self.assertEqual(checks.filtered(lambda check: check.kind == "phone").result, "invalid")
        found = self.freshness()
        self.assertEqual((found.state, found.reasons), ("wrong", ("01 44 is not a telephone number of its country.",)))

    def test_a_slip_is_asked_about_and_settled_by_a_confirmation(self):
        self.customer.email = "dupont@gmial.com"
        self.assertIn("The e-mail address dupont@gmial.com: is it not gmail.com?", self.freshness().reasons)
        self.confirm()
        self.assertEqual(self.freshness().state, "fresh")

    def test_that_there_is_no_telephone_is_confirmed_too_but_somebody_must_be_reached(self):
        self.customer.phone = False
        self.assertIn("No telephone number is known.", self.freshness().reasons)
        self.confirm()
        self.assertEqual(self.freshness().state, "fresh")
        self.customer.write({"email": False, "street": False, "street2": False, "zip": False, "city": False})
        self.confirm()
        found = self.freshness()
        self.assertEqual(found.state, "wrong")
        self.assertEqual(found.reasons[0], "No message can reach this customer: neither e-mail nor postal address.")

    def test_what_fails_in_practice_is_wrong(self):
        self.confirm()
        self.customer.message_bounce = 2
        self.assertEqual(self.freshness().reasons, ("Messages to dupont@example.org come back.",))
        self.customer.message_bounce = 0
        self.env["mail.blacklist"]._add("dupont@example.org")
        self.assertEqual(self.freshness().state, "wrong")
        self.env["mail.blacklist"]._remove("dupont@example.org")
        self.env["recouvrement.contact"].create(
            {
                "case_id": self.case().id,
                "contact_id": self.customer.id,
                "phone": self.customer.phone,
                "outcome": "wrong_number",
                "direction": "out",
                "date": TODAY,
                "summary": "Wrong number",
            }
        )
        self.assertEqual(self.freshness().reasons, (f"Somebody else answers at {self.customer.phone}.",))

    def test_the_contact_whom_reminders_reach_is_the_one_that_counts(self):
        accounting = self.env["res.partner"].create(
            {
                "name": "Accounting",
                "parent_id": self.customer.id,
                "type": "collections",
                "email": "compta@dupont.example",
            }
        )
        self.confirm()
        self.assertTrue(self.checks("email", accounting).filtered("user_id"))
        self.assertTrue(self.checks("phone").filtered("user_id"))
        self.assertEqual(self.freshness(accounting), self.freshness())
        accounting.message_bounce = 1
        # The planner turns to the customer itself; so do we.
        self.assertEqual(
            self.freshness().reasons, ("Changed since it was confirmed with the customer: e-mail address.",)
        )

    def test_an_address_without_country_is_one_of_ours_where_it_looks_like_it(self):
        self.customer.write({"country_id": False, "phone": "01 44 55 66 77"})
        self.confirm()
        self.assertEqual(self.freshness().state, "fresh")
        belgian = self._make_company("Bruxelles", country="be", chart="be_comp")
        self.assertIn("The postal address has no country.", self.freshness(company=belgian).reasons)

    def test_a_consumer_has_no_number_to_give(self):
        consumer = self._make_customer("Marie", is_company=False, **PARIS)
        self.confirm(partner=consumer)
        self.assertEqual(self.freshness(consumer).state, "fresh")

    def test_a_business_is_known_by_its_numbers(self):
        self.customer.company_registry = "903 500 008"
        self.assertIn("The registration number 903 500 008 is wrong.", self.freshness().reasons)
        self.customer.company_registry = False
        self.confirm()
        self.assertEqual(self.freshness().state, "fresh")
        self.customer.with_context(no_vat_validation=True).vat = "FR99903500007"
        self.assertEqual(self.freshness().reasons, ("The VAT number FR99903500007 is wrong.",))

    def test_a_bank_account_is_looked_at_where_there_is_one(self):
        self.confirm()
        self.env["res.partner.bank"].create(
            {"partner_id": self.customer.id, "acc_number": "FR7630006000011234567890189"}
        )
        self.assertEqual(self.freshness().state, "fresh")
        self.env["res.partner.bank"].create(
            {"partner_id": self.customer.id, "acc_number": "FR7730006000011234567890189"}
        )
        self.assertEqual(self.freshness().state, "wrong")
        self.assertEqual(self.checks("bank").mapped("result"), ["invalid", "valid"])

    def test_a_person_says_that_an_address_is_wrong(self):
        self.confirm()
        self.env["recouvrement.verification"].create(
            {"partner_id": self.customer.id, "kind": "address", "result": "invalid", "note": "The letter came back"}
        )
        found = self.freshness()
        self.assertEqual(found.state, "wrong")
        self.assertIn("1 rue de la Paix", found.reasons[0])
        self.confirm(day=1)
        self.assertEqual(self.freshness(day=1).state, "fresh")

    def test_what_another_company_confirmed_is_asked_for_here(self):
        other = self._make_company("Autre")
        self.confirm()
        self.assertEqual(self.freshness(company=other).state, "unchecked")

    def test_hundred_customers_cost_no_more_queries_than_two(self):
        partners = self.env["res.partner"].concat(*(self._make_customer(f"C{n}", **PARIS) for n in range(30)))
        self.env["res.partner.bank"].create(
            [{"partner_id": partner.id, "acc_number": f"X{partner.id}"} for partner in partners]
        )
        partners._confirm_recouvrement_data(self.company, TODAY, "call")
        counts = []
        partners._get_recouvrement_freshness(self.company, TODAY)
        for among in (partners[:2], partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            among._get_recouvrement_freshness(self.company, TODAY)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestMachine(VerificationCase):
    def test_what_is_written_is_looked_at_at_once_and_kept_once(self):
        self.customer.email = "compta@dupont.example"
        self.customer.email = "dupont(at)example.org"
        self.assertEqual(self.checks("email").mapped("result"), ["invalid", "valid"])
        check = self.checks("email")[:1]
        self.assertFalse(check.user_id or check.company_id)
        self.assertEqual(check.summary, "“dupont(at)example.org” is not an e-mail address.")
        self.customer.write({"email": "dupont(at)example.org", "comment": "x"})
        self.assertEqual(len(self.checks("email")), 2)

    def test_posting_an_invoice_has_no_machine_look_at_anything(self):
        newcomer = self._make_customer("Newcomer", **PARIS)
        self.invoice(-10, 300, partner=newcomer)
        self.assertTrue(newcomer.customer_rank)
        self.assertFalse(self.checks("email", newcomer))

    def test_whoever_is_no_customer_is_left_alone(self):
        supplier = self.env["res.partner"].create({"name": "Supplier", "email": "nowhere", "phone": "12"})
        self.assertFalse(self.checks("email", supplier))

    def test_what_was_not_looked_at_is_at_night_without_doing_it_twice(self):
        partner = self._make_customer("Imported", **PARIS)
        self.env.cr.execute("UPDATE res_partner SET customer_rank = 1 WHERE id = %s", [partner.id])
        self.env.invalidate_all()
        self.night()
        self.assertEqual(self.checks("address", partner).result, "valid")
        self.night()
        self.assertEqual(len(self.checks("address", partner)), 1)

    def test_domains_are_asked_for_only_where_the_company_wants_it(self):
        with patch(DIRECTORY, side_effect=AssertionError("asked")):
            self.night()
        self.policy.verification_domains = True
        self.customer.email = "dupont@gone.example"
        self.confirm(day=-1)
        found = {"postmaster@gone.example": Finding("invalid", "domain", "gone.example")}
        with patch(DIRECTORY, side_effect=lambda address, resolver: found.get(address)) as ask:
            self.night()
            self.night()
        asked = [call.args[0] for call in ask.call_args_list]
        # What was answered is not asked again; what nobody answered is.
        self.assertEqual(asked.count("postmaster@gone.example"), 1)
        self.assertEqual(self.freshness().reasons, ("No e-mail can arrive at gone.example (dupont@gone.example).",))
        with patch(DIRECTORY, return_value=Finding("valid")):
            self.night(day=8)
        self.assertEqual(self.freshness(day=8).state, "fresh")

    def night(self, day=0):
        with self.at(day), self.enter_registry_test_mode():
            self.env.ref("recouvrement_preventif.ir_cron_verification").method_direct_trigger()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestPeople(VerificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("seller", "sales_team.group_sale_salesman")
        cls.writer = cls._user("writer", "sales_team.group_sale_salesman,base.group_partner_manager")

    @classmethod
    def _user(cls, login, groups):
        user = new_test_user(cls.env, login, groups=groups)
        user.write({"company_ids": [(6, 0, cls.company.ids)], "company_id": cls.company.id})
        return user

    def dialog(self, user):
        action = self.customer.with_user(user).action_recouvrement_confirm_data()
        return Form(self.env[action["res_model"]].with_user(user).with_context(**action["context"]))

    def test_a_salesman_without_any_other_right_reads_the_sign_and_confirms(self):
        customer = self.customer.with_user(self.seller)
        self.assertEqual(customer.recouvrement_freshness, "unchecked")
        self.assertFalse(self.env["recouvrement.verification"].with_user(self.seller).has_access("read"))
        dialog = self.dialog(self.seller)
        self.assertEqual((dialog.data_email, dialog.data_city), ("dupont@example.org", "Paris"))
        self.assertFalse(dialog.data_can_write)
        dialog.save().action_confirm()
        self.assertEqual(customer.recouvrement_freshness, "fresh")
        self.assertEqual(customer.recouvrement_checked_on, TODAY)
        self.assertEqual(self.checks("phone").user_id, self.seller)

    def test_whoever_may_write_customers_corrects_what_he_hears(self):
        dialog = self.dialog(self.writer)
        dialog.data_phone = "01 23 45 67 89"
        dialog.data_zip = "75008"
        dialog.save().action_confirm()
        self.assertEqual((self.customer.phone, self.customer.zip), ("+33 1 23 45 67 89", "75008"))
        self.assertEqual(self.freshness().state, "fresh")

    def test_a_correction_that_cannot_be_right_is_refused_before_anything_is_written(self):
        dialog = self.dialog(self.writer)
        dialog.data_email = "dupont@"
        dialog.data_city = "Lyon"
        with self.assertRaisesRegex(UserError, "is not an e-mail address"):
            dialog.save().action_confirm()
        self.assertEqual(self.customer.city, "Paris")
        self.assertEqual(self.freshness().state, "unchecked")

    def test_a_stranger_confirms_nothing(self):
        portal = new_test_user(self.env, "portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.customer.with_user(portal).action_recouvrement_confirm_data()
