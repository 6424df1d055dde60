#!/usr/bin/env python3
"""Takes the pictures of docs/screenshots from a running bin/run.

With the Python of the development environment: dev/screenshots.py [http://127.0.0.1:8069]"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"


def take(page):
    page.goto("/web/login")
    page.fill("input[name=login]", "comptable")
    page.fill("input[name=password]", "comptable")
    page.click("button[type=submit]")
    page.wait_for_selector(".o_main_navbar")
    page.goto("/odoo/recouvrement")
    page.click("td.o_data_cell:has-text('Garage Morel')")
    page.wait_for_selector(".o_form_view .o-mail-Message img")
    page.mouse.move(700, 900)
    page.wait_for_timeout(2000)
    page.screenshot(path=FOLDER / "case.png")


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8069"
    with sync_playwright() as pw:
        browser = pw.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(
            base_url=url, locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1920, "height": 940}
        )
        take(context.new_page())
        browser.close()


if __name__ == "__main__":
    main()
