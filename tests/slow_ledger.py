"""Writes a drawn world into the ledger, on a pool of documents made once."""

import json
from datetime import timedelta

from odoo.tools import SQL

from .slow_world import Policy


class SlowLedger:
    """For a test on a pool of documents: what a world says becomes their rows."""

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

    def _get_defaults(self, model):
        """What a row cannot be without, and a world says nothing of."""
        required = [name for name, field in self.env[model]._fields.items() if field.required and field.store]
        return self.env[model].default_get(required)

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
                    **self._get_defaults("recouvrement.policy"),
                    "name": {"en_US": f"Policy {policy.id}"},
                    "active": True,
                    "paused_until": None if policy.pause is None else world.today + timedelta(policy.pause),
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
                "invoice_date": moves[line.move].invoice_date,
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
                    "channel": "email",
                    "date": message.day,
                    "state": message.state,
                }
                for message in world.messages
                if message.state not in ("told", "heard")
            ],
        )
        self._insert(
            "recouvrement_contact",
            [
                {
                    "case_id": self.cases[message.customer].id,
                    "company_id": self.company.id,
                    "partner_id": self.companies[message.customer].id,
                    "date": message.day,
                    "kind": "visit",
                    "direction": "out" if message.state == "told" else "in",
                    "user_id": self.env.uid,
                    "summary": message.state,
                }
                for message in world.messages
                if message.state in ("told", "heard")
            ],
        )
