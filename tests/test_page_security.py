"""Who does not get in: whatever is tried, the answer is the same and tells nothing about anybody."""

import logging

from odoo.tests import new_test_user
from odoo.tools import SQL

from odoo.addons.recouvrement_preventif.controllers.page import SESSION_LIMIT
from odoo.addons.recouvrement_preventif.models.recouvrement_access_attempt import LIMIT

from .page import PageCase

TABLES = ("recouvrement_access", "recouvrement_case", "recouvrement_contact", "recouvrement_submission", "mail_message")


class TestPageSecurity(PageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._make_customer("Durand")

    def setUp(self):
        super().setUp()
        self.invoice(-10, 300)
        self.invoice(-10, 777, partner=self.other)
        self.other_case = self.case(self.other)
        self.refusal = self.url_open("/recouvrement/l/nothing").text

    def assert_refused(self, answer):
        """The polite page, word for word the same as for a link that never was."""
        self.assertEqual((answer.status_code, answer.text), (404, self.refusal))
        for word in ("Dupont", "Durand", "Ateliers", "300", "777"):
            self.assertNotIn(word, answer.text)

    # === LINKS === #

    def test_wrong_links_are_all_refused_alike(self):
        good = self.link()
        id_, signature = good.rpartition("/")[2].split(".")
        other = self.access(self.other_case)
        for token in (
            good.rpartition("/")[2][:-1],
            good.rpartition("/")[2] + "0",
            f"{id_}.",
            f".{signature}",
            id_,
            f"{other.id}.{signature}",
            f"{int(id_) + 1000}.{signature}",
            f"99999999999999999999.{signature}",
            f"-{id_}.{signature}",
            f"{id_}.{signature[::-1]}",
            f"{id_}.é",
            "²." + signature,
            "x" * 3000,
        ):
            self.assert_refused(self.url_open(f"/recouvrement/l/{token}"))
        self.assertEqual(self.url_open(good).status_code, 200)

    def test_a_token_made_from_what_the_table_holds_opens_nothing(self):
        access = self.access()
        self.assert_refused(self.url_open(f"/recouvrement/l/{access.id}.{access.sudo().nonce}"))

    def test_expired_and_revoked_links_are_refused_and_so_are_their_sessions(self):
        access = self.access()
        link = self.link(access)
        self.assertEqual(self.url_open(link).status_code, 200)
        access.expires_on = self.day(-1)
        self.assert_refused(self.open())
        self.assert_refused(self.url_open(link))
        access.expires_on = self.day(0)
        self.assertEqual(self.open().status_code, 200, "its last day is included")
        access.action_revoke()
        self.assert_refused(self.open())
        self.assert_refused(self.url_open(link))
        self.access()
        self.assert_refused(self.url_open(link))

    def test_a_contact_who_left_is_let_in_no_more(self):
        contact = self.env["res.partner"].create({"name": "Anne", "parent_id": self.customer.id})
        link = self.link(self.access(contact=contact))
        self.assertEqual(self.url_open(link).status_code, 200)
        contact.active = False
        self.assert_refused(self.open())
        self.assert_refused(self.url_open(link))

    def test_a_policy_that_gives_no_page_closes_it(self):
        link = self.link()
        self.url_open(link)
        self.policy.page_enabled = False
        self.assert_refused(self.open())
        self.assert_refused(self.url_open(link))

    def test_a_link_opens_its_case_and_no_other(self):
        self.enter()
        self.assertEqual(self.open().status_code, 200)
        self.assert_refused(self.url_open(f"/recouvrement/{self.other_case.id}"))
        for nobody in (0, 999999999, 10**30):
            self.assert_refused(self.url_open(f"/recouvrement/{nobody}"))
        company = self._make_company("Menuiserie Petit")
        company.recouvrement_policy_id = self.policy
        elsewhere = self.case(company=company)
        self.assert_refused(self.url_open(f"/recouvrement/{elsewhere.id}"))
        self.assert_refused(self.url_open(f"/recouvrement/{elsewhere.id}/statement"))

    def test_two_customers_in_one_browser_keep_apart(self):
        self.enter()
        self.enter(self.access(self.other_case))
        self.assertIn("Dupont", self.read(self.open()))
        self.assertNotIn("Durand", self.read(self.open()))
        self.assertIn("Durand", self.read(self.url_open(f"/recouvrement/{self.other_case.id}")))

    def test_a_thousand_wrong_links_are_limited_and_good_ones_still_open(self):
        statuses = [self.url_open(f"/recouvrement/l/1.{number:064x}").status_code for number in range(1000)]
        # One was tried before.
        self.assertEqual((statuses.count(404), statuses.count(429)), (LIMIT - 1, 1000 - LIMIT + 1))
        self.assertEqual(self.env["recouvrement.access.attempt"].search_count([]), LIMIT)
        self.assertNotIn("127.0.0.1", str(self.env["recouvrement.access.attempt"].search([]).read()))
        self.assertEqual(self.url_open(self.link()).status_code, 200)
        with self.at(0, 12):
            self.env["recouvrement.access.attempt"]._gc_attempts()
            self.assertFalse(self.env["recouvrement.access.attempt"].search_count([]))

    def test_one_ipv6_network_is_one_place(self):
        attempts = self.env["recouvrement.access.attempt"]
        places = [attempts._get_origin(address) for address in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")]
        self.assertEqual((places[0] == places[1], places[0] == places[2]), (True, False))
        self.assertNotEqual(attempts._get_origin("192.0.2.1"), attempts._get_origin("192.0.2.2"))
        self.assertTrue(attempts._get_origin(None))

    # === WHAT DOES NOT LEAVE === #

    def test_the_token_is_in_no_answer_and_in_no_log(self):
        link = self.link()
        token = link.rpartition("/")[2]
        with self.assertLogs("werkzeug", logging.INFO) as logs:
            answer = self.url_open(link, allow_redirects=False)
            page = self.open()
            self.url_open(f"/recouvrement/l/{token[:-1]}")
        self.assertNotIn(token, str(answer.headers) + answer.text)
        self.assertNotIn(token, str(page.headers) + page.text)
        self.assertIn("/recouvrement/l/***", "".join(logs.output))
        self.assertNotIn(token[:20], "".join(logs.output))
        for response in (answer, page):
            self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("frame-ancestors 'none'", page.headers["Content-Security-Policy"])
        self.assertEqual(page.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("noindex", page.headers["X-Robots-Tag"])

    def test_entering_gives_the_browser_another_session(self):
        self.url_open("/recouvrement/l/wrong")
        before = self.opener.cookies.get("session_id")
        answer = self.url_open(self.link())
        self.assertEqual(answer.status_code, 200)
        self.assertNotEqual(self.opener.cookies.get("session_id"), before)
        cookie = next(cookie for cookie in self.opener.cookies if cookie.name == "session_id")
        self.assertTrue(cookie.has_nonstandard_attr("HttpOnly"))

    def test_looking_changes_nothing_in_the_database(self):
        link = self.link()
        self.env.flush_all()

        def dump():
            self.env.flush_all()
            return [
                self.env.execute_query(SQL("SELECT * FROM %s ORDER BY id", SQL.identifier(table))) for table in TABLES
            ]

        before = dump()
        self.url_open(link)
        for path in ("", "/statement"):
            self.assertEqual(self.open(path).status_code, 200)
        self.assertEqual(dump(), before)

    # === PEOPLE WHO LOGGED IN === #

    def portal_user(self, partner, login):
        user = new_test_user(self.env, login, groups="base.group_portal")
        user.partner_id.write({"parent_id": partner.id, "type": "contact"})
        return user

    def test_a_portal_user_sees_the_page_of_his_customer_only(self):
        self.portal_user(self.other, "durand")
        self.authenticate("durand", "durand")
        self.assertIn("Durand", self.read(self.url_open(f"/recouvrement/{self.other_case.id}")))
        self.refusal = self.url_open("/recouvrement/999999999").text
        self.assert_refused(self.open())
        page = self.url_open("/my/recouvrement")
        self.assertEqual(page.url.rpartition("/")[2], str(self.other_case.id))

    def test_a_portal_user_of_two_companies_chooses(self):
        company = self._make_company("Menuiserie Petit")
        company.recouvrement_policy_id = self.policy
        self.invoice(-10, 55, partner=self.other, company=company)
        self.case(self.other, company)
        self.portal_user(self.other, "durand")
        self.authenticate("durand", "durand")
        page = self.read(self.url_open("/my/recouvrement"))
        self.assertIn("Your account with Ateliers Martin", page)
        self.assertIn("Your account with Menuiserie Petit", page)
        counters = self.make_jsonrpc_request("/my/counters", {"counters": ["recouvrement_count"]})
        self.assertEqual(counters, {"recouvrement_count": 2})

    def test_an_employee_without_right_gets_the_polite_page(self):
        new_test_user(
            self.env,
            "employee",
            groups="base.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.authenticate("employee", "employee")
        self.refusal = self.url_open("/recouvrement/999999999").text
        self.assert_refused(self.open())
        self.assert_refused(self.url_open(f"/recouvrement/open/{self.case().id}"))

    def test_a_collector_sees_what_the_customer_sees_and_sends_nothing(self):
        collector = new_test_user(
            self.env,
            "collector",
            groups="recouvrement_preventif.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.assertTrue(collector)
        self.authenticate("collector", "collector")
        page = self.url_open(f"/recouvrement/open/{self.case().id}")
        self.assertIn("This is what the customer sees", page.text)
        self.assertEqual(self.open("/statement").status_code, 200)
        # Not even by a link of the customer's.
        self.assertIn("This is what the customer sees", self.enter().text)
        elsewhere = self._make_company("Menuiserie Petit")
        elsewhere.recouvrement_policy_id = self.policy
        self.assertEqual(self.url_open(f"/recouvrement/{self.case(company=elsewhere).id}").status_code, 404)

    def test_nobody_previews_without_logging_in(self):
        answer = self.url_open(f"/recouvrement/open/{self.case().id}", allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])

    # === WHAT IS SENT === #

    def test_a_form_without_its_token_is_refused(self):
        self.enter()
        access = self.case().access_ids
        self.assertEqual(self.open("/seen", data={"x": "1"}).status_code, 400)
        self.assertEqual(self.open("/seen", data={"csrf_token": "0" * 40 + "o99999999999"}).status_code, 400)
        self.assertFalse(access.visited_on)
        token = self.csrf(self.open())
        self.assertEqual(self.open("/seen", data={"csrf_token": token}).status_code, 204)
        self.env.invalidate_all()
        self.assertEqual(access.visited_on, self.day(0))

    def test_what_a_colleague_sent_is_shown_to_him_only(self):
        colleague = self.env["res.partner"].create({"name": "Bob", "parent_id": self.customer.id})
        access = self.access(contact=colleague)
        submission = self.env["recouvrement.submission"].create(
            {
                "case_id": self.case().id,
                "kind": "message",
                "number": 0,
                "access_id": access.id,
                "contact_id": colleague.id,
                "date": "2026-11-25 09:00:00",
                "name": "Bob",
                "text": "Between us, we are short of money",
            }
        )
        for allowed in (self.access(), self.access(self.other_case)):
            case_id = allowed.case_id.id
            self.enter(allowed)
            page = self.url_open(f"/recouvrement/{case_id}/done/{submission.id}")
            self.assertNotIn("short of money", page.text)
            self.assertEqual(page.url.rpartition("/")[2], str(case_id))
        self.enter(access)
        self.assertIn("short of money", self.open(f"/done/{submission.id}").text)

    def csrf(self, page):
        return page.text.partition('data-token="')[2].partition('"')[0]

    def test_one_browser_remembers_a_bearable_number_of_cases(self):
        partners = [self._make_customer(f"Customer {number}") for number in range(SESSION_LIMIT + 2)]
        cases = [self.case(partner) for partner in partners]
        for case in cases:
            self.enter(self.access(case))
        self.assert_refused(self.url_open(f"/recouvrement/{cases[0].id}"))
        self.assertEqual(self.url_open(f"/recouvrement/{cases[-1].id}").status_code, 200)
        self.assertEqual(self.url_open(f"/recouvrement/{cases[2].id}").status_code, 200)
