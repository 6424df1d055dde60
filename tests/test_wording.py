"""Words of courts and bailiffs: found in what people write, absent from what the addon ships."""

import doctest
import unittest

from odoo.tests import Form, TransactionCase, tagged
from odoo.tools import html2plaintext

from odoo.addons.recouvrement_preventif.tools import identity, terms, wording

from .common import CollectionCase
from .letters import LetterCase

ADDON = "recouvrement_preventif"


class TestWords(unittest.TestCase):
    def find(self, title="", text=""):
        return [(found.words, found.reason) for found in wording.find_delicate_words(title, text)]

    def test_the_examples_in_the_code(self):
        for module in (wording, identity, terms):
            results = doctest.testmod(module)
            self.assertTrue(results.attempted)
            self.assertFalse(results.failed, module.__name__)

    def test_french_words(self):
        for text, words, reason in (
            ("Ceci est un commandement de payer.", "commandement de payer", "bailiff"),
            ("Nous mandaterons un HUISSIER", "HUISSIER", "bailiff"),
            ("une sommation interpellative", "sommation", "bailiff"),
            ("un commissaire de\n  justice", "commissaire de justice", "bailiff"),
            ("avant l'assignation", "assignation", "court"),
            ("une injonction de payer", "injonction de payer", "court"),
            ("un titre exécutoire", "titre exécutoire", "court"),
            ("une saisie-vente", "saisie-vente", "seizure"),
            ("par voie d'exécution forcée", "exécution forcée", "seizure"),
            ("sous peine d'action en justice", "action en justice", "threat"),
            ("un dépôt de plainte", "dépôt de plainte", "threat"),
        ):
            with self.subTest(text):
                self.assertEqual(self.find(text=text), [(words, reason)])

    def test_dutch_and_english_words(self):
        for text, reason in (
            ("de gerechtsdeurwaarder", "bailiff"),
            ("een dagvaarding", "court"),
            ("loonbeslag", "seizure"),
            ("gerechtelijke stappen", "threat"),
            ("the bailiff", "bailiff"),
            ("a writ of summons", "court"),
            ("seizure of your goods", "seizure"),
            ("we will take legal action", "threat"),
        ):
            with self.subTest(text):
                self.assertEqual({found[1] for found in self.find(text=text)}, {reason})

    def test_some_words_are_for_titles_only(self):
        self.assertEqual(self.find(title="Tribunal de commerce"), [("Tribunal", "court")])
        self.assertEqual(self.find(title="Avant poursuites"), [("Avant poursuites", "threat")])
        self.assertEqual(self.find(text="Le tribunal de Lyon est compétent."), [])

    def test_ordinary_words_are_left_alone(self):
        for text in (
            "Mise en demeure de payer",
            "Merci de régler en vue d'un paiement rapide",
            "In order to pay, scan the code",
            "Votre commande a été ressaisie par nos soins",
            "Courtesy call",
            "Nous restons à votre disposition pour un échéancier",
        ):
            with self.subTest(text):
                self.assertEqual(self.find(text, text), [])

    def test_the_same_words_are_told_once(self):
        self.assertEqual(self.find("Huissier", "L'huissier, encore l'huissier"), [("Huissier", "bailiff")])


@tagged("post_install", "-at_install")
class TestBanner(CollectionCase):
    def test_the_level_and_its_text_say_which_words_and_why(self):
        level = self.levels["third"]
        self.assertFalse(level.wording_warning)
        level.template_id.subject = "Dernier avis avant saisie : {{ object.amounts }}"
        level.invalidate_recordset()
        self.assertIn("Dernier avis avant saisie", level.wording_warning)
        self.assertIn("may be read as a threat", level.template_id.recouvrement_wording)
        level.fallback_template_id = self.env.ref(f"{ADDON}.mail_template_letter")
        level.fallback_template_id.body_html = "<p>L'huissier &lt;de&gt; Lyon</p>"
        level.invalidate_recordset()
        self.assertIn("belongs to bailiffs", level.wording_warning)

    def test_it_is_told_while_it_is_typed_and_nothing_is_blocked(self):
        template = self.levels["third"].template_id
        with Form(template) as form:
            form.subject = "Sommation de payer"
            self.assertIn("Sommation", form.recouvrement_wording)
        self.assertEqual(template.subject, "Sommation de payer")

    def test_other_languages_are_read_too(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.levels["third"].template_id
        template.with_context(lang="fr_FR").body_html = "<p>Un commandement de payer</p>"
        self.assertIn("commandement de payer", template.recouvrement_wording)

    def test_texts_of_other_documents_are_nobody_s_business_here(self):
        other = self.env["mail.template"].create(
            {"name": "x", "subject": "Huissier", "model_id": self.env["ir.model"]._get_id("account.move")}
        )
        self.assertFalse(other.recouvrement_wording)


@tagged("post_install", "-at_install")
class TestShippedTexts(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        modules = cls.env["ir.module.module"].search([("name", "=like", f"{ADDON}%"), ("state", "=", "installed")])
        modules._update_translations(["fr_FR"], overwrite=True)

    def assertClean(self, name, title, text):
        found = wording.find_delicate_words(title or "", text or "")
        self.assertFalse(found, name)

    def test_no_text_that_is_sent_uses_them(self):
        templates = self.env["mail.template"].search([("model", "=like", "recouvrement.%")])
        self.assertGreater(len(templates), 10)
        for lang in ("en_US", "fr_FR"):
            for template in templates.with_context(lang=lang):
                with self.subTest(f"{template.name} {lang}"):
                    self.assertClean(template.name, template.subject, html2plaintext(template.body_html))

    def test_no_page_that_is_printed_or_mailed_uses_them(self):
        pages = self.env["ir.ui.view"].search([("type", "=", "qweb"), ("key", "=like", f"{ADDON}%")])
        self.assertIn(f"{ADDON}.reminder_legal_mentions", pages.mapped("key"))
        for lang in ("en_US", "fr_FR"):
            for page in pages.with_context(lang=lang):
                with self.subTest(f"{page.key} {lang}"):
                    self.assertClean(page.key, "", html2plaintext(page.arch))

    def test_no_policy_uses_them(self):
        levels = self.env["recouvrement.level"].search([])
        for lang in ("en_US", "fr_FR"):
            for name in levels.with_context(lang=lang).mapped("name"):
                self.assertClean(name, name, "")


class TestShippedMentions(LetterCase):
    def test_what_is_added_to_formal_notices_uses_none_of_them(self):
        """For a business and a person of every law known, in both languages."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"].search([("name", "=", ADDON)])._update_translations(["fr_FR"], overwrite=True)
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 10, "consumer_indemnity_kind": "scale"})
        self.invoice(-10, 300)
        [reminder] = self.run_cron()
        reminder.level_id = self.levels["notice"]
        for country in ("fr", "be", "lu", "nl", "de", "ch", "it", "us"):
            for is_company in (True, False):
                for lang in ("en_US", "fr_FR"):
                    self.company.country_id = self.env.ref(f"base.{country}")
                    self.customer.write({"is_company": is_company, "country_id": self.company.country_id.id})
                    text = html2plaintext(reminder.with_context(lang=lang)._get_legal_mentions())
                    with self.subTest(f"{country} {is_company} {lang}"):
                        self.assertGreater(len(text), 300)
                        self.assertFalse(wording.find_delicate_words("", text))
