"""Payment terms for everybody to read: their page, their documents, the invoices that quote them; and accepted online."""

import os
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TODAY
from .page import DESKTOP, PageCase


@tagged("post_install", "-at_install")
class TestTermsPage(PageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.terms = cls.publish_terms()

    def address(self, suffix="", company=None):
        return f"/recouvrement/conditions/{(company or self.company).id}{suffix}"

    def get_pdf(self, content):
        return PdfReader(BytesIO(content))

    def print(self, report, records):
        """A printed document."""
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True, lang=self.customer.lang)
        with self.allow_pdf_render():
            content, _kind = reports._render_qweb_pdf(report, records.ids)
        if folder := os.environ.get("SCREENSHOTS"):
            Path(folder, f"terms_{report.rpartition('.')[2]}_{len(content)}.pdf").write_bytes(content)
        return self.get_pdf(content)

    def look(self, page, name):
        self.assert_accessible(page)
        self.shot(page, name)

    # === IN A BROWSER, IN FRENCH === #

    def test_the_customer_accepts_on_a_telephone(self):
        (self.customer | self.company.partner_id).lang = "fr_FR"
        link = self.link()
        with self.browse() as page:
            page.goto(link)
            page.locator("a[data-action=terms]").click()
            page.locator("article.contract").wait_for()
            self.look(page, "terms_phone")
            page.locator("form button[type=submit]").click()
            page.get_by_role("alert").wait_for()
            self.look(page, "terms_phone_errors")
            page.locator("#field_name").fill("Anne Dupont")
            page.locator("#field_accept").check()
            page.locator("form button[type=submit]").click()
            page.locator("p.big").wait_for()
            self.look(page, "terms_phone_done")
        self.assertEqual((self.acceptance().signer, self.acceptance().lang), ("Anne Dupont", "fr_FR"))

    def test_everybody_reads_the_public_page(self):
        self.publish_terms("consumer")
        with self.browse(viewport=DESKTOP) as page:
            page.goto(self.address())
            page.locator(".actions a").first.wait_for()
            self.look(page, "terms_public_list")
            page.locator(".actions a").first.click()
            page.locator("article.contract").wait_for()
            self.look(page, "terms_public")

    # === FOR EVERYBODY === #

    def test_the_version_in_force_is_read_without_logging_in(self):
        page = self.url_open(self.address())
        self.assertEqual(page.status_code, 200)
        self.assertTrue(page.url.endswith(self.address("/1")))
        for said in ("Payment terms no. 1", "fixed compensation of 40 euros", self.terms._get_text("en_US").digest):
            self.assertIn(said, self.read(page))
        self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])

    def test_several_kinds_of_customers_are_a_choice(self):
        self.publish_terms("consumer")
        page = self.url_open(self.address())
        self.assertIn("Businesses · France", self.read(page))
        self.assertIn("Consumers · France", self.read(page))

    def test_a_replaced_version_can_still_be_read_and_leads_to_the_one_in_force(self):
        self.publish_terms(day=-10)
        text = self.read(self.url_open(self.address("/1")))
        self.assertIn("not in force any more", text)
        self.assertIn("Read those that are", text)
        self.assertNotIn("not in force any more", self.read(self.url_open(self.address("/2"))))

    def test_what_is_not_published_is_seen_by_nobody(self):
        draft = self.env["recouvrement.terms"].create({"company_id": self.company.id, "customer_kind": "consumer"})
        other = self._make_company("Autre")
        with mute_logger("odoo.http"):
            for suffix in (f"/{draft.number}", "/99", f"/{draft.number}/pdf", "/99999999999999999999"):
                self.assertEqual(self.url_open(self.address(suffix)).status_code, 404, suffix)
            self.assertEqual(self.url_open(self.address(company=other)).status_code, 404)
            self.assertEqual(self.url_open("/recouvrement/conditions/99999999").status_code, 404)

    def test_each_language_at_its_address(self):
        self.assertEqual(self.url_open(self.address("/1?lang=fr_FR")).status_code, 200)
        page = self.url_open(self.address("/1?lang=fr_FR"))
        self.assertIn(self.terms._get_text("fr_FR").digest, self.read(page))
        self.assertIn(self.terms._get_text("en_US").digest, self.read(self.url_open(self.address("/1?lang=en_US"))))

    # === ON PAPER === #

    def test_they_are_downloaded_with_their_fingerprint(self):
        page = self.url_open(self.address("/1/pdf?lang=en_US"))
        self.assertEqual((page.status_code, page.headers["Content-Type"]), (200, "application/pdf"))
        text = self.print("recouvrement_preventif.action_report_terms", self.terms).pages[0].extract_text()
        for said in ("Payment terms no. 1", "40 euros", "SHA-256"):
            self.assertIn(said, text)

    def test_a_poster_is_one_page_however_long_the_text(self):
        for length in (300, 1000, 1390, 1890, 2590, 3200):
            draft = self.env["recouvrement.terms"].create({"company_id": self.company.id})
            sentence = "Each invoice is payable by the due date that it states. "
            paragraph = f"<h2>When to pay</h2><p>{sentence * 4}</p>"
            draft._get_text("en_US").body = paragraph * (length // 240)
            pdf = self.print("recouvrement_preventif.action_report_terms_poster", draft)
            with self.subTest(length):
                self.assertEqual(len(pdf.pages), 1)
                self.assertIn("Draft, not published", pdf.pages[0].extract_text())

    def test_a_poster_leads_to_the_page(self):
        text = self.print("recouvrement_preventif.action_report_terms_poster", self.terms).pages[0].extract_text()
        for said in ("Read it on your telephone", self.address("/1"), "40 euros"):
            self.assertIn(said, text)

    def test_invoices_quote_the_version_of_their_day_and_stay_on_one_page(self):
        self.publish_terms(day=-10)
        old, new = self.invoice(0, 100), self.invoice(25, 100)
        self.assertIn("no. 1 of", old._get_recouvrement_terms_sentence())
        self.assertIn("no. 2 of", new._get_recouvrement_terms_sentence())
        pdf = self.print("account.account_invoices", new)
        self.assertEqual(len(pdf.pages), 1)
        self.assertIn(f"/recouvrement/conditions/{self.company.id}/2", pdf.pages[0].extract_text().replace("\n", ""))

    def test_nothing_is_quoted_where_the_policy_says_no_or_on_a_credit_note(self):
        move = self.invoice(0, 100)
        self.assertFalse(self.credit_note(10)._get_recouvrement_terms_sentence())
        self.policy.prints_terms = False
        self.assertFalse(move._get_recouvrement_terms_sentence())

    # === ACCEPTED ON THE CUSTOMER'S PAGE === #

    def acceptance(self):
        return self.customer._get_recouvrement_acceptance(self.company, TODAY)[self.customer]

    def test_the_customer_reads_and_accepts_them(self):
        home = self.enter()
        self.assertIn("Read and accept our payment terms", self.read(home))
        page = self.submit("/terms", name="Anne Dupont", accept="1")
        self.assertIn("Accepts the payment terms no. 1", self.read(page))
        self.assertRecordValues(
            self.acceptance(),
            [
                {
                    "terms_id": self.terms.id,
                    "how": "page",
                    "signer": "Anne Dupont",
                    "date": TODAY,
                    "digest": self.terms._get_text("en_US").digest,
                }
            ],
        )
        self.assertTrue(self.acceptance().ip)
        [submission] = self.case().submission_ids
        self.assertEqual(submission.state, "done")
        shown = self.open("/terms")
        self.assertIn("accepted on", self.read(shown))
        self.assertNotIn("I accept", self.read(shown))
        self.assertIn("Read our payment terms", self.read(self.open()))

    def test_without_the_box_or_a_name_nothing_is_accepted(self):
        self.enter()
        self.assertIn("Tick this box", self.read(self.submit("/terms", name="Anne")))
        self.assertIn("Write your name", self.read(self.submit("/terms", name="", accept="1")))
        self.assertFalse(self.acceptance())

    def test_what_changed_meanwhile_is_read_again(self):
        self.enter()
        page = self.open("/terms")
        self.publish_terms(day=0)
        text = self.read(self.submit("/terms", page=page, name="Anne", accept="1"))
        self.assertIn("please read them again", text)
        self.assertFalse(self.acceptance())

    def test_a_double_click_accepts_once(self):
        self.enter()
        page = self.open("/terms")
        for _click in range(2):
            self.submit("/terms", page=page, name="Anne", accept="1")
        self.assertEqual(len(self.customer.recouvrement_acceptance_ids), 1)

    def test_where_there_are_no_terms_nothing_is_said_of_them(self):
        self.terms.action_withdraw()
        with self.at(1):
            self.assertNotIn("payment terms", self.read(self.enter()))
            self.assertEqual(self.read(self.open("/terms")), self.read(self.open()))
