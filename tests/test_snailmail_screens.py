"""Letters given to Odoo's postal service on the screens, in French, in a real browser."""

from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from odoo.addons.iap.tools import iap_tools

from . import test_letters_screens, test_screens
from .letters import LetterCase

ROW = ".o_data_row"


@tagged("post_install", "-at_install")
class TestSnailmailScreens(LetterCase, HttpCase):
    shot = test_screens.TestScreens.shot
    _new_user = classmethod(test_screens.TestScreens._new_user.__func__)
    remind = test_letters_screens.TestLettersScreens.remind
    print_for_real = test_letters_screens.TestLettersScreens.print_for_real
    open = test_letters_screens.TestLettersScreens.open
    setUp = test_letters_screens.TestLettersScreens.setUp

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.company.partner_id.lang = "fr_FR"
        cls._new_user("comptable", "recouvrement_preventif.group_user")

    def answer(self):
        """The service refuses the letter to Bernard and sends the others."""

        def answer(url, params, timeout, **_kwargs):
            documents = [
                {**document, "sent": document["address"]["name"] != "Bernard", "error": "CREDIT_ERROR", "send_id": 7}
                for document in params["documents"]
            ]
            return {"request_code": 200, "request": {"documents": documents}}

        with patch.object(iap_tools, "iap_jsonrpc", answer), self.enter_registry_test_mode():
            self.env.ref("recouvrement_preventif_snailmail.ir_cron_send_letters").method_direct_trigger()
        self.env.invalidate_all()

    def test_collector_has_letters_sent_and_posts_what_came_back(self):
        letters = self.remind(Durand=(10, 300), Bernard=(12, 1250.5), Lambert=(12, 480), Petit=(15, 90))
        by_name = {letter.partner_id.name: letter for letter in letters}
        batch = self.env["recouvrement.letter.batch"]._start(letters)
        self.print_for_real(batch)
        by_name["Petit"].contact_id.zip = False
        with self.open() as page:
            page.goto(f"/odoo/recouvrement-letters/{batch.id}")
            page.locator("button[name=action_send_by_post]").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(ROW, has_text="Bernard").wait_for()
            dialog.locator(".alert-warning", has_text="Petit").wait_for()
            self.assertIn("6 pages", dialog.locator("[name=summary]").inner_text())
            self.shot(page, "snailmail_confirm")
            dialog.locator("footer button[name=action_send]").click()
            page.locator(ROW, has_text="Au service postal").first.wait_for()
            self.shot(page, "snailmail_handed")
            page.locator(ROW, has_text="Lambert").locator("button[name=action_take_back]").click()
            page.locator(ROW, has_text="Lambert").locator("button[name=action_take_out]").wait_for()
        self.answer()
        with self.open() as page:
            page.goto(f"/odoo/recouvrement-letters/{batch.id}")
            page.locator(ROW, has_text="Durand").locator("td[name=delivery_state]", has_text="Postée").wait_for()
            page.locator(ROW, has_text="pas assez de crédits").wait_for()
            self.shot(page, "snailmail_answered")
            page.goto(f"/odoo/recouvrement-reminders/{by_name['Bernard'].id}")
            page.locator(".alert-warning", has_text="pas assez de crédits").wait_for()
            self.shot(page, "snailmail_returned")
        self.assertEqual(by_name["Durand"].state, "sent")
        states = {name: letter.delivery_state for name, letter in by_name.items()}
        self.assertEqual(states, {"Durand": "posted", "Bernard": "printed", "Lambert": "printed", "Petit": "printed"})
