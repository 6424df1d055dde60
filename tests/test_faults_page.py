"""A form of the customer's page that is sent twice at the same moment, on a real server."""

import contextlib
from urllib.parse import urlsplit

import pytest
import requests
from lxml import html

from .fault_data import FaultCase


@pytest.mark.live
class TestFormTwice(FaultCase):
    def enter(self, name):
        """A customer follows its personal link: (its browser, the address of its page)."""
        self.make_customers(name)
        [partner] = self.call("res.partner", "search", [("name", "=", name)])
        self.call("res.partner", "action_recouvrement_case", [partner])
        [case] = self.call("recouvrement.case", "search", [("partner_id", "=", partner)])
        self.call("recouvrement.case", "action_make_link", [case])
        [access] = self.call("recouvrement.access", "search_read", [("case_id", "=", case)], ["url"])
        browser = requests.Session()
        page = browser.get(self.get_server().url + urlsplit(access["url"]).path, timeout=60)
        self.assertEqual(page.status_code, 200)
        return browser, page.url

    def fill_in(self, browser, address, **values):
        form = html.fromstring(browser.get(address, timeout=60).text).forms[0]
        return dict(form.form_values()) | values

    def test_a_double_click_is_one_request(self):
        browser, page = self.enter("durand")
        address = page + "/write"
        form = self.fill_in(browser, address, text="When was this delivered?")
        answers = []

        def click():
            answer = requests.post(address, data=form, cookies=browser.cookies, timeout=60)
            answers.append((answer.status_code, urlsplit(answer.url).path, urlsplit(answer.url).query))

        with contextlib.ExitStack() as clicks:
            with self.gate("recouvrement_submission", "INSERT"):
                clicks.enter_context(self.in_background(click))
                self.wait_at_gate()
                clicks.enter_context(self.in_background(click))
                self.wait_for_lock(processes=2)
        [(id_, case)] = self.odoo.sql("SELECT id, case_id FROM recouvrement_submission")
        done = f"/recouvrement/{case}/done/{id_}"
        self.assertEqual(sorted(answers), [(200, done, ""), (200, done, "again=1")])
        self.assertEqual(
            self.odoo.sql("SELECT count(*) FROM recouvrement_contact WHERE case_id = %s AND direction = 'in'", case),
            [(1,)],
        )
