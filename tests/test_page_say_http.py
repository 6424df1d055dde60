"""What reaches the server from the forms of the customer's page, honest or not."""

import http.client
import re
from urllib.parse import urlsplit

from odoo.tests import tagged
from odoo.tools import mute_logger

from .page import PageCase
from .uploads import EXE, HTML, PDF, SVG, office, picture

HOSTILE = '<script>alert(1)</script> {{ 7*7 }} <t t-out="object"/>'


@tagged("post_install", "-at_install")
class TestPageSayHttp(PageCase):
    def setUp(self):
        super().setUp()
        self.bill = self.invoice(-10, 300)
        self.reason = self.env.ref("recouvrement_preventif.dispute_reason_quality")
        self.enter()

    def contest(self, files=None, **values):
        entry = {"move_ids": str(self.bill.id), "reason_id": str(self.reason.id), "text": "Two chairs arrived broken"}
        return self.submit("/dispute", files=files, **{**entry, **values})

    def choose(self, *files):
        return [("files", (name, content, "application/pdf")) for name, content in files]

    def disputes(self):
        self.env.invalidate_all()
        return self.case().dispute_ids

    # === THE HONEST WAY === #

    def test_an_invoice_is_contested_with_a_file(self):
        page = self.contest(self.choose(("bon de livraison.pdf", PDF)), **{f"amount_{self.bill.id}": "120,50"})
        self.assertIn("/done/", page.url)
        self.assertIn("Contests", self.read(page))
        dispute = self.disputes()
        self.assertEqual((dispute.amount, dispute.description), (120.5, "Two chairs arrived broken"))
        self.assertEqual(dispute.evidence_ids.mapped("name"), ["bon de livraison.pdf"])
        self.assertIn(dispute.name, self.read(page))

    def test_a_message_is_sent(self):
        page = self.submit("/write", files=self.choose(("photo.jpg", picture())), text="When will you deliver?")
        self.assertIn("/done/", page.url)
        self.assertIn("When will you deliver?", "".join(self.case().message_ids.mapped("body")))

    def test_contact_details_are_corrected(self):
        page = self.submit("/correct", street="2 rue Basse", contact_email="new@example.org")
        self.assertIn("/done/", page.url)
        self.env.invalidate_all()
        self.assertEqual(self.customer.email, "dupont@example.org")
        self.assertEqual(
            self.case().submission_ids.correction_ids.mapped("new_value"), ["new@example.org", "2 rue Basse"]
        )

    def test_the_page_leads_to_each_form_and_each_form_back(self):
        page = self.open()
        for path, words in (
            ("/dispute", "Contest an invoice"),
            ("/write", "Write to us"),
            ("/correct", "Correct your"),
        ):
            self.assertIn(f"/recouvrement/{self.case().id}{path}", page.text)
            form = self.open(path)
            self.assertEqual(form.status_code, 200)
            self.assertIn(words, self.read(form))

    def test_a_customer_who_owes_nothing_is_not_asked_what_it_contests(self):
        self.pay(self.bill)
        self.assertNotIn("/dispute", self.open().text)
        self.assertIn("nothing to contest", self.read(self.open("/dispute")))
        self.assertIn("/write", self.open().text)

    def test_an_invoice_of_the_list_leads_to_its_own_form(self):
        self.invoice(-20, 80)
        address = f"/recouvrement/{self.case().id}/dispute?invoice={self.bill.id}"
        self.assertIn(address, self.open().text)
        self.assertEqual(self.get_form(self.open(address))["move_ids"], str(self.bill.id))
        for nonsense in ("0", "abc", "-1", "9" * 30, "%00"):
            form = self.open(f"/dispute?invoice={nonsense}")
            self.assertEqual(form.status_code, 200)
            self.assertNotIn("move_ids", self.get_form(form))

    def test_a_dispute_that_is_recorded_is_not_said_to_be_handled(self):
        self.contest()
        self.assertIn("Being examined", self.read(self.open()))
        self.assertNotIn("Handled", self.read(self.open()))

    def test_going_back_and_sending_again_is_one_dispute(self):
        form = self.open("/dispute")
        values = {"move_ids": str(self.bill.id), "reason_id": str(self.reason.id), "text": "Broken"}
        self.submit("/dispute", page=form, **values)
        again = self.submit("/dispute", page=form, **values)
        self.assertIn("already received", self.read(again))
        self.assertEqual(len(self.disputes()), 1)

    # === WHAT IS WRONG === #

    def test_what_was_typed_is_kept_when_something_is_wrong(self):
        page = self.contest(
            self.choose(("setup.exe", EXE)), text=HOSTILE, name="Marie <b>", **{f"amount_{self.bill.id}": "abc"}
        )
        text = self.read(page)
        self.assertIn("setup.exe was not taken", text)
        self.assertIn("not an amount", text)
        self.assertIn("choose them again", text)
        form = self.get_form(page)
        self.assertEqual(form["text"].strip(), HOSTILE)
        self.assertEqual((form["name"], form[f"amount_{self.bill.id}"]), ("Marie <b>", "abc"))
        self.assertEqual((form["move_ids"], form["reason_id"]), (str(self.bill.id), str(self.reason.id)))
        self.assertNotIn("<script>", page.text)
        self.assertFalse(self.disputes())

    def test_an_invoice_of_somebody_else_is_refused(self):
        other = self.invoice(-10, 500, partner=self._make_customer("Durand"))
        page = self.contest(move_ids=str(other.id))
        self.assertIn("not open any more", self.read(page))
        self.assertNotIn(other.name, page.text)
        self.assertFalse(self.env["recouvrement.dispute"].search([("line_ids.move_id", "=", other.id)]))

    def test_amounts_out_of_range(self):
        for typed in ("0", "-10", "300,01", "nan", "Infinity", "1e9", "9" * 500, "0x10", "१२"):
            page = self.contest(**{f"amount_{self.bill.id}": typed})
            self.assertIn("What you typed was kept", self.read(page), typed)
        self.assertFalse(self.disputes())

    def test_every_kind_of_file_that_could_act_is_refused(self):
        for name, content in (
            ("page.html", HTML),
            ("page.pdf", HTML),
            ("image.svg", SVG),
            ("photo.jpg", SVG),
            ("setup.exe", EXE),
            ("facture.pdf.exe", EXE),
            ("facture.pdf", EXE),
            ("macros.docm", office(word__vbaProject_bin="x")),
            ("photo.jpg", b"\xff\xd8\xff\xe0" + HTML),
            ("vide.pdf", b""),
        ):
            page = self.contest(self.choose((name, content)))
            self.assertIn(f"{name} was not taken", self.read(page))
        self.assertFalse(self.disputes())
        self.assertFalse(self.env["ir.attachment"].search([("res_model", "=", "recouvrement.dispute")]))

    def test_the_name_of_a_file_is_made_to_agree_with_its_content(self):
        names = ("..\\..\\facture\u202efdp.exe", "<img src=x onerror=alert(1)>.html", "a" * 400 + ".pdf")
        page = self.contest(self.choose(*((name, PDF) for name in names)))
        self.assertIn("/done/", page.url)
        kept = self.disputes().evidence_ids.sorted("id").mapped("name")
        self.assertEqual(kept[:2], ["facturefdp.pdf", "_img src=x onerror=alert(1)_.pdf"])
        self.assertEqual(kept[2], "a" * 120 + ".pdf")

    def test_too_many_and_too_large(self):
        page = self.contest(self.choose(*((f"{number}.pdf", PDF) for number in range(6))))
        self.assertIn("6 files are too many", self.read(page))
        page = self.contest(self.choose(("film.jpg", picture() + bytes(11 * 1024 * 1024))))
        self.assertIn("film.jpg was not taken: it is larger than 10 MB", self.read(page))
        self.assertFalse(self.disputes())

    def test_a_200_megabyte_upload_is_cut_before_it_is_read(self):
        for path in ("/dispute", "/write"):
            url = urlsplit(self.base_url())
            with self.allow_requests():
                connection = http.client.HTTPConnection(url.hostname, url.port, timeout=20)
                connection.putrequest("POST", self._get_address(path))
                for name, value in (
                    ("Content-Type", "multipart/form-data; boundary=x"),
                    ("Content-Length", str(200 * 1024 * 1024)),
                    ("Cookie", "; ".join(f"{name}={value}" for name, value in self.opener.cookies.items())),
                    ("Accept-Language", "fr-FR"),
                ):
                    connection.putheader(name, value)
                connection.endheaders()
                # Nothing of it was sent, and the answer is there.
                answer = connection.getresponse()
                body = answer.read().decode()
                connection.close()
            self.assertEqual(answer.status, 413)
            self.assertIn('<main id="content"', body)
            self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertFalse(self.case().submission_ids)

    def test_words_with_characters_that_no_database_takes(self):
        page = self.submit("/write", text="a\x00b", name="Ma\x00rie")
        self.assertEqual(page.status_code, 200)
        self.assertIn("/done/", page.url)

    def test_a_file_where_words_are_expected(self):
        for path in ("/dispute", "/write", "/correct"):
            for field in ("text", "name", "email", "number", "move_ids", "reason_id", "street"):
                form = self.get_form(self.open(path))
                form.pop(field, None)
                page = self.open(path, data=form, files={field: ("x.txt", b"x")})
                self.assertEqual(page.status_code, 200, (path, field))

    def test_a_text_that_is_too_long_is_not_cut_silently(self):
        page = self.submit("/write", text="x" * 10_001)
        self.assertIn("too long", self.read(page))
        self.assertEqual(len(self.get_form(page)["text"].strip()), 10_001)

    def test_without_its_token_a_form_is_refused(self):
        for path in ("/dispute", "/write", "/correct"):
            values = self.get_form(self.open(path)) | {"text": "x", "csrf_token": "wrong"}
            with mute_logger("odoo.http"):
                self.assertEqual(self.open(path, data=values).status_code, 400)
        self.assertFalse(self.case().submission_ids)

    def test_the_page_of_somebody_else_takes_nothing(self):
        other = self.case(self._make_customer("Durand"))
        token = self.get_form(self.open("/write"))["csrf_token"]
        for path in ("/dispute", "/write", "/correct"):
            page = self.open(f"/recouvrement/{other.id}{path}", data={"csrf_token": token, "text": "x", "number": "0"})
            self.assertEqual(page.status_code, 404)
        self.assertFalse(other.submission_ids)

    # === WHAT BECOMES OF A FILE === #

    def serve(self, document, suffix=""):
        return self.url_open(f"/web/content/{document.id}{suffix}")

    def test_nobody_unknown_reads_a_file_and_no_browser_shows_it(self):
        self.contest(self.choose(("photo.html", picture() + HTML), ("note.txt", b"Two chairs")))
        photo, note = self.disputes().evidence_ids.sorted("id")
        self.assertEqual((photo.name, photo.mimetype), ("photo.jpg", "image/jpeg"))
        for document in (photo, note):
            self.assertFalse(document.public or document.access_token)
            self.assertEqual(self.serve(document).status_code, 404)
        self.opener.cookies.clear()
        self.authenticate("admin", "admin")
        self.env.ref("base.user_admin").company_ids |= self.company
        for suffix in ("", "?download=0", "/evil.html", "?mimetype=text/html", "/evil.html?mimetype=text/html"):
            for document in (photo, note):
                answer = self.serve(document, suffix)
                self.assertEqual(answer.status_code, 200)
                self.assertRegex(answer.headers["Content-Disposition"], f"^attachment; filename=.*{document.name}")
                self.assertEqual(answer.headers["Content-Type"].partition(";")[0], document.mimetype)
                self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
                self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])
        image = self.url_open(f"/web/image/{photo.id}?mimetype=text/html")
        self.assertTrue(image.headers["Content-Disposition"].startswith("attachment"))
        self.assertEqual(image.headers["Content-Type"], "image/jpeg")

    def test_a_file_of_a_colleague_is_shown_as_before(self):
        document = self.env["ir.attachment"].create(
            {"name": "plan.pdf", "raw": PDF, "res_model": "recouvrement.case", "res_id": self.case().id}
        )
        self.authenticate("admin", "admin")
        self.env.ref("base.user_admin").company_ids |= self.company
        self.assertTrue(self.serve(document).headers["Content-Disposition"].startswith("inline"))

    def test_a_name_in_a_page_is_text(self):
        self.submit("/write", text=HOSTILE, name=HOSTILE)
        done = self.open(f"/done/{self.case().submission_ids.id}")
        self.assertNotIn("<script>", done.text)
        self.assertIn("{{ 7*7 }}", self.read(done))
        self.assertFalse(re.search(r"<t\s", done.text))
