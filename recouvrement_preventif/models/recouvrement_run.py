import logging
from collections import Counter

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import split_every

from ..tools.plan import OpenInstalment

_logger = logging.getLogger(__name__)

CHUNK_SIZE = 200
# Passing reasons: they change within hours by themselves and ask nothing of anybody.
UNREMARKABLE_REASONS = ("leaving", "not_due")


class RecouvrementRun(models.Model):
    """What one passage of the scheduled job did for one company: made only when it
    had something to do."""

    _name = "recouvrement.run"
    _description = "Reminder Run"
    _order = "id desc"
    _rec_name = "started_at"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    date = fields.Date(required=True, readonly=True)
    started_at = fields.Datetime(required=True, readonly=True, default=lambda self: fields.Datetime.now())
    ended_at = fields.Datetime(readonly=True)
    reminder_ids = fields.One2many("recouvrement.reminder", "run_id", readonly=True)
    queued_count = fields.Integer(string="Queued", readonly=True)
    to_approve_count = fields.Integer(string="To approve", readonly=True)
    failed_count = fields.Integer(string="Failed", readonly=True)
    withheld_count = fields.Integer(string="Withheld", readonly=True)
    withheld_by_reason = fields.Json(readonly=True)
    withheld_summary = fields.Text(compute="_compute_withheld_summary")
    error = fields.Text(readonly=True)

    @api.depends("withheld_by_reason")
    @api.depends_context("lang")
    def _compute_withheld_summary(self):
        labels = self.env["recouvrement.case"]._get_withheld_labels()
        for run in self:
            counts = sorted((run.withheld_by_reason or {}).items(), key=lambda item: (-item[1], item[0]))
            run.withheld_summary = "\n".join(f"{labels.get(reason, reason)}: {count}" for reason, count in counts)

    # === THE SCHEDULED JOB === #

    @api.model
    def _cron_run(self):
        """Every hour, for every company that activated its reminders: what is due leaves.

        :raise: the last error met, once every company had its turn, so that the job counts as failed
        """
        now = fields.Datetime.now()
        last_error = None
        for company in self.env["res.company"].search(Domain("recouvrement_active", "=", True)):
            run = self.with_company(company).with_context(
                allowed_company_ids=company.ids, lang=company.partner_id.lang or self.env.lang
            )
            try:
                if not run._run(company, now):
                    break
            except Exception as error:
                _logger.exception("The reminders of %s could not be prepared", company.name)
                last_error = error
                self.env.cr.rollback()
                run.create({"company_id": company.id, "date": company._get_recouvrement_today(now), "error": str(error)})
                self.env["ir.cron"]._commit_progress()
        if last_error:
            raise last_error

    @api.model
    def _run(self, company, now):
        """Plan a company's day and execute it, a chunk of customers at a time.

        Progress is committed after each chunk, so that a run that dies loses nothing and
        the next one goes on where it stopped.

        :param company: `res.company`
        :param datetime now: naive UTC
        :return: False when the scheduler's time is up
        """
        IrCron = self.env["ir.cron"]
        self._mark_interrupted()
        today = company._get_recouvrement_today(now)
        self._refresh_waiting(company, today)
        plan = self.env["recouvrement.planner"].plan(company, today, moment=now)
        to_send = [entry.partner_id for entry in plan if entry.is_sent]
        run = self._start(company, today, plan)
        time_left = IrCron._commit_progress(remaining=len(to_send))
        for partner_ids in split_every(CHUNK_SIZE, to_send, list):
            if not time_left:
                return False
            run = self._execute_safely(run, company, partner_ids, now)
            time_left = IrCron._commit_progress(len(partner_ids))
        if run:
            run.ended_at = fields.Datetime.now()
            time_left = IrCron._commit_progress()
        return bool(time_left)

    @api.model
    def _mark_interrupted(self):
        """Whatever was being sent by a process that is no more is uncertain."""
        sending = self.env["recouvrement.reminder"].search(Domain("state", "=", "sending"))
        sending._filter_abandoned()._set_uncertain()

    @api.model
    def _refresh_waiting(self, company, today):
        """Messages that wait for a person follow the ledger meanwhile."""
        self.env["recouvrement.reminder"].search(
            Domain("company_id", "=", company.id) & Domain("state", "=", "to_approve")
        )._refresh(today)

    @api.model
    def _start(self, company, today, plan):
        """Record what the plan withholds; make a run if there is anything to tell.

        :return: the run, or an empty recordset
        """
        withheld = [entry for entry in plan if not entry.is_sent and entry.reason not in UNREMARKABLE_REASONS]
        changed = self._record_withheld(company, today, withheld) + self._clear_outdated(company, plan)
        counts = Counter(entry.reason for entry in withheld)
        if not changed and not any(entry.is_sent for entry in plan):
            return self.browse()
        return self.create(
            {
                "company_id": company.id,
                "date": today,
                "withheld_count": len(withheld),
                "withheld_by_reason": dict(counts),
            }
        )

    @api.model
    def _record_withheld(self, company, today, withheld):
        """Keep on each case why nothing was sent; the unreachable are given to a person.

        :return: the cases whose reason is new
        """
        changed = Cases = self.env["recouvrement.case"]
        for entries in split_every(CHUNK_SIZE * 10, withheld, list):
            cases = Cases._ensure(company, [entry.partner_id for entry in entries])
            by_partner = {case.partner_id.id: case.id for case in cases}
            groups = {}
            for entry in entries:
                groups.setdefault((entry.reason, entry.until), []).append(by_partner[entry.partner_id])
            for (reason, until), ids in groups.items():
                newly = Cases.browse(ids)._set_withheld(reason, until, today)
                changed += newly
                if reason == "unreachable":
                    newly._schedule_repair(self.env._("Find an address at which this customer can be reached."))
        return changed

    @api.model
    def _clear_outdated(self, company, plan):
        """Forget why nothing was sent to customers that have nothing due any more.

        :return: the cases concerned
        """
        due = {entry.partner_id for entry in plan}
        cases = self.env["recouvrement.case"].search_fetch(
            Domain("company_id", "=", company.id) & Domain("withheld_reason", "!=", False),
            ["partner_id", "withheld_reason"],
        )
        outdated = cases.filtered(lambda case: case.partner_id.id not in due)
        outdated._clear_withheld()
        return outdated

    # === A CHUNK === #

    @api.model
    def _execute_safely(self, run, company, partner_ids, now):
        """Execute a chunk; if it fails, execute its customers one by one, so that one of
        them cannot stop the others.

        :return: the run, which a rollback may have undone
        """
        run_id = run.id
        try:
            run._execute(company, partner_ids, now)
            return run
        except Exception as error:
            if isinstance(error, psycopg2.InterfaceError):
                raise
            _logger.warning("Reminders of %s customers of %s failed, trying one by one", len(partner_ids), company.name, exc_info=True)
            self.env.cr.rollback()
        for partner_id in partner_ids:
            try:
                self.browse(run_id)._execute(company, [partner_id], now)
                self.env["ir.cron"]._commit_progress()
            except psycopg2.OperationalError:
                # Someone else is at this customer: the next run looks again.
                self.env.cr.rollback()
            except Exception as error:  # noqa: BLE001  whatever it is, the other customers go on
                self.env.cr.rollback()
                _logger.warning("Reminder of customer %s of %s failed", partner_id, company.name, exc_info=True)
                case = self.env["recouvrement.case"]._ensure(company, [partner_id])
                case._set_withheld("error", None, company._get_recouvrement_today(now), note=str(error)[:500])
                case._schedule_repair(self.env._("The reminder could not be made."))
                self.env["ir.cron"]._commit_progress()
        return self.browse(run_id)

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
        return self.env["recouvrement.reminder"].create(
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
                    "contact_id": entry.contact_id,
                    "cc_ids": [fields.Command.set(entry.cc_ids)] if entry.cc_ids else False,
                    "run_id": self.id,
                    "date": today,
                    "line_ids": [
                        fields.Command.create(vals)
                        for vals in self._prepare_lines(entry, instalments[entry.partner_id], claims, today)
                    ],
                }
                for entry in entries
            ]
        )

    @api.model
    def _ensure_claims(self, company, line_ids):
        """The claim of each instalment, made where it is missing: {journal item id: claim}."""
        Claim = self.env["recouvrement.claim"]
        claims = Claim.search(Domain("line_id", "in", line_ids))
        missing = set(line_ids) - set(claims.line_id.ids)
        claims += Claim.create([{"line_id": line_id, "company_id": company.id} for line_id in sorted(missing)])
        return {claim.line_id.id: claim for claim in claims}

    def _prepare_lines(self, entry, instalments, claims, today):
        """The lines of one reminder: the instalments that have a step, and every other
        overdue one."""
        steps = {step.line_id: step.level_id for step in entry.steps}
        return [
            self._prepare_line(instalment, steps.get(instalment.line_id), claims.get(instalment.line_id))
            for instalment in instalments
            if instalment.amount > 0 and (instalment.line_id in steps or instalment.date_due < today)
        ]

    def _prepare_line(self, instalment: OpenInstalment, level_id, claim):
        line = self.env["account.move.line"].browse(instalment.line_id)
        vals = {
            "company_id": self.company_id.id,
            "move_line_id": line.id,
            "name": line.move_name or line.name,
            "invoice_date": line.invoice_date or line.date,
            "date_due": instalment.date_due,
            "currency_id": instalment.currency_id,
            "residual": instalment.residual,
            "amount": instalment.amount,
        }
        if level_id:
            vals |= {
                "claim_id": claim.id,
                "level_id": level_id,
                "previous_level_id": claim.level_id.id,
                "previous_reached_on": claim.reached_on,
            }
        return vals

    # === ACTIONS === #

    @api.model
    def action_run_now(self):
        """Have the scheduled job run at once, in the background."""
        if not self.env.user.has_group("recouvrement_preventif.group_user"):
            raise UserError(self.env._("Only collectors can start the reminders."))
        self.env.ref("recouvrement_preventif.ir_cron_run").with_user(SUPERUSER_ID)._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "info", "message": self.env._("The reminders will be prepared within a minute.")},
        }
