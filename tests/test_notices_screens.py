"""Legal identity, mentions for invoices and a formal notice, in French, in a browser."""

from .test_screens import ScreenCase


class TestNoticeScreens(ScreenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        module = cls.env["ir.module.module"].search([("name", "=", "recouvrement_preventif")])
        module._update_translations(["fr_FR"], overwrite=True)
        cls.manager = cls._new_user("responsable", "recouvrement_preventif.group_manager")
        cls.company.write({"street": "3 quai Perrache", "zip": "69002", "city": "Lyon", "phone": "04 99 00 00 00"})
        cls.customer.lang = "fr_FR"

    def test_manager_writes_the_legal_identity(self):
        self.company.company_registry = False
        with self.open("responsable") as page:
            page.goto("/odoo/action-recouvrement_preventif.recouvrement_legal_identity_action")
            dialog = page.locator(".modal-dialog")
            dialog.get_by_text("ses mises en demeure ne peuvent pas partir").wait_for()
            self.shot(page, "legal_identity_missing")
            mention = dialog.locator(".o_field_widget[name=recouvrement_legal_mention] input")
            mention.fill("SAS au capital de 50 000 €, RCS Lyon 903 500 007")
            mention.press("Tab")
            dialog.locator(".o_field_widget[name=preview]", has_text="RCS Lyon 903 500 007").wait_for()
            self.shot(page, "legal_identity")
            dialog.locator("button[name=action_save]").click()
            page.get_by_text("L'identité légale est enregistrée").wait_for()
        self.assertEqual(self.company.recouvrement_legal_mention, "SAS au capital de 50 000 €, RCS Lyon 903 500 007")

    def test_manager_adds_the_sentences_to_the_terms(self):
        with self.open("responsable") as page:
            page.goto("/odoo/action-recouvrement_preventif.recouvrement_terms_mention_action")
            dialog = page.locator(".modal-dialog")
            text = dialog.locator(".o_field_widget.o_field_text[name=text]")
            text.get_by_text("opération de refinancement la plus récente").wait_for()
            dialog.locator(".o_clipboard_button").wait_for()
            self.shot(page, "terms_mention")
            dialog.locator("input[data-value=consumer]").click()
            text.get_by_text("à compter de la mise en demeure de payer").wait_for()
            self.shot(page, "terms_mention_consumer")
            dialog.locator("input[data-value=business]").click()
            text.get_by_text("40 euros").wait_for()
            dialog.locator("button[name=action_add_to_terms]").click()
            page.get_by_text("Les phrases ont été ajoutées aux conditions par défaut").wait_for()
            self.shot(page, "terms_mention_added")
        terms = self.company.with_context(lang="fr_FR").invoice_terms
        self.assertIn("indemnité forfaitaire de 40 euros", terms)

    def test_accountant_reads_a_formal_notice_before_approving_it(self):
        self.late_invoice(40, 900)
        notice = self.remind()
        notice.line_ids.level_id = self.levels["notice"]
        notice.write({"level_id": self.levels["notice"].id, "state": "to_approve"})
        with self.open("comptable") as page:
            page.goto(f"/odoo/recouvrement-reminders/{notice.id}")
            body = page.locator(".o_field_widget[name=body]")
            body.get_by_text("Le présent message vaut mise en demeure de payer").wait_for()
            body.get_by_text("Nous vous demandons de payer dans les 15 jours").wait_for()
            body.get_by_text("SIREN 903 500 007").wait_for()
            self.shot(page, "formal_notice")
            page.locator("button[name=action_edit_message]").click()
            added = page.locator(".o_field_widget[name=legal_mentions]")
            added.get_by_text("Le présent message vaut mise en demeure de payer").wait_for()
            self.shot(page, "formal_notice_corrected")

    def test_words_of_a_bailiff_are_told_on_the_level(self):
        self.levels["third"].template_id.with_context(lang="fr_FR").subject = "Dernier avis avant saisie"
        with self.open("comptable") as page:
            page.goto(f"/odoo/recouvrement-policies/{self.policy.id}")
            page.locator(".o_data_row", has_text="Troisième relance").locator("td[name=name]").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".alert-warning", has_text="Dernier avis avant saisie").wait_for()
            self.shot(page, "wording")
