"""Formal notices: who sends them, what they say by themselves, what keeps them from leaving."""

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user
from odoo.tools import html2plaintext

from .common import CollectionCase
from .letters import LetterCase
from .smtp import SmtpCase

ADDRESS = {"street": "12 rue des Lilas", "zip": "35000", "city": "Rennes"}


class NoticeMixin:
    def make_notice(self, partner=None, amount=900):
        """A formal notice that waits for a person; the invoice that called for it."""
        invoice = self.invoice(-40, amount, partner=partner)
        claim = self.env["recouvrement.claim"].create({"line_id": self.receivable_lines(invoice).id})
        claim.write({"level_id": self.levels["third"].id, "reached_on": self.day(-15)})
        [notice] = self.run_cron()
        self.assertEqual((notice.level_id, notice.state), (self.levels["notice"], "to_approve"))
        return notice, invoice

    def get_text(self, notice):
        """What a notice says, in one line."""
        message = notice._render_messages()[notice.id]
        self.assertFalse(message.problem)
        return " ".join(html2plaintext(message.html).split())


class TestShippedNotice(NoticeMixin, CollectionCase):
    def test_by_registered_letter_where_there_is_an_address(self):
        self.customer.write(ADDRESS)
        notice, _invoice = self.make_notice()
        self.assertEqual(notice.channel, "notice")
        self.assertIn("we give you formal notice", self.get_text(notice))

    def test_by_email_where_there_is_none(self):
        notice, _invoice = self.make_notice()
        self.assertEqual(notice.channel, "email")
        self.assertIn("This message is a formal notice to pay the overdue sums below", self.get_text(notice))

    def test_it_states_the_charges_and_a_person_approves_it(self):
        level = self.env.ref("recouvrement_preventif.level_france_notice")
        self.assertTrue(level.states_charges and level.requires_approval)
        self.assertEqual((level.channel, level.fallback_channel, level.notice_days), ("notice", "email", 15))


class TestContent(NoticeMixin, CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"street": "3 quai Perrache", "zip": "69002", "city": "Lyon", "phone": "04 99 00 00 00"})
        # The charges that it states have their own stories.
        cls.levels["notice"].states_charges = False

    def assertSays(self, notice, *parts):
        text = self.get_text(notice)
        for part in parts:
            self.assertIn(part, text)

    def assertSilent(self, notice, *parts):
        text = self.get_text(notice)
        for part in parts:
            self.assertNotIn(part, text)

    def test_place_date_sum_time_dispute_and_address(self):
        notice, _invoice = self.make_notice()
        self.levels["notice"].notice_days = 20
        self.assertSays(
            notice,
            "Lyon, November 25, 2026",
            f"{' '.join(notice.amounts.split())}, which is the principal that remains due",
            "Please pay within 20 days of the day on which you receive this message.",
            "You may dispute all or part of these sums",
            "3 quai Perrache, 69002 Lyon · 04 99 00 00 00 · compta@example.com",
            "SIREN 903 500 007",
        )

    def test_french_business(self):
        notice, _invoice = self.make_notice()
        self.assertSays(
            notice,
            "articles 1231-6 and 1344 of the French Civil Code",
            "from the following day, without any reminder being needed",
            "most recent refinancing operation, increased by 10 percentage points",
            "fixed compensation of 40 euros",
        )
        # The rate of the next half-year is not known: none is written.
        self.assertSilent(notice, "12.4", "12.40")

    def test_the_rate_of_the_contract_with_its_floor(self):
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 12.5})
        self.accept_terms()
        notice, _invoice = self.make_notice()
        self.assertSays(notice, "Yearly rate of this interest: 12.5%, and at least three times the French legal")
        self.customer.write({"recouvrement_rate_kind": "over_reference", "recouvrement_rate": 11})
        self.assertSays(notice, "European Central Bank increased by 11 percentage points, and at least three times")

    def test_what_the_policy_does_not_claim_is_not_announced(self):
        notice, _invoice = self.make_notice()
        self.policy.write({"claims_interest": False})
        self.assertSilent(notice, "late interest")
        self.assertSays(notice, "40 euros")
        self.policy.write({"claims_indemnity": False})
        self.assertSilent(notice, "40 euros", "What may be added")

    def test_french_consumer_owes_no_fixed_sum_and_no_cost(self):
        self.customer.is_company = False
        notice, _invoice = self.make_notice()
        self.assertSays(
            notice,
            "bears interest from the formal notice to pay. Yearly rate of this interest: the French legal interest rate.",
            "No recovery cost is asked of you (article L111-8",
        )
        self.assertSilent(notice, "40 euros", "increased by 10")

    def test_person_with_a_vat_number_is_a_business(self):
        self.customer.write({"is_company": False, "vat": "FR83404833048"})
        notice, _invoice = self.make_notice()
        self.assertSays(notice, "40 euros")

    def test_belgian_business(self):
        self.company.country_id = self.env.ref("base.be")
        self.company.company_registry = "0999999922"
        notice, _invoice = self.make_notice()
        self.assertSays(
            notice,
            "This message is a formal notice to pay.",
            "rate of the Belgian law of 2 August 2002",
            "fixed compensation of 40 euros for recovery costs, besides a reasonable compensation",
            "Enterprise number 0999.999.922",
        )
        self.assertSilent(notice, "French")

    def test_belgian_consumer_has_fourteen_days_and_owes_what_the_terms_say(self):
        self.customer.write({"is_company": False, "country_id": self.env.ref("base.be").id})
        self.levels["notice"].notice_days = 8
        notice, _invoice = self.make_notice()
        # He had his free first reminder: this one is a notice like the others.
        notice.line_ids.claim_id.first_reminder_on = self.day(-30)
        self.assertSays(notice, "Please pay within 14 days")
        self.assertSilent(notice, "What may be added", "40 euros")
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 8, "consumer_indemnity_kind": "scale"})
        self.assertSilent(notice, "What may be added")
        self.accept_terms(terms=self.publish_terms("consumer", country="BE"))
        self.assertSays(
            notice, "Yearly rate of this interest: 8%, and at most", "20 euros where the balance is 150 euros"
        )

    def test_a_law_that_is_not_known_adds_nothing(self):
        self.company.country_id = self.env.ref("base.us")
        notice, _invoice = self.make_notice()
        self.assertSays(notice, "What is asked for", "Time to pay")
        self.assertSilent(notice, "What may be added", "interest")

    def test_other_messages_say_nothing_of_this(self):
        self.invoice(-10, 300)
        [reminder] = self.run_cron()
        self.assertFalse(reminder._get_legal_mentions())
        self.assertSilent(reminder, "What is asked for", "SIREN")

    def test_a_person_corrects_the_text_not_the_mentions(self):
        notice, _invoice = self.make_notice()
        with self.at():
            notice.action_edit_message()
            self.assertNotIn("What is asked for", html2plaintext(notice.custom_body))
            self.assertIn("What is asked for", html2plaintext(notice.legal_mentions))
            notice.custom_body = "<p>Dear Madam, pay us.</p>"
            text = self.get_text(notice)
            self.assertIn("Dear Madam, pay us.", text)
            self.assertEqual(text.count("What is asked for"), 1)

    def test_mentions_of_many_notices_take_no_query_each(self):
        partners = [self._make_customer(f"Customer {index}") for index in range(12)]
        claims = self.env["recouvrement.claim"]
        for partner in partners:
            invoice = self.invoice(-40, 900, partner=partner)
            claims += claims.create({"line_id": self.receivable_lines(invoice).id})
        claims.write({"level_id": self.levels["third"].id, "reached_on": self.day(-15)})
        notices = self.run_cron()
        self.assertEqual(len(notices), 12)

        def count(reminders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            reminders._render_messages()
            return self.env.cr.sql_log_count - before

        count(notices)  # views and languages are cached from here on
        self.assertEqual(count(notices[:2]), count(notices))


class TestOnPaper(NoticeMixin, LetterCase):
    def test_the_letter_carries_them_once_with_the_sender_at_its_foot(self):
        self.company.recouvrement_legal_mention = "SAS au capital de 50 000 €, RCS Lyon 903 500 007"
        notice, _invoice = self.make_notice()
        with self.at():
            notice.with_user(self.collector).action_approve()
        self.start(notice)
        with self.printer() as pages:
            self.print_cron()
        [page] = pages
        self.assertIn("within 15 days of the day on which this letter is first presented to you", page)
        self.assertIn("SAS au capital de 50 000 €, RCS Lyon 903 500 007 · 3 quai Perrache, 69002 Lyon", page)
        self.assertNotIn("SIREN", page)
        self.assertEqual(page.count("What is asked for"), 1)
        self.assertEqual(page.count("November 25, 2026"), 1)
        self.assertIn("What is asked for", html2plaintext(notice.message_id.body))

    def test_every_letter_says_who_sends_it(self):
        letters, _invoices = self.letters("Durand")
        self.start(letters)
        with self.printer() as pages:
            self.print_cron()
        self.assertIn("SIREN 903 500 007", pages[0])
        self.assertNotIn("What is asked for", pages[0])


class TestIdentity(NoticeMixin, SmtpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"company_registry": False, "vat": False})
        cls.manager = cls._new_user("manager", "recouvrement_preventif.group_manager")
        cls.collector = cls._new_user("collector", "recouvrement_preventif.group_user")

    @classmethod
    def _new_user(cls, login, groups):
        user = new_test_user(cls.env, login, groups=groups)
        user.write({"company_ids": [(6, 0, cls.company.ids)], "company_id": cls.company.id})
        return user

    def identify(self, user, mention):
        Identity = self.env["recouvrement.legal.identity"].with_user(user).with_company(self.company)
        with Form(Identity) as form:
            form.recouvrement_legal_mention = mention
        return form.record

    def test_without_a_number_the_notice_waits_and_says_where_to_write_it(self):
        notice, _invoice = self.make_notice()
        notice = notice.with_user(self.collector)
        self.assertIn("Collection > Configuration > Legal Identity", notice.body)
        with self.at():
            notice.action_approve()
        self.assertEqual(notice.state, "failed")
        self.assertIn("no valid registration number of Ateliers Martin is known", notice.failure_reason)
        self.send_queue()
        self.assertFalse(self.received())
        self.identify(self.manager, "SAS au capital de 50 000 €, RCS Lyon 903 500 007").action_save()
        with self.at(1):
            notice.action_retry()
        self.assertEqual(notice.state, "queued")
        self.send_queue(1)
        [(_to, _subject, body)] = self.received()
        self.assertIn("SAS au capital de 50 000 €, RCS Lyon 903 500 007", html2plaintext(body))

    def test_other_reminders_leave_without_it(self):
        self.invoice(-10, 300)
        [reminder] = self.run_cron()
        self.assertEqual(reminder.state, "queued")

    def test_a_mention_without_a_number_is_not_enough(self):
        for mention in ("SAS au capital de 50 000 €", "SA au capital de 500 000 000 €", "RCS Lyon 903 500 008"):
            self.company.recouvrement_legal_mention = mention
            self.assertTrue(self.company._get_recouvrement_identity_problem(), mention)
        for vals in (
            {"recouvrement_legal_mention": "SAS, RCS Lyon 903\u202f500\u202f007"},
            {"company_registry": "903 500 007 00013"},
            {"vat": "FR30903500007"},
        ):
            with self.subTest(vals), self.cr.savepoint():
                self.company.write({"recouvrement_legal_mention": "SAS", "company_registry": False, **vals})
                self.assertIsNone(self.company._get_recouvrement_identity_problem())

    def test_a_number_is_not_said_twice(self):
        self.company.write(
            {"company_registry": "90350000700013", "recouvrement_legal_mention": "SAS, RCS Lyon 903 500 007"}
        )
        self.assertEqual(self.company._get_recouvrement_identity(), ["Ateliers Martin", "SAS, RCS Lyon 903 500 007"])

    def test_the_manager_sees_what_letters_will_say_and_needs_no_right_on_the_settings(self):
        self.assertFalse(self.manager.has_group("base.group_system"))
        identity = self.identify(self.manager, "SAS, RCS Lyon 903 500 007")
        self.assertIn("RCS Lyon 903 500 007", identity.preview)
        self.assertTrue(identity.is_registered)
        self.assertFalse(self.company.recouvrement_legal_mention)
        identity.recouvrement_is_small = True
        identity.action_save()
        self.assertEqual(self.company.recouvrement_legal_mention, "SAS, RCS Lyon 903 500 007")
        self.assertTrue(self.company.recouvrement_is_small)

    def test_nobody_else_writes_it(self):
        with self.assertRaises(AccessError):
            self.identify(self.collector, "SAS")
        other = self._make_company("Autre")
        identity = self.env["recouvrement.legal.identity"].create({"company_id": other.id}).with_user(self.manager)
        with self.assertRaises(AccessError):
            identity.action_save()
