"""Starting, previewing and confirming, in French, in a real browser."""

import os
from datetime import timedelta

from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.recouvrement_preventif.tools.business_days import next_open_day

from .browser import browser_page
from .common import CollectionCase

DESK, PHONE = (1366, 768), (390, 844)


@tagged("post_install", "-at_install")
class TestGoLiveScreens(CollectionCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.policy.write({"hour_from": 0, "hour_to": 24, "send_on_saturday": True})
        cls.manager = cls._new_user("responsable", "recouvrement_preventif.group_manager")
        cls.collector = cls._new_user("chargee", "recouvrement_preventif.group_user")

    @classmethod
    def _new_user(cls, login, groups):
        user = new_test_user(cls.env, login, groups=groups, lang="fr_FR", name=login.capitalize())
        user.write({"company_ids": [(6, 0, cls.company.ids)], "company_id": cls.company.id})
        return user

    def setUp(self):
        super(CollectionCase, self).setUp()  # the browser lives in real time
        self.real_today = self.company._get_recouvrement_today()
        # Nothing leaves on a Sunday: the pages are asked for a day on which something does.
        self.open_day = next_open_day(self.real_today, "FR", saturday=True)

    def open(self, login, viewport=DESK):
        return browser_page(self, login=login, lang="fr-FR", viewport=viewport)

    def shot(self, page, name):
        """Keep a picture where somebody asks for them."""
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=os.path.join(folder, f"golive_{name}.png"))

    def late_invoice(self, days, amount, name=None, **vals):
        partner = self._make_customer(name, lang="fr_FR", **vals) if name else self.customer
        return self.invoice(self.real_today - timedelta(days=days), amount, partner=partner)

    def ledger(self):
        self.late_invoice(10, 1240)
        self.late_invoice(45, 3100, "Boulangerie Petit")
        self.late_invoice(200, 2650.5, "Menuiserie Roux")
        self.late_invoice(900, 840, "Garage Lefort")
        self.late_invoice(15, 480, "Sans Adresse", email=False)
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.env["account.journal"]
                .search([("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1)
                .id,
                "date": self.real_today - timedelta(days=11),
                "amount": 8230,
                "payment_ref": "VIR RECU",
            }
        )

    def waiting(self, *names):
        """Messages that wait for a person, made today."""
        self.levels["first"].requires_approval = True
        for name in names:
            self.late_invoice(10, 300, name)
        self.env["recouvrement.case"]._ensure(self.company, self.env["res.partner"].search([("name", "in", names)]).ids)
        run = self.env["recouvrement.run"].create({"company_id": self.company.id, "date": self.real_today})
        plan = self.planner.plan(self.company, self.real_today)
        return run._create_reminders(
            self.company, self.real_today, [entry._replace(outcome="send", reason=None) for entry in plan]
        )

    def fill_day(self, area, name, day):
        field = area.locator(f".o_field_widget[name={name}]")
        field.locator(":is(input, button)").first.click()
        field.locator("input").first.fill(day.strftime("%d/%m/%Y"))
        field.locator("input").first.press("Tab")

    def menu(self, page, name):
        page.goto("/odoo/recouvrement-reminders")
        page.locator(".o_list_view").wait_for()
        page.locator(".o_menu_sections button", has_text="Recouvrement").first.click()
        page.locator(".o-dropdown--menu .dropdown-item", has_text=name).first.click()

    def test_manager_goes_live_without_settings_rights(self):
        self.company.write({"recouvrement_mode": "off", "recouvrement_policy_id": False})
        self.ledger()
        with self.open("responsable") as page:
            page.goto("/odoo/recouvrement-reminders")
            page.locator(".o_view_nocontent a", has_text="Mise en service").click()
            page.locator(".o_field_widget[name=policy_id] input").wait_for()
            page.get_by_text("les relances de cette société sont désactivées").wait_for()
            self.shot(page, "rules")
            page.locator("button[name=action_next]").click()
            page.locator(".o_data_row", has_text="366 jours et plus").wait_for()
            page.locator(".o_data_row", has_text="31 à 90 jours").locator("td[name=level_id]").click()
            page.locator(".o_data_row td[name=level_id] input").fill("Deuxième")
            page.locator(".o-autocomplete--dropdown-item", has_text="Deuxième relance").first.click()
            self.shot(page, "debts")
            page.locator("button[name=action_next]").click()
            page.locator("button[name=action_open_unreachable]").wait_for()
            self.shot(page, "contacts")
            page.locator("button[name=action_next]").click()
            page.locator(".o_data_row", has_text="Deuxième relance").wait_for()
            page.get_by_text("encaissements non lettrés : 1").wait_for()
            self.shot(page, "first_run")
            page.locator("button[name=action_test]:visible").click()
            page.locator(".o_group_header", has_text="Deuxième relance").wait_for()
            self.shot(page, "test_started")
            self.menu(page, "Mise en service")
            page.get_by_text("les relances sont préparées et montrées chaque heure").wait_for()
            for name in ("rules", "debts", "contacts"):
                page.locator(f"div[name={name}] h2").wait_for()
                page.locator("button[name=action_next]").click()
            page.locator("button[name=action_activate]:visible").click()
            page.locator(".modal-dialog").get_by_text("Messages qui partiraient").wait_for()
            self.shot(page, "activate")
            page.locator(".modal-dialog button[name=action_confirm]:visible").click()
            page.get_by_text("Les relances sont actives").wait_for()
            self.shot(page, "active")
        self.assertEqual(self.company.recouvrement_mode, "live")
        self.assertEqual(self.company.recouvrement_policy_id, self.policy)
        self.assertEqual(self.env["recouvrement.suspension"].search_count([("kind", "=", "start")]), 1)

    def test_manager_goes_live_on_a_phone(self):
        self.company.write({"recouvrement_mode": "off", "recouvrement_policy_id": False})
        self.ledger()
        with self.open("responsable", PHONE) as page:
            page.goto("/odoo/recouvrement-setup")
            for name in ("rules", "debts", "contacts", "first_run"):
                page.locator(f"div[name={name.replace('first_run', 'preview')}] h2").wait_for()
                self.shot(page, f"phone_{name}")
                if name != "first_run":
                    page.locator("button[name=action_next]").click()
            page.locator("button[name=action_test]:visible").click()
            page.locator(".o_kanban_view").wait_for()
            page.locator(".o_kanban_record", has_text="Boulangerie Petit").wait_for()
            self.shot(page, "phone_preview")
        self.assertEqual(self.company.recouvrement_mode, "test")

    def test_collector_previews_a_day_and_reads_a_message(self):
        self.ledger()
        with self.open("chargee") as page:
            self.menu(page, "Aperçu")
            dialog = page.locator(".modal-dialog")
            dialog.get_by_text("encaissements non lettrés : 1").wait_for()
            self.fill_day(dialog, "date", self.open_day)
            self.shot(page, "preview_choice")
            dialog.locator("button[name=action_show]").click()
            page.locator(".o_group_header", has_text="Première relance").wait_for()
            self.shot(page, "preview")
            page.locator(".o_group_header", has_text="Première relance").click()
            page.locator(".o_data_row", has_text="Boulangerie Petit").locator("td[name=summary]").click()
            page.locator(".modal-dialog .o_field_widget[name=body]", has_text="3 100,00").wait_for()
            self.shot(page, "preview_message")
            page.locator(".modal-dialog button", has_text="Revenir à la liste").first.click()
            page.locator("button", has_text="Autre aperçu").click()
            self.fill_day(dialog, "date", self.open_day)
            dialog.locator(".o_field_widget[name=policy_id] input").fill("Bon payeur")
            page.locator(".o-autocomplete--dropdown-item", has_text="Bon payeur").first.click()
            dialog.locator("button[name=action_show]").click()
            page.locator(".o_data_row", has_text="Dupont").wait_for()
            page.get_by_text("sur 5 changent").first.wait_for()
            self.shot(page, "compare")
            page.locator(".o_data_row", has_text="Dupont").locator("td[name=summary]").click()
            page.locator(".modal-dialog .o_field_widget[name=other_body]").wait_for()
            self.shot(page, "compare_message")
        self.assertFalse(self.env["recouvrement.reminder"].search([("company_id", "=", self.company.id)]))

    def test_collector_approves_several_knowing_the_bank(self):
        reminders = self.waiting("Alpha", "Beta")
        self.ledger()
        with self.open("chargee") as page:
            page.goto("/odoo/recouvrement-reminders")
            page.locator(".o_data_row", has_text="Alpha").wait_for()
            page.locator("thead .o_list_record_selector input").click()
            page.locator("button[name=action_confirm_approve]").click()
            dialog = page.locator(".modal-dialog")
            dialog.get_by_text("Messages à approuver : 2").wait_for()
            dialog.get_by_text("encaissements non lettrés : 1").wait_for()
            self.shot(page, "approve")
            dialog.locator("button[name=action_confirm]:visible").click()
            page.locator(".o_data_row", has_text="En file d'attente").first.wait_for()
        self.assertEqual(set(reminders.mapped("state")), {"queued"})

    def test_manager_pauses_and_resumes(self):
        self.ledger()
        run = self.env["recouvrement.run"].create({"company_id": self.company.id, "date": self.real_today})
        with self.open("responsable") as page:
            self.menu(page, "Pause")
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_field_widget[name=reason] input").fill("Relevés en retard")
            self.fill_day(dialog, "date_to", self.real_today + timedelta(days=5))
            self.shot(page, "pause")
            dialog.locator("button[name=action_pause]").click()
            dialog.wait_for(state="hidden")
            page.goto(f"/odoo/recouvrement-runs/{run.id}")
            page.get_by_text("Les relances sont en pause").wait_for()
            self.shot(page, "paused_run")
            page.goto("/odoo/recouvrement-setup")
            page.get_by_text("En pause jusqu'au").first.wait_for()
            page.locator("button", has_text="Modifier ou reprendre").click()
            dialog.locator(".o_field_widget[name=reason] input").fill("Relevés à jour")
            self.shot(page, "resume")
            dialog.locator("button[name=action_resume]").click()
            page.get_by_text("En pause jusqu'au").first.wait_for(state="hidden")
        self.assertFalse(self.company.recouvrement_paused_until)

    def test_a_copy_of_the_policy_is_compared_from_its_form(self):
        self.ledger()
        copy = self.policy.copy({"name": "Essai"})
        copy.minimum_amount = 2000
        with self.open("responsable") as page:
            page.goto(f"/odoo/recouvrement-policies/{copy.id}")
            page.locator("button[name=action_compare]").wait_for()
            self.shot(page, "policy")
            page.locator("button[name=action_compare]").click()
            page.locator(".o_data_row", has_text="En dessous du montant minimum").first.wait_for()
