"""A customer tells what is wrong, on its telephone; a collector reads it on his screen."""

import io

from PIL import Image

from odoo.tests import tagged

from .page import DESKTOP, PageCase
from .test_screens import ScreenCase
from .uploads import HTML


@tagged("post_install", "-at_install")
class TestPageSayScreens(PageCase, ScreenCase):
    def setUp(self):
        super().setUp()
        self.customer.write({"lang": "fr_FR", "street": "1 rue Haute", "zip": "75001", "city": "Paris"})
        self.bill = self.late_invoice(10, 1300)
        self.second = self.late_invoice(40, 450)
        self.names = self.bill.name, self.second.name  # the page works in this transaction: nothing else may read in it
        self.address = f"/recouvrement/{self.case().id}"
        self.way_in = self.link()

    def make_photo(self):
        stream = io.BytesIO()
        Image.new("RGB", (1600, 1200), "sienna").save(stream, "JPEG")
        return {"name": "IMG_0042.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}

    def test_a_customer_contests_with_a_photograph_on_its_telephone(self):
        with self.browse() as page:
            page.goto(self.way_in)
            page.get_by_role("link", name="Contester une facture").click()
            self.shot(page, "say_dispute")
            self.assert_accessible(page)
            page.get_by_role("button", name="Contester").click()
            page.get_by_role("alert").wait_for()
            self.shot(page, "say_dispute_errors")
            self.assert_accessible(page)
            page.get_by_label(self.names[0], exact=False).first.check()
            page.get_by_label(f"Montant contesté sur {self.names[0]}").fill("250,50")
            page.get_by_label("Qu'est-ce qui ne va pas ?").select_option(
                label="Ce que nous avons reçu est abîmé ou non conforme"
            )
            page.get_by_label("Que s'est-il passé ?").fill("Deux chaises sont arrivées cassées.\nVoir la photo.")
            page.get_by_label("Fichiers").set_input_files(
                [self.make_photo(), {"name": "photo.html", "mimeType": "text/html", "buffer": HTML}]
            )
            page.get_by_role("button", name="Contester").click()
            page.get_by_text("photo.html n'a pas été retenu").first.wait_for()
            self.shot(page, "say_dispute_refused_file")
            self.assert_accessible(page)
            self.assertEqual(page.get_by_label(f"Montant contesté sur {self.names[0]}").input_value(), "250,50")
            page.get_by_label("Fichiers").set_input_files([self.make_photo()])
            page.get_by_role("button", name="Contester").click()
            page.get_by_text("Conteste").first.wait_for()
            self.shot(page, "say_dispute_done")
            self.assert_accessible(page)
            page.goto(self.address)
            self.shot(page, "say_page_after")
        [dispute] = self.case().dispute_ids
        self.assertEqual((dispute.amount, dispute.line_ids.move_id), (250.5, self.bill))
        self.assertEqual(dispute.evidence_ids.mapped("name"), ["IMG_0042.jpg"])

    def test_a_form_is_sent_without_a_mouse_and_without_scripts(self):
        with self.browse() as page:
            page.goto(self.way_in)
            page.goto(f"{self.address}/write")
            self.shot(page, "say_write")
            self.assert_accessible(page)
            page.get_by_label("Votre message").focus()
            page.keyboard.type("Quand livrez-vous la suite ?")
            for _each in range(3):
                page.keyboard.press("Tab")
            page.keyboard.press("Tab")
            self.assertEqual(page.evaluate("document.activeElement.type"), "submit")
            page.keyboard.press("Enter")
            page.get_by_text("Quand livrez-vous la suite ?").first.wait_for()
            self.shot(page, "say_write_done")
            self.assertFalse(page.locator("script").count())
        self.assertIn("Quand livrez-vous", "".join(self.case().message_ids.mapped("body")))

    def test_a_customer_corrects_its_details_and_a_collector_accepts_them(self):
        with self.browse() as page:
            page.goto(self.way_in)
            page.get_by_role("link", name="Corriger vos coordonnées").click()
            self.assert_accessible(page)
            page.get_by_label("Numéro et rue").fill("2 rue Basse <b>")
            page.get_by_label("E-mail de cette personne").fill("paul@example")
            page.get_by_role("button", name="Envoyer").click()
            page.get_by_role("alert").wait_for()
            self.shot(page, "say_correct_errors")
            self.assert_accessible(page)
            page.get_by_label("Nom de cette personne").fill("Paul Petit")
            page.get_by_label("E-mail de cette personne").fill("paul@example.org")
            page.get_by_role("button", name="Envoyer").click()
            page.get_by_text("Propose de corriger").first.wait_for()
            self.shot(page, "say_correct_done")
        self.customer.street = "3 rue Neuve"
        submission = self.case().submission_ids
        with self.browse(viewport=DESKTOP, login="comptable") as page:
            page.goto("/odoo/recouvrement-requests")
            page.locator(".o_data_row", has_text="Dupont").wait_for()
            self.shot(page, "say_requests")
            page.locator(".o_data_row td[name=summary]").first.click()
            page.locator(".o_field_widget[name=correction_ids]", has_text="2 rue Basse <b>").wait_for()
            self.shot(page, "say_request_correction")
            page.locator(".o_data_row", has_text="Paul Petit").locator("button[name=action_accept]").click()
            dialog = page.locator(".modal-dialog", has_text="Vous n'avez pas le droit de modifier les contacts")
            dialog.wait_for()
            self.shot(page, "say_request_no_right")
            dialog.locator(".modal-footer button").first.click()
            self.accountant.group_ids |= self.env.ref("base.group_partner_manager")
            page.reload()
            page.locator(".o_data_row", has_text="Paul Petit").locator("button[name=action_accept]").click()
            page.locator(".o_data_row", has_text="Paul Petit").locator("td[name=state] .text-bg-success").wait_for()
            page.locator("button[name=action_accept_corrections]").click()
            page.locator(".o_arrow_button_current[data-value=done]").wait_for()
            self.shot(page, "say_request_accepted")
            page.goto("/odoo/recouvrement-dispute-reasons")
            page.locator(".o_data_row", has_text="Nous avons été facturés deux fois").wait_for()
            self.shot(page, "say_reasons")
        self.assertEqual(self.customer.street, "2 rue Basse <b>")
        self.assertEqual(submission.state, "done")

    def test_a_collector_reads_a_message_from_the_worklist(self):
        self.enter()
        self.submit("/write", text="Quand livrez-vous ?\n{{ 7*7 }} <b>vite</b>", files=self.choose())
        with self.browse(viewport=DESKTOP, login="comptable") as page:
            page.goto("/odoo/recouvrement-todo")
            row = page.locator(".o_data_row", has_text="Dupont")
            row.wait_for()
            self.shot(page, "say_todo")
            row.locator("button[name=action_request]").click()
            page.locator(".o_field_widget[name=text]", has_text="{{ 7*7 }} <b>vite</b>").wait_for()
            self.shot(page, "say_request_message")
            page.locator("button[name=action_open_case]").click()
            page.locator(".o-mail-Message", has_text="Quand livrez-vous ?").first.wait_for()
            self.shot(page, "say_case")

    def choose(self):
        photo = self.make_photo()
        return [("files", (photo["name"], photo["buffer"], photo["mimeType"]))]
