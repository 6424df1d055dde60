"""Whatever the ledger, the planner's one statement says what the slow, obvious rules say."""

import json
from collections import Counter
from contextlib import closing
from dataclasses import asdict, replace

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.recouvrement_preventif.models.recouvrement_case import WITHHELD_REASONS

from . import slow_model
from .common import CollectionCase
from .slow_world import CUSTOMERS, LINES_OF_MOVE, MOVES, RATES, Policy, draw_world

REASONS = {reason for reason, _label in WITHHELD_REASONS} - {"error"}


@tagged("post_install", "-at_install")
class TestProperty(CollectionCase):
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

    def _write(self, world):
        self._write_policies(world)
        self._write_customers(world)
        self._write_lines(world)
        self._write_holds(world)
        self._write_messages(world)
        self.env.invalidate_all()

    def _insert(self, table, rows):
        if not rows:
            return []
        columns = SQL(", ").join(map(SQL.identifier, rows[0]))
        query = SQL(
            "INSERT INTO %(table)s (%(columns)s) SELECT %(columns)s FROM jsonb_populate_recordset(NULL::%(table)s, %(rows)s) RETURNING id",
            table=SQL.identifier(table),
            columns=columns,
            rows=json.dumps(rows, default=str),
        )
        return [row[0] for row in self.env.execute_query(query)]

    def _update(self, table, rows):
        if not rows:
            return
        columns = [SQL("%s = v.%s", SQL.identifier(name), SQL.identifier(name)) for name in rows[0] if name != "id"]
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s t SET %(columns)s FROM jsonb_populate_recordset(NULL::%(table)s, %(rows)s) v WHERE v.id = t.id",
                table=SQL.identifier(table),
                columns=SQL(", ").join(columns),
                rows=json.dumps(rows, default=str),
            )
        )

    def _write_policies(self, world):
        own = next((customer.policy for customer in world.customers if customer.policy), None)
        used = [world.policy] + ([own] if own else [])
        reached = [line.reached for line in world.lines if line.reached]
        known = {level.id for policy in used for level in policy.levels}
        # The levels that an instalment reached under a policy that nobody follows any more.
        former = {level for level in reached if level.id not in known}
        if former:
            used.append(Policy(2, tuple(sorted(former, key=lambda level: level.id))))
        fields = ("minimum_amount", "minimum_gap", "contact_limit", "contact_window", "grace_days", "send_on_saturday")
        policy_ids = self._insert(
            "recouvrement_policy",
            [
                {
                    "name": {"en_US": f"Policy {policy.id}"},
                    "active": True,
                    "hour_from": policy.hour_from,
                    "hour_to": policy.hour_to,
                    **{field: getattr(policy, field) for field in fields},
                }
                for policy in used
            ],
        )
        self.policy_numbers = dict(zip(policy_ids, [policy.id for policy in used], strict=True))
        self.policy_ids = {number: policy_id for policy_id, number in self.policy_numbers.items()}
        levels = [
            (policy_id, level) for policy_id, policy in zip(policy_ids, used, strict=True) for level in policy.levels
        ]
        level_ids = self._insert(
            "recouvrement_level",
            [
                {
                    "name": {"en_US": f"Level {level.id}"},
                    "policy_id": policy_id,
                    "channel": "email",
                    "delay": level.delay,
                    "reference": level.reference,
                    "minimum_gap": level.minimum_gap,
                    "active": level.active,
                    "requires_approval": level.requires_approval,
                }
                for policy_id, level in levels
            ],
        )
        self.level_numbers = {level_id: level.id for level_id, (_, level) in zip(level_ids, levels, strict=True)}
        self.level_ids = {number: level_id for level_id, number in self.level_numbers.items()}
        self._update(
            "res_company", [{"id": self.company.id, "recouvrement_policy_id": self.policy_ids[world.policy.id]}]
        )

    def _write_customers(self, world):
        emails = {"none": None, "blacklisted": "blacklisted@example.org"}
        rows = []
        for customer in world.customers:
            policy = customer.policy and {str(self.company.id): self.policy_ids[customer.policy.id]}
            for contact in customer.contacts:
                email = emails.get(contact.address, f"contact{contact.id}@example.org")
                rows.append(
                    {
                        "id": self.partners[contact.id].id,
                        "email": email,
                        "email_normalized": email,
                        "message_bounce": int(contact.address == "bounced"),
                        "active": contact.address != "archived",
                        "country_id": self.countries[contact.country],
                        "tz": contact.tz,
                        "recouvrement_policy_id": policy if contact.type == "company" else None,
                    }
                )
        self._update("res_partner", rows)

    def _write_lines(self, world):
        moves = {line.move: line for line in world.lines}
        self._update(
            "account_move",
            [
                {
                    "id": self.moves[number].id,
                    "partner_id": self.companies[line.customer].id,
                    "commercial_partner_id": self.companies[line.customer].id,
                    "move_type": "entry" if line.move_type == "opening" else line.move_type,
                    "state": line.state,
                    "payment_state": line.payment_state,
                    "invoice_date": line.invoice_date,
                }
                for number, line in moves.items()
            ],
        )
        journal = self.moves.journal_id.id
        cards = [[self.partners[contact.id].id for contact in customer.contacts] for customer in world.customers]
        # On some lines, as on some miscellaneous entries, the customer is one of its contacts.
        rows = [
            {
                "id": self.lines[line.id].id,
                "partner_id": cards[line.customer][-1 if line.id % 4 == 3 else 0],
                "journal_id": self.general.id if line.move_type == "opening" else journal,
                "date_maturity": line.maturity,
                "currency_id": self.currencies[line.currency],
                "amount_residual_currency": line.residual,
                "amount_residual": float(line.residual * line.rate),
                "reconciled": line.reconciled,
                "parent_state": line.state,
                "no_followup": line.no_followup,
            }
            for line in world.lines
        ]
        self._update("account_move_line", rows)
        self._insert(
            "recouvrement_claim",
            [
                {
                    "line_id": self.lines[line.id].id,
                    "company_id": self.company.id,
                    "level_id": self.level_ids[line.reached.id],
                    "reached_on": line.reached_on,
                }
                for line in world.lines
                if line.reached
            ],
        )

    def _write_holds(self, world):
        hold_ids = self._insert(
            "recouvrement_suspension",
            [
                {
                    "case_id": self.cases[hold.customer].id,
                    "company_id": self.company.id,
                    "kind": "hold",
                    "reason": "They called",
                    "user_id": self.env.uid,
                    "date_from": hold.start,
                    "date_to": hold.end,
                    "released_on": hold.released,
                    "amount": hold.amount or None,
                    "move_id": None if hold.move is None else self.moves[hold.move].id,
                    "line_id": None if hold.line is None else self.lines[hold.line].id,
                }
                for hold in world.holds
            ],
        )
        self.hold_numbers = dict(zip(hold_ids, [hold.id for hold in world.holds], strict=True))

    def _write_messages(self, world):
        self._insert(
            "recouvrement_reminder",
            [
                {
                    "case_id": self.cases[message.customer].id,
                    "company_id": self.company.id,
                    "partner_id": self.companies[message.customer].id,
                    "level_id": next(iter(self.level_ids.values())),
                    "date": message.day,
                    "state": message.state,
                }
                for message in world.messages
            ],
        )
