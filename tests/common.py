"""A French company whose ledger a test can write in a line or two."""

from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone

from freezegun import freeze_time

from odoo import Command
from odoo.tests import TransactionCase, tagged

# A Wednesday on which everybody works in France and Belgium.
TODAY = date(2026, 11, 25)
# Numbers that nobody has, right down to their check digits.
REGISTRATION = {"fr": "90350000700013", "be": "0999999922"}


@tagged("post_install", "-at_install")
class CollectionCase(TransactionCase):
    country, chart, currency = "fr", "fr", "EUR"
    policy_xmlid = "recouvrement_preventif.policy_france"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US", "tracking_disable": True})
        cls.company = cls._make_company("Ateliers Martin", cls.country, cls.chart, cls.currency)
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.company = cls.company.with_env(cls.env)
        cls.policy = cls.env.ref(cls.policy_xmlid)
        cls.company.write({"recouvrement_policy_id": cls.policy.id, "recouvrement_mode": "live"})
        cls.planner = cls.env["recouvrement.planner"]
        cls.product = cls.env["product.product"].create({"name": "Work", "type": "service"})
        cls.customer = cls._make_customer("Dupont")
        cls.levels = {
            name: cls.env.ref(f"recouvrement_preventif.level_france_{name}")
            for name in ("preventive", "first", "second", "third", "notice")
        }

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(datetime(TODAY.year, TODAY.month, TODAY.day, 10, tzinfo=timezone.utc)))

    @classmethod
    def _make_company(cls, name, country="fr", chart="fr", currency="EUR", **vals):
        currency = cls.env["res.currency"].with_context(active_test=False).search([("name", "=", currency)])
        currency.active = True
        company = cls.env["res.company"].create(
            {
                "name": name,
                "country_id": cls.env.ref(f"base.{country}").id,
                "currency_id": currency.id,
                "email": "compta@example.com",
                "company_registry": REGISTRATION.get(country, "RC 12345"),
                **vals,
            }
        )
        cls.env.user.company_ids |= company
        cls.env["account.chart.template"].try_loading(chart, company=company, install_demo=False)
        return company

    @classmethod
    def _make_customer(cls, name, **vals):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "email": f"{name.lower().replace(' ', '.')}@example.org",
                "country_id": cls.env.ref("base.fr").id,
                "lang": "en_US",
                **vals,
            }
        )

    # === THE LEDGER === #

    def invoice(
        self, due, amount, partner=None, move_type="out_invoice", currency=None, company=None, post=True, **vals
    ):
        """A posted invoice due on a day (an int counts days from TODAY)."""
        due = TODAY + timedelta(days=due) if isinstance(due, int) else due
        company = company or self.company
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": move_type,
                    "company_id": company.id,
                    "partner_id": (partner or self.customer).id,
                    "invoice_date": due - timedelta(days=30),
                    "invoice_date_due": due,
                    "invoice_payment_term_id": False,
                    "currency_id": (currency or company.currency_id).id,
                    "invoice_line_ids": [
                        Command.create({"product_id": self.product.id, "price_unit": amount, "tax_ids": []})
                    ],
                    **vals,
                }
            )
        )
        if post:
            move.action_post()
        return move

    def credit_note(self, amount, partner=None, **vals):
        return self.invoice(0, amount, partner=partner, move_type="out_refund", **vals)

    def receivable_lines(self, moves):
        return moves.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")

    def bank_entry(self, amount, partner=None, day=TODAY, company=None):
        """Money received and not yet matched; its receivable line."""
        company = company or self.company
        partner = partner or self.customer
        receivable = partner.with_company(company).property_account_receivable_id
        journal = self.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "entry",
                    "journal_id": journal.id,
                    "date": day,
                    "line_ids": [
                        Command.create({"account_id": journal.default_account_id.id, "balance": amount}),
                        Command.create({"account_id": receivable.id, "balance": -amount, "partner_id": partner.id}),
                    ],
                }
            )
        )
        move.action_post()
        return move.line_ids.filtered(lambda line: line.account_id == receivable)

    def pay(self, invoice, amount=None, day=TODAY):
        """Money received and matched with an invoice; its receivable line."""
        line = self.bank_entry(
            amount or invoice.amount_residual, invoice.commercial_partner_id, day, invoice.company_id
        )
        (line + self.receivable_lines(invoice)).reconcile()
        return line

    def hold(self, until, move=None, partner=None, day=TODAY, reason="They called"):
        case = self.case(partner)
        return self.env["recouvrement.suspension"].create(
            {
                "case_id": case.id,
                "move_id": move.id if move else False,
                "date_from": day,
                "date_to": until,
                "reason": reason,
            }
        )

    @classmethod
    def publish_terms(cls, kind="business", day=-400, **vals):
        """Payment terms made of the policy, in force since a day (an int counts from TODAY)."""
        terms = cls.env["recouvrement.terms"].create(
            {"company_id": cls.company.id, "customer_kind": kind, "policy_id": cls.policy.id, **vals}
        )
        terms._publish(TODAY + timedelta(days=day) if isinstance(day, int) else day)
        return terms

    @classmethod
    def accept_terms(cls, partner=None, terms=None, day=-400, how="paper", **values):
        """A customer accepts what the policy says now, or given terms, on a day (an int counts from TODAY)."""
        partner = partner or cls.customer
        day = TODAY + timedelta(days=day) if isinstance(day, int) else day
        terms = terms or cls.publish_terms(partner._get_recouvrement_customer_kind(), day)
        return cls.env["recouvrement.terms.acceptance"]._record(partner, terms, day, how, **values)

    # === THE DAYS === #

    def day(self, offset):
        return TODAY + timedelta(days=offset)

    def case(self, partner=None, company=None):
        return self.env["recouvrement.case"]._ensure(company or self.company, (partner or self.customer).ids)

    def plan(self, day=0, partner=None, company=None, **kwargs):
        """The plan of a day (an int counts from TODAY), for one customer: an entry or None."""
        day = self.day(day) if isinstance(day, int) else day
        plan = self.planner.plan(company or self.company, day, **kwargs)
        return {entry.partner_id: entry for entry in plan}.get((partner or self.customer).id)

    def assertPlanned(self, level, day=0, **kwargs):
        """A message at a level leaves on a day; with level None, nothing is due."""
        entry = self.plan(day, **kwargs)
        planned = entry and (self.env["recouvrement.level"].browse(entry.level_id) if entry.is_sent else entry.reason)
        self.assertEqual(planned or None, self.levels.get(level, level))

    @contextmanager
    def at(self, day=0, hour=10):
        """It is a day (an int counts from TODAY) at an hour, UTC."""
        day = self.day(day) if isinstance(day, int) else day
        with freeze_time(datetime(day.year, day.month, day.day, hour, tzinfo=timezone.utc)):
            self.env.invalidate_all()
            yield

    def run_cron(self, day=0, hour=10):
        """The scheduled job passes at a moment; the reminders it made."""
        before = self.env["recouvrement.reminder"].search([])
        with self.at(day, hour), self.enter_registry_test_mode():
            self.env.ref("recouvrement_preventif.ir_cron_run").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["recouvrement.reminder"].search([]) - before

    def send_queue(self, day=0, hour=10):
        """The mail queue passes at a moment."""
        with self.at(day, hour), self.enter_registry_test_mode():
            self.env.ref("mail.ir_cron_mail_scheduler_action").method_direct_trigger()
        self.env.invalidate_all()

    def live_lines(self, reminder):
        """What a reminder says: [(invoice, level or False, amount)]."""
        return [(line.name, line.level_id.name, line.amount) for line in reminder.line_ids if not line.is_cancelled]
