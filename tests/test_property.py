"""Whatever the ledger, the planner's one statement says what the slow, obvious rules say."""

from collections import Counter
from contextlib import closing
from dataclasses import asdict, replace

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from odoo.addons.recouvrement_preventif.models.recouvrement_case_withheld import WITHHELD_REASONS

from . import slow_model
from .common import CollectionCase
from .slow_ledger import SlowLedger
from .slow_world import CUSTOMERS, LINES_OF_MOVE, MOVES, RATES, draw_world

# No policy of these worlds charges anything: what the law makes wait has its own stories.
REASONS = {reason for reason, _label in WITHHELD_REASONS} - {"error", "legal_wait"}


@tagged("post_install", "-at_install")
class TestProperty(SlowLedger, CollectionCase):
    """The documents exist once; for each example their columns are set, in a savepoint."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        term = cls.env["account.payment.term"].create(
            {
                "name": "Two instalments",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (0, 30)
                ],
            }
        )
        cls.partners = cls.env["res.partner"]
        for number in range(CUSTOMERS):
            company = cls._make_customer(f"Customer {number}")
            cls.partners += company
            for kind in ("invoice", "collections", "collections", "other"):
                cls.partners += cls._make_customer(kind, parent_id=company.id, type=kind, is_company=False)
        cls.companies = cls.partners.filtered("is_company")
        cls.env["mail.blacklist"]._add("blacklisted@example.org")
        cls.moves = cls.env["account.move"].union(
            *(
                cls.invoice(cls, 0, 100, cls.companies[0], invoice_payment_term_id=term.id, invoice_date_due=False)
                for _number in range(MOVES)
            )
        )
        cls.lines = cls.receivable_lines(cls, cls.moves).sorted("id")
        assert len(cls.lines) == MOVES * LINES_OF_MOVE
        cls.cases = cls.env["recouvrement.case"]._ensure(cls.company, cls.companies.ids).sorted("partner_id")
        cls.general = cls.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.currencies = {
            name: cls.env["res.currency"].with_context(active_test=False).search([("name", "=", name)]).id
            for name in RATES
        }
        cls.countries = {code: cls.env.ref(f"base.{code.lower()}").id for code in slow_model.TIMEZONES} | {None: None}
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE account_move_line SET reconciled = TRUE WHERE id = ANY(%s)", [cls.lines.ids])

    def test_the_planner_follows_the_rules(self):
        self.seen = Counter()
        self.check_a_world()
        self.assertLessEqual({None, "not_due", *REASONS}, set(self.seen), "some reason was never met")

    @settings(
        max_examples=200,
        phases=[Phase.generate],
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=True).map(draw_world))
    def check_a_world(self, world):
        try:
            self._compare(world)
        except AssertionError:
            # Hypothesis cannot reduce what comes from a seed: what needs not be there is dropped here.
            self._compare(self._reduce(world))
            raise

    def _reduce(self, world):
        """The smallest part of a world on which the two still disagree."""
        for field in ("lines", "holds", "messages"):
            for item in getattr(world, field):
                smaller = replace(world, **{field: tuple(other for other in getattr(world, field) if other != item)})
                try:
                    self._compare(smaller)
                except AssertionError:
                    world = smaller
        return world

    def _compare(self, world):
        with closing(self.env.cr.savepoint()):
            self._write(world)
            self._check(world)

    # === THE SAME PLAN === #

    def _check(self, world):
        entries = self.planner.plan(self.company, world.today, moment=world.moment)
        self.assertEqual(
            {entry.partner_id: self._as_answer(entry) for entry in entries},
            {self.companies[number].id: asdict(found) for number, found in slow_model.plan(world).items()},
            world,
        )
        self._check_amounts(world)
        self._check_upcoming(world, {entry.partner_id: entry for entry in entries})

    def _as_answer(self, entry):
        return {
            "policy": self.policy_numbers[entry.policy_id],
            "outcome": entry.outcome,
            "reason": entry.reason,
            "until": entry.until,
            "level": entry.level_id and self.level_numbers[entry.level_id],
            "steps": frozenset((self.lines.ids.index(s.line_id), self.level_numbers[s.level_id]) for s in entry.steps),
            "contact": entry.contact_id and self.partners.ids.index(entry.contact_id),
            "copies": tuple(self.partners.ids.index(partner) for partner in entry.cc_ids),
            "amount": round(entry.amount, 2),
            "suspension": entry.suspension_id and self.hold_numbers[entry.suspension_id],
        }

    def _check_amounts(self, world):
        found = self.planner.get_open_instalments(self.company, world.today, self.companies)
        expected = {}
        for customer in world.customers:
            amounts = slow_model.chased_amounts(world, customer)
            for debt in world.debts(customer):
                amount = slow_model.rounded(amounts[debt.id], debt.currency)
                expected[debt.id] = (
                    self.companies[customer.id].id,
                    debt.due,
                    debt.residual,
                    float(amount),
                    debt.exclusion,
                )
        self.assertEqual(
            {
                self.lines.ids.index(each.line_id): (
                    each.partner_id,
                    each.date_due,
                    each.residual,
                    each.amount,
                    each.exclusion,
                )
                for each in found
            },
            expected,
            world,
        )

    def _check_upcoming(self, world, entries):
        """To look ahead, at some customers only, changes nothing of what is due today, and
        tells when the others' next step comes."""
        watched = [customer for customer in world.customers if customer.id != len(world.lines) % CUSTOMERS]
        partners = self.companies.browse([self.companies[customer.id].id for customer in watched])
        plan = self.planner.plan(self.company, world.today, moment=world.moment, partners=partners, upcoming=True)
        ahead = {entry.partner_id: entry for entry in plan}
        with_debts = {self.companies[customer.id].id: customer for customer in watched if world.debts(customer)}
        self.assertEqual(set(ahead), set(with_debts))
        for partner_id, customer in with_debts.items():
            reason = ahead[partner_id].reason
            self.seen[reason] += 1
            if partner_id in entries:
                self.assertEqual(self._as_answer(ahead[partner_id]), self._as_answer(entries[partner_id]))
            else:
                level_id = ahead[partner_id].next_level_id
                level = level_id and self.level_numbers[level_id]
                found = (reason, ahead[partner_id].next_date, level)
                self.assertEqual(found, slow_model.upcoming(world, customer), world)

    # === THE WORLD, IN THE DATABASE === #
