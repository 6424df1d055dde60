import io
import re
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools import html2plaintext
from odoo.tools.translate import trans_export

from .common import CollectionCase

ADDON = "recouvrement_preventif"
REPOSITORY = Path(__file__).parents[1]
ADDONS = sorted(manifest.parent.name for manifest in REPOSITORY.glob("*/__manifest__.py"))
GUIDE = "\n".join(path.read_text() for path in sorted((REPOSITORY / "docs" / "guide").glob("*.md")))
# Odoo's own words that the guide needs.
ODOO_LABELS = {"Facturation", "Configuration", "Paramètres"}
# What is written alike in both languages.
COMMON_WORDS = {"BIC", "DATE", "DOCUMENT", "MESSAGE", "MESSAGES", "MOMENT", "SIMPLE", "SOLUTION", "TOTAL"}
PLACEHOLDER = re.compile(r"%\(\w+\)s|%s|\{\{.*?\}\}|<[^>]*>")


def read_po(name, addons=ADDONS):
    """The entries of a translation file of some addons; "pot" is their template."""
    entries = []
    for addon in addons:
        path = REPOSITORY / addon / "i18n" / (f"{addon}.pot" if name == "pot" else name)
        entries += [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
    return entries


@tagged("post_install", "-at_install")
class TestTranslationFiles(TransactionCase):
    def export(self, addon):
        with io.BytesIO() as buffer:
            trans_export(False, [addon], buffer, "po", self.env)
            return polib.pofile(buffer.getvalue().decode())

    def test_the_template_is_what_the_code_exports(self):
        for addon in ADDONS:
            with self.subTest(addon):
                exported = {(entry.msgid, tuple(sorted(entry.occurrences))) for entry in self.export(addon)}
                kept = {(entry.msgid, tuple(sorted(entry.occurrences))) for entry in read_po("pot", [addon])}
                self.assertFalse(sorted(exported ^ kept), "run dev/i18n")

    def test_french_has_every_term(self):
        for addon in ADDONS:
            with self.subTest(addon):
                french = {entry.msgid for entry in read_po("fr.po", [addon]) if entry.msgstr and not entry.fuzzy}
                missing = sorted({entry.msgid for entry in self.export(addon)} - french)
                self.assertFalse(missing, "run dev/i18n, then translate fr.po")

    def test_french_keeps_every_placeholder(self):
        for entry in read_po("fr.po"):
            with self.subTest(entry.msgid[:60]):
                self.assertEqual(sorted(PLACEHOLDER.findall(entry.msgstr)), sorted(PLACEHOLDER.findall(entry.msgid)))

    def test_french_is_typeset_as_french(self):
        for entry in read_po("fr.po"):
            text = PLACEHOLDER.sub("x", entry.msgstr)
            with self.subTest(entry.msgid[:60]):
                self.assertNotRegex(text, r" [:;?!»]|« |[\w)»][:;?!](\s|$)|[\u2019\u201c\u201d]")


@tagged("post_install", "-at_install")
class TestFrench(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        module = cls.env["ir.module.module"].search([("name", "=", ADDON)])
        module._update_translations(["fr_FR"], overwrite=True)
        cls.customer.lang = "fr_FR"
        cls.env["res.partner.bank"].create(
            {"acc_number": "FR76 3000 6000 0112 3456 7890 189", "partner_id": cls.company.partner_id.id}
        )

    def make_reminder(self):
        """A message that lists an overdue instalment and one that is not due yet."""
        self.invoice(-3, 1234.5)
        self.invoice(7, 80)
        return self.run_cron()

    def render(self, reminder, lang):
        """The message of a reminder for a customer of a language: (subject, text)."""
        reminder.partner_id.lang = lang
        message = reminder._render_messages()[reminder.id]
        self.assertFalse(message.problem)
        return message.subject, html2plaintext(message.body).replace("\u202f", "\xa0")

    def get_words(self, text):
        return set(re.findall(r"[^\W\d_]{2,}", text.upper()))

    def test_no_english_word_is_left_in_a_french_message(self):
        reminder = self.make_reminder()
        data = self.get_words(
            " ".join(
                [
                    *reminder.line_ids.mapped("name"),
                    reminder.recipient_name,
                    reminder.company_name,
                    reminder.signature.replace("<br/>", " "),
                    self.company.bank_ids.acc_number,
                ]
            )
        )
        templates = self.env["mail.template"].search([("model", "=", "recouvrement.reminder")])
        shipped = templates.filtered(lambda template: template.get_external_id()[template.id].startswith(ADDON))
        self.assertEqual(len(shipped), 11)
        for template in shipped:
            with self.subTest(template.name):
                reminder.level_id.template_id = template
                english = self.get_words(" ".join(self.render(reminder, "en_US")))
                french = self.get_words(" ".join(self.render(reminder, "fr_FR")))
                self.assertTrue({"BONJOUR", "MADAME"} & french)
                self.assertTrue({"HELLO", "DEAR"} & english)
                self.assertFalse((english & french) - data - COMMON_WORDS)

    def test_the_french_email_has_french_amounts_and_dates(self):
        reminder = self.make_reminder()
        mail = reminder.mail_mail_id
        text = html2plaintext(mail.body_html).replace("\u202f", "\xa0")
        self.assertEqual(
            mail.subject.replace("\u202f", "\xa0"),
            f"Relance\xa0: 1\xa0234,50\xa0€ à payer ({reminder.invoice_names})",
        )
        for shown in (
            "Échu",
            "Non échu",
            "22/11/2026",
            "02/12/2026",
            "1\xa0234,50\xa0€",
            "80,00\xa0€",
            "Jours de retard",
        ):
            self.assertIn(shown, text)
        self.assertNotIn("1,234.50", text)
        self.assertNotIn("11/22/2026", text)

    def test_the_screens_speak_the_language_of_the_user(self):
        self.invoice(-3, 1234.5)
        case = self.case().with_context(lang="fr_FR")
        self.assertEqual(case.next_action, "Première relance, aujourd'hui")
        self.hold(self.day(20), reason="Il a appelé")
        self.env.invalidate_all()
        self.assertEqual(case.next_action, "Retenue\xa0: Suspension en cours jusqu'au 15/12/2026 (Il a appelé)")
        menu = self.env.ref(f"{ADDON}.menu_root").with_context(lang="fr_FR")
        self.assertEqual(
            [menu.name, *menu.child_id.sorted("sequence").mapped("name")],
            [
                "Recouvrement",
                "À faire",
                "Demandes",
                "Dossiers",
                "Messages",
                "Accords et litiges",
                "Prévention",
                "Connaître ses payeurs",
                "Analyse",
                "Configuration",
                "Mise en service",
                "Pause",
            ],
        )
        self.assertEqual(
            self.env["recouvrement.policy"].with_context(lang="fr_FR").search([], order="sequence").mapped("name")[:3],
            ["France, progressive", "Belgique, un seul rappel", "Bon payeur"],
        )


@tagged("post_install", "-at_install")
class TestGuide(TransactionCase):
    def test_the_guide_names_things_as_the_screens_do(self):
        labels = {re.sub(r"<[^>]*>", "", entry.msgstr).replace("\xa0", " ") for entry in read_po("fr.po")} | ODOO_LABELS
        named = {
            name for path in re.findall(r"\*\*(.+?)\*\*", GUIDE.replace("\xa0", " ")) for name in path.split(" > ")
        }
        self.assertFalse(named - labels - {"gras"})

    def test_the_guide_explains_every_reason_for_which_a_reminder_is_withheld(self):
        french = {entry.msgid: entry.msgstr for entry in read_po("fr.po")}
        explained = set(re.findall(r"^\| \*\*(.+?)\*\* \|", GUIDE, re.MULTILINE))
        reasons = self.env["recouvrement.case"]._fields["withheld_reason"]._description_selection(self.env(context={}))
        self.assertFalse({french[label] for _value, label in reasons} - explained)

    def test_the_guide_lists_the_values_that_a_text_can_use(self):
        reminder = self.env["recouvrement.reminder"]
        own = set(reminder.mail_allowed_qweb_expressions()) - set(self.env["base"].mail_allowed_qweb_expressions())
        self.assertEqual(set(re.findall(r"^\| `(object\..+?)` \|", GUIDE, re.MULTILINE)), own)
