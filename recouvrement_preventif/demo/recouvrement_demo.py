import logging
import random
import unicodedata
from datetime import timedelta

from odoo import Command, api, models
from odoo.fields import Domain

from .customers import CUSTOMERS
from .history import YEARS, make_history

_logger = logging.getLogger(__name__)

SEED = 19
# The reminders were activated half a year ago; before, nobody reminded anybody.
ACTIVE_FOR = timedelta(days=180)

COMPANIES = {
    "fr": {
        "name": "Ateliers Martin",
        "street": "18 rue de l'Industrie",
        "zip": "69100",
        "city": "Villeurbanne",
        "company_registry": "90350000700013",
        "recouvrement_legal_mention": "SAS au capital de 120 000 €, RCS Lyon 903 500 007",
        "phone": "+33 1 99 00 12 34",
        "email": "compta.ateliers-martin@example.com",
    },
    "be": {
        "name": "Brasserie Van den Berg",
        "street": "Rue de la Brasserie 5",
        "zip": "1000",
        "city": "Bruxelles",
        "company_registry": "0999999922",
        "recouvrement_legal_mention": "SRL, RPM Bruxelles, numéro d'entreprise 0999.999.922",
        "phone": "+32 2 555 12 34",
        "email": "compta.vandenberg@example.com",
    },
}
CHARTS = {"fr": ("fr",), "be": ("be_comp", "be")}
BANKS = {
    "fr": ("Banque Exemple", "BEXEFRPPXXX", "FR76 3000 6000 0112 3456 7890 189"),
    "be": ("Bank Voorbeeld", "BVOOBEBBXXX", "BE68 5390 0754 7034"),
}
POLICIES = {"fr": "policy_france", "be": "policy_belgium"}
PRODUCTS = {
    "fr": ("Portail en acier sur mesure", "Garde-corps, pose comprise", "Étagère d'atelier", "Entretien annuel"),
    "be": ("Blonde, fût de 30 l", "Triple, caisse de 24 bouteilles", "Ambrée, fût de 20 l", "Location de tireuse"),
}


class RecouvrementDemo(models.AbstractModel):
    """Makes the demonstration: two companies, their customers, two years of their ledger
    and the reminders that the engine would have sent. Nothing leaves by e-mail.

    Everything depends on the day it is made and on nothing else."""

    _name = "recouvrement.demo"
    _description = "Demonstration Data"

    @api.model
    def _generate(self, today=None):
        """Make the demonstration, unless it is there.

        :param date today: the day of the demonstration; today when None
        :return: the two companies
        """
        names = [vals["name"] for vals in COMPANIES.values()]
        if existing := self.env["res.company"].search(Domain("name", "in", names)):
            return existing
        rng = random.Random(SEED)
        demo = self.with_context(tracking_disable=True, mail_create_nolog=True, no_reset_password=True, lang="fr_FR")
        demo._activate_languages()
        companies = {code: demo._create_company(code) for code in COMPANIES}
        today = today or next(iter(companies.values()))._get_recouvrement_today()
        demo._open_to_users(companies)
        demo._activate_currency(companies, today)
        sales = [
            (customer, partner, sale)
            for customer, partner in zip(CUSTOMERS, demo._create_partners(companies), strict=True)
            for sale in make_history(rng, customer, today)
        ]
        _logger.info("%s invoices of %s customers", len(sales), len(CUSTOMERS))
        demo._analyze()
        moves = demo._create_invoices(companies, sales, rng)
        demo._analyze()
        _logger.info("payments and reminders, day by day")
        demo._publish_terms(companies, today - ACTIVE_FOR)
        demo._replay(companies, sales, moves, today - ACTIVE_FOR, today)
        demo._prepare_today(companies, today)
        demo._know_customers(companies, today)
        return self.env["res.company"].union(*companies.values())

    @api.model
    def _analyze(self):
        """Tell PostgreSQL of the rows of this transaction. Its own daemon sees none of them
        before they are committed, believes the tables empty and makes queries crawl; the
        lock that this takes also keeps it away until the end."""
        self.env.flush_all()
        self.env.cr.execute(
            "ANALYZE account_move, account_move_line, account_partial_reconcile, account_full_reconcile"
        )

    # === LANGUAGES, COMPANIES, USERS === #

    @api.model
    def _activate_languages(self):
        Lang = self.env["res.lang"].with_context(lang=None)
        missing = {"fr_FR", "nl_BE"} - {code for code, _name in Lang.get_installed()}
        for code in sorted(missing):
            Lang._activate_lang(code)
        if missing:
            modules = self.env["ir.module.module"].search(Domain("state", "=", "installed"))
            modules._update_translations(sorted(missing))

    @api.model
    def _create_company(self, code):
        country = self.env.ref(f"base.{code}")
        euro = self.env.ref("base.EUR")
        euro.active = True
        # Outside of an installation, core would install its modules for the country first.
        Company = self.env["res.company"].with_context(install_mode=True)
        vals = {**COMPANIES[code], "country_id": country.id, "currency_id": euro.id, "logo": False}
        company = Company.create(vals).with_env(self.env)
        company.partner_id.lang = "fr_FR"
        self.env.user.company_ids |= company
        charts = self.env["account.chart.template"]._get_chart_template_mapping()
        installed = (name for name in CHARTS[code] if charts.get(name, {}).get("installed"))
        chart = next(installed, "generic_coa")
        # What `try_loading` does, but for its warning while modules are being installed: the
        # installed charts are complete by then.
        self.env["account.chart.template"]._load(chart, company, install_demo=False)
        self._create_bank(code, company)
        company.recouvrement_policy_id = self.env.ref(f"recouvrement_preventif.{POLICIES[code]}")
        company.recouvrement_mode = "live"
        return company

    @api.model
    def _create_bank(self, code, company):
        name, bic, number = BANKS[code]
        account = self.env["res.partner.bank"].create(
            {
                "acc_number": number,
                "partner_id": company.partner_id.id,
                "company_id": company.id,
                "bank_id": self.env["res.bank"].create({"name": name, "bic": bic}).id,
                "allow_out_payment": True,
            }
        )
        self._get_bank_journal(company).bank_account_id = account

    @api.model
    def _get_bank_journal(self, company):
        domain = Domain("type", "=", "bank") & Domain("company_id", "=", company.id)
        return self.env["account.journal"].search(domain, limit=1)

    @api.model
    def _open_to_users(self, companies):
        """Let the administrator, and an accountant who may not touch the settings, work in
        both companies, in French."""
        french, belgian = companies["fr"], companies["be"]
        admin = self.env.ref("base.user_admin")
        admin.write(
            {
                "company_ids": [Command.link(french.id), Command.link(belgian.id)],
                "company_id": french.id,
                "lang": "fr_FR",
                "email": admin.email or "admin@example.com",
            }
        )
        groups = ("base.group_user", "base.group_partner_manager", "account.group_account_manager")
        accountant = self.env["res.users"].create(
            {
                "name": "Claire Dubois",
                "login": "comptable",
                "password": "comptable",
                "email": "claire.dubois@example.com",
                "lang": "fr_FR",
                "tz": "Europe/Paris",
                "notification_type": "inbox",
                "company_ids": [Command.set((french + belgian).ids)],
                "company_id": french.id,
                "group_ids": [Command.set([self.env.ref(xmlid).id for xmlid in groups])],
            }
        )
        (french + belgian).recouvrement_user_id = accountant

    @api.model
    def _activate_currency(self, companies, today):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            [
                {"currency_id": dollar.id, "company_id": company.id, "name": today - YEARS, "rate": 1.08}
                for company in companies.values()
            ]
        )

    # === CUSTOMERS === #

    @api.model
    def _create_partners(self, companies):
        partners = self.env["res.partner"].create(
            [self._prepare_partner(customer, companies[customer.company]) for customer in CUSTOMERS]
        )
        for customer, partner in zip(CUSTOMERS, partners, strict=True):
            if customer.payer == "prompt" and not customer.debts and customer.company == "fr":
                policy = self.env.ref("recouvrement_preventif.policy_good_payer")
                partner.with_company(companies["fr"]).recouvrement_policy_id = policy
        blacklisted = [
            partner.email
            for customer, partner in zip(CUSTOMERS, partners, strict=True)
            if customer.address == "blacklisted"
        ]
        self.env["mail.blacklist"].create([{"email": email} for email in blacklisted])
        return partners

    @api.model
    def _prepare_partner(self, customer, company):
        own = customer.address in ("own", "collections", "blacklisted")
        name = _slug(customer.name)
        vals = {
            "name": customer.name,
            "is_company": not customer.consumer,
            "company_id": company.id,
            "street": customer.street,
            "zip": customer.zip,
            "city": customer.city,
            "country_id": self.env.ref(f"base.{customer.country or customer.company}").id,
            "lang": customer.lang,
            "email": f"{name}@example.org" if own else False,
            "phone": False if customer.address == "none" else company.phone[:-5] + "98 76",
            "customer_rank": 1,
        }
        contact = {"company_id": company.id, "lang": customer.lang}
        if customer.address == "collections":
            person = {"name": "Service fournisseurs", "type": "collections", "email": f"factures.{name}@example.org"}
            vals["child_ids"] = [Command.create({**contact, **person})]
        elif customer.address == "invoice":
            person = {"name": "Comptabilité", "type": "invoice", "email": f"compta.{name}@example.org"}
            vals["child_ids"] = [Command.create({**contact, **person})]
        return vals


def _slug(name):
    text = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return "-".join("".join(letter if letter.isalnum() else " " for letter in text).split())
