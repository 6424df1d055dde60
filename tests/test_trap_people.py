"""The wrong person, the wrong language: each test is a way in which other products do it."""

from odoo.tools import mute_logger

from .smtp import SmtpCase


class TestTrapPeople(SmtpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["res.lang"]._activate_lang("de_DE")

    def _contact(self, kind, email, **vals):
        return self.env["res.partner"].create(
            {"name": f"{kind} of Dupont", "parent_id": self.customer.id, "type": kind, "email": email, **vals}
        )

    def _planned_contact(self):
        return self.env["res.partner"].browse(self.plan().contact_id)

    def test_only_the_invoice_contact_has_an_email(self):
        self.customer.email = False
        contact = self._contact("invoice", "factures@example.org")
        self.invoice(-10, 300)
        self.assertEqual(self._planned_contact(), contact)

    def test_the_collections_contact_comes_before_the_invoice_contact(self):
        self._contact("invoice", "factures@example.org")
        contact = self._contact("collections", "relances@example.org")
        self.invoice(-10, 300)
        self.assertEqual(self._planned_contact(), contact)

    def test_several_collections_contacts_one_message_with_copies(self):
        self._contact("collections", "un@example.org", lang="fr_FR")
        self._contact("collections", "deux@example.org", lang="de_DE")
        self._contact("invoice", "factures@example.org")
        self.invoice(-10, 300)
        self.run_cron()
        self.send_queue()
        [(recipients, _subject, body)] = self.received()
        self.assertEqual(sorted(recipients), ["deux@example.org", "un@example.org"])
        self.assertIn('lang="fr-FR"', body)

    def test_archived_contact(self):
        self._contact("collections", "parti@example.org", active=False)
        self.invoice(-10, 300)
        self.assertEqual(self._planned_contact(), self.customer)

    def test_blacklisted_address(self):
        self._contact("collections", "non@example.org")
        self.env["mail.blacklist"]._add("non@example.org")
        self.invoice(-10, 300)
        self.assertEqual(self._planned_contact(), self.customer)

    def test_bounced_address_until_it_is_corrected(self):
        self.customer.message_bounce = 1
        self.invoice(-10, 300)
        self.assertPlanned("unreachable")
        self.customer.email = "nouvelle@example.org"
        self.assertPlanned("first")

    def test_no_usable_address_is_a_task_for_a_person(self):
        self.customer.email = "not an address"
        self.invoice(-10, 300)
        for hour in (8, 9, 10):
            self.assertFalse(self.run_cron(0, hour))
        self.assertFalse(self.received())
        case = self.case()
        self.assertEqual(case.withheld_reason, "unreachable")
        self.assertEqual(len(case.activity_ids), 1)
        self.assertIn(case, case.search([("withheld_reason", "=", "unreachable")]))

    def test_child_contact_that_is_itself_a_company_is_its_own_debtor(self):
        subsidiary = self._make_customer("Dupont Lyon", parent_id=self.customer.id)
        self.invoice(-10, 300, partner=subsidiary)
        self.assertPlanned(None)
        self.assertPlanned("first", partner=subsidiary)

    def test_invoice_to_a_person_of_the_company(self):
        person = self._contact("contact", "jean@example.org")
        self.invoice(-10, 300, partner=person)
        self.assertPlanned("first")
        self.assertEqual(self._planned_contact(), self.customer)

    def test_everything_is_in_the_recipients_language(self):
        self.customer.lang = "fr_FR"
        self.invoice(-10, 1234.5)
        [reminder] = self.run_cron()
        reminder_fr = reminder.with_context(lang="fr_FR")
        self.send_queue()
        [(_to, _subject, body)] = self.received()
        self.assertIn("1\xa0234,50\xa0€", body)
        self.assertIn("15/11/2026", body)
        self.assertIn('lang="fr-FR"', body)
        self.assertEqual(reminder_fr.first_due_date, "15/11/2026")

    def test_replies_land_on_the_case(self):
        self.company.alias_domain_id = self.env["mail.alias.domain"].create({"name": "example.com"})
        self.invoice(-10, 300)
        [reminder] = self.run_cron()
        self.send_queue()
        [(_from, _to, message)] = self.sink.messages
        self.assertIn("catchall@example.com", message["Reply-To"])
        reply = (
            f"From: Dupont <dupont@example.org>\nTo: {message['Reply-To']}\nSubject: Re: {message['Subject']}\n"
            f"Message-Id: <reply@example.org>\nIn-Reply-To: {message['Message-Id']}\n"
            "Content-Type: text/plain; charset=utf-8\n\nI paid yesterday.\n"
        )
        thread = self.env["mail.thread"].message_process(None, reply)
        self.assertEqual(thread, reminder.case_id.id)
        answer = reminder.case_id.message_ids[0]
        self.assertIn("I paid yesterday", answer.body)
        self.assertEqual(answer.author_id, self.customer)

    def test_the_message_is_in_the_history_of_the_case(self):
        self.invoice(-10, 300)
        [reminder] = self.run_cron()
        self.send_queue()
        self.assertIn(reminder.message_id, reminder.case_id.message_ids)
        self.assertIn("300.00", reminder.message_id.body)

    @mute_logger("odoo.addons.mail.models.mail_render_mixin")
    def test_a_broken_text_fails_its_reminder_and_no_other(self):
        good = self._make_customer("Durand")
        self.invoice(-10, 300)
        self.invoice(-10, 300, partner=good)
        self.customer.recouvrement_policy_id = self._policy("<p>Hello <t t-out='object.no_such_field.name'/></p>")
        reminders = self.run_cron()
        self.send_queue()
        states = {reminder.partner_id: reminder.state for reminder in reminders}
        self.assertEqual(states, {self.customer: "failed", good: "sent"})
        failed = reminders.filtered(lambda reminder: reminder.state == "failed")
        self.assertIn("no_such_field", failed.failure_reason)
        self.assertTrue(failed.case_id.activity_ids)
        with self.at(1):
            self.assertIn("failed", failed.case_id.next_action)

    def test_an_empty_body_is_not_sent(self):
        self.customer.recouvrement_policy_id = self._policy("<p> </p>")
        self.invoice(-10, 300)
        [reminder] = self.run_cron()
        self.assertEqual(reminder.state, "failed")
        self.assertIn("empty", reminder.failure_reason)

    def test_a_relative_link_of_a_text_leaves_absolute(self):
        self.customer.recouvrement_policy_id = self._policy('<p><a href="/my/invoices">Your invoices</a></p>')
        self.invoice(-10, 300)
        [reminder] = self.run_cron()
        self.assertIn(f'href="{reminder.get_base_url()}/my/invoices"', reminder.body)

    def test_a_failed_reminder_is_sent_again_by_a_person(self):
        policy = self._policy("<p> </p>")
        self.customer.recouvrement_policy_id = policy
        self.invoice(-10, 300)
        [reminder] = self.run_cron()
        policy.level_ids.template_id.body_html = "<p>Please pay <t t-out='object.amounts'/></p>"
        with self.at():
            reminder.action_retry()
        self.send_queue()
        self.assertEqual(reminder.state, "sent")
        self.assertEqual(len(self.received()), 1)

    def _policy(self, body):
        template = self.env["mail.template"].create(
            {
                "name": "Ours",
                "model_id": self.env["ir.model"]._get_id("recouvrement.reminder"),
                "subject": "Reminder",
                "body_html": body,
            }
        )
        return self.env["recouvrement.policy"].create(
            {"name": "Ours", "level_ids": [(0, 0, {"name": "One", "delay": 3, "template_id": template.id})]}
        )
