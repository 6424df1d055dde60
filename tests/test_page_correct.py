"""A customer corrects its contact details on its page: a person accepts them, or does not."""

import doctest

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from odoo.addons.recouvrement_preventif.tools import contact_details, plain_text

from .says import HOSTILE, SayCase


class TestPageCorrect(SayCase):
    def setUp(self):
        super().setUp()
        self.customer.write({"street": "1 rue Haute", "zip": "75001", "city": "Paris", "phone": "01 23 45 67 89"})

    def problem(self, field, **entry):
        _values, errors = self.read_correction(**entry)
        self.assertEqual(list(errors), [field])
        return errors[field]

    def test_the_examples_in_the_code(self):
        for module in (contact_details, plain_text):
            results = doctest.testmod(module)
            self.assertTrue(results.attempted)
            self.assertFalse(results.failed)

    def test_nothing_is_written_before_a_person_accepts(self):
        submission = self.correct(contact_email="marie.dupont@example.org", street="2 rue Basse", city="Paris")
        self.assertEqual(self.marie.email, "marie@example.org")
        self.assertEqual(self.customer.street, "1 rue Haute")
        self.assertRecordValues(
            submission.correction_ids.sorted("id"),
            [
                {
                    "partner_id": self.marie.id,
                    "field_name": "email",
                    "old_value": "marie@example.org",
                    "new_value": "marie.dupont@example.org",
                    "state": "proposed",
                },
                {
                    "partner_id": self.customer.id,
                    "field_name": "street",
                    "old_value": "1 rue Haute",
                    "new_value": "2 rue Basse",
                    "state": "proposed",
                },
            ],
        )
        self.assertEqual(len(self.tasks()), 1)
        self.assertIn("E-mail, Street", self.tasks().summary)

    def test_accepting_writes_the_contact_and_says_who_and_where_from(self):
        submission = self.correct(contact_email="marie.dupont@example.org")
        correction = submission.correction_ids.with_user(self.clerk)
        correction.action_accept()
        self.env.invalidate_all()
        self.assertEqual(self.marie.email, "marie.dupont@example.org")
        self.assertEqual((correction.state, correction.decided_by_id), ("accepted", self.clerk))
        message = self.marie.message_ids[0]
        self.assertEqual(message.author_id, self.clerk.partner_id)
        self.assertIn("marie@example.org → marie.dupont@example.org", message.body)
        self.assertIn("Marie D.", message.body)
        self.assertEqual((submission.state, submission.done_by), ("done", self.clerk))
        self.assertFalse(self.tasks())

    def test_each_line_is_accepted_or_declined_and_the_last_one_ends_the_request(self):
        submission = self.correct(street="2 rue Basse", zip="75002").with_user(self.clerk)
        street, zip_code = submission.correction_ids.sorted("id")
        street.action_decline()
        self.assertEqual((submission.state, self.customer.street), ("new", "1 rue Haute"))
        with self.refused("Accept or decline each"):
            submission.action_done()
        zip_code.action_accept()
        self.assertEqual((submission.state, self.customer.zip), ("done", "75002"))
        self.assertEqual(submission.correction_ids.mapped("state"), ["declined", "accepted"])
        street.action_accept()
        self.assertEqual((street.state, self.customer.street), ("declined", "1 rue Haute"))

    def test_a_collector_who_may_not_write_contacts_is_told_so(self):
        submission = self.correct(street="2 rue Basse")
        with self.refused("not allowed to change contacts"):
            submission.with_user(self.collector).action_accept_corrections()
        self.assertEqual(submission.correction_ids.state, "proposed")
        submission.with_user(self.collector).action_decline_corrections()
        self.assertEqual(submission.correction_ids.state, "declined")

    def test_whoever_reads_only_decides_nothing(self):
        biller = self._new_user("biller", "account.group_account_invoice,base.group_partner_manager")
        submission = self.correct(street="2 rue Basse").with_user(biller)
        for action in ("action_accept", "action_decline"):
            with self.refused("", AccessError):
                getattr(submission.correction_ids, action)()
        self.assertEqual(submission.correction_ids.proposal, "2 rue Basse")
        Form(submission)

    def test_what_changed_meanwhile_is_shown(self):
        correction = self.correct(street="2 rue Basse").correction_ids
        self.assertFalse(correction.has_changed)
        self.customer.street = "3 rue Neuve"
        self.assertEqual((correction.current_value, correction.has_changed), ("3 rue Neuve", True))
        correction.with_user(self.clerk).action_accept()
        self.assertFalse(correction.has_changed)
        self.assertEqual(self.customer.street, "2 rue Basse")

    def test_a_new_contact_for_the_invoices(self):
        submission = self.correct(
            other_name="Paul Petit", other_email="paul@example.org", other_phone="+33 1 23 45 67 89"
        )
        correction = submission.correction_ids.with_user(self.clerk)
        self.assertEqual(correction.proposal, "Paul Petit · paul@example.org · +33 1 23 45 67 89")
        correction.action_accept()
        paul = self.customer.child_ids.filtered(lambda child: child.name == "Paul Petit")
        self.assertEqual((paul.type, paul.email, paul.lang), ("collections", "paul@example.org", self.customer.lang))
        self.assertEqual(correction.partner_id, paul)
        self.assertIn("Marie D.", paul.message_ids[0].body)

    def test_a_collector_who_may_not_create_contacts_is_told_so(self):
        submission = self.correct(other_name="Paul Petit", other_email="paul@example.org")
        with self.refused("not allowed to change contacts"):
            submission.with_user(self.collector).action_accept_corrections()

    def test_a_value_is_removed(self):
        self.marie.phone = "01 11 11 11 11"
        submission = self.correct(contact_phone="")
        self.assertEqual(submission.correction_ids.proposal, "(to be removed)")
        submission.with_user(self.clerk).action_accept_corrections()
        self.assertFalse(self.marie.phone)

    def test_what_does_not_change_is_not_judged(self):
        self.marie.phone = "call before noon"
        self.problem("text", contact_phone="call  before noon", street="1 rue Haute", contact_name="Marie")
        submission = self.correct(contact_phone="call before noon", city="Lyon")
        self.assertEqual(submission.correction_ids.mapped("field_name"), ["city"])

    def test_words_alone_are_a_request_too(self):
        submission = self.correct(text="I left this company in May.")
        self.assertFalse(submission.correction_ids)
        submission.with_user(self.collector).action_done()
        self.assertEqual(submission.state, "done")

    def test_what_cannot_be_is_refused_with_words(self):
        for field, typed, words in (
            ("contact_email", "marie@", "not an e-mail"),
            ("contact_email", "a@b.fr, c@d.fr", "not an e-mail"),
            ("contact_email", "Marie <marie@example.org>", "not an e-mail"),
            ("contact_email", "a@b.fr\r\nBcc: x@y.fr", "not an e-mail"),
            ("contact_phone", "call me", "not a telephone"),
            ("contact_phone", "<script>", "not a telephone"),
            ("contact_name", " ", "cannot be empty"),
            ("contact_name", "x" * 121, "too long"),
            ("street", "x" * 500, "too long"),
        ):
            self.assertIn(words, self.problem(field, **{field: typed}), typed)
        self.assertIn("the name", self.problem("other_name", other_email="paul@example.org"))
        self.assertIn("the e-mail", self.problem("other_email", other_name="Paul"))

    def test_only_what_the_form_shows_can_be_corrected(self):
        other = self._make_customer("Durand")
        for entry in (
            {"user_id": "1"},
            {"credit_limit": "1000000"},
            {"contact_parent_id": str(other.id)},
            {"name": "Somebody else"},
            {"partner_id": str(other.id), "email": "x@example.org"},
        ):
            self.assertIn("Nothing is different", self.problem("text", **entry))

    def test_a_visitor_reads_his_own_details_and_nobody_else_s(self):
        secret = self.env["res.partner"].create(
            {"name": "Director", "parent_id": self.customer.id, "email": "director@example.org"}
        )
        visit = self.visit()
        known = visit.env["recouvrement.submission"]._get_correctable(visit.case, visit.contact)
        self.assertNotIn(secret.email, [partner[name] for partner, name in known.values()])
        anybody = visit.env["recouvrement.submission"]._get_correctable(visit.case, visit.contact.browse())
        self.assertFalse([field for field in anybody if field.startswith("contact_")])

    def test_the_address_is_that_of_the_invoices(self):
        billing = self.env["res.partner"].create(
            {"name": "Billing", "parent_id": self.customer.id, "type": "invoice", "street": "9 quai Vert"}
        )
        self.assertEqual(self.correct(street="10 quai Vert").correction_ids.partner_id, billing)

    def test_a_contact_that_was_deleted(self):
        submission = self.correct(contact_email="m@example.org")
        self.env["recouvrement.access"].search([]).unlink()
        self.env["recouvrement.contact"].search([]).unlink()
        submission.contact_id = False
        self.marie.unlink()
        with self.refused("was deleted"):
            submission.with_user(self.clerk).action_accept_corrections()

    def test_what_is_typed_stays_text(self):
        submission = self.correct(street=HOSTILE, other_name="<b>Paul</b>", other_email="paul@example.org")
        submission.with_user(self.clerk).action_accept_corrections()
        self.assertEqual(self.customer.street, HOSTILE)
        paul = self.customer.child_ids.filtered(lambda child: "Paul" in child.name)
        for record in (self.customer, paul, self.case()):
            text = "".join(record.message_ids.mapped("body"))
            self.assertNotIn("<script", text)
            self.assertNotIn("<b>Paul", text)

    def test_the_last_refusal_writes_nothing(self):
        """One value that core refuses leaves every other as it was."""
        self.customer.is_company = True
        submission = self.correct(street="2 rue Basse", vat="FR00000000000")
        if "base_vat" not in self.env.registry._init_modules:
            self.skipTest("nothing checks VAT numbers")
        with self.assertRaises(UserError), self.cr.savepoint():
            submission.with_user(self.clerk).action_accept_corrections()
        self.assertEqual(submission.correction_ids.mapped("state"), ["proposed", "proposed"])
        self.assertEqual(self.customer.street, "1 rue Haute")
