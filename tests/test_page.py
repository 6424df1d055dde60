"""The customer's page: who gets in, what he sees, and what becomes of what he sends."""

from .page import PageCase


class TestPage(PageCase):
    def test_a_link_opens_the_page_and_its_secret_leaves_the_address(self):
        invoice = self.invoice(-10, 300)
        name = invoice.name
        answer = self.open(self.link(), allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(answer.headers["Location"].partition("/recouvrement/")[2], str(self.case().id))
        page = self.open()
        self.assertEqual(page.status_code, 200)
        self.assertIn(name, self.read(page))
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_without_a_link_the_page_tells_nothing(self):
        self.invoice(-10, 300)
        page = self.open()
        self.assertEqual(page.status_code, 404)
        self.assertNotIn("Dupont", page.text)
        self.assertNotIn("Ateliers", page.text)

    def test_the_page_is_accessible_on_a_phone(self):
        self.customer.lang = "fr_FR"
        self.invoice(-10, 300)
        link = self.link()
        with self.browse() as page:
            page.goto(link)
            page.locator("h1").wait_for()
            self.assert_accessible(page)
            self.shot(page, "page_home")
