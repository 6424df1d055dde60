import logging

import psycopg2
import psycopg2.errors

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# What a transaction runs into when another one, unseen, ended before it; and how often it is tried.
CROSSED = (psycopg2.errors.SerializationFailure, psycopg2.errors.DeadlockDetected, psycopg2.errors.UniqueViolation)
TRIES = 3


class RecouvrementRun(models.Model):
    """How a run turns the plan of a few customers into reminders."""

    _inherit = "recouvrement.run"

    @api.model
    def _execute_safely(self, run, company, partner_ids, now):
        """Execute a chunk; if it fails, execute its customers one by one, so that one of
        them cannot stop the others.

        :return: the run, which a rollback may have undone
        """
        run_id = run.id
        try:
            self._retry(lambda: run._execute(company, partner_ids, now))
            return run
        except psycopg2.InterfaceError:
            raise
        except Exception:
            self.env.cr.rollback()
            _logger.warning("%s reminders failed together, trying one by one", len(partner_ids), exc_info=True)
        for partner_id in partner_ids:
            self.browse(run_id)._execute_alone(company, partner_id, now)
        return self.browse(run_id)

    def _execute_alone(self, company, partner_id, now):
        """Execute one customer and commit; a failure is kept on its case."""
        try:
            self._retry(lambda: self._execute(company, [partner_id], now))
        except psycopg2.OperationalError:
            # Someone else is at this customer: the next run looks again.
            self.env.cr.rollback()
        except Exception as error:
            self.env.cr.rollback()
            _logger.warning("The reminder of customer %s failed", partner_id, exc_info=True)
            case = self.env["recouvrement.case"]._ensure(company, [partner_id])
            case._set_withheld("error", None, company._get_recouvrement_today(now), note=str(error)[:500])
            case._schedule_repair(self.env._("The reminder could not be made."))
        self.env["ir.cron"]._commit_progress()

    @api.model
    def _retry(self, function):
        """Call a function again, in a new transaction, when another transaction crossed it."""
        for _try in range(TRIES - 1):
            try:
                return function()
            except CROSSED:
                self.env.cr.rollback()
        return function()

    def _execute(self, company, partner_ids, now):
        """Send what is due to some customers.

        Their cases are locked, and planned again under the lock: what another process did
        meanwhile counts.

        :param company: `res.company`
        :param list partner_ids: commercial partners
        :param datetime now: naive UTC
        """
        cases = self.env["recouvrement.case"]._ensure(company, partner_ids).try_lock_for_update()
        today = company._get_recouvrement_today(now)
        plan = self.env["recouvrement.planner"].plan(company, today, moment=now, partners=cases.partner_id)
        reminders = self._create_reminders(company, today, [entry for entry in plan if entry.is_sent])
        waiting = reminders.filtered(lambda reminder: reminder.state == "to_approve")
        leaving = reminders - waiting
        leaving.line_ids._reach()
        leaving._hand_over()
        reminders.case_id._clear_withheld()
        self.queued_count += len(leaving.filtered(lambda reminder: reminder.state == "queued"))
        self.failed_count += len(leaving.filtered(lambda reminder: reminder.state == "failed"))
        self.to_approve_count += len(waiting)
        # Here, and not with the commit: what another process did meanwhile shows now.
        self.env.flush_all()

    def _create_reminders(self, company, today, entries):
        """The reminders of a plan, queued or waiting for a person, with the instalments that
        each one covers."""
        if not entries:
            return self.env["recouvrement.reminder"]
        partners = self.env["res.partner"].browse([entry.partner_id for entry in entries])
        instalments = {}
        for instalment in self.env["recouvrement.planner"].get_open_instalments(company, today, partners):
            instalments.setdefault(instalment.partner_id, []).append(instalment)
        claims = self._ensure_claims(company, [step.line_id for entry in entries for step in entry.steps])
        move_lines = self.env["account.move.line"].browse(
            [instalment.line_id for group in instalments.values() for instalment in group]
        )
        move_lines.fetch(["move_id", "name", "move_name", "invoice_date", "date", "currency_id"])
        levels = self.env["recouvrement.level"].browse({entry.level_id for entry in entries})
        to_approve = set(levels.filtered("requires_approval").ids)
        reminders = self.env["recouvrement.reminder"].create(
            [
                {
                    "state": "to_approve" if entry.level_id in to_approve else "queued",
                    "queued_at": False if entry.level_id in to_approve else fields.Datetime.now(),
                    "case_id": entry.case_id,
                    # Given, although they follow from the case: computing them one by one is slow.
                    "company_id": company.id,
                    "partner_id": entry.partner_id,
                    "policy_id": entry.policy_id,
                    "level_id": entry.level_id,
                    "channel": entry.channel,
                    "contact_id": entry.contact_id,
                    "cc_ids": [fields.Command.set(entry.cc_ids)] if entry.cc_ids else False,
                    "run_id": self.id,
                    "date": today,
                }
                for entry in entries
            ]
        )
        self.env["recouvrement.reminder.line"]._insert(
            [
                {"reminder_id": reminder.id, **vals}
                for reminder, entry in zip(reminders, entries, strict=True)
                for vals in self._prepare_lines(company, today, entry, instalments[entry.partner_id], claims)
            ]
        )
        return reminders

    @api.model
    def _ensure_claims(self, company, line_ids):
        """The claim of each instalment, made where it is missing: {journal item id: claim}."""
        self.env.execute_query(
            SQL(
                """
                INSERT INTO recouvrement_claim (line_id, company_id, create_uid, write_uid, create_date, write_date)
                SELECT id, %(company)s, %(user)s, %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM UNNEST(%(lines)s) AS id
                    ON CONFLICT (line_id) DO NOTHING
             RETURNING id
                """,
                company=company.id,
                user=self.env.uid,
                lines=line_ids,
            )
        )
        claims = self.env["recouvrement.claim"].search_fetch(
            Domain("line_id", "in", line_ids), ["line_id", "level_id", "reached_on"]
        )
        return {claim.line_id.id: claim for claim in claims}

    @api.model
    def _prepare_lines(self, company, today, entry, instalments, claims):
        """The lines of one reminder: the instalments that have a step, and every other
        overdue one."""
        steps = {step.line_id: step.level_id for step in entry.steps}
        return [
            self._prepare_line(company, instalment, steps.get(instalment.line_id), claims.get(instalment.line_id))
            for instalment in instalments
            if instalment.amount > 0 and (instalment.line_id in steps or instalment.date_due < today)
        ]

    @api.model
    def _prepare_line(self, company, instalment, level_id, claim):
        line = self.env["account.move.line"].browse(instalment.line_id)
        return {
            "company_id": company.id,
            "move_line_id": line.id,
            "name": line.move_name or line.name,
            "invoice_date": line.invoice_date or line.date,
            "date_due": instalment.date_due,
            "currency_id": instalment.currency_id,
            "residual": instalment.residual,
            "amount": instalment.amount,
            # Only listed, or told of a level.
            "level_id": level_id,
            "claim_id": claim.id if level_id else None,
            "previous_level_id": (level_id and claim.level_id.id) or None,
            "previous_reached_on": (level_id and claim.reached_on) or None,
        }
