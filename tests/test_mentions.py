"""Sentences for invoices and terms: what each law lets a company write, and how it gets on its invoices."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user
from odoo.tools import html2plaintext

from .common import CollectionCase


class MentionCase(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["ir.config_parameter"].set_param("account.use_invoice_terms", True)
        cls.manager = new_test_user(cls.env, "manager", groups="recouvrement_preventif.group_manager")
        cls.manager.write({"company_ids": [(6, 0, cls.company.ids)], "company_id": cls.company.id})

    def mention(self, country="FR", kind="business", lang="en_US"):
        Mention = self.env["recouvrement.terms.mention"].with_user(self.manager).with_company(self.company)
        with Form(Mention) as form:
            form.country = country
            form.customer_kind = kind
            form.lang = lang
        return form.record

    def load_french(self):
        module = self.env["ir.module.module"].search([("name", "=", "recouvrement_preventif")])
        module._update_translations(["fr_FR"], overwrite=True)

    def lines(self, *args):
        return (self.mention(*args).text or "").splitlines()


class TestSentences(MentionCase):
    def test_french_business_where_the_terms_give_no_rate(self):
        discount, interest, fixed = self.lines()
        self.assertIn("No discount", discount)
        self.assertIn("most recent refinancing operation, increased by 10 percentage points", interest)
        self.assertIn("40 euros", fixed)

    def test_a_rate_that_changes_is_a_formula_and_its_number_is_told_beside(self):
        mention = self.mention()
        self.assertNotRegex(mention.text, r"12[.,]4")
        self.assertIn("12.4%", mention.rate_today)

    def test_next_half_year_the_sentence_is_the_same_and_no_number_is_told(self):
        before = self.mention().text
        with self.at(60):
            mention = self.mention()
            self.assertEqual(mention.text, before)
            self.assertFalse(mention.rate_today)
            self.assertIn("The rate of 2027-S1 is not known yet", mention.notes)

    def test_a_contract_rate_has_its_floor(self):
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 12})
        mention = self.mention()
        self.assertIn("12%, and at least three times the French legal interest rate", mention.text)
        self.assertFalse(mention.notes)

    def test_a_contract_rate_under_the_floor_is_told(self):
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 5})
        mention = self.mention()
        self.assertIn("5%, and at least three times the French legal interest rate", mention.text)
        self.assertIn("gives 5% today, under the floor of the law (article L441-10 II): 8.25%", mention.notes)
        self.assertIn("8.25%", mention.rate_today)

    def test_french_consumer(self):
        [interest] = self.lines("FR", "consumer")
        self.assertIn("from the formal notice to pay", interest)
        self.assertNotIn("40", interest)

    def test_belgian_business(self):
        interest, fixed = self.lines("BE")
        self.assertIn("rounded up to the next half point", interest)
        self.assertIn("40 euros", fixed)
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 0})
        mention = self.mention("BE")
        self.assertEqual(mention.text.splitlines(), [fixed])
        self.assertIn("deems unfair", mention.notes)

    def test_belgian_consumer_owes_nothing_without_a_clause(self):
        mention = self.mention("BE", "consumer")
        self.assertFalse(mention.text)
        self.assertIn("gives no rate for your terms", mention.notes)
        self.assertIn("gives no indemnity clause", mention.notes)
        with self.assertRaisesRegex(UserError, "no sentence to add"):
            mention.action_add_to_terms()

    def test_belgian_consumer_with_the_scale_of_the_law_and_reciprocity(self):
        self.policy.write(
            {"contract_rate_kind": "over_reference", "contract_rate": 8, "consumer_indemnity_kind": "scale"}
        )
        mention = self.mention("BE", "consumer")
        interest, scale, reciprocity = mention.text.splitlines()
        self.assertIn("increased by 8 percentage points, and at most", interest)
        self.assertIn("from the end of that time", interest)
        self.assertIn(
            "20 euros where the balance is 150 euros or less; 30 euros and 10% of the part above 150 euros where it is "
            "up to 500 euros; 65 euros and 5% of the part above 500 euros beyond, with a maximum of 2,000 euros",
            scale,
        )
        self.assertIn("due to the customer, on the same conditions", reciprocity)
        self.assertIn("VI.83, 17°", mention.notes)
        self.company.recouvrement_is_small = True
        self.assertIn("from the day after that reminder was sent", self.mention("BE", "consumer").text)

    def test_belgian_consumer_clause_above_the_maximum_is_refused(self):
        self.policy.write(
            {
                "contract_rate_kind": "fixed",
                "contract_rate": 11,
                "consumer_indemnity_kind": "fixed",
                "consumer_indemnity": 35,
            }
        )
        mention = self.mention("BE", "consumer")
        self.assertIn("above the maximum of article XIX.4", mention.notes)
        self.assertNotIn("interest is", mention.text)
        self.assertIn("fixed indemnity of 35 euros is due, within the limits of article XIX.4", mention.text)
        self.assertIn("35 euros is above what article XIX.4", mention.notes)

    def test_other_countries(self):
        for country, said in (
            ("LU", "Luxembourg law of 18 April 2004"),
            ("NL", "article 6:119a BW"),
            ("DE", "base rate increased by 9"),
            ("EU", "European Central Bank increased by 8 percentage points"),
        ):
            with self.subTest(country):
                interest, fixed = self.lines(country)
                self.assertIn(said, interest)
                self.assertIn("40 euros", fixed)
        [swiss] = self.lines("CH")
        self.assertIn("5% (article 104", swiss)
        self.assertIn("third month", self.mention("LU", "consumer").text)
        self.assertIn("base rate increased by 5", self.mention("DE", "consumer").text)

    def test_a_company_without_a_policy_or_a_known_law(self):
        other = self._make_company("Autre", country="us", chart="generic_coa", currency="USD")
        mention = self.env["recouvrement.terms.mention"].create({"company_id": other.id})
        self.assertFalse(mention.country or mention.policy_id or mention.text)
        mention.country = "FR"
        self.assertIn("increased by 10 percentage points", mention.text)
        mention.write({"country": "BE", "customer_kind": "consumer"})
        self.assertIn("gives no indemnity clause", mention.notes)

    def test_what_was_not_verified_is_not_written(self):
        mention = self.mention("NL", "consumer")
        self.assertFalse(mention.text)
        self.assertIn("was not verified (nl.consumer.interest_start)", mention.notes)
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 10})
        mention = self.mention("DE")
        self.assertNotIn("interest", mention.text)
        self.assertIn("de.business.contract_rate", mention.notes)

    def test_the_company_s_own_law_and_policy_come_first(self):
        mention = self.env["recouvrement.terms.mention"].with_company(self.company).new({})
        self.assertEqual((mention.country, mention.policy_id._origin), ("FR", self.policy))
        self.company.country_id = self.env.ref("base.it")
        self.assertEqual(self.env["recouvrement.terms.mention"].with_company(self.company).new({}).country, "EU")


class TestTerms(MentionCase):
    def terms(self, lang="en_US", field="invoice_terms"):
        return html2plaintext(self.company.with_context(lang=lang)[field] or "")

    def add(self, *args):
        with self.at():
            action = self.mention(*args).action_add_to_terms()
        return action["params"]["message"]

    def test_they_are_added_once_beneath_what_the_company_wrote(self):
        self.company.invoice_terms = "<p>Goods remain ours until paid &amp; delivered.</p>"
        self.assertIn("were added to the default terms, in the language of each customer", self.add())
        once = self.company.invoice_terms
        self.assertTrue(once.startswith("<p>Goods remain ours until paid &amp; delivered.</p>"))
        self.assertEqual(self.terms().count("40 euros"), 1)
        self.assertNotIn("<div", self.terms())
        self.assertIn("nothing was changed", self.add())
        self.assertEqual(self.company.invoice_terms, once)

    def test_new_invoices_carry_them(self):
        self.add()
        self.assertIn("40 euros", self.invoice(10, 100).narration)

    def test_another_clause_takes_the_place_of_the_former(self):
        self.company.invoice_terms = "<p>Before</p>"
        self.add()
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 12})
        self.assertIn("took the place of the former", self.add())
        self.assertEqual(self.terms().count("Yearly rate of this interest"), 1)
        self.assertIn("12%, and at least", self.terms())
        self.assertIn("Before", self.terms())

    def test_consumers_and_businesses_stand_side_by_side(self):
        self.add()
        self.add("FR", "consumer")
        self.assertEqual(self.terms().count("Yearly rate of this interest"), 2)

    def test_each_language_has_its_own_words(self):
        self.load_french()
        self.company.invoice_terms = "<p>Ours</p>"
        self.company.update_field_translations("invoice_terms", {"fr_FR": {"Ours": "Les nôtres"}})
        self.add("FR", "business", "fr_FR")
        self.assertIn("Ours", self.terms())
        self.assertIn("late interest", self.terms())
        self.assertIn("Les nôtres", self.terms("fr_FR"))
        self.assertIn("pénalités de retard", self.terms("fr_FR"))
        self.assertNotIn("late interest", self.terms("fr_FR"))
        self.assertIn("nothing was changed", self.add())
        self.policy.write({"contract_rate_kind": "fixed", "contract_rate": 12})
        self.assertIn("took the place of the former", self.add())
        self.assertEqual(self.terms("fr_FR").count("pénalités de retard. Taux annuel"), 1)
        self.assertRegex(self.terms("fr_FR"), r"12\s%, sans être inférieur")
        self.customer.lang = "fr_FR"
        self.assertIn("pénalités de retard", self.invoice(10, 100).narration)

    def test_where_english_is_not_installed(self):
        self.load_french()
        self.customer.lang = "fr_FR"
        self.env["res.users"].with_context(active_test=False).search([]).lang = "fr_FR"
        self.env["res.partner"].with_context(active_test=False).search([("lang", "!=", False)]).lang = "fr_FR"
        self.env["res.lang"].search([("code", "!=", "fr_FR"), ("active", "=", True)]).active = False
        self.add("FR", "business", "fr_FR")
        self.assertIn("pénalités de retard", self.terms("fr_FR"))

    def test_what_was_pasted_by_hand_is_not_added_again(self):
        self.company.invoice_terms = "<p>" + self.mention().text.replace("\n", "<br/> ") + "</p>"
        self.assertIn("nothing was changed", self.add())

    def test_the_option_is_turned_on_and_said(self):
        self.env["ir.config_parameter"].set_param("account.use_invoice_terms", False)
        self.assertIn("for every company of this database", self.mention().option_notice)
        self.assertIn("Odoo's default terms were turned on", self.add())
        self.assertIn("40 euros", self.invoice(10, 100).narration)

    def test_terms_on_a_web_page(self):
        self.company.write({"terms_type": "html", "invoice_terms_html": "<h1>Terms</h1>"})
        self.assertIn("on the invoice itself", self.mention().option_notice)
        self.add()
        self.assertIn("40 euros", self.terms(field="invoice_terms_html"))
        self.assertFalse(self.terms())

    def test_it_is_written_down(self):
        self.add()
        self.assertIn("were added to the default terms", self.company.partner_id.message_ids[0].body)

    def test_only_managers_of_the_company_do_it(self):
        self.assertFalse(self.manager.has_group("base.group_system"))
        collector = new_test_user(self.env, "collector", groups="recouvrement_preventif.group_user")
        with self.assertRaises(AccessError):
            self.env["recouvrement.terms.mention"].with_user(collector).create({})
        other = self._make_company("Autre")
        mention = self.env["recouvrement.terms.mention"].create({"company_id": other.id})
        with self.assertRaises(AccessError):
            mention.with_user(self.manager).action_add_to_terms()
