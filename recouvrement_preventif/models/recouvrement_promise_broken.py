from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_amount, format_date, split_every

from .recouvrement_promise import BROKEN_STATES

BATCH_SIZE = 100
# A job that did not pass for longer tells nobody of what lies that far back.
LOOK_BACK = timedelta(days=90)


class RecouvrementPromise(models.Model):
    """The owner of a case is told once of a promise that was not kept."""

    _inherit = "recouvrement.promise"

    broken_summary = fields.Char(compute="_compute_broken_summary", compute_sudo=True)

    @api.depends("amount", "amount_received", "date")
    @api.depends_context("lang")
    def _compute_broken_summary(self):
        for promise in self:
            promise.broken_summary = promise._describe_broken()

    @api.model
    def _cron_watch(self):
        """Every hour: notice the promises that were not kept, those that turn out to have been, and the
        debts that were paid in the end."""
        IrCron = self.env["ir.cron"]
        self._close_paid()
        for notice, ids in (("_forget_broken", self._get_kept_after_all()), ("_notice_broken", self._get_unnoticed())):
            time_left = IrCron._commit_progress(remaining=len(ids))
            for batch in split_every(BATCH_SIZE, ids, list):
                if not time_left:
                    return
                getattr(self.browse(batch).try_lock_for_update(), notice)()
                time_left = IrCron._commit_progress(len(batch))

    @api.model
    def _find(self, condition, states):
        """The ids of the promises in one of some states.

        :param SQL condition: on the promise `k`
        """
        self.env.flush_all()
        outcomes = self._get_outcome_query(self._get_days(), condition)
        query = SQL("SELECT o.id FROM (%s) o WHERE o.state = ANY(%s) ORDER BY o.id", outcomes, list(states))
        return [id_ for (id_,) in self.env.execute_query(query)]

    @api.model
    def _get_unnoticed(self):
        # No company is a day ahead of this: time zones end at UTC+14.
        latest = fields.Date.today() + timedelta(days=1)
        watched = SQL(
            "k.cancelled_on IS NULL AND k.broken_on IS NULL AND k.deadline BETWEEN %s AND %s",
            latest - LOOK_BACK,
            latest,
        )
        return self._find(watched, BROKEN_STATES)

    @api.model
    def _get_kept_after_all(self):
        """Those of which the ledger says otherwise since: a statement came late, a payment was matched elsewhere."""
        noticed = SQL("k.cancelled_on IS NULL AND k.broken_on IS NOT NULL")
        return self._find(noticed, ("kept", "void", "pending"))

    def _notice_broken(self):
        """Tell the owners of the cases of promises that were not kept."""
        unnoticed = self.filtered(lambda promise: not promise.broken_on and promise.state in BROKEN_STATES)
        for company, group in unnoticed.grouped("company_id").items():
            # In the words of the company: nobody asked.
            promises = group.with_company(company).with_context(lang=company.partner_id.lang or self.env.lang)
            promises.broken_on = company._get_recouvrement_today()
            summaries = {
                case: " · ".join(promise._describe_broken() for promise in broken)
                for case, broken in promises.grouped("case_id").items()
            }
            promises.case_id._message_log_batch(
                bodies={
                    case.id: case.env._("Promise not kept: %(promise)s", promise=summary)
                    for case, summary in summaries.items()
                }
            )
            promises.case_id._schedule_broken_promises(summaries)

    def _describe_broken(self):
        """What was promised, and what came of it."""
        self.ensure_one()
        terms = {
            "amount": format_amount(self.env, self.amount, self.currency_id),
            "date": format_date(self.env, self.date),
        }
        if not self.amount_received:
            return self.env._("%(amount)s promised for %(date)s, nothing received", **terms)
        received = format_amount(self.env, self.amount_received, self.currency_id)
        return self.env._("%(amount)s promised for %(date)s, %(received)s received", received=received, **terms)

    def _forget_broken(self):
        """Take back what was said of promises that were kept after all."""
        self.broken_on = False
        for promise in self:
            lang = promise.company_id.partner_id.lang or self.env.lang
            promise.case_id._message_log(
                body=promise.with_context(lang=lang).env._(
                    "Promise kept after all: %(promise)s", promise=promise.with_context(lang=lang)._describe_terms()
                )
            )
        self._close_settled(self.case_id)

    @api.model
    def _close_paid(self):
        """Nobody comes back to broken promises whose debts were paid in the end."""
        activity_type = self.env.ref("recouvrement_preventif.mail_activity_promise", raise_if_not_found=False)
        activities = self.env["mail.activity"].search(
            Domain("activity_type_id", "=", activity_type.id if activity_type else 0)
            & Domain("res_model", "=", "recouvrement.case")
            & Domain("automated", "=", True)
        )
        self._close_settled(self.env["recouvrement.case"].browse(activities.mapped("res_id")).exists())

    @api.model
    def _close_settled(self, cases):
        """Close the tasks of the cases that have no broken promise left on an open debt."""
        open_debt = Domain("reconciled", "=", False) & Domain("parent_state", "=", "posted")
        broken = self.search(
            Domain("case_id", "in", cases.ids)
            & Domain("broken_on", "!=", False)
            & Domain("cancelled_on", "=", False)
            & Domain("line_ids.move_line_id", "any", open_debt)
        )
        (cases - broken.case_id)._close_broken_promises()
