import logging
from collections import Counter

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import split_every

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
    is_test = fields.Boolean(string="Trial Run", readonly=True)
    planned_count = fields.Integer(
        string="Planned", readonly=True, help="What would have left, had the reminders been active."
    )
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
        """Every hour, for every company whose reminders are not off: what is due is planned,
        and leaves if they are active.

        :raise: the last error met, once every company had its turn, so that the job counts as failed
        """
        now = fields.Datetime.now()
        last_error = None
        for company in self.env["res.company"].search(Domain("recouvrement_mode", "!=", "off")):
            run = self.with_company(company).with_context(
                allowed_company_ids=company.ids, lang=company.partner_id.lang or self.env.lang
            )
            try:
                if not run._run(company, now):
                    break
            except Exception as error:
                self.env.cr.rollback()
                _logger.exception("The reminders of %s could not be prepared", company.name)
                last_error = error
                run.create(
                    {"company_id": company.id, "date": company._get_recouvrement_today(now), "error": str(error)}
                )
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
        run, to_send, time_left = self._retry(lambda: self._begin(company, now))
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
    def _begin(self, company, now):
        """Look at what happened since the last passage, plan, and record what is withheld.

        :return: (the run, the customers to write to, the seconds left)
        """
        self._mark_interrupted()
        today = company._get_recouvrement_today(now)
        self._refresh_waiting(company, today)
        plan = self.env["recouvrement.planner"].plan(company, today, moment=now)
        to_send = [entry.partner_id for entry in plan if entry.is_sent]
        run = self._start(company, today, plan)
        if company.recouvrement_mode == "test":
            to_send = []
        return run, to_send, self.env["ir.cron"]._commit_progress(remaining=len(to_send))

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
        Channel = self.env["recouvrement.channel"]
        for code in Channel._get_manual_codes():
            Channel._get_channel(code)._refresh_waiting(company, today)

    @api.model
    def _start(self, company, today, plan):
        """Record what the plan withholds; make a run if there is anything to tell.

        :return: the run, or an empty recordset
        """
        withheld = [entry for entry in plan if not entry.is_sent and entry.reason not in UNREMARKABLE_REASONS]
        changed = self._record_withheld(company, today, withheld) + self._clear_outdated(company, plan)
        counts = Counter(entry.reason for entry in withheld)
        planned = len([entry for entry in plan if entry.is_sent])
        is_test = company.recouvrement_mode == "test"
        if not changed and (not planned or (is_test and self._is_known_test(company, today, planned))):
            return self.browse()
        return self.create(
            {
                "company_id": company.id,
                "date": today,
                "is_test": is_test,
                "planned_count": planned,
                "withheld_count": len(withheld),
                "withheld_by_reason": dict(counts),
            }
        )

    @api.model
    def _is_known_test(self, company, today, planned):
        """Whether the last test of the day found the same: nothing left meanwhile."""
        last = self.search(Domain("company_id", "=", company.id) & Domain("date", "=", today), limit=1)
        return last.is_test and last.planned_count == planned

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
