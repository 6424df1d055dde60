"""Promises and instalments on a telephone, in French; and what the company's people see of them."""

from odoo.tests import new_test_user, tagged

from .asks import AskCase
from .page import DESKTOP


@tagged("post_install", "-at_install")
class TestPageAskScreens(AskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        (cls.customer | cls.lucie | cls.company.partner_id).lang = "fr_FR"
        cls.collector.lang = "fr_FR"
        cls.company.write({"street": "3 rue du Four", "zip": "69001", "city": "Lyon", "phone": "+33 4 72 00 00 00"})

    def go(self, page):
        """Follow Lucie's link."""
        page.goto(self.lucie_link)

    def look(self, page, name):
        self.assert_accessible(page)
        self.shot(page, name)

    def setUp(self):
        super().setUp()
        self.lucie_link = self.link(self.access(contact=self.lucie))

    def test_a_promise_on_a_telephone(self):
        self.invoice(-20, 1234.5)
        self.invoice(-10, 300)
        case = self.case()
        with self.browse() as page:
            self.go(page)
            page.get_by_role("link", name="Promettre un paiement").click()
            page.get_by_label("Montant en EUR").wait_for()
            self.look(page, "ask_promise")
            page.get_by_label("Montant en EUR").fill("9 999,00")
            page.get_by_label("Une précision à nous donner ?").fill("Après nos soldes <b>!</b>")
            page.get_by_role("button", name="Promettre ce paiement").click()
            page.get_by_role("alert").wait_for()
            self.look(page, "ask_promise_wrong")
            self.assertEqual(page.get_by_label("Montant en EUR").input_value(), "9 999,00")
            page.get_by_label("Montant en EUR").fill("1 234,50")
            page.get_by_label("Jour du paiement").fill("2026-12-05")
            page.get_by_text("Pour certaines factures seulement").click()
            page.get_by_role("button", name="Promettre ce paiement").click()
            page.get_by_text("Votre promesse est enregistrée").wait_for()
            self.look(page, "ask_promise_done")
        self.assertEqual((case.promise_ids.amount, case.promise_ids.date), (1234.5, self.day(10)))
        self.assertEqual(case.promise_ids.note, "Après nos soldes <b>!</b>")

    def test_a_promise_beyond_the_limits(self):
        self.invoice(-20, 300)
        self.policy.promise_max_days = 5
        case = self.case()
        with self.browse() as page:
            self.go(page)
            page.get_by_role("link", name="Promettre un paiement").click()
            page.get_by_label("Jour du paiement").fill("2026-12-20")
            page.get_by_role("button", name="Promettre ce paiement").click()
            page.get_by_text("vous répondra d'ici au lundi 30 novembre 2026").wait_for()
            self.look(page, "ask_promise_beyond")
        self.assertFalse(case.promise_ids)
        self.assertEqual(case.submission_ids.wish_date, self.day(25))

    def test_instalments_accepted_on_a_telephone(self):
        self.policy.page_plan_automatic = True
        self.invoice(-20, 1234.5)
        self.invoice(-10, 300)
        case = self.case()
        with self.browse() as page:
            self.go(page)
            page.get_by_role("link", name="Payer en plusieurs fois").click()
            page.get_by_label("Nombre de mensualités").fill("1")
            self.look(page, "ask_plan")
            page.get_by_role("button", name="Voir l'échéancier").click()
            page.get_by_role("alert").wait_for()
            self.look(page, "ask_plan_wrong")
            page.get_by_label("Nombre de mensualités").fill("4")
            page.get_by_role("button", name="Voir l'échéancier").click()
            page.get_by_text("Voici ce que seraient vos échéances").wait_for()
            self.look(page, "ask_plan_schedule")
            page.get_by_role("button", name="Continuer vers l'accord").click()
            page.get_by_role("link", name="Lire et accepter l'accord").click()
            page.get_by_text("4. Déchéance du terme").wait_for()
            self.look(page, "ask_plan_agreement")
            page.get_by_role("button", name="Accepter l'accord").click()
            page.get_by_role("alert").wait_for()
            page.get_by_label("Votre nom").fill("Lucie Petit, gérante")
            page.get_by_label("J'ai lu cet accord").check()
            self.shot(page, "ask_plan_accept")
            page.get_by_role("button", name="Accepter l'accord").click()
            page.get_by_text("L'accord est conclu").wait_for()
            self.look(page, "ask_plan_done")
            page.get_by_role("link", name="Retour à mon compte").last.click()
            page.get_by_role("heading", level=1).wait_for()
            self.assertFalse(page.get_by_text("attente de notre réponse").count())
            self.look(page, "ask_plan_home")
        self.assertEqual((case.plan_ids.state, case.plan_ids.accepted_name), ("running", "Lucie Petit, gérante"))

    def test_a_proposed_plan_is_refused_with_the_keyboard(self):
        self.invoice(-20, 900)
        plan = self.propose((7, 450), (37, 450))
        with self.browse(viewport=DESKTOP) as page:
            self.go(page)
            page.get_by_role("link", name="Lire et accepter l'échéancier").click()
            page.get_by_role("link", name="Cela ne me convient pas").focus()
            page.keyboard.press("Enter")
            page.get_by_label("Qu'est-ce qui ne vous convient pas").wait_for()
            self.look(page, "ask_plan_refusal")
            page.get_by_label("Qu'est-ce qui ne vous convient pas").focus()
            page.keyboard.type("Six mensualités iraient")
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            page.get_by_text("Refuse l'échéancier").first.wait_for()
        self.assertEqual(plan.state, "cancelled")

    def test_the_owner_answers_what_goes_beyond_the_limits(self):
        self.policy.promise_max_days = 5
        self.invoice(-20, 900)
        promise = self.promise_online("120", date="2026-12-20", text="Notre banque paie tard")
        plan = self.ask_plan("10")
        self._new_accountant()
        with self.browse(viewport=DESKTOP, login="comptable") as page:
            page.goto(f"/odoo/recouvrement-requests/{promise.id}")
            page.locator(".o_field_widget[name=objections]", has_text="30/11/2026").wait_for()
            self.shot(page, "ask_request")
            page.locator("button[name=action_record_promise]").click()
            dialog = page.locator(".modal-dialog")
            dialog.locator(".o_field_widget[name=coverage]").wait_for()
            self.shot(page, "ask_request_promise")
            dialog.locator("button[name=action_record]").click()
            page.locator(".o_arrow_button_current", has_text="Traité").wait_for()
            page.goto(f"/odoo/recouvrement-requests/{plan.id}")
            page.locator("button[name=action_simulate_plan]").click()
            dialog.locator(".o_field_widget[name=schedule]").wait_for()
            self.shot(page, "ask_request_plan")
            dialog.locator("button[name=action_propose]").click()
            page.locator(".o_arrow_button_current", has_text="Proposé").wait_for()
        self.assertEqual((promise.promise_id.amount, promise.state), (120, "done"))
        self.assertEqual((plan.plan_id.state, plan.state), ("proposed", "done"))

    def _new_accountant(self):
        new_test_user(
            self.env,
            "comptable",
            groups="recouvrement_preventif.group_manager,account.group_account_manager",
            lang="fr_FR",
            company_ids=[(6, 0, self.company.ids)],
            company_id=self.company.id,
        )

    def test_what_the_company_sees_of_an_acceptance(self):
        self.invoice(-20, 900)
        plan = self.propose((7, 450), (37, 450))
        self.answer_plan(plan, name="Lucie Petit, gérante")
        self._new_accountant()
        with self.browse(viewport=DESKTOP, login="comptable") as page:
            page.goto(f"/odoo/recouvrement-plans/{plan.id}")
            page.locator(".o_field_widget[name=accepted_name]", has_text="Lucie Petit, gérante").wait_for()
            self.shot(page, "ask_plan_form")
            page.goto(f"/odoo/recouvrement-policies/{self.policy.id}")
            page.locator(".nav-link[name=customer_page]").click()
            page.locator(".o_field_widget[name=page_plan_max_amount]").wait_for()
            self.shot(page, "ask_policy")
            page.goto(f"/report/html/recouvrement_preventif.report_plan/{plan.id}")
            page.get_by_text("Accepté en ligne le").wait_for()
            self.shot(page, "ask_plan_print")
