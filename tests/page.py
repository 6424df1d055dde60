"""The customer's page as its visitors have it: over HTTP, and in the browser of a telephone."""

import os
import re
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from lxml import html

from odoo.tests import HttpCase, tagged

from .browser import browser_page
from .common import CollectionCase

PHONE = (390, 844)
DESKTOP = (1366, 768)
# What axe-core checks of a page: all that WCAG 2.2 asks for at level AA.
WCAG_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@tagged("post_install", "-at_install")
class PageCase(CollectionCase, HttpCase):
    """A customer with a personal link; a test opens it by `enter`, then goes from page to page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")

    # === LINKS === #

    def access(self, case=None, contact=None):
        """The personal link of a contact, the customer itself by default."""
        case = case or self.case()
        contact = contact if contact is not None else case.partner_id
        return self.env["recouvrement.access"]._get_for([(case, contact)])[case.sudo(), contact.sudo()]

    def link(self, access=None):
        """What follows the server's name in the address of a link."""
        return "/recouvrement/l/" + (access or self.access())._get_url().rpartition("/")[2]

    def enter(self, access=None):
        """Follow a personal link; the page it leads to."""
        return self.open(self.link(access))

    # === OVER HTTP === #

    def open(self, path="", **kwargs):
        """A page, asked for by its address, or by what follows the case in it (`/promise`)."""
        return self.url_open(self._get_address(path), **kwargs)

    def submit(self, path, files=None, page=None, **values):
        """Fill in the form of a page as a visitor does, and send it; what is not given is sent as it was shown.

        :param str path: what follows the case in the address (`/promise`)
        :param page: the page that shows the form, when it was opened before
        """
        page = page or self.open(path)
        return self.open(path, data=self.get_form(page) | values, files=files)

    def get_form(self, page):
        """What the form of a page holds as it is shown: {name: value}."""
        form = html.fromstring(page.text).forms[0]
        return {name: value for name, value in form.form_values()}

    def read(self, page):
        """The text of a page, in one line."""
        return self.read_node(page, ".//main")

    def read_node(self, page, path):
        """The text of a part of a page, in one line; empty when it is not there."""
        node = html.fromstring(page.text).find(path)
        # A space between what stands in different elements, as a browser has.
        return "" if node is None else re.sub(r"\s+", " ", " ".join(node.itertext())).strip()

    def _get_address(self, path):
        return path if path.startswith("/recouvrement") else f"/recouvrement/{self.case().id}{path}"

    # === IN A BROWSER === #

    @contextmanager
    def browse(self, viewport=PHONE, login=None):
        """A browser's page, French, as large as a telephone's."""
        with browser_page(self, login=login, lang="fr-FR", viewport=viewport) as page:
            # Chromium asks for it now and then, whatever the page says of its icon.
            page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
            yield page

    def assert_accessible(self, page):
        """The page that a browser shows keeps to WCAG 2.2 AA, as far as a machine can tell."""
        options = {"runOnly": {"type": "tag", "values": WCAG_TAGS}}
        violations = Axe().run(page, options=options).response["violations"]
        found = [f"{each['id']}: {each['help']} {[node['html'] for node in each['nodes']]}" for each in violations]
        self.assertFalse(found, "\n".join([page.url, *found]))

    def shot(self, page, name):
        """Keep a picture where somebody asks for them."""
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=os.path.join(folder, f"{name}.png"), full_page=True)
