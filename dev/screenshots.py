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
    take_worklist(page)
    take_case(page)
    take_start_and_preview(page)


def keep(page, name):
    page.mouse.move(700, 760)
    page.wait_for_timeout(1500)
    page.screenshot(path=FOLDER / f"{name}.png")


def take_worklist(page):
    page.set_viewport_size({"width": 1366, "height": 640})
    page.goto("/odoo/recouvrement-todo")
    page.wait_for_selector(".o_data_row")
    keep(page, "todo")
    page.set_viewport_size({"width": 1366, "height": 860})
    page.click(".o_data_row:has-text('Bâtiment Rousseau') button[name=action_call]")
    page.wait_for_selector(".modal-dialog [name=words] p")
    keep(page, "call")
    page.keyboard.press("Escape")


def take_case(page):
    page.set_viewport_size({"width": 1920, "height": 940})
    page.goto("/odoo/recouvrement")
    page.click("td.o_data_cell:has-text('Garage Morel')")
    page.wait_for_selector(".o_form_view .o-mail-Message img")
    keep(page, "case")


def take_start_and_preview(page):
    page.set_viewport_size({"width": 1366, "height": 640})
    page.goto("/odoo/recouvrement-setup")
    for _page in range(3):
        page.click(".o_form_view button[name=action_next]")
        page.wait_for_timeout(1500)
    keep(page, "start")
    page.goto("/odoo/action-recouvrement_preventif.recouvrement_preview_action")
    page.click(".modal-dialog .btn-primary")
    page.wait_for_selector(".o_list_view .o_list_table")
    keep(page, "preview")


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
